# SPDX-License-Identifier: Apache-2.0
"""The SQL library keeps surveys: what changes together is written together, and answers come back to the last bit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from machikata.domain.errors import Problem, WorkspaceUnusable
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey
from machikata.records.survey.tables import LINES, STAFF, surveys_of, tables_of
from machikata.storage.sql import SqlLibrary, answers, surveys
from machikata.storage.sql import tables as t
from machikata.testing.campaigns import YEAR, answered, surveyed_process
from machikata.testing.survey_strategies import surveys as any_surveys
from machikata.workspace.library import Act
from machikata.workspace.mail import Attachment, Letter
from machikata.workspace.survey_values import (
    Campaign,
    Decision,
    LetterKind,
    LetterState,
    Participant,
    Reminder,
    Submission,
    SubmissionState,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROCESS = surveyed_process()
CAMPAIGN = Campaign("c", "g", "調査", (PROCESS.id,), ("b1", "b2"), YEAR, NOW, "me", date(2026, 12, 1))
ACT = Act(NOW, "me", "b1", "something", {"submission": "x"})
ANSWERS = tables_of([answered("b1", "係", process=PROCESS)])


@pytest.fixture
def library(tmp_path: Path) -> SqlLibrary:
    library = SqlLibrary(f"sqlite:///{tmp_path / 'library.db'}")
    library.put_campaign(
        CAMPAIGN, act=ACT, asked=(Participant("c", "b2", "係", "a@example.jp"), Participant("c", "b1", ""))
    )
    return library


def submission(number: int, **more) -> Submission:
    made = Submission(f"s{number}", "c", "b1", "係", YEAR, (PROCESS.id,), NOW, "me", "f.xlsx", f"hash{number}", "form")
    return replace(made, **more)


def letter(number: int, state: LetterState = LetterState.SENDING) -> Reminder:
    content = Letter("a@example.jp", "件名", "本文", f"<{number}@example.jp>", (Attachment("f.xlsx", b"\xff\x00"),))
    return Reminder(f"r{number}", "c", "g", "b1", "係", LetterKind.REQUEST, content, state, NOW, "me")


def test_a_campaign_comes_back_with_its_participants_in_order(library: SqlLibrary) -> None:
    assert library.campaigns() == (CAMPAIGN,)
    assert [p.key for p in library.participants("c")] == [("b1", ""), ("b2", "係")]
    assert library.participants("c", body="b2") == (Participant("c", "b2", "係", "a@example.jp"),)
    closed = replace(CAMPAIGN, closed_at=NOW)
    library.put_campaign(closed, act=ACT)
    assert library.campaigns() == (closed,)
    assert len(library.participants("c")) == 2


def test_participants_are_put_and_dropped_together(library: SqlLibrary) -> None:
    [whole, named] = library.participants("c")
    library.put_participants("c", (replace(named, mail=""), replace(whole, section="新しい係")), drop=(whole,), act=ACT)
    assert [(p.key, p.mail) for p in library.participants("c")] == [(("b1", "新しい係"), ""), (("b2", "係"), "")]


def test_versions_are_numbered_and_the_older_one_is_superseded(library: SqlLibrary) -> None:
    one = library.add_submission(submission(1), ANSWERS, act=ACT)
    two = library.add_submission(submission(2), ANSWERS, act=ACT)
    elsewhere = library.add_submission(submission(3, section="別の係"), ANSWERS, act=ACT)
    assert one is not None
    assert two is not None
    assert elsewhere is not None
    assert (one.version, two.version, elsewhere.version) == (1, 2, 1)
    assert [(s.id, s.state.value) for s in library.submissions(campaign="c", body="b1")] == [
        ("s1", "superseded"), ("s2", "received"), ("s3", "received"),
    ]  # fmt: skip
    assert library.submission("s1") == replace(one, superseded=True)
    assert library.submissions(fiscal_year=YEAR - 1) == ()
    assert [a.details["version"] for a in library.acts(limit=3)] == [1, 2, 1]


def test_the_same_file_is_kept_once_until_it_is_withdrawn(library: SqlLibrary) -> None:
    one = library.add_submission(submission(1), ANSWERS, act=ACT)
    acts = len(library.acts(limit=99))
    assert library.add_submission(submission(2, sha256="hash1"), ANSWERS, act=ACT) == one
    assert len(library.acts(limit=99)) == acts
    assert one is not None
    assert library.replace_submission(replace(one, withdrawn_at=NOW), found=one, act=ACT)
    again = library.add_submission(submission(2, sha256="hash1"), ANSWERS, act=ACT)
    assert again is not None
    assert (again.id, again.version) == ("s2", 2)


def test_nothing_is_added_to_a_survey_that_is_closed_or_not_there(library: SqlLibrary) -> None:
    assert library.add_submission(submission(1, campaign="none"), ANSWERS, act=ACT) is None
    library.put_campaign(replace(CAMPAIGN, closed_at=NOW), act=ACT)
    assert library.add_submission(submission(1), ANSWERS, act=ACT) is None
    assert library.submissions() == ()


def test_an_implicit_campaign_comes_and_stays_away_with_its_first_answer(
    library: SqlLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = replace(CAMPAIGN, id="own", owner="b1", bodies=("b1",), implicit=True)

    def broken(*_: object) -> None:
        raise OSError("journal")

    with monkeypatch.context() as m:
        m.setattr(surveys, "_journal", broken)
        with pytest.raises(OSError, match="journal"):
            library.add_submission(submission(1, campaign="own"), ANSWERS, act=ACT, opening=own)
    assert (library.campaigns(), library.submissions()) == ((CAMPAIGN,), ())
    assert library.add_submission(submission(1, campaign="own"), ANSWERS, act=ACT, opening=own) is not None
    assert library.add_submission(submission(2, campaign="own"), ANSWERS, act=ACT, opening=own) is not None
    assert {c.id for c in library.campaigns()} == {"c", "own"}


def test_a_record_is_replaced_only_as_it_was_found(library: SqlLibrary) -> None:
    one = library.add_submission(submission(1), ANSWERS, act=ACT)
    assert one is not None
    back = replace(one, decision=Decision.RETURNED, reasons=(Text("理由", "reason"),), decided_at=NOW, decided_by="her")
    assert library.replace_submission(back, found=one, act=ACT)
    assert library.submission("s1") == back
    assert not library.replace_submission(replace(one, decision=Decision.ACCEPTED), found=one, act=ACT)
    library.add_submission(submission(2), ANSWERS, act=ACT)
    assert not library.replace_submission(replace(back, decision=Decision.ACCEPTED), found=back, act=ACT)
    found = library.submission("s1")
    assert found is not None
    assert found.state is SubmissionState.SUPERSEDED


def test_answers_come_in_the_order_asked_and_a_missing_one_is_a_fault(library: SqlLibrary) -> None:
    for n, section in enumerate(("い", "ろ", "は")):
        made = submission(n, section=section)
        library.add_submission(made, tables_of([answered("b1", section, process=PROCESS)]), act=ACT)
    found = library.answers(("s2", "s0", "s2"))
    assert [surveys_of(x)[0].section for x in found] == ["は", "い", "は"]
    with pytest.raises(KeyError):
        library.answers(("none",))
    assert library.answers(()) == ()


@given(held=any_surveys(most=2))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_answers_come_back_as_they_were(held: tuple[SectionSurvey, ...]) -> None:
    tables = tables_of(held)
    read = answers.unpacked(*answers.packed(tables))
    assert read.lines.schema == LINES
    assert read.staff.schema == STAFF
    assert surveys_of(read) == surveys_of(tables)


def test_answers_of_an_earlier_form_lack_what_was_not_asked_then() -> None:
    lines, staff = answers.packed(ANSWERS)
    older = answers._packed(ANSWERS.lines.drop_columns(["note", "busy_to"]).append_column("gone", pa.array([1, 2, 3])))
    read = answers.unpacked(older, staff)
    assert read.lines.schema == LINES
    assert read.lines["note"].null_count == read.lines["busy_to"].null_count == 3
    assert read.lines["cases"] == ANSWERS.lines["cases"]
    assert len(lines) < 4000


def test_a_letter_is_kept_without_its_attachments_and_only_after_the_one_that_was_seen(library: SqlLibrary) -> None:
    assert library.add_reminder(letter(1), latest="", act=ACT)
    assert not library.add_reminder(letter(2), latest="", act=ACT)
    assert library.add_reminder(letter(2), latest="r1", act=ACT)
    [one, two] = library.reminders("c")
    assert (one.id, two.id) == ("r1", "r2")
    assert one == replace(letter(1), letter=replace(letter(1).letter, attachments=()))
    library.put_reminder(replace(one, state=LetterState.FAILED, error=Text("なし", "none")), act=ACT)
    assert [r.state for r in library.reminders("c")] == [LetterState.FAILED, LetterState.SENDING]


def test_letters_that_were_being_sent_become_unknown_when_a_program_starts(library: SqlLibrary) -> None:
    library.add_reminder(letter(1), latest="", act=ACT)
    library.add_reminder(letter(2, LetterState.SENT), latest="r1", act=ACT)
    assert library.interrupt_reminders() == 1
    assert [r.state for r in library.reminders("c")] == [LetterState.UNKNOWN, LetterState.SENT]
    assert library.interrupt_reminders() == 0


def test_a_database_that_cannot_be_written_is_told_with_what_to_do(
    library: SqlLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(surveys, "_journal", full)
    with pytest.raises(WorkspaceUnusable, match="free space"):
        library.add_submission(submission(1), ANSWERS, act=ACT)
    monkeypatch.undo()
    assert library.submissions() == ()


def test_what_a_later_version_adds_to_a_document_does_not_stop_this_one(library: SqlLibrary) -> None:
    problem = Problem("code", Text("何", "what"), Text("直し方", "remedy"))
    kept = library.add_submission(submission(1, problems=(problem,)), ANSWERS, act=ACT)
    with library._engine.begin() as c:
        [row] = c.execute(t.submissions.select()).mappings()
        c.execute(update(t.submissions).values(document={**row["document"], "of_later": 1}))
    assert library.submission("s1") == kept
