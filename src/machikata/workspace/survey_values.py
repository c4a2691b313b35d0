# SPDX-License-Identifier: Apache-2.0
"""Values of a workload survey that is carried through: campaign, participants, what was handed in, letters, saved mappings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from machikata.analysis.workload.findings import Finding
from machikata.domain.errors import Problem, Severity
from machikata.domain.text import Text
from machikata.records.survey.mapping import SurveyMapping
from machikata.workspace.mail import Letter


@dataclass(frozen=True, slots=True)
class Campaign:
    """A survey asked of `bodies` about `processes` in one fiscal year, to be answered by the end of `deadline`.

    `owner` is the group whose secretariat carries it through, or the body that asks its own sections. `implicit`: nobody opened it; it
    holds what a body handed in by itself.
    """

    id: str
    owner: str
    title: str
    processes: tuple[str, ...]
    bodies: tuple[str, ...]
    fiscal_year: int
    opened_at: datetime
    opened_by: str
    deadline: date | None = None
    closed_at: datetime | None = None
    implicit: bool = False

    @property
    def of_group(self) -> bool:
        """Whether a group of bodies is asked, not one body its own sections."""
        return self.bodies != (self.owner,)


@dataclass(frozen=True, slots=True)
class Participant:
    """A section (係) that is asked, never a person. `section` "" stands for a body whose sections nobody has named: whichever of them
    answers is taken. `mail` is the section's address, "" when there is none.
    """

    campaign: str
    body: str
    section: str
    mail: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Body and section."""
        return self.body, self.section


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a person wants to ask: a body, one of its sections ("" for whichever answers), and the section's address."""

    body: str
    section: str = ""
    mail: str = ""


class Decision(StrEnum):
    """What those who carry the survey through have said of an answer."""

    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class SubmissionState(StrEnum):
    """Where an answer stands: as decided, unless it was withdrawn or a newer version has taken its place."""

    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        """受付済み, 差し戻し中, 確認済み, 差しかえ済み, 取り下げ済み."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    SubmissionState.RECEIVED: Text("受付済み", "Received"),
    SubmissionState.RETURNED: Text("差し戻し中", "Returned"),
    SubmissionState.ACCEPTED: Text("確認済み", "Accepted"),
    SubmissionState.SUPERSEDED: Text("差しかえ済み", "Superseded"),
    SubmissionState.WITHDRAWN: Text("取り下げ済み", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Submission:
    """One version of what a section handed in. Its answers lie beside it (`Library.answers`).

    `version` counts from 1 per campaign, body and section. `answered` are the processes it has lines of. `problems` are warnings and
    notes of reading, `findings` what the plausibility checks say, `table_findings` what the 30 checks of machine readability say.
    `superseded` follows from the other versions and is never stored.
    """

    id: str
    campaign: str
    body: str
    section: str
    fiscal_year: int
    answered: tuple[str, ...]
    received_at: datetime
    received_by: str
    file_name: str
    sha256: str
    read_as: str
    version: int = 1
    late: bool = False
    """Whether it came after the deadline that held then."""
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    table_findings: tuple[Problem, ...] = ()
    decision: Decision = Decision.RECEIVED
    reasons: tuple[Text, ...] = ()
    """Why it was returned."""
    decided_at: datetime | None = None
    decided_by: str = ""
    withdrawn_at: datetime | None = None
    superseded: bool = False

    @property
    def state(self) -> SubmissionState:
        """Where it stands now."""
        if self.withdrawn_at is not None:
            return SubmissionState.WITHDRAWN
        return SubmissionState.SUPERSEDED if self.superseded else SubmissionState(self.decision.value)

    @property
    def key(self) -> tuple[str, str]:
        """Body and section."""
        return self.body, self.section

    @property
    def table_faults(self) -> tuple[Problem, ...]:
        """What the 30 checks find wrong. The rest of `table_findings` waits for a companion file or a person: no fault of the answer."""
        return tuple(p for p in self.table_findings if p.severity is Severity.ERROR)

    @property
    def counts(self) -> bool:
        """Whether it counts in what is compared: the newest version that was not sent back, or any that was accepted."""
        accepted = self.decision is Decision.ACCEPTED and self.withdrawn_at is None
        return accepted or self.state is SubmissionState.RECEIVED

    @property
    def stands(self) -> bool:
        """Whether it is the section's newest version that was not withdrawn."""
        return self.withdrawn_at is None and not self.superseded


def with_standing(versions: Iterable[Submission]) -> tuple[Submission, ...]:
    """The same versions with `superseded` set, in the same order; all versions of a section must be among them."""
    found = tuple(versions)
    newest: dict[tuple[str, str, str], int] = {}
    for s in found:
        if s.withdrawn_at is None:
            key = (s.campaign, s.body, s.section)
            newest[key] = max(newest.get(key, 0), s.version)
    return tuple(
        replace(s, superseded=s.withdrawn_at is None and s.version < newest[s.campaign, s.body, s.section])
        for s in found
    )


class LetterKind(StrEnum):
    """What a letter is about: the first asking, a reminder, or an answer that needs correcting."""

    REQUEST = "request"
    REMINDER = "reminder"
    RETURNED = "returned"


class LetterState(StrEnum):
    """WRITTEN: a person carries it. SENDING is on record before the mail server is spoken to; UNKNOWN is one that stayed so."""

    WRITTEN = "written"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Text:
        """作成済み, 送信中, 送信済み, 送れませんでした, 送れたか不明."""
        return _LETTER_LABELS[self]


_LETTER_LABELS = {
    LetterState.WRITTEN: Text("作成済み", "Written"),
    LetterState.SENDING: Text("送信中", "Sending"),
    LetterState.SENT: Text("送信済み", "Sent"),
    LetterState.FAILED: Text("送れませんでした", "Not sent"),
    LetterState.UNKNOWN: Text("送れたか不明", "Unknown whether sent"),
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A letter to one section. In the library `letter` is kept without its attachments, which can be made again."""

    id: str
    campaign: str
    owner: str
    body: str
    section: str
    kind: LetterKind
    letter: Letter
    state: LetterState
    at: datetime
    by: str
    error: Text | None = None
    """Why it was not sent."""

    @property
    def key(self) -> tuple[str, str]:
        """Body and section."""
        return self.body, self.section


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """How a body's own table is read, under a name that is the body's own."""

    id: str
    owner: str
    name: str
    mapping: SurveyMapping
    saved_at: datetime
    saved_by: str
