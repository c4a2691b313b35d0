# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.records.dictionary import Verdict
from machikata.web.pages.dictionary import holding
from machikata.workspace.bodies import save_process
from machikata.workspace.imports import import_log
from machikata.workspace.library import DictionaryDecision


@pytest.fixture
def other_names(filled: Any, tmp_path: Path) -> Any:
    """A fourth body that calls the same work otherwise."""
    names = {"受付": "受 付", "審査": "中身の審査", "通知": "=結果"}
    rows = ["案件番号,作業,日時"]
    rows += [
        f"B{i},{names[s]},2025-05-0{d} 10:00" for i in range(12) for d, s in ((1, "受付"), (2, "審査"), (3, "通知"))
    ]
    file = tmp_path / "other.csv"
    file.write_text("\n".join(rows), "utf-8")
    import_log(filled.workspace, file, body=Municipality("990043", Text("岩清水市", "Iwashimizu")), process="permit")
    return filled


def value(site: Any) -> Any:
    return site.get("/dictionary?process=permit&format=json").json()


def test_names_are_proposed_by_confidence(other_names: Any) -> None:
    page = value(other_names)
    assert page["automatic"] == 9
    assert [line["activity"] for line in page["sure"]] == ["受 付"]
    assert {line["activity"] for line in page["open"]} == {"中身の審査", "=結果"}
    html = other_names.get("/dictionary?process=permit").text
    assert "1種類をまとめて受け入れる" in html


def test_sure_proposals_are_accepted_together_and_each_can_be_undone(other_names: Any) -> None:
    page = other_names.post("/dictionary/permit/accept")
    assert "1件を受け入れました" in page.text
    [decided] = value(other_names)["decided"]
    other_names.post("/dictionary/permit/undo", {"number": str(decided["number"])})
    assert value(other_names)["decided"] == []


def test_a_person_decides_one_by_one_or_keeps_a_name_apart(other_names: Any) -> None:
    other_names.post("/dictionary/permit/decide", {"body": "990043", "activity": "中身の審査", "concept": "c1"})
    other_names.post(
        "/dictionary/permit/decide", {"body": "990043", "activity": "=結果", "concept": "c2", "own": "yes"}
    )
    decided = {d["activity"]: d for d in value(other_names)["decided"]}
    assert decided["中身の審査"]["concept_label"]["ja"] == "審査"
    assert decided["=結果"]["own"] is True


def test_what_was_decided_is_saved_as_csv_without_formulas(other_names: Any) -> None:
    other_names.post("/dictionary/permit/decide", {"body": "990043", "activity": "=結果", "concept": "c2"})
    text = other_names.get("/dictionary/permit.csv").content.decode("utf-8-sig")
    assert "岩清水市,'=結果,通知" in text


def test_a_concept_that_does_not_exist_is_refused(other_names: Any) -> None:
    answer = other_names.post("/dictionary/permit/decide", {"body": "990043", "activity": "=結果", "concept": "c99"})
    assert answer.status_code == 422


def test_a_process_without_common_names_offers_to_draw_them_up(filled: Any) -> None:
    save_process(filled.workspace, Process("permit", Text("許可の審査", "Permits")))
    assert "共通の名前の案をつくる" in filled.get("/dictionary?process=permit").text
    filled.post("/dictionary/permit/first")
    assert filled.workspace.process("permit").concepts


def test_the_newest_decision_on_a_name_holds_and_an_undone_one_does_not() -> None:
    def decision(number: int, activity: str, verdict: Verdict) -> DictionaryDecision:
        return DictionaryDecision(
            "p", "b", activity, "c", verdict, "person", 1.0, datetime(2026, 1, 1, tzinfo=UTC), "x", number
        )

    decisions = (
        decision(1, "a", Verdict.SAME), decision(2, "b", Verdict.SAME), decision(3, "a", Verdict.UNDONE),
        decision(4, "b", Verdict.OWN),
    )  # fmt: skip
    assert [d.number for d in holding(decisions)] == [4]
