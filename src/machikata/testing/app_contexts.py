# SPDX-License-Identifier: Apache-2.0
"""The platform as an app sees it, in memory: for tests of apps. It remembers what it was asked, so that a test can look at it.

A contract test holds it against the real context, so that what passes here passes there.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from machikata.automation.app.context import DecisionState, Proposal, Signature, StoredDocument
from machikata.automation.app.documents import Document, MissingGlyph, Paragraph, Sheet
from machikata.automation.app.inputs import InputContent, Inputs, InputTable
from machikata.automation.app.outcome import Outcome
from machikata.automation.audit import AuditNote, note_problems
from machikata.automation.canonical import canonical, fingerprint_of
from machikata.automation.suppression import SmallCounts, small_counts
from machikata.automation.table_reading import read_input_table
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import InputRefused, NotFound, Problem
from machikata.domain.progress import Progress, no_progress
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Language, Text
from machikata.publication.csv_table import csv_file

OWNER = "990019"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=9)))
ONE = Actor("架空 花子", OWNER, frozenset({Role.OFFICER, Role.READER}), person="person-1")
OTHER = Actor("架空 太郎", OWNER, frozenset({Role.OFFICER, Role.READER}), person="person-2")
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Clock:
    """A clock that moves a second each time it is read."""

    def __init__(self, start: datetime = NOW) -> None:
        self._now = start

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


class FakeStore:
    """`AppStore` in memory. `blind` are the keys that were overwritten without saying which version was seen."""

    def __init__(self, clock: Clock, by: str) -> None:
        self._clock, self._by = clock, by
        self._documents: dict[str, list[StoredDocument]] = {}
        self._files: dict[str, bytes] = {}
        self.blind: list[str] = []

    def put(self, key: str, document: Mapping[str, Any], *, found: int | None = None) -> StoredDocument:
        """Keep a new version."""
        try:
            plain = json.loads(canonical(dict(document)))
        except (TypeError, ValueError) as error:
            raise InputRefused([_no_document(error)]) from error
        versions = self._documents.get(key, [])
        if found is not None and found != len(versions):
            raise InputRefused([_overtaken(key)])
        if found is None and versions:
            self.blind.append(key)
        stored = StoredDocument(key, len(versions) + 1, plain, self._clock(), self._by)
        self._documents[key] = [*versions, stored]
        return stored

    def get(self, key: str, *, version: int | None = None) -> StoredDocument | None:
        """The newest version, or the one asked for."""
        versions = self._documents.get(key, [])
        if version is None:
            return versions[-1] if versions else None
        return versions[version - 1] if 1 <= version <= len(versions) else None

    def keys(self, prefix: str = "") -> tuple[str, ...]:
        """In order."""
        return tuple(sorted(k for k in self._documents if k.startswith(prefix)))

    def history(self, key: str) -> tuple[StoredDocument, ...]:
        """Oldest first."""
        return tuple(self._documents.get(key, ()))

    def put_file(self, name: str, data: bytes) -> str:  # noqa: ARG002 - the name is for people; bytes are found by their fingerprint
        """Keep bytes."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._files[sha256] = bytes(data)
        return sha256

    def file(self, sha256: str) -> bytes | None:
        """The bytes with this fingerprint."""
        return self._files.get(sha256)

    def content(self) -> tuple[Any, ...]:
        """Everything that is kept, without times: to compare two moments."""
        documents = {k: [(d.version, d.document) for d in v] for k, v in sorted(self._documents.items())}
        return json.dumps(documents, sort_keys=True, ensure_ascii=False), tuple(sorted(self._files))


class FakeDecisions:
    """`Decisions` in memory; `sign` is what a person does on the platform's page."""

    def __init__(self, app: str, run: str, clock: Clock, person: Actor) -> None:
        self._app, self.run, self._clock, self._person = app, run, clock, person
        self.all: list[Proposal] = []

    def propose(self, subject: str, summary: Text, *, fingerprint: str, needed: int) -> Proposal:
        """A new proposal, or the one that stands already with the same run, subject and fingerprint."""
        for known in self.all:
            standing = known.state in (DecisionState.PROPOSED, DecisionState.DECIDED)
            if standing and (known.run, known.subject, known.fingerprint) == (self.run, subject, fingerprint):
                return known
        name = f"proposal-{len(self.all) + 1}"
        made = Proposal(
            name, self._app, self.run, subject, summary, fingerprint, self._clock(), self._person.name, needed,
            DecisionState.PROPOSED,
        )  # fmt: skip
        self.all.append(made)
        return made

    def of(self, subject: str) -> tuple[Proposal, ...]:
        """Newest first."""
        return tuple(p for p in reversed(self.all) if p.subject == subject)

    def sign(self, proposal: str, person: Actor, *, agrees: bool = True, comment: str = "") -> Proposal:
        """A named person's word; the same person does not count twice."""
        at = next(i for i, p in enumerate(self.all) if p.id == proposal)
        others = tuple(s for s in self.all[at].signatures if s.person != person.person)
        signed = (*others, Signature(person.person, self._clock(), agrees, comment, False, person.name))
        state = DecisionState.REJECTED if not agrees else DecisionState.PROPOSED
        if agrees and sum(s.agrees for s in signed) >= self.all[at].needed:
            state = DecisionState.DECIDED
        self.all[at] = replace(self.all[at], signatures=signed, state=state)
        return self.all[at]


class FakeDocuments:
    """`Documents` that set no type: each file holds the words, in a container of the right kind. `made` are the documents asked for."""

    def __init__(self, *, synthetic: bool) -> None:
        self._synthetic = synthetic
        self.made: list[Document] = []
        self.sheets: list[Sheet] = []

    def pdf(self, documents: Sequence[Document], *, progress: Progress) -> bytes:
        """All documents in one file."""
        for i, document in enumerate(documents):
            progress(i / len(documents), Text("PDF", "PDF"))
            self.made.append(document)
        return b"%PDF-1.7\n" + "\f".join(map(words_of, documents)).encode()

    def missing_glyphs(self, documents: Sequence[Document]) -> tuple[MissingGlyph, ...]:  # noqa: ARG002 - no type is set
        """None: no type is set here."""
        return ()

    def word(self, documents: Sequence[Document]) -> bytes:
        """All documents in one file."""
        self.made += documents
        return _zipped("word/document.xml", "\f".join(map(words_of, documents)))

    def excel(self, sheets: Sequence[Sheet], *, language: Language) -> bytes:
        """One sheet each."""
        self.sheets += sheets
        return _zipped("xl/workbook.xml", "\f".join(str(self._rows(sheet, language)) for sheet in sheets))

    def csv(self, sheet: Sheet, *, language: Language) -> bytes:
        """One table."""
        self.sheets.append(sheet)
        return csv_file(self._rows(sheet, language))

    def _rows(self, sheet: Sheet, language: Language) -> list[list[Any]]:
        head = [c.head.in_(language) + (c.unit.in_(language) if c.unit else "") for c in sheet.columns]
        rows = [[v.in_(language) if isinstance(v, Text) else v for v in row] for row in sheet.rows]
        return [head, *rows]


def words_of(document: Document) -> str:
    """Every word of a document, one block a line."""
    lines = [document.title, synthetic_notice(document.synthetic).in_(document.language)]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            rows = block.pairs if hasattr(block, "pairs") else (block.head, *block.rows)
            lines += ["\t".join(row) for row in rows]
    return "\n".join(lines)


def _zipped(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


@dataclass
class FakeContext:
    """`AppContext` in memory, for one owner and one person. `ended` holds the runs that are done; `notes` what was put in the trail."""

    app: str
    owner: str = OWNER
    run: str = "run-1"
    person: Actor = ONE
    synthetic: bool = True
    seed: int = 1
    progress: Progress = no_progress
    clock: Clock = field(default_factory=Clock)
    store: FakeStore = field(init=False)
    decisions: FakeDecisions = field(init=False)
    documents: FakeDocuments = field(init=False)
    suppression: SmallCounts = field(init=False)
    ended: dict[str, tuple[Inputs, Outcome]] = field(default_factory=dict)
    notes: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The parts."""
        self.store = FakeStore(self.clock, self.person.name)
        self.decisions = FakeDecisions(self.app, self.run, self.clock, self.person)
        self.documents = FakeDocuments(synthetic=self.synthetic)
        self.suppression = small_counts()

    def now(self) -> datetime:
        """Each time a second later."""
        return self.clock()

    def read_table(self, content: InputContent) -> InputTable:
        """The project's own reader."""
        return read_input_table(content)

    def inputs_of(self, run: str) -> Inputs:
        """The inputs of a run that is done."""
        return self._ended(run)[0]

    def file_of(self, run: str, name: str) -> bytes:
        """A file of a run."""
        files = self._ended(run)[1].files
        if name not in files:
            raise NotFound(Text("そのファイルはありません", "there is no such file"))
        return files[name]

    def result_of(self, run: str) -> Mapping[str, Any]:
        """The result of a run, as it comes out of a database."""
        found: Mapping[str, Any] = json.loads(json.dumps(self._ended(run)[1].result, ensure_ascii=False))
        return found

    def note(self, what: str, details: Mapping[str, Any]) -> None:
        """A line in the audit trail, refused where the trail refuses it: no word, long texts, what is no plain JSON."""
        told = AuditNote(
            self.now(), self.person.name, self.person.person, False, self.owner, f"{self.app}.{what}", details
        )
        problems = note_problems(told)
        if not _WORD.fullmatch(what):
            problems = (
                *problems,
                Problem(
                    "audit-note",
                    Text("記録の種類は英小文字とハイフンです", "the kind of record is kebab-case"),
                    Text("", ""),
                ),
            )
        if problems:
            raise InputRefused(problems)
        self.notes.append((what, dict(details)))

    def binds(self, proposal: Proposal) -> bool:
        """Whether the fingerprint of a proposal is that of something which the platform finds again when it is signed."""
        newest = self.store.get(proposal.subject)
        outcome = self.ended[proposal.run][1] if proposal.run in self.ended else None
        made = [fingerprint_of(outcome.result), *map(_sha256, outcome.files.values())] if outcome is not None else []
        kept = newest is not None and newest.fingerprint == proposal.fingerprint
        return kept or self.store.file(proposal.fingerprint) is not None or proposal.fingerprint in made

    def keep(self, inputs: Inputs, outcome: Outcome) -> None:
        """Put the run on record as done."""
        self.ended[self.run] = (inputs, outcome)

    def outside_runs(self) -> FakeContext:
        """The same platform for pages and commands that belong to no run."""
        return self._moved("")

    def of_run(self, run: str) -> FakeContext:
        """The same platform for a run's pages."""
        return self._moved(run)

    def _moved(self, run: str) -> FakeContext:
        moved = replace(self, run=run)
        moved.store, moved.decisions, moved.documents = self.store, self.decisions, self.documents
        return moved

    def _ended(self, run: str) -> tuple[Inputs, Outcome]:
        if run not in self.ended:
            raise NotFound(Text(f"実行「{run}」はありません", f"there is no run “{run}”"))
        return self.ended[run]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _no_document(error: Exception) -> Problem:
    what = Text(f"JSONではありません（{error}）", f"it is no JSON document ({error})")
    return Problem("app-document", what, Text("アプリの配布元に知らせてください", "tell whoever supplies the app"))


def _overtaken(key: str) -> Problem:
    return Problem(
        "app-document-changed",
        Text(f"「{key}」は、ほかの人が先に変えました", f"“{key}” was changed by somebody else meanwhile"),
        Text("新しい版を見てから、もう一度保存してください", "look at the new version, then save again"),
    )
