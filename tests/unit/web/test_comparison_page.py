# SPDX-License-Identifier: Apache-2.0
"""The comparison page over invented results of every shape."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from machikata.domain.process import Process
from machikata.domain.text import Language, Text
from machikata.drawing.maps.difference_map import draw_difference_map
from machikata.publication.comparison_pictures import comparison_pictures
from machikata.testing.comparisons import sample_comparison
from machikata.web.compared import Question
from machikata.web.frame import CHAIN, Surroundings
from machikata.web.pages.comparison import ComparisonPage, CountingForm, frame_of, present
from machikata.web.pages.comparison_flow import easy_share, reduced
from machikata.web.pages.comparison_flow import present as present_flow
from machikata.web.rendering import render
from machikata.web.survey_part import SurveyPart

NO_SURVEY = SurveyPart(None, answered=False, refused=Text("", ""), address="/compare/g/p/survey")
PROCESS = Process("care", Text("要介護認定", "Care certification"), limit_days=30.0)


def page_of(**shape: Any) -> ComparisonPage:
    return present(sample_comparison(**shape), process=PROCESS)


def html_of(page: ComparisonPage, language: Language) -> str:
    around = Surroundings(Text("担当", "officer"), False, 0, datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "0")
    return render(
        "pages/comparison.html", language, page=page, frame=frame_of(page), around=around, chain=CHAIN, csrf="x", here="/",
        address_ja="/?lang=ja", address_en="/?lang=en", pictures=comparison_pictures(page.comparison, language=language),
        counting=CountingForm("/compare/g/p", Question(), (), (), ()), survey=NO_SURVEY,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("shape", [{"n_bodies": 3}, {"n_bodies": 6}, {"n_bodies": 12}, {"n_bodies": 8, "own": ""}])
def test_every_shape_of_result_gives_a_page(shape: dict[str, Any], language: Language) -> None:
    html = html_of(page_of(**shape), language)
    assert "</html>" in html
    assert " style=" not in html
    assert "None" not in html


def test_the_own_body_stands_first_in_every_table() -> None:
    for view in page_of(n_bodies=8, own="990003").indicators:
        assert view.lines[0].own
        assert [line.own for line in view.lines].count(True) == 1


def test_three_bodies_get_neither_rank_nor_funnel() -> None:
    html = html_of(page_of(n_bodies=3), "ja")
    assert "1〜3" not in html
    assert "99.8%の幅" not in html
    assert "5団体以下なので、順位と限界線は出しません" in html


def test_eight_bodies_get_a_funnel_and_ranks_only_with_their_range() -> None:
    html = html_of(page_of(n_bodies=8), "ja")
    assert "99.8%の幅" in html
    assert "順位は付けません" in html
    assert "1〜3" in html


def test_a_suppressed_body_shows_no_figure_but_the_reason() -> None:
    page = page_of(n_bodies=12)
    hidden = next(line for line in page.indicators[0].lines if line.body.code == "990012")
    assert hidden.value.crude is None
    html = html_of(page, "ja")
    assert "10件未満" in html
    assert "岩清水市の値は10件未満のため表示していません" in html


def test_days_with_open_cases_are_shown_as_in_the_workbook_where_only_the_counts_are_kept_back() -> None:
    page = page_of(n_bodies=8)
    first, *others = page.survival
    assert first.value.median is not None
    line = replace(first, value=replace(first.value, n=None, n_open=None))
    html = html_of(replace(page, survival=(line, *others)), "ja")
    table = html[html.index('id="open"') :]
    row = re.findall(rf"<th[^>]*>{line.name.ja}</th>(.*?)</tr>", table, re.DOTALL)[0]
    assert f"{first.value.median.value:.1f}日" in row
    assert "10件未満" not in row
    assert "逆算を防ぐため" in row


def test_waits_in_the_table_of_all_figures_have_the_unit_of_their_language() -> None:
    [table] = [t for t in page_of(n_bodies=8).tables if t.id == "flow"]
    waits = [row[3] for row in table.rows if isinstance(row[0], Text) and row[0].ja == "待ち"]
    assert waits
    assert all(isinstance(w, Text) and w.ja.endswith("日") and w.en.endswith(" d") for w in waits)


def test_a_reversal_of_another_body_stands_folded_below() -> None:
    page = page_of(n_bodies=8, own="990003")
    assert page.reversals == ()
    assert len(page.other_reversals) == 1
    assert "ほかの団体について見つかったもの" in html_of(page, "ja")


def test_a_difference_of_a_stratum_is_own_minus_class() -> None:
    [view] = page_of(n_bodies=8).reversals
    renewal = next(line for line in view.lines if line.turned)
    assert renewal.difference == pytest.approx(25.2 - 30.1)


def test_exports_keep_the_question_of_the_address() -> None:
    page = page_of(n_bodies=8)
    assert [link.href.partition("?")[0].rpartition("/")[2] for link in page.exports] == ["xlsx", "html", "zip"]


def test_nothing_is_said_of_a_suppressed_share_in_the_map() -> None:
    comparison = sample_comparison(n_bodies=8)
    difference = comparison.difference_map
    assert difference is not None
    flow = present_flow(comparison, difference, page_of(n_bodies=8), show="shares", least=None, query="")
    assert "電子で受領" not in {n.label for n in (*flow.only_own, *flow.only_peers)}
    assert flow.least == easy_share(difference) == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", "<h3>ほかの団体だけで行われている作業</h3>"), ("en", "<h3>Only in the other bodies</h3>")],
)
def test_what_only_the_others_do_is_not_said_of_their_mean(language: Language, words: str) -> None:
    comparison, page = sample_comparison(n_bodies=8), page_of(n_bodies=8)
    assert comparison.difference_map is not None
    flow = present_flow(comparison, comparison.difference_map, page, show="shares", least=None, query="")
    around = Surroundings(Text("担当", "officer"), False, 0, datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "0")
    picture = draw_difference_map(flow.shown, pair="shares", language=language)
    html = render(
        "pages/comparison_flow.html", language, page=flow, frame=frame_of(page), around=around, chain=CHAIN, csrf="x",
        here="/", address_ja="/?lang=ja", address_en="/?lang=en", map_picture=picture,
    )  # fmt: skip
    assert words in html


def test_narrowing_the_difference_map_leaves_out_what_few_take() -> None:
    difference = sample_comparison(n_bodies=8).difference_map
    assert difference is not None
    narrow = reduced(difference, 90)
    assert {(a.source, a.target) for a in narrow.arcs} == {
        ("申請の受付", "意見書の依頼"), ("意見書の依頼", "意見書の受領"), ("意見書の受領", "審査会"), ("審査会", "結果の通知"),
    }  # fmt: skip
    assert "係長の決裁" not in {n.activity for n in narrow.nodes}
