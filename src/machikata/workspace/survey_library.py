# SPDX-License-Identifier: Apache-2.0
"""The part of the `Library` port that keeps surveys: campaigns, participants, submissions with their answers, letters, mappings."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from machikata.records.survey.tables import SurveyTables
from machikata.workspace.journal import Act
from machikata.workspace.survey_values import Campaign, Participant, Reminder, SavedMapping, Submission


class SurveyLibrary(Protocol):
    """Every method is one transaction. `act` is written into the journal in the same one, so that neither stands without the other."""

    def campaigns(self) -> tuple[Campaign, ...]:
        """Newest first."""
        ...

    def put_campaign(self, campaign: Campaign, *, act: Act, asked: tuple[Participant, ...] = ()) -> None:
        """Insert or replace the campaign, and insert the participants `asked`."""
        ...

    def put_participants(
        self, campaign: str, put: tuple[Participant, ...], *, act: Act, drop: tuple[Participant, ...] = ()
    ) -> None:
        """Insert or replace the participants `put`, and remove those of `drop`."""
        ...

    def participants(self, campaign: str, *, body: str | None = None) -> tuple[Participant, ...]:
        """By body and section; of one body where it is named."""
        ...

    def submissions(
        self,
        *,
        campaign: str | None = None,
        body: str | None = None,
        fiscal_year: int | None = None,
        bodies: Collection[str] | None = None,
    ) -> tuple[Submission, ...]:
        """All versions, by campaign, body, section and version, without their answers; `bodies`: those of these bodies alone."""
        ...

    def submission(self, submission_id: str) -> Submission | None: ...

    def add_submission(
        self, submission: Submission, answers: SurveyTables, *, act: Act, opening: Campaign | None = None
    ) -> Submission | None:
        """Keep a new version with its answers; `version` and `superseded` are set here. `opening` is put first when it is not there.

        Gives the version that stands already when it came from the very same file and says the same, and then keeps nothing; None when there is no
        such campaign or it is closed.
        """
        ...

    def replace_submission(self, submission: Submission, *, found: Submission, act: Act) -> bool:
        """Put `submission` in place of its record if that is still as `found`, in one step; False when it is not."""
        ...

    def answers(self, submission_ids: tuple[str, ...]) -> tuple[SurveyTables, ...]:
        """The answers of these submissions, in their order.

        Raises:
            KeyError: no such submission.
        """
        ...

    def reminders(self, campaign: str) -> tuple[Reminder, ...]:
        """Oldest first."""
        ...

    def add_reminder(self, reminder: Reminder, *, latest: str, act: Act) -> bool:
        """Keep a new letter, if the newest one to its section is still `latest` ("" for none); False when it is not."""
        ...

    def put_reminder(self, reminder: Reminder, *, act: Act) -> None:
        """Replace the record of a letter that was kept."""
        ...

    def interrupt_reminders(self) -> int:
        """Mark what is still being sent on record as unknown (called once when a program opens the workspace for serving)."""
        ...

    def survey_mappings(self, *, owner: str) -> tuple[SavedMapping, ...]:
        """By name."""
        ...

    def put_survey_mapping(self, mapping: SavedMapping, *, act: Act) -> None: ...
    def remove_survey_mapping(self, mapping_id: str, *, act: Act) -> None: ...
