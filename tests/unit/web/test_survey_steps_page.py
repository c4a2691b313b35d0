# SPDX-License-Identifier: Apache-2.0
"""The page on which concepts are joined into the steps of a survey."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from machikata.domain.process import Concept, Process
from machikata.domain.text import Text
from machikata.records.table_checks import Answer, check_table_bytes
from machikata.testing.campaigns import YEAR, town
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.campaigns import open_campaign

AT = "/survey/steps/licence"
CONCEPTS = tuple(Concept(i, Text(n, n)) for i, n in (("a", "受付"), ("b", "審査"), ("c", "通知")))


@pytest.fixture
def joining(site: Any) -> Any:
    save_process(site.workspace, Process("licence", Text("免許", "Licences"), CONCEPTS))
    return site


def rows(*titles: str, **more: str) -> dict[str, str]:
    """The table as a browser sends it: one title a concept, then the blank rows."""
    fields = {f"concept-{n}": c.id for n, c in enumerate(CONCEPTS, start=1)} | {"concept-4": "", "title-4": ""}
    fields |= {f"title-{n}": t for n, t in enumerate(titles, start=1)}
    return fields | {f"counted-{n}": "yes" for n in (1, 2, 3)} | {k.replace("_", "-"): v for k, v in more.items()}


def test_a_preview_changes_nothing_and_saving_does(joining: Any) -> None:
    joined = rows("受付", "審査と通知", "審査と通知", title_4="電話", duty_1="窓口")
    shown = joining.post(f"{AT}?format=json", joined | {"preview": "yes"}).json()
    assert [(s["title"]["ja"], s["new"]) for s in shown["steps"]] == [
        ("受付", False),
        ("審査と通知", True),
        ("電話", True),
    ]
    assert [g["title"]["ja"] for g in shown["gone"]] == ["審査", "通知"]
    assert joining.workspace.process("licence").steps == ()
    html = joining.post(AT, joined | {"save": "yes"}).text
    assert "工程を決めました" in html
    steps = joining.workspace.process("licence").steps
    assert [(s.title.ja, s.concepts) for s in steps] == [("受付", ("a",)), ("審査と通知", ("b", "c")), ("電話", ())]
    assert [r["title"] for r in joining.get(f"{AT}?format=json").json()["rows"]] == ["受付", "審査と通知", "審査と通知", "電話", "", "", ""]  # fmt: skip


def test_faults_stand_at_their_fields_and_what_was_written_stays(joining: Any) -> None:
    answer = joining.post(AT, rows("受付", "受付", "通知", duty_1="窓口", duty_2="記録") | {"save": "yes"})
    assert answer.status_code == 422
    assert 'id="e-duty-2-1"' in answer.text
    assert 'href="#f-duty-2"' in answer.text
    assert 'value="記録"' in answer.text
    assert joining.post(AT, rows("", "", "") | {"save": "yes"}).status_code == 422


def test_a_step_being_asked_about_goes_only_when_confirmed(joining: Any) -> None:
    ws = joining.workspace
    save_body(ws, town(1))
    due = ws.clock().date() + timedelta(days=5)
    open_campaign(
        ws, processes=["licence"], fiscal_year=YEAR, deadline=due, group="", body=town(1).code, title="秋", asked=()
    )
    gone = rows("受付", "審査", "") | {"save": "yes"}
    refused = joining.post(AT, gone)
    assert refused.status_code == 422
    assert 'id="f-confirmed"' in refused.text
    assert joining.post(AT, gone | {"confirmed": "yes"}).status_code == 200
    assert len(ws.process("licence").steps) == 2


def test_the_table_is_saved_as_csv_that_passes_the_checks(joining: Any) -> None:
    content = joining.get(f"{AT}/steps.csv").content
    assert [r for r in check_table_bytes(content, name="steps.csv").results if r.answer is Answer.FAIL] == []


def test_the_page_is_reached_from_where_processes_are_chosen_and_from_the_dictionary(joining: Any) -> None:
    assert AT in joining.get("/survey/new").text
    assert AT in joining.get("/dictionary?process=licence").text
    assert "Join concepts into steps" in joining.get(f"{AT}?lang=en").text
    assert joining.get("/survey/steps/nothing").status_code == 404
