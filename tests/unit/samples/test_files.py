# SPDX-License-Identifier: Apache-2.0
"""The written files, read with the plainest means."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from machikata.domain.event_log import ColumnRole
from machikata.domain.municipality import MunicipalityCode
from machikata.records.masking.identifiers import masked_text
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.rows import invented_my_number

XES = "{http://www.xes-standard.org/}"


def rows_of(sample):
    """Header and rows of a flat file, as texts."""
    style = DEMO_PLAN.body(sample.body.code).style
    if sample.path.suffix == ".csv":
        text = sample.path.read_bytes().decode(style.encoding)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=style.delimiter))
    if sample.path.suffix == ".xlsx":
        return CalamineWorkbook.from_path(sample.path).get_sheet_by_index(0).to_python()
    table = pq.read_table(sample.path)
    return [table.column_names, *zip(*(c.to_pylist() for c in table.columns), strict=True)]


def flat_files(samples):
    return [f for f in samples.files if f.path.suffix != ".gz"]


def test_every_file_says_that_it_is_invented(small_files):
    assert len(small_files.files) == 36
    assert all(f.path.name.startswith("架空_") for f in small_files.files)
    for name in ("README_架空.md", "municipalities.json"):
        assert (small_files.folder / name).is_file()


def test_flat_files_hold_the_mapped_columns_and_every_event(small_files):
    for sample in flat_files(small_files):
        head, *rows = rows_of(sample)
        assert list(head) == [c.name for c in sample.mapping.columns], sample.path.name
        assert len(rows) == sample.events


def test_activity_names_are_those_of_the_body_and_lead_to_concepts(small_files):
    for sample in flat_files(small_files):
        head, *rows = rows_of(sample)
        column = list(head).index(sample.mapping.named(ColumnRole.ACTIVITY)[0].name)
        assert {row[column] for row in rows} <= set(sample.concepts)
        assert set(sample.concepts.values()) == {c.id for c in sample.process.concepts}


def test_one_name_never_stands_for_two_concepts(small_files):
    meaning = {}
    for sample in small_files.files:
        for label, concept in sample.concepts.items():
            assert meaning.setdefault((sample.process.id, label), concept) == concept


def test_bodies_use_different_words_headings_and_formats(small_files):
    names = {tuple(sorted(f.concepts)) for f in small_files.files if f.process.id == "care-need-certification"}
    headings = {tuple(c.name for c in f.mapping.columns[:3]) for f in small_files.files}
    assert len(names) == 4
    assert len(headings) >= 4
    assert {"".join(f.path.suffixes) for f in small_files.files} == {".csv", ".xes.gz", ".xlsx", ".parquet"}


def test_xes_files_hold_all_cases_and_events_with_the_zone(small_files):
    for sample in (f for f in small_files.files if f.path.suffix == ".gz"):
        log = ET.fromstring(gzip.decompress(sample.path.read_bytes()))
        traces = log.findall(f"{XES}trace")
        assert len(traces) == sample.cases
        assert sum(len(t.findall(f"{XES}event")) for t in traces) == sample.events
        dates = [d.get("value") for d in log.iter(f"{XES}date")]
        assert all(d.endswith("+09:00") for d in dates)


def test_case_attributes_bear_the_same_names_and_values_in_every_body(small_files):
    for process in small_files.processes:
        seen = set()
        for sample in (f for f in small_files.files if f.process.id == process.id):
            seen.add(tuple(c.name for c in sample.mapping.named(ColumnRole.CASE_ATTRIBUTE)))
        assert len(seen) == 1


def test_faults_for_the_quality_report_stand_where_they_are_announced(small_files):
    faulty = [f for f in small_files.files if f.faulty_rows]
    assert [(f.body.name.ja, f.process.id, f.faulty_rows) for f in faulty] == [("汐見原市", "salary-reports", 3)]
    head, *rows = rows_of(faulty[0])
    assert sum(row[0] == "" for row in rows) == 1
    assert sum(row[head.index("完了日")].endswith(".2.30") for row in rows) == 2


def test_invented_numbers_in_remarks_are_found_and_masked(small_files):
    sample = small_files.file(DEMO_PLAN.bodies[0].municipality.code, "care-need-certification")
    head, *rows = rows_of(sample)
    remarks = [row[head.index("備考")] for row in rows]
    numbers = [r for r in remarks if re.search(r"9999\d{8}", r)]
    assert len(numbers) == 4
    assert not [r for r in numbers if re.search(r"\d{12}", masked_text(r))]


@pytest.mark.parametrize("serial", [0, 1, 1234567, 9999999])
def test_every_invented_number_passes_the_check_digit(serial):
    assert masked_text(invented_my_number(serial)) != invented_my_number(serial)


def test_old_systems_write_the_day_alone(small_files):
    sample = small_files.file(DEMO_PLAN.bodies[7].municipality.code, "care-need-certification")
    head, *rows = rows_of(sample)
    without_time = [row for row in rows if row[head.index("処理時刻")] == ""]
    assert 0.3 < len(without_time) / len(rows) < 0.6


def test_repeated_rows_stand_behind_each_other(small_files):
    sample = small_files.file(DEMO_PLAN.bodies[5].municipality.code, "care-need-certification")
    _, *rows = rows_of(sample)
    repeated = sum(one == two for one, two in pairwise(rows))
    assert repeated >= 1
    assert repeated == len(rows) - len({tuple(row) for row in rows})


def test_bodies_file_holds_valid_codes(small_files):
    bodies = json.loads((small_files.folder / "municipalities.json").read_text("utf-8"))
    assert len(bodies) == 12
    assert all(MunicipalityCode(b["code"]).synthetic and b["synthetic"] for b in bodies)


def test_the_readme_names_every_planted_truth_in_both_languages(small_files):
    page = (small_files.folder / "README_架空.md").read_text("utf-8")
    for truth in small_files.truths:
        assert truth.description.ja in page
        assert truth.description.en in page


def test_every_section_has_a_workbook_with_its_answers(small_files):
    assert len(small_files.survey_files) == len(small_files.surveys) == 48
    assert len({f.path for f in small_files.survey_files}) == 48
    for file in small_files.survey_files:
        answers = file.answers
        assert file.path.name == f"架空_{file.body.name.ja}_{answers.section}_業務量調査.xlsx"
        if file.mapping is not None:
            continue
        head, *rows = CalamineWorkbook.from_path(file.path).get_sheet_by_name("回答").to_python()
        hours = [row[i] for row in rows for i, name in enumerate(head) if name.startswith("年間時間") and row[i] != ""]
        assert hours == [line.hours for line in answers.lines if line.hours is not None]
        assert answers.body == file.body.code
        assert tuple(p.id for p in file.processes) == answers.processes


def test_workbooks_say_that_they_are_invented(small_files):
    for file in small_files.survey_files[:4]:
        sheets = CalamineWorkbook.from_path(file.path)
        assert "架空" in str(sheets.get_sheet_by_name("説明").to_python())


def test_one_section_hands_in_a_table_of_its_own(small_files):
    (file,) = [f for f in small_files.survey_files if f.mapping is not None]
    assert (file.body.name.ja, file.answers.section) == ("鈴ヶ峰町", "介護認定係")
    sheet = CalamineWorkbook.from_path(file.path).get_sheet_by_name(file.mapping.sheet)
    rows = sheet.to_python(skip_empty_area=False)
    assert any("架空" in str(cell) for row in rows for cell in row)
    assert len(sheet.merged_cell_ranges) > 10
    head = " ".join(str(c) for row in rows[file.mapping.head_row - 1 : file.mapping.first_row - 1] for c in row)
    body = rows[file.mapping.first_row - 1 :]
    assert [row[2] for row in body][-1] == "合計"
    assert len(body) - 1 == len(file.answers.lines)
    assert body[0][0] == "令和７年度"
    for column in file.mapping.columns:
        assert all(part in head for part in column.head.split())
    minutes = [row[5] for row in body[:-1]]
    said = [line.minutes_per_case for line in file.answers.lines]
    assert [m and m * 60 for m in minutes] == [pytest.approx(m) if m else "" for m in said]
    assert file.answers.staff == ()
