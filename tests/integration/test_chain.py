# SPDX-License-Identifier: Apache-2.0
"""From files to a comparison and out again: one chain, the same figures in every form, and again from the bundle."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import machikata as mk
from machikata.domain.errors import NotFound
from machikata.publication.bundle import read_bundle, write_bundle
from machikata.publication.document import from_document, to_document
from machikata.workspace.comparisons import compare, reproduce
from machikata.workspace.demo import build_demo, compare_everything
from machikata.workspace.imports import remove_log, restore_log
from machikata.workspace.reports import ExportFormat, export_comparison
from machikata.workspace.workspace import Workspace

from .conftest import CARE, EIGHT


@pytest.fixture(scope="module")
def comparison(demo_folder: Path) -> mk.Comparison:
    return compare(mk.open_workspace(demo_folder), process=CARE, group=EIGHT)


def test_a_second_start_of_the_demo_builds_nothing(demo: Workspace) -> None:
    assert build_demo(demo, scale=0.25) is False


def test_eight_are_compared_three_without_ranks_and_one_is_refused(demo: Workspace) -> None:
    found = {len(one.group.members): one for one in compare_everything(demo) if one.process.id == CARE}
    eight, three, one = found[8].comparison, found[3].comparison, found[1]
    assert eight is not None
    assert three is not None
    assert all(b.rank is not None for b in eight.indicators[0].bodies if not b.suppressed)
    assert eight.indicators[0].funnel is not None
    assert all(b.rank is None for b in three.indicators[0].bodies)
    assert three.indicators[0].funnel is None
    assert one.comparison is None
    assert "3団体以上" in one.refusal.ja


def test_the_comparison_survives_the_way_through_json(comparison: mk.Comparison) -> None:
    document = json.loads(json.dumps(to_document(comparison)))
    assert to_document(from_document(mk.Comparison, document)) == document


def test_workbook_report_and_json_carry_the_same_figures(demo: Workspace, comparison: mk.Comparison) -> None:
    made = {form: export_comparison(demo, comparison, process=CARE, form=form, language="ja") for form in ExportFormat}
    document = json.loads(made[ExportFormat.DOCUMENT])
    ratios = [b["ratio"]["value"] for b in document["indicators"][0]["bodies"] if b["ratio"]]
    book = CalamineWorkbook.from_filelike(io.BytesIO(made[ExportFormat.WORKBOOK]))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    report = made[ExportFormat.REPORT].decode()
    for ratio in ratios:
        assert any(isinstance(c, float) and c == pytest.approx(ratio, rel=1e-12) for c in cells)
        assert f"{ratio:.2f}" in report


def test_synthetic_data_say_so_in_every_form(demo: Workspace, comparison: mk.Comparison) -> None:
    assert "架空" in export_comparison(demo, comparison, process=CARE, form=ExportFormat.REPORT, language="ja").decode()
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(export_comparison(demo, comparison, process=CARE, form=ExportFormat.WORKBOOK, language="ja"))
    )
    for name in book.sheet_names:
        assert any("架空" in str(cell) for row in book.get_sheet_by_name(name).to_python() for cell in row)
    assert mk.summary(comparison).startswith("【架空のデータ】")


def test_the_report_loads_nothing_from_outside(demo: Workspace, comparison: mk.Comparison) -> None:
    report = export_comparison(demo, comparison, process=CARE, form=ExportFormat.REPORT, language="en").decode()
    for outside in ("<script", "<link", "src=", "@import", "url("):
        assert outside not in report


def test_the_bundle_gives_every_figure_again_to_the_last_digit(
    demo: Workspace, comparison: mk.Comparison, tmp_path: Path
) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(export_comparison(demo, comparison, process=CARE, form=ExportFormat.BUNDLE, language="ja"))
    again = reproduce(demo, path)
    assert again.differences == ()
    assert again.versions_changed == ()


def test_a_changed_figure_in_a_bundle_is_noticed(demo: Workspace, comparison: mk.Comparison, tmp_path: Path) -> None:
    made = export_comparison(demo, comparison, process=CARE, form=ExportFormat.BUNDLE, language="ja")
    bundle = read_bundle(made)
    figures = json.loads(json.dumps(bundle.figures))
    figures["indicators"][0]["class_mean"] += 1e-9
    path = tmp_path / "forged.zip"
    path.write_bytes(write_bundle(replace(bundle, figures=figures)))
    [difference] = reproduce(demo, path).differences
    assert difference.startswith("indicators[0].class_mean")


def test_a_bundle_names_the_files_that_are_missing(tmp_path: Path, demo: Workspace, comparison: mk.Comparison) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(export_comparison(demo, comparison, process=CARE, form=ExportFormat.BUNDLE, language="ja"))
    with pytest.raises(NotFound, match="架空_汐見原市_要介護認定"):
        reproduce(mk.open_workspace(tmp_path / "empty"), path)


def test_a_removed_record_leaves_the_comparison_and_comes_back(demo: Workspace, comparison: mk.Comparison) -> None:
    entry = next(e for e in demo.library.logs() if e.process == CARE and e.owner == comparison.group.members[0])
    remove_log(demo, entry.id)
    try:
        assert comparison.group.members[0] not in {
            b.code for b in compare(demo, process=CARE, group=EIGHT).bodies if b.n_cases
        }
    finally:
        restore_log(demo, entry.id)
    assert to_document(compare(demo, process=CARE, group=EIGHT)) == to_document(comparison)
