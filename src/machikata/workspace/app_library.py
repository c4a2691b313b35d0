# SPDX-License-Identifier: Apache-2.0
"""The part of the `Library` port that keeps what belongs to apps: runs, drawers, proposals; and persons and the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from machikata.automation.app.context import Proposal, StoredDocument
from machikata.automation.audit import AuditEntry, AuditLine, AuditNote
from machikata.automation.run import Run, RunState
from machikata.domain.actor import Person


class AppLibrary(Protocol):
    """Every method is one transaction. `note` goes into the audit trail in the same one, so that neither stands without the other;
    after a method with a note, `audit_trail.export_new_head` writes the head outside the database.

    A drawer is named by app and owner; nothing reaches from one drawer into another.
    """

    # runs

    def runs(self, *, app: str | None = None, owner: str | None = None) -> tuple[Run, ...]:
        """Newest first."""
        ...

    def run(self, run_id: str) -> Run | None: ...

    def put_run(self, run: Run, *, note: AuditNote) -> None:
        """Put a new run on record."""
        ...

    def replace_run(self, run: Run, *, found: RunState, note: AuditNote | None = None) -> bool:
        """Put `run` in place of its record if that is still in the state `found`, in one step; False when it is not (then nothing is
        noted). Mere progress has no note.
        """
        ...

    # drawers of apps

    def put_app_file(self, data: bytes, *, app: str, owner: str) -> str:
        """Keep bytes; gives their SHA-256. The same bytes are kept once in a drawer."""
        ...

    def app_file(self, sha256: str, *, app: str, owner: str) -> bytes | None:
        """The bytes, compared with their fingerprint.

        Raises:
            WorkspaceUnusable: they have changed since.
        """
        ...

    def put_app_document(
        self,
        document: StoredDocument,
        *,
        app: str,
        owner: str,
        found: int | None = None,
        note: AuditNote | None = None,
    ) -> StoredDocument | None:
        """Keep a new version; its number is set here. None when `found` is given and is not the newest version (0: none); then nothing
        is noted.
        """
        ...

    def newest_app_documents(
        self, *, app: str, owner: str | None = None, key: str | None = None, prefix: str = ""
    ) -> tuple[tuple[str, StoredDocument], ...]:
        """The newest version under each key, with its owner, by key and owner."""
        ...

    def app_document(self, key: str, *, app: str, owner: str, version: int | None = None) -> StoredDocument | None:
        """The newest version, or the one asked for."""
        ...

    def app_document_keys(self, *, app: str, owner: str, prefix: str = "") -> tuple[str, ...]:
        """In order."""
        ...

    def app_document_history(self, key: str, *, app: str, owner: str) -> tuple[StoredDocument, ...]:
        """Oldest first."""
        ...

    def forget_app_document(self, key: str, *, app: str, owner: str, note: AuditNote, before: int | None = None) -> int:
        """Delete every version under a key, with `before` only those with a smaller number; says how many. For personal data alone: what
        was deleted cannot be brought back. Nothing is noted when nothing was there.
        """
        ...

    # proposals

    def proposals(
        self, *, app: str | None = None, owner: str | None = None, run: str | None = None, subject: str | None = None
    ) -> tuple[Proposal, ...]:
        """Newest first."""
        ...

    def proposal(self, proposal_id: str) -> Proposal | None: ...

    def add_proposal(self, proposal: Proposal, *, note: AuditNote) -> Proposal:
        """Keep a new proposal. The one that stands (proposed or decided) with the same run, subject and fingerprint is given back
        instead, and then nothing is noted: a run that begins anew proposes nothing twice.
        """
        ...

    def replace_proposal(self, proposal: Proposal, *, found: Proposal, note: AuditNote) -> bool:
        """Put `proposal` in place of its record if that is still as `found`, in one step; False when somebody else has signed or ended
        it meanwhile.
        """
        ...

    # persons and enabled apps

    def persons(self) -> tuple[Person, ...]:
        """By body and name, removed ones too."""
        ...

    def put_person(self, person: Person, *, note: AuditNote) -> None: ...

    def enabled_apps(self) -> Mapping[str, bool]:
        """What persons have said of apps, by id; an app nobody spoke of is missing."""
        ...

    def put_enabled_app(self, app: str, *, enabled: bool, note: AuditNote) -> None: ...

    # audit trail

    def add_audit_entry(self, note: AuditNote) -> AuditEntry:
        """Append to the chain; programs that append together wait for one another."""
        ...

    def audit_lines(self, *, after: int | None = None, limit: int | None = None) -> tuple[AuditLine, ...]:
        """All lines, or those with a greater number than `after`, by number, as they stand in the database, unchecked."""
        ...

    def audit_head(self) -> AuditLine | None:
        """The newest line."""
        ...
