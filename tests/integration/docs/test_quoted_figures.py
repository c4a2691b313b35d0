# SPDX-License-Identifier: Apache-2.0
"""The figures that the explanations quote from the demo are those that the demo gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from machikata.analysis.comparison.result import Comparison
from machikata.bootstrap import open_workspace
from machikata.domain.text import Language
from machikata.publication.summary import summary
from machikata.workspace.comparisons import compare
from machikata.workspace.demo import build_demo
from machikata.workspace.reconciliations import reconcile_group
from machikata.workspace.survey_comparisons import compare_surveys
from machikata.workspace.workspace import Workspace

pytestmark = pytest.mark.slow
DOCS = Path(__file__).resolve().parents[3] / "docs"
DASH = {"ja": "〜", "en": "–"}
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace that `bin/demo` makes."""
    ws = open_workspace(tmp_path_factory.mktemp("demo"))
    build_demo(ws)
    return ws


@pytest.fixture(scope="module")
def comparison(demo: Workspace) -> Comparison:
    """The comparison that `bin/demo` shows."""
    return compare(demo, process="care-need-certification", group="class-2022-city-1-3")


def page_of(language: Language) -> str:
    return (DOCS / language / "statistics-for-officials.md").read_text("utf-8").replace("（", " (").replace("）", ")")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_eight_bodies(comparison: Comparison, language: Language) -> None:
    quoted = re.findall(
        r"^\| (.+?) \| ([\d,]+) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", page_of(language), re.MULTILINE
    )
    dash = DASH[language]
    shown = []
    for row in comparison.indicators[0].bodies:
        assert row.crude is not None
        assert row.ratio is not None
        ratio = f"{row.ratio.value:.2f} ({row.ratio.low:.2f}{dash}{row.ratio.high:.2f})"
        cells = (f"{row.n:,}", f"{row.crude.value:.1f}", ratio, f"{row.rank_low}{dash}{row.rank_high}")
        shown.append((comparison.body(row.body).name.in_(language), *cells, row.verdict_text.in_(language)))
    assert quoted == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_in_the_text(comparison: Comparison, language: Language) -> None:
    days, share = comparison.indicators
    own = days.bodies[0]
    survival = comparison.survival.bodies[0]
    [reversal] = comparison.reversals
    assert own.expected is not None
    assert survival.median is not None
    assert share.bodies[2].ratio is not None
    told = [
        f"{own.expected:.1f}",
        f"{own.median:.1f}",
        f"{survival.n_open}",
        f"{survival.median.value:.1f}",
        f"{survival.median.low:.1f}",
        f"{survival.median.high:.1f}",
        f"{share.bodies[2].ratio.value:.2f}",
        f"{reversal.searched}",
        f"{days.bodies[1].p_adjusted:.2f}",
        *(f"{v.median:.1f}" for v in reversal.inside if v.body in {"991015", "991023", "991058"}),
    ]
    text = page_of(language)
    assert [figure for figure in told if figure not in text] == []
    outside = [
        p.body for i in comparison.indicators if i.funnel for p in i.funnel.points if p.position.value != "inside"
    ]
    assert outside == ["991031"]


def test_the_tutorial_quotes_what_the_survey_of_the_demo_says(demo: Workspace) -> None:
    found = compare_surveys(demo, process="moving-in", group="class-2022-city-1-3", own="991023")
    for language in LANGUAGES:
        said = [line for line in summary(found, language).splitlines() if line[0].isdigit()]
        text = (DOCS / language / "tutorial.md").read_text("utf-8")
        assert said
        assert [line for line in said if line not in text] == []


def test_the_one_contradiction_that_the_tutorial_names(demo: Workspace) -> None:
    found = reconcile_group(demo, process="care-need-certification", group="class-2022-city-1-3")
    assert [b.result.body for b in found.contradicting] == ["991082"]
