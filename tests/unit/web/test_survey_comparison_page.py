# SPDX-License-Identifier: Apache-2.0
"""The page that compares surveys, its files, its refusal, and what other pages say of surveys."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from machikata.domain.process import Process
from machikata.domain.text import Language, Text
from machikata.publication.survey_pictures import survey_pictures
from machikata.testing.campaigns import YEAR, answered, filled_form
from machikata.testing.workload_comparisons import sample_workload_comparison
from machikata.web.frame import CHAIN, Surroundings
from machikata.web.pages.survey_comparison import frame_of
from machikata.web.rendering import render
from machikata.web.survey_view import SurveyComparisonPage, present
from machikata.workspace.campaigns import open_campaign
from machikata.workspace.handing_in import hand_in
from machikata.workspace.imports import remove_log
from machikata.workspace.peers import form_hand_group
from machikata.workspace.submissions import accept_submission

YEARS = (2025, 2024)


def page_of(**shape: Any) -> SurveyComparisonPage:
    return present(sample_workload_comparison(**shape), years=YEARS)


def html_of(page: SurveyComparisonPage, language: Language) -> str:
    around = Surroundings(Text("担当", "officer"), False, 0, datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "0")
    return render(
        "pages/survey_comparison.html", language, page=page, frame=frame_of(page), around=around, chain=CHAIN, csrf="x",
        here="/", address_ja="/?lang=ja", address_en="/?lang=en", pictures=survey_pictures(page.comparison, language=language),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("shape", [{"n_bodies": 3}, {"n_bodies": 8}, {"n_bodies": 8, "own": ""}, {"n_bodies": 10}])
def test_every_shape_of_result_gives_a_page(shape: dict[str, Any], language: Language) -> None:
    html = html_of(page_of(**shape), language)
    assert "</html>" in html
    assert " style=" not in html
    assert "None" not in html


def test_the_page_says_what_the_class_would_need_with_intervals_and_the_steps_that_differ() -> None:
    html = html_of(page_of(n_bodies=8), "ja")
    assert "区分の中央なら" in html
    assert "短い側の4分の1なら" in html
    assert "1,900時間" in html
    assert "差の大きな工程" in html


def test_with_few_bodies_there_is_no_best_quarter_and_the_page_says_from_when_on() -> None:
    html = html_of(page_of(n_bodies=4), "ja")
    assert "短い側の4分の1なら" not in html
    assert "8団体以上の回答がそろってから" in html


def test_a_body_whose_answers_nobody_has_settled_is_marked_wherever_its_values_stand() -> None:
    c = sample_workload_comparison(n_bodies=8)
    first, *rest = c.bodies
    marked = replace(c, bodies=(replace(first, open_findings=3), *rest), n_unsettled=1)
    assert html_of(present(marked), "ja").count("確かめていない指摘3件") >= 3
    assert "3 open findings" in html_of(present(marked), "en")
    assert "確かめていない指摘" not in html_of(present(c), "ja")


def test_cost_at_common_prices_is_left_out_with_its_reason_where_nobody_has_one() -> None:
    c = sample_workload_comparison(n_bodies=8)
    assert "共通の単価で（千円）" in html_of(present(c), "ja")

    def without(some: int) -> str:
        bodies = tuple(
            replace(b, totals=replace(b.totals, cost_common=None)) if n < some and b.totals else b
            for n, b in enumerate(c.bodies)
        )
        return html_of(present(replace(c, bodies=bodies)), "ja")

    assert "共通の単価で（千円）" not in without(99)
    assert "担い手ごとの時間が分かるため" in without(99)
    assert "一部の団体では表示しません" in without(2)


def test_bodies_stand_in_order_of_their_codes_never_by_value() -> None:
    page = page_of(n_bodies=8)
    for view in page.by_body:
        codes = [line.body.code for line in view.bodies]
        assert codes == sorted(codes)
    assert "順位ではありません" in html_of(page, "ja")


def test_a_suppressed_step_shows_its_reason_and_no_figure() -> None:
    page = page_of(n_bodies=8)
    hidden = page.by_body[-1].bodies[-1]
    assert hidden.figure.suppressed
    html = html_of(page, "ja")
    row = re.findall(rf"<tr[^>]*><th[^>]*>{hidden.body.name.ja}</th>(.*?)</tr>", html, re.DOTALL)
    shown = next(r for r in row if "10件未満のため表示しません" in r)
    cells = re.findall(r'<td class="r[^"]*"[^>]*>(.*?)</td>', shown, re.DOTALL)
    assert not re.search(r"\d", " ".join(cells))


def test_figures_are_marked_as_reported_and_what_is_assumed_stands_apart() -> None:
    html = html_of(page_of(n_bodies=8), "ja")
    assert "申告した値（測った値ではありません）" in html
    assert ">仮定</h3>" in html
    assert "短い作業の4%は書かれないと仮定します" in html


def test_another_year_with_answers_is_linked() -> None:
    assert "令和6年度" in html_of(page_of(n_bodies=8), "ja")


@pytest.fixture
def surveyed(filled: Any, process: Process) -> Any:
    """The four bodies, all of which have answered; three of them have records too."""
    ws = filled.workspace
    known = {b.code: b for b in ws.library.bodies()}
    for code, body in known.items():
        survey = answered(code, "窓口係", process=process, minutes=24.0 if code == "990027" else 12.0)
        hand_in(ws, None, filled_form(survey, body=body, processes=(process,)), check=False)
    form_hand_group(ws, name="4市", members=sorted(known))
    return filled


def group_of(site: Any) -> str:
    return quote(str(site.workspace.library.groups()[0][1].id))


def test_the_surveys_of_a_group_are_compared_and_written_out_in_every_form(surveyed: Any) -> None:
    address = f"/compare/{group_of(surveyed)}/permit/survey"
    assert surveyed.get(f"{address}?own=990027").status_code == 200
    for kind in ("xlsx", "html", "json", "csv", "zip"):
        answer = surveyed.get(f"{address}/export/{kind}?own=990027")
        assert (answer.status_code, bool(answer.content)) == (200, True)
    assert surveyed.get(f"{address}/export/pdf").status_code == 404
    document = surveyed.get(f"{address}?format=json").json()
    assert len(document["comparison"]["bodies"]) == 4


def test_the_comparison_of_records_shows_the_steps_and_leads_to_the_surveys(surveyed: Any) -> None:
    html = surveyed.get(f"/compare/{group_of(surveyed)}/permit?own=990027").text
    assert "工程ごとの時間（業務量調査）" in html
    assert f"/compare/{group_of(surveyed)}/permit/survey?own=990027" in html


def test_the_page_of_a_bodys_work_shows_hours_beside_the_counts_of_its_records(surveyed: Any) -> None:
    html = surveyed.get("/bodies/990027/permit").text
    assert "かかる時間（業務量調査）" in html
    assert "調査と記録の照らし合わせ" in html


def test_without_answers_pages_say_what_a_survey_would_add(filled: Any) -> None:
    form_hand_group(filled.workspace, name="3市", members=["990019", "990027", "990035"])
    html = filled.get(f"/compare/{group_of(filled)}/permit").text
    assert "業務量調査に3団体以上が答えると" in html
    assert "業務量調査の回答はまだありません" in filled.get("/bodies/990027/permit").text
    refused = filled.get(f"/compare/{group_of(filled)}/permit/survey")
    assert refused.status_code == 200
    assert "回答がまだない" in refused.text
    assert "回答のまだない団体" in refused.text


def test_too_few_answers_name_who_has_answered_and_who_has_not(filled: Any, process: Process) -> None:
    ws = filled.workspace
    body = ws.body("990019")
    survey = answered(body.code, "窓口係", process=process)
    hand_in(ws, None, filled_form(survey, body=body, processes=(process,)), check=False)
    form_hand_group(ws, name="3市", members=["990019", "990027", "990035"])
    html = filled.get(f"/compare/{group_of(filled)}/permit/survey?lang=en").text
    assert "2 more" in html
    assert "Bodies that answered" in html
    assert "Bodies without an answer" in html


@pytest.mark.parametrize("year", ["abc", "20255", "-1"])
def test_a_year_that_is_none_is_refused_with_a_remedy(filled: Any, year: str) -> None:
    form_hand_group(filled.workspace, name="3市", members=["990019", "990027", "990035"])
    answer = filled.get(f"/compare/{group_of(filled)}/permit/survey?year={year}")
    assert answer.status_code == 422
    assert "西暦4桁" in answer.text


def test_a_result_that_somebody_may_not_see_is_only_counted() -> None:
    page = replace(page_of(n_bodies=8), not_reconciled=7)
    assert "ほかの7団体の結果は、その団体だけが見られます" in html_of(page, "ja")


@pytest.mark.parametrize("own", [None, ""])
def test_of_a_very_large_group_the_page_leaves_single_bodies_to_the_files(monkeypatch: Any, own: str | None) -> None:
    monkeypatch.setattr("machikata.web.survey_view.MOST_ROWS", 20)
    page = page_of(n_bodies=8, own=own)
    assert (page.by_body, page.tables) == ((), ())
    html = html_of(page, "ja")
    assert "書き出すファイルにだけ入れています" in html
    assert "工程ごとの時間" in html
    assert "すべての数値" not in html


def test_a_body_that_answered_and_has_no_records_shows_its_hours(surveyed: Any) -> None:
    logged = {e.owner for e in surveyed.workspace.library.logs()}
    [code] = {b.code for b in surveyed.workspace.library.bodies()} - logged
    page = surveyed.get(f"/bodies/{code}/permit")
    assert page.status_code == 200
    assert "記録はまだありません" in page.text
    assert "かかる時間（業務量調査）" in page.text
    assert "<table" in page.text
    assert f"/bodies/{code}/permit" in surveyed.get("/bodies").text
    assert str(surveyed.get(f"/bodies/{code}").url).endswith(f"/bodies/{code}/permit")
    assert surveyed.get(f"/bodies/{code}/permit?format=json").json()["effort"]["lines"]


def test_a_survey_that_enough_have_answered_leads_to_its_comparison(filled: Any, process: Process) -> None:
    ws = filled.workspace
    bodies = ws.library.bodies()
    group = form_hand_group(ws, name="4市", members=[b.code for b in bodies])
    asked = open_campaign(ws, processes=[process.id], fiscal_year=YEAR, deadline=ws.clock().date(), group=group.id)
    link = f"/compare/{quote(group.id)}/permit/survey?year={YEAR}"
    for n, body in enumerate(bodies):
        page = filled.get(f"/survey/{asked.id}").text
        assert (link in page) == (n >= 3)
        assert (f"あと{3 - n}団体が答えると" in page) == (n < 3)
        survey = answered(body.code, "窓口係", process=process)
        hand_in(ws, asked.id, filled_form(survey, body=body, processes=(process,)), check=False)
    filled.post(f"/survey/{asked.id}/close")
    assert filled.get(f"/survey/{asked.id}").text.count(link) == 1  # answers wait for a look: that comes first
    for held in ws.library.submissions():
        accept_submission(ws, held.id)
    assert filled.get(f"/survey/{asked.id}").text.count(link) == 2


def test_the_first_page_tells_how_far_the_survey_of_each_process_has_come(surveyed: Any) -> None:
    html = surveyed.get("/").text
    assert ">業務量調査</th>" in html
    assert f"/compare/{group_of(surveyed)}/permit/survey" in html
    assert "4団体" in html


def test_another_limit_stands_with_its_reason_beside_the_figures(surveyed: Any) -> None:
    address = f"/compare/{group_of(surveyed)}/permit/survey"
    surveyed.get(f"{address}?format=json")
    usual = surveyed.get(address).text
    assert "限度を変える" in usual
    assert "15%をこえたとき" in usual
    own = f"{address}?limit=２０%25&reason=初年度のため"
    page = surveyed.get(f"{own}&format=json").json()
    assert page["asked"]["limit"] == 20.0
    assert {r["found"]["result"]["hours_limit"]["value"] for r in page["reconciled"]} == {0.2}
    changed = surveyed.get(own).text
    assert "20%をこえたとき（団体の設定。理由：初年度のため）" in changed
    assert "もとの限度に戻す" in changed
    for wrong in ("limit=20", "limit=500&reason=x", "limit=many&reason=x"):
        assert surveyed.get(f"{address}?{wrong}").status_code == 422


def test_where_records_are_too_few_to_be_compared_the_page_leads_to_the_surveys(surveyed: Any) -> None:
    ws = surveyed.workspace
    for entry in ws.library.logs():
        remove_log(ws, entry.id)
    address = f"/compare/{group_of(surveyed)}/permit"
    page = surveyed.get(address).text
    assert "まだ比べられません" in page
    assert f'href="{address}/survey"' in page


def test_a_body_sees_its_own_answers_with_another_limit_too(surveyed: Any) -> None:
    for code in ("990027", "990043"):
        surveyed.get(f"/bodies/{code}/permit?format=json")
        assert "15%をこえたとき" in surveyed.get(f"/bodies/{code}/permit").text
        changed = surveyed.get(f"/bodies/{code}/permit?limit=20&reason=初年度のため")
        assert "20%をこえたとき（団体の設定。理由：初年度のため）" in changed.text
        assert surveyed.get(f"/bodies/{code}/permit?limit=20").status_code == 422


def test_an_officer_of_a_member_sees_the_comparison_and_of_the_others_neither_findings_nor_reconciliation(
    surveyed: Any, at_desk_of: Any
) -> None:
    group = group_of(surveyed)
    desk = at_desk_of(surveyed, "990019")
    document = desk.get(f"/compare/{group}/permit/survey?format=json").json()
    assert document["own"]["code"] == "990019"
    assert {line["found"]["result"]["body"] for line in document["reconciled"]} <= {"990019"}
    assert document["not_reconciled"] == 3
    seen_by_other = desk.get(f"/compare/{group}/permit/survey?own=990027&format=json").json()
    assert {line["found"]["result"]["body"] for line in seen_by_other["reconciled"]} <= {"990019"}
    assert desk.get(f"/compare/{group}/permit").status_code == 200
    for address in ("/bodies/990027/permit", "/bodies/990027/permit?format=json", "/bodies/990043/permit"):
        assert desk.get(address).status_code == 403
    for held in surveyed.workspace.library.submissions():
        page = desk.get(f"/survey/{held.campaign}/{held.body}?section={quote(held.section)}")
        assert page.status_code == (200 if held.body == "990019" else 403)
    assert at_desk_of(surveyed, "991112").get(f"/compare/{group}/permit/survey").status_code == 403


def test_who_sees_the_reconciliation_of_all_is_told_that_it_is_not_for_others(surveyed: Any, at_desk_of: Any) -> None:
    address = f"/compare/{group_of(surveyed)}/permit/survey"
    assert "ほかの団体には渡さない表です" in surveyed.get(address).text
    assert "ほかの団体には渡さない表です" not in at_desk_of(surveyed, "990019").get(address).text
    exported = surveyed.get(f"{address}/export/html").text
    assert "照らし合わせ" not in exported
