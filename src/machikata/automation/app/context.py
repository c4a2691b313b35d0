# SPDX-License-Identifier: Apache-2.0
"""What an app may need of the platform, handed to it so that it imports nothing but `domain` and this package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from machikata.automation.app.documents import Document, MissingGlyph, Sheet
from machikata.automation.app.inputs import InputContent, Inputs, InputTable
from machikata.automation.canonical import fingerprint_of
from machikata.domain.actor import Actor
from machikata.domain.progress import Progress
from machikata.domain.text import Language, Text


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One version of what an app keeps under a key; versions count from 1 and none is ever overwritten."""

    key: str
    version: int
    document: Mapping[str, Any]
    at: datetime
    by: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the document as canonical JSON: what a proposal about it carries."""
        return fingerprint_of(dict(self.document))


class AppStore(Protocol):
    """An app's own drawer, of one owner: it cannot see another app's, nor another body's."""

    def put(self, key: str, document: Mapping[str, Any], *, found: int | None = None) -> StoredDocument:
        """Keep a new version. With `found`, the version that the caller has seen (0: none): raises `InputRefused` when another has
        come since, so that nobody's work is overwritten.
        """
        ...

    def get(self, key: str, *, version: int | None = None) -> StoredDocument | None:
        """The newest version, or the one asked for."""
        ...

    def keys(self, prefix: str = "") -> tuple[str, ...]: ...

    def history(self, key: str) -> tuple[StoredDocument, ...]:
        """Oldest first."""
        ...

    def put_file(self, name: str, data: bytes) -> str:
        """Keep bytes; gives their SHA-256, by which they are found."""
        ...

    def file(self, sha256: str) -> bytes | None: ...


class DecisionState(StrEnum):
    """PROPOSED: signatures are missing. DECIDED: all are there. REJECTED and WITHDRAWN end a proposal."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Signature:
    """A named person's word on a proposal. `person` is the id; `name` and `role` (the value of a `Role`) are those of the day;
    `authenticated` is False until the installation has a sign-in.
    """

    person: str
    at: datetime
    agrees: bool
    comment: str
    authenticated: bool
    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that holds only when named officers have signed it. `fingerprint` (SHA-256) binds them to exactly this content.

    `outcome` is the SHA-256 of the run's outcome that the first person signed over, so that the next signs over the same.
    """

    id: str
    app: str
    run: str
    subject: str
    summary: Text
    fingerprint: str
    proposed_at: datetime
    proposed_by: str
    needed: int
    state: DecisionState
    signatures: tuple[Signature, ...] = ()
    outcome: str = ""
    owner: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_why: str = ""


class Decisions(Protocol):
    """An app proposes here and reads what became of it; signing is done by persons, on the platform's own page."""

    def propose(self, subject: str, summary: Text, *, fingerprint: str, needed: int) -> Proposal:
        """Put something before the officers. `fingerprint` is the SHA-256 of what they sign, which the platform must find again when
        they do: a file or the result of the run's outcome, bytes kept by `put_file`, or the newest document kept under the key `subject`
        (`StoredDocument.fingerprint`). `needed` is at least what the manifest says. What is proposed already is given back.
        """
        ...

    def of(self, subject: str) -> tuple[Proposal, ...]:
        """Newest first."""
        ...


class Documents(Protocol):
    """Documents out, in the project's one look."""

    def pdf(self, documents: Sequence[Document], *, progress: Progress) -> bytes:
        """All documents in one file, each on its own page. Names with variation selectors (IVS) keep their glyph."""
        ...

    def missing_glyphs(self, documents: Sequence[Document]) -> tuple[MissingGlyph, ...]:
        """Every character that `pdf` cannot print as it stands (外字, forms that the font lacks): ask before letters are sent."""
        ...

    def word(self, documents: Sequence[Document]) -> bytes: ...

    def excel(self, sheets: Sequence[Sheet], *, language: Language) -> bytes: ...

    def csv(self, sheet: Sheet, *, language: Language) -> bytes:
        """Passes the 30 checks; what looks like a formula is words."""
        ...


class Suppression(Protocol):
    """What is too small to be shown to others."""

    @property
    def minimum(self) -> int:
        """Counts from 1 to below this are hidden."""
        ...

    def hides(self, count: int) -> bool:
        """Whether a count is too small to be shown. 0 is shown."""
        ...

    def table(self, counts: Sequence[Sequence[int]]) -> tuple[tuple[int | None, ...], ...]:
        """The same table with small counts hidden (None), and as many more as are needed so that none of them follows from the sums
        of its row or column.
        """
        ...


class AppContext(Protocol):
    """The platform as one app sees it, for one owner and one person."""

    @property
    def owner(self) -> str:
        """Code of the body."""
        ...

    @property
    def run(self) -> str:
        """Id of the run; "" on pages and in commands that belong to none."""
        ...

    @property
    def person(self) -> Actor: ...
    @property
    def synthetic(self) -> bool:
        """Whether the owner is an invented body: documents and pages must say so."""
        ...

    @property
    def seed(self) -> int: ...
    @property
    def store(self) -> AppStore: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def suppression(self) -> Suppression: ...
    @property
    def progress(self) -> Progress:
        """Call it often in long work; it raises `Cancelled` when the person has stopped the run."""
        ...

    def now(self) -> datetime: ...

    def read_table(self, content: InputContent) -> InputTable:
        """A table from a file's bytes, by the project's readers with all their checks."""
        ...

    def inputs_of(self, run: str) -> Inputs:
        """The frozen inputs of a run of this app."""
        ...

    def file_of(self, run: str, name: str) -> bytes:
        """A file of a run's outcome. Raises `NotFound`."""
        ...

    def result_of(self, run: str) -> Mapping[str, Any]:
        """The result document of a run. Raises `NotFound`, also while the run goes on."""
        ...

    def note(self, what: str, details: Mapping[str, Any]) -> None:
        """A line in the audit trail (lots drawn, letters made, an override …)."""
        ...
