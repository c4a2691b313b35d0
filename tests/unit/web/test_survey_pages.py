# SPDX-License-Identifier: Apache-2.0
"""The pages of carrying a workload survey through: opened, asked, taken, sent back, accepted, closed."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.records.table_checks import check_table_bytes
from machikata.testing.campaigns import YEAR, KeepingOutbox, answered, filled_form, surveyed_process, town
from machikata.web.app import create_app
from machikata.workspace.bodies import save_body, save_group, save_process
from machikata.workspace.campaigns import campaign_state, list_campaigns, open_campaign
from machikata.workspace.handing_in import hand_in
from machikata.workspace.submissions import history
from machikata.workspace.survey_drafts import list_survey_drafts
from machikata.workspace.survey_values import Asked, Campaign, Decision, LetterState

JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")
PROCESS = surveyed_process()
ONE, TWO = town(1), town(2)
SECTION = "窓口係"


@pytest.fixture
def surveyed(site: Any) -> Any:
    """The site over two towns, their group, and a process with steps."""
    for body in (ONE, TWO):
        save_body(site.workspace, body)
    save_process(site.workspace, PROCESS)
    save_group(site.workspace, PeerGroup("hand-g", Text("2町", "two towns"), PeerGroupKind.HAND, (ONE.code, TWO.code)))
    return site


@pytest.fixture
def campaign(surveyed: Any) -> Campaign:
    """A survey of both towns; one names its section."""
    ws = surveyed.workspace
    deadline = ws.clock().date() + timedelta(days=5)
    asked = [Asked(ONE.code, SECTION, "madoguchi@town.example.jp"), Asked(ONE.code, "税務係")]
    return open_campaign(
        ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=deadline, group="hand-g", asked=asked
    )  # fmt: skip


def form_of(body: Any = ONE, section: str = SECTION, **answers: Any) -> Any:
    """A filled form as a section hands it in."""
    return filled_form(answered(body.code, section, process=PROCESS, **answers), body=body, processes=[PROCESS])


def brought(file: Any) -> dict[str, Any]:
    """A file for an upload."""
    return {"file": (file.name, file.data, "application/octet-stream")}


def taken(site: Any, campaign: Campaign, file: Any) -> str:
    """Hand a form in by the pages; gives the address after it."""
    quality = site.post("/survey/hand-in", {"campaign": campaign.id}, files=brought(file))
    assert quality.status_code == 200, quality.text
    [draft] = list_survey_drafts(site.workspace)
    return str(site.post(f"/survey/drafts/{draft.id}/take").url)


def with_words(workbook: bytes, cells: dict[str, str]) -> bytes:
    """The form with words typed into cells of its answers."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).decode("utf-8") if name == "xl/worksheets/sheet2.xml" else None
            for cell, words in cells.items() if part else ():
                typed = f'<c r="{cell}" t="inlineStr"><is><t>{words}</t></is></c>'
                part, changed = re.subn(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', typed, part or "", count=1)
                assert changed == 1
            new.writestr(name, part.encode() if part else old.read(name))
    return kept.getvalue()


def test_without_a_survey_the_page_says_what_one_is_for_and_offers_each_way_in(surveyed: Any) -> None:
    page = surveyed.get("/survey").text
    assert "係に答えてもらいます" in page
    for address in ("/survey/new", "/survey/hand-in", "/survey/template", "/sample"):
        assert f'"{address}"' in page


def test_a_survey_is_opened_for_a_group_with_its_sections(surveyed: Any) -> None:
    fields = {
        "whom": "group:hand-g", "processes": PROCESS.id, "fiscal_year": str(YEAR),
        "deadline": "2099-10-30", "sections": f"{ONE.code}、窓口係、madoguchi@town.example.jp\n{TWO.name.ja}\t税務係\n",
    }  # fmt: skip
    page = surveyed.post("/survey/new", fields)
    assert "調査を始めました" in page.text
    [made] = list_campaigns(surveyed.workspace)
    asked = {p.key: p.mail for p in surveyed.workspace.library.participants(made.id)}
    assert asked == {(ONE.code, "窓口係"): "madoguchi@town.example.jp", (TWO.code, "税務係"): ""}


def test_everything_missing_is_named_at_its_field_and_what_was_entered_is_kept(surveyed: Any) -> None:
    fields = {"whom": "group:hand-g", "deadline": "いつか", "title": "春の調査", "sections": "よその町、係\n990019"}
    page = surveyed.post("/survey/new", fields)
    assert page.status_code == 422
    for field in ("processes", "deadline", "sections", "fiscal_year"):
        assert f'href="#f-{field}"' in page.text
    assert 'value="春の調査"' in page.text
    assert "よその町、係" in page.text
    assert list_campaigns(surveyed.workspace) == ()


def test_a_deadline_that_has_passed_is_refused(surveyed: Any) -> None:
    fields = {
        "whom": f"body:{ONE.code}", "processes": PROCESS.id, "fiscal_year": str(YEAR), "deadline": "2001-01-31",
    }  # fmt: skip
    page = surveyed.post("/survey/new", fields)
    assert page.status_code == 422
    assert "締切が過ぎた日" in page.text


def test_the_state_tells_who_has_answered_and_the_filter_leaves_the_silent_ones(
    surveyed: Any, campaign: Campaign
) -> None:
    hand_in(surveyed.workspace, campaign.id, form_of())
    page = surveyed.get(f"/survey/{campaign.id}")
    assert "3係のうち1係" in page.text
    silent = surveyed.get(f"/survey/{campaign.id}?only=silent&format=json").json()
    assert {(s["body"], s["section"]) for s in silent["sections"]} == {(ONE.code, "税務係"), (TWO.code, "")}
    assert (
        surveyed.get(f"/survey/{campaign.id}?q={quote('税務')}&format=json").json()["sections"][0]["section"]
        == "税務係"
    )


def test_the_main_thing_to_do_follows_the_state(surveyed: Any, campaign: Campaign) -> None:
    address = f"/survey/{campaign.id}?format=json"
    assert surveyed.get(address).json()["next"]["address"].endswith("/letters")
    first = hand_in(surveyed.workspace, campaign.id, form_of())
    assert surveyed.get(address).json()["next"]["address"].startswith(f"/survey/{campaign.id}/{ONE.code}")
    surveyed.post(f"/survey/answers/{first.id}/accept")
    assert surveyed.get(address).json()["next"]["text"]["ja"] == "依頼文をつくる"
    for body, section in ((ONE, "税務係"), (TWO, "窓口係")):
        kept = hand_in(surveyed.workspace, campaign.id, form_of(body, section))
        surveyed.post(f"/survey/answers/{kept.id}/accept")
    assert surveyed.get(address).json()["next"] == {
        "address": f"/survey/{campaign.id}/close", "posts": True,
        "text": {"ja": "締め切る", "en": "Close the survey"}, "reason": surveyed.get(address).json()["next"]["reason"],
    }  # fmt: skip


def test_the_list_goes_out_as_a_workbook_and_as_a_csv_that_passes_the_checks(surveyed: Any, campaign: Campaign) -> None:
    hand_in(surveyed.workspace, campaign.id, form_of())
    book = surveyed.get(f"/survey/{campaign.id}/state.xlsx")
    assert book.content.startswith(b"PK")
    csv = surveyed.get(f"/survey/{campaign.id}/state.csv").content
    report = check_table_bytes(csv, name="state.csv")
    assert [r.check.id for r in report.failed] == []
    assert surveyed.get(f"/survey/{campaign.id}/state.pdf").status_code == 404


def test_all_answers_are_checked_again_when_more_have_come(surveyed: Any, campaign: Campaign) -> None:
    hand_in(surveyed.workspace, campaign.id, form_of(), check=False)
    hand_in(surveyed.workspace, campaign.id, form_of(TWO, "窓口係"))
    page = surveyed.post(f"/survey/{campaign.id}/check-again")
    assert "気づいたことが変わった回答は" in page.text
    assert history(surveyed.workspace, campaign.id, body=ONE.code)[0].findings


def test_one_form_and_all_forms_can_be_saved(surveyed: Any, campaign: Campaign) -> None:
    one = surveyed.get(f"/survey/{campaign.id}/form.xlsx?body={ONE.code}&section={quote(SECTION)}")
    assert one.content.startswith(b"PK")
    pack = zipfile.ZipFile(io.BytesIO(surveyed.get(f"/survey/{campaign.id}/forms.zip").content))
    assert len(pack.namelist()) == 3


def test_sections_are_added_and_taken_off_and_brought_back(surveyed: Any, campaign: Campaign) -> None:
    added = surveyed.post(f"/survey/{campaign.id}/sections", {"sections": f"{TWO.code}、福祉係"})
    assert "福祉係" in added.text
    bad = surveyed.post(f"/survey/{campaign.id}/sections", {"sections": f"{TWO.code}、福祉係、だめ"})
    assert bad.status_code == 422
    assert "だめ</textarea>" in bad.text
    gone = surveyed.post(f"/survey/{campaign.id}/sections/remove", {"body": TWO.code, "section": "福祉係"})
    assert "一覧から外しました" in gone.text
    surveyed.post(f"/survey/{campaign.id}/ask-again", {"body": TWO.code, "section": "福祉係"})
    assert (TWO.code, "福祉係") in {p.key for p in surveyed.workspace.library.participants(campaign.id)}


def test_the_deadline_moves_and_the_survey_closes_and_opens_again(surveyed: Any, campaign: Campaign) -> None:
    assert surveyed.post(f"/survey/{campaign.id}/deadline", {"deadline": "だめ"}).status_code == 422
    assert "2099年5月31日" in surveyed.post(f"/survey/{campaign.id}/deadline", {"deadline": "2099/5/31"}).text
    assert "締め切りました" in surveyed.post(f"/survey/{campaign.id}/close").text
    refused = surveyed.post("/survey/hand-in", {"campaign": campaign.id}, files=brought(form_of()))
    assert "受付は終わっています" in refused.text
    assert "受付を締め切る" in surveyed.post(f"/survey/{campaign.id}/reopen").text


def test_our_form_goes_straight_to_its_quality_and_is_taken(surveyed: Any, campaign: Campaign) -> None:
    quality = surveyed.post("/survey/hand-in", {"campaign": campaign.id}, files=brought(form_of()))
    assert "/quality" in str(quality.url)
    assert "受け付ける" in quality.text
    assert "30の点検の結果を見る" in quality.text
    assert history(surveyed.workspace, campaign.id, body=ONE.code) == ()
    [draft] = list_survey_drafts(surveyed.workspace)
    page = surveyed.post(f"/survey/drafts/{draft.id}/take")
    assert "第1版として受け取りました" in page.text
    assert list_survey_drafts(surveyed.workspace) == ()
    assert len(history(surveyed.workspace, campaign.id, body=ONE.code)) == 1


def test_a_form_with_faults_is_not_taken_and_every_fault_is_listed(surveyed: Any, campaign: Campaign) -> None:
    faulty = with_words(form_of().data, {"F2": "約四百", "G5": "十分くらい"})
    page = surveyed.post("/survey/hand-in", {"campaign": campaign.id}, files={"file": ("bad.xlsx", faulty, "x")})
    assert page.status_code == 422
    assert "約四百" in page.text
    assert "十分くらい" in page.text
    [draft] = list_survey_drafts(surveyed.workspace)
    for kind in ("xlsx", "csv"):
        assert surveyed.get(f"/survey/drafts/{draft.id}/problems.{kind}").status_code == 200
    assert "約四百" in surveyed.get(f"/survey/drafts/{draft.id}/problems.csv").content.decode("utf-8-sig")
    assert surveyed.post(f"/survey/drafts/{draft.id}/take").status_code == 422
    assert history(surveyed.workspace, campaign.id, body=ONE.code) == ()
    replaced = surveyed.post(
        "/survey/hand-in", {"campaign": campaign.id, "replaces": draft.id}, files=brought(form_of())
    )
    assert replaced.status_code == 200
    assert len(list_survey_drafts(surveyed.workspace)) == 1


def test_a_file_that_is_no_table_is_refused_at_its_field_and_leaves_nothing(surveyed: Any, campaign: Campaign) -> None:
    page = surveyed.post("/survey/hand-in", {"campaign": campaign.id}, files={"file": ("x.pdf", b"%PDF-1.4", "x")})
    assert page.status_code == 422
    assert 'href="#f-file"' in page.text
    assert list_survey_drafts(surveyed.workspace) == ()
    assert surveyed.post("/survey/hand-in", {"campaign": campaign.id}).status_code == 422


OWN_TABLE = "工程,担い手,年間件数（件）,1件あたり時間（分）,年間時間（時間）\n工程1,正規,400,12,80\n窓口の案内,臨時さん,50,30,25\n"


def test_a_table_of_its_own_is_mapped_taken_and_read_the_same_way_next_time(surveyed: Any, campaign: Campaign) -> None:
    def bring(text: str) -> Any:
        return surveyed.post(
            "/survey/hand-in", {"campaign": campaign.id, "body": ONE.code, "section": SECTION},
            files={"file": ("うちの表.csv", text.encode("cp932"), "text/csv")},
        )  # fmt: skip

    columns = bring(OWN_TABLE)
    assert "/columns" in str(columns.url)
    assert "窓口の案内" in columns.text
    [draft] = list_survey_drafts(surveyed.workspace)
    found = surveyed.get(f"/survey/drafts/{draft.id}/columns?format=json").json()
    sent = {f"field-{i}": line["field"] for i, line in enumerate(found["lines"])}
    sent |= {f"unit-{i}": line["unit"] for i, line in enumerate(found["lines"])}
    sent |= {"body": ONE.code, "section": SECTION, "fiscal_year": str(YEAR), "process": PROCESS.id,
             "staff_label": "臨時さん", "word-0": "fixed_term", "step_label": "窓口の案内", "step-0": "own"}  # fmt: skip
    assert [line["label"] for line in found["staff_words"]] == ["臨時さん"]
    doubtful = surveyed.post(f"/survey/drafts/{draft.id}/columns", sent | {"people-regular-persons": "約3"})
    assert doubtful.status_code == 422
    assert 'href="#f-people-regular-persons"' in doubtful.text
    assert 'value="約3"' in doubtful.text
    sent |= {"people-regular-persons": "３人", "people-regular-hours": "5,600", "people-fixed_term-persons": "1"}
    quality = surveyed.post(f"/survey/drafts/{draft.id}/columns", sent)
    assert "/quality" in str(quality.url)
    assert "5,600" in quality.text
    assert 'value="5600"' in surveyed.get(f"/survey/drafts/{draft.id}/columns").text
    assert "窓口の案内（独自）" in quality.text
    surveyed.post(f"/survey/drafts/{draft.id}/take")
    [kept] = history(surveyed.workspace, campaign.id, body=ONE.code)
    assert kept.read_as == "mapped"
    assert "前に決めた読み方を使っています" in bring(OWN_TABLE.replace("400", "410")).text


def test_what_is_not_decided_about_a_table_is_asked_and_the_choices_are_kept(surveyed: Any, campaign: Campaign) -> None:
    file = {"file": ("表.csv", b"A,B\nx,1\n", "text/csv")}
    surveyed.post("/survey/hand-in", {"campaign": campaign.id}, files=file)
    [draft] = list_survey_drafts(surveyed.workspace)
    page = surveyed.post(
        f"/survey/drafts/{draft.id}/columns", {"field-0": "title", "field-1": "minutes_per_case", "section": "係X"}
    )
    assert page.status_code == 422
    for field in ("staff", "body", "unit-B"):
        assert f'href="#f-{field}"' in page.text
    assert 'value="係X"' in page.text
    assert re.search(r'value="minutes_per_case" selected', page.text)
    moved = surveyed.post(f"/survey/drafts/{draft.id}/table", {"sheet": "", "head_row": "2", "head_rows": "1"})
    assert "x" in moved.text
    assert (
        surveyed.post(f"/survey/drafts/{draft.id}/table", {"sheet": "", "head_row": "一", "head_rows": "1"}).status_code
        == 422
    )
    surveyed.post(f"/survey/drafts/{draft.id}/discard")
    assert list_survey_drafts(surveyed.workspace) == ()
    assert surveyed.get(f"/survey/drafts/{draft.id}/quality").status_code == 404


def test_an_answer_is_sent_back_with_reasons_corrected_and_accepted(surveyed: Any, campaign: Campaign) -> None:
    address = taken(surveyed, campaign, form_of())
    [first] = history(surveyed.workspace, campaign.id, body=ONE.code)
    empty = surveyed.post(f"/survey/answers/{first.id}/return", {"reasons": "  "})
    assert empty.status_code == 422
    assert 'href="#f-reasons"' in empty.text
    back = surveyed.post(f"/survey/answers/{first.id}/return", {"reasons": "件数を確かめてください\n時間も"})
    assert "差し戻し中です" in back.text
    assert "件数を確かめてください" in back.text
    assert "received=yes" in address
    taken(surveyed, campaign, form_of(minutes=15.0))
    second = history(surveyed.workspace, campaign.id, body=ONE.code)[0]
    assert second.version == 2
    shown = f"/survey/{campaign.id}/{ONE.code}?section={quote(SECTION)}"
    compared = surveyed.get(f"{shown}&version=2&against=1")
    assert "第1版から第2版への違い" in compared.text
    assert {c["field"]["en"] for c in surveyed.get(f"{shown}&version=2&against=1&format=json").json()["changes"]} == {
        "Minutes per case", "Hours a year",
    }  # fmt: skip
    assert "確認済み" in surveyed.post(f"/survey/answers/{second.id}/accept").text
    surveyed.post(f"/survey/answers/{second.id}/undecide")
    assert history(surveyed.workspace, campaign.id, body=ONE.code)[0].decision is Decision.RECEIVED
    assert "取り下げた版です" in surveyed.post(f"/survey/answers/{second.id}/withdraw").text
    surveyed.post(f"/survey/answers/{second.id}/restore")
    assert campaign_state(surveyed.workspace, campaign.id).answered[0].submission.version == 2


def test_findings_are_proposed_as_reasons_and_keep_both_languages(surveyed: Any, campaign: Campaign) -> None:
    survey = answered(ONE.code, SECTION, process=PROCESS)
    wrong = replace(survey, lines=tuple(replace(line, hours=line.hours * 9) for line in survey.lines))
    kept = hand_in(surveyed.workspace, campaign.id, filled_form(wrong, body=ONE, processes=[PROCESS]))
    page = surveyed.get(f"/survey/{campaign.id}/{ONE.code}?section={quote(SECTION)}&format=json").json()
    assert page["findings"]
    assert page["reasons"]
    surveyed.post(f"/survey/answers/{kept.id}/return", {"reasons": page["reasons"]})
    [returned] = history(surveyed.workspace, campaign.id, body=ONE.code)
    assert all(r.ja != r.en for r in returned.reasons)


def test_answers_go_out_as_a_workbook_and_csv(surveyed: Any, campaign: Campaign) -> None:
    hand_in(surveyed.workspace, campaign.id, form_of())
    base = f"/survey/{campaign.id}/{ONE.code}/answers"
    assert surveyed.get(f"{base}.xlsx?section={quote(SECTION)}").content.startswith(b"PK")
    csv = surveyed.get(f"{base}.csv?section={quote(SECTION)}").content
    assert [r.check.id for r in check_table_bytes(csv, name="a.csv").failed] == []
    assert surveyed.get(f"/survey/{campaign.id}/{ONE.code}?section=nobody").status_code == 404


def test_letters_are_looked_at_saved_and_put_on_record_and_none_leaves_without_a_server(
    surveyed: Any, campaign: Campaign
) -> None:
    page = surveyed.get(f"/survey/{campaign.id}/letters")
    assert "ここからメールは送れません" in page.text
    assert "MACHIKATA_SMTP_HOST" in page.text
    assert 'name="do" value="send"' not in page.text
    english = surveyed.get(f"/survey/{campaign.id}/letters?language=en&contact=Planning&format=json").json()
    assert "Questions: Planning" in english["letters"][0]["text"]
    who = [line["key"] for line in english["letters"]]
    saved = surveyed.post(f"/survey/{campaign.id}/letters", {"do": "eml", "who": who[:1], "listed": who})
    assert zipfile.ZipFile(io.BytesIO(saved.content)).namelist()[0].endswith(".eml")
    kept = surveyed.get(f"/survey/{campaign.id}/letters?format=json").json()["kept"]
    assert len(kept) == 1
    assert (
        "渡したものとして記録しました"
        in surveyed.post(f"/survey/{campaign.id}/letters", {"do": "carried", "who": who}).text
    )
    again = surveyed.get(f"/survey/{campaign.id}/letters?format=json").json()
    assert {line["kind"]["en"] for line in again["letters"]} == {"Reminder"}


def test_letters_are_sent_when_a_server_is_named_and_sections_without_address_are_held_back(
    surveyed: Any, campaign: Campaign
) -> None:
    outbox = KeepingOutbox()
    app = create_app(replace(surveyed.workspace, outbox=outbox))
    app.state.results.patience = 60.0
    surveyed.app.state.workspace = app.state.workspace
    who = [s["key"] for s in surveyed.get(f"/survey/{campaign.id}/letters?format=json").json()["letters"]]
    page = surveyed.post(f"/survey/{campaign.id}/letters", {"do": "send", "who": who, "listed": who})
    assert "1通を送りました" in page.text
    assert list(outbox.addressees()) == ["madoguchi@town.example.jp"]
    assert [r.state for r in surveyed.workspace.library.reminders(campaign.id)] == [LetterState.SENT]
    surveyed.post(f"/survey/{campaign.id}/letters", {"do": "send", "who": who, "listed": who})
    assert len(outbox.letters) == 1


def test_a_form_alone_is_made_or_what_is_missing_is_named(surveyed: Any) -> None:
    bad = surveyed.get("/survey/template.xlsx")
    assert bad.status_code == 422
    assert 'href="#f-body"' in bad.text
    made = surveyed.get(
        f"/survey/template.xlsx?body={ONE.code}&processes={PROCESS.id}&fiscal_year={YEAR}&section={quote('係')}"
    )
    assert made.content.startswith(b"PK")


def test_the_first_page_tells_how_many_sections_and_days_are_left(surveyed: Any, campaign: Campaign) -> None:
    assert "3係の回答がまだです。締切まであと5日です" in surveyed.get("/").text
    hand_in(surveyed.workspace, campaign.id, form_of())
    assert "確認を待つ回答が1件あります" in surveyed.get("/").text


def test_every_page_is_complete_in_english_and_gives_its_value_as_json(surveyed: Any, campaign: Campaign) -> None:
    hand_in(surveyed.workspace, campaign.id, form_of())
    section = f"/survey/{campaign.id}/{ONE.code}?section={quote(SECTION)}"
    for address in ("/survey", "/survey/new", "/survey/hand-in", "/survey/template", f"/survey/{campaign.id}",
                    f"/survey/{campaign.id}/letters?language=en", section, "/check-table"):  # fmt: skip
        joined = address + ("&" if "?" in address else "?")
        page = surveyed.get(f"{joined}lang=en")
        assert page.status_code == 200
        text = re.sub(r"<(title|script|style|svg)\b.*?</\1>|<[^>]+>", " ", page.text, flags=re.DOTALL)
        left = JAPANESE.findall(_without_names(text))
        assert left == [], (address, "".join(left))
        assert surveyed.get(f"{joined}format=json").headers["content-type"].startswith("application/json")


def _without_names(text: str) -> str:
    """What a page says apart from names that people gave, sheets of the form, and the language switch."""
    for name in (
        "日本語",
        SECTION,
        "税務係",
        "令和7年度 業務量調査",
        "架空",
        "回答",
        "人員",
        "その他",  # a word that a rule quotes
        *(s.title.ja for s in PROCESS.steps),
    ):
        text = text.replace(name, "")
    return re.sub(r"\S+\.xlsx", "", text)


def test_addresses_with_words_of_their_own_come_before_those_of_a_survey(surveyed: Any, campaign: Campaign) -> None:
    for word in ("new", "hand-in", "template"):
        assert surveyed.get(f"/survey/{word}").status_code == 200
    assert surveyed.get(f"/survey/{campaign.id}/letters").status_code == 200
    assert surveyed.get("/survey/nothing").status_code == 404


def test_surveys_of_one_title_are_chosen_by_whom_they_ask(surveyed: Any, campaign: Campaign) -> None:
    own = open_campaign(
        surveyed.workspace, processes=[PROCESS.id], fiscal_year=YEAR, deadline=campaign.deadline, body=ONE.code
    )
    assert own.title == campaign.title
    page = surveyed.get("/survey/hand-in").text
    assert f"{own.title}（{ONE.name.ja}）" in page
    assert f"{own.title}（2町）" in page
    hand_in(surveyed.workspace, own.id, form_of())
    listed = surveyed.get("/survey").text
    assert listed.count(f"{own.title}（{ONE.name.ja}）") == 1  # handed in lately
    assert f"{own.title}（2町）" in listed  # due soon


def test_a_form_of_ours_fails_no_check_and_says_what_waits_for_another_file(surveyed: Any, campaign: Campaign) -> None:
    page = surveyed.get(taken(surveyed, campaign, form_of()).removeprefix("http://testserver")).text
    assert "不適合のところはありません。" in page
    assert "別の資料か人が要る点検を見る" in page


def test_the_page_and_files_of_an_answer_never_tell_the_hours_of_one_person(surveyed: Any, campaign: Campaign) -> None:
    survey = answered(ONE.code, SECTION, process=PROCESS, cases=4567)
    one = replace(survey, staff=tuple(replace(s, persons=1.0, hours=1876.0) for s in survey.staff))
    held = hand_in(surveyed.workspace, campaign.id, filled_form(one, body=ONE, processes=[PROCESS]))
    address = f"/survey/{campaign.id}/{ONE.code}"
    query = f"section={quote(SECTION)}"
    page = surveyed.get(f"{address}?{query}").text
    document = surveyed.get(f"{address}?{query}&format=json").text
    table = surveyed.get(f"{address}/answers.csv?{query}").content.decode("utf-8-sig")
    assert "正規は1人なので" in page
    for told in (page, document, table):
        assert not any(n in told for n in ("4567", "4,567", "1876", "1,876"))
    assert surveyed.workspace.library.answers((held.id,))[0].lines.column("cases").to_pylist()[0] == 4567


def test_columns_chosen_otherwise_bring_their_own_questions(surveyed: Any, campaign: Campaign) -> None:
    table = "工程,年間件数（件）,所要時間 正規（分）,所要時間 会計年度（分）\n工程1,400,12,15\n合計,400,12,15\n"
    sent_file = {"file": ("表.csv", table.encode(), "text/csv")}
    surveyed.post("/survey/hand-in", {"campaign": campaign.id, "body": ONE.code, "section": SECTION}, files=sent_file)
    [draft] = list_survey_drafts(surveyed.workspace)
    address = f"/survey/drafts/{draft.id}/columns"
    page = surveyed.get(f"{address}?format=json").json()
    assert [(line["field"], line["staff"], line["unit"]) for line in page["lines"]][2:] == [
        ("", "regular", "minutes"),
        ("", "fixed_term", "minutes"),
    ]
    assert {d["name"] for d in page["decisions"]} == {"left_out"}
    sent = {"body": ONE.code, "section": SECTION, "fiscal_year": str(YEAR), "process": PROCESS.id, "left_out": "合計"}
    for i, line in enumerate(page["lines"]):
        sent |= {
            f"field-{i}": line["field"] or "minutes_per_case",
            f"staff-{i}": line["staff"],
            f"unit-{i}": line["unit"],
        }
    more = surveyed.post(address, sent)
    assert (more.status_code, "決めることが増えました" in more.text) == (422, True)
    assert 'name="shared_volume"' in more.text
    asked = re.findall(r'name="asked" value="([^"]*)"', more.text)
    assert len(asked) == 2
    asked_again = surveyed.post(address, sent | {"shared_volume": "yes", "asked": asked})
    assert "/quality" in str(asked_again.url)
    assert 'name="shared_volume"' in surveyed.get(address).text


def test_the_first_page_tells_surveys_of_one_title_apart(surveyed: Any, campaign: Campaign) -> None:
    html = surveyed.get("/").text
    assert f"「{campaign.title}（2町）」の回答を集める" in html
