# SPDX-License-Identifier: Apache-2.0
"""The audit trail: a chain of entries, each of which seals the one before it, and heads of it that are kept elsewhere.

An entry is written as canonical JSON (keys sorted, no blanks, ASCII) and sealed with the SHA-256 of that text; the text holds the seal
of the entry before. Whoever changes, moves or drops an entry breaks a seal; whoever seals everything anew, or cuts off the end,
contradicts a head that was exported before.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machikata.automation.canonical import canonical
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

BEGINNING = "0" * 64
"""What stands where entry 1 names the one before it."""

FORMAT = 1
_LONGEST_WORD = 200
_LONGEST_DETAILS = 4000
_DEEPEST = 3
_WORD = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_HEAD = re.compile(r"([1-9][0-9]{0,17}) ([0-9a-f]{64}) ([0-9T:+.\-Z]{10,40})")


@dataclass(frozen=True, slots=True)
class AuditNote:
    """What shall be recorded. `by` is the name of who did it, `person` the id ("" for somebody unnamed), `what` a kebab-case word.

    `details` are ids, counts, hashes, versions and codes. Never in them: what a resident has told, a resident's name, number or address,
    a comment written by hand. The trail is never shortened, so what is in it can never be deleted.
    """

    at: datetime
    by: str
    person: str
    authenticated: bool
    owner: str
    what: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A note in its place in the chain: `number` counts from 1, `previous` is the seal before it, `hash` its own."""

    number: int
    note: AuditNote
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry as it stands in the database, for the check: what was sealed, word for word (`text`), and the seal (`hash`)."""

    number: int
    text: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The seal of the newest entry of a moment, kept outside the database."""

    number: int
    hash: str
    at: str

    def line(self) -> str:
        """The head as one line of text."""
        return f"{self.number} {self.hash} {self.at}"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What the check found. `broken` is the number of the first entry that is not as it was sealed, None when the chain is whole;
    `problem` says what is wrong with it. `heads` counts the heads compared, `confirmed` is the greatest entry that one of them confirms:
    entries behind it are sealed, but nothing outside the database says that they are all. `notes` tell of heads that are missing or old.
    """

    entries: int
    heads: int
    confirmed: int
    head: AuditHead | None
    broken: int | None = None
    problem: Problem | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing contradicts the chain."""
        return self.broken is None

    @property
    def unconfirmed(self) -> int:
        """How many of the newest entries no head confirms."""
        return self.entries - self.confirmed


def sealed(note: AuditNote, *, after: AuditLine | None) -> AuditLine:
    """The line that follows `after` (None: the first one).

    Raises:
        InputRefused: the note does not belong into the trail (`note_problems`).
    """
    if problems := note_problems(note):
        raise InputRefused(problems)
    number = 1 if after is None else after.number + 1
    text = canonical(
        {
            "at": note.at.isoformat(),
            "authenticated": note.authenticated,
            "by": note.by,
            "details": dict(note.details),
            "format": FORMAT,
            "number": number,
            "owner": note.owner,
            "person": note.person,
            "previous": BEGINNING if after is None else after.hash,
            "what": note.what,
        }
    )
    return AuditLine(number, text, _seal(text))


def entry_of(line: AuditLine) -> AuditEntry:
    """The entry that the line holds.

    Raises:
        ValueError: no program wrote this text.
    """
    try:
        d = json.loads(line.text)
        if any(not isinstance(d[name], kind) for name, kind in _KINDS.items()):
            raise ValueError("a part is of another kind")
        at = datetime.fromisoformat(d["at"])
        note = AuditNote(at, d["by"], d["person"], d["authenticated"], d["owner"], d["what"], d["details"])
        return AuditEntry(d["number"], note, d["previous"], line.hash)
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error


_KINDS: dict[str, type] = {
    "at": str, "by": str, "person": str, "authenticated": bool, "owner": str, "what": str, "details": dict, "number": int, "previous": str,
}  # fmt: skip


def _seal(text: str) -> str:
    # Whoever edits the database may put in what no UTF-8 text holds; that too must only break the seal.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# what may be recorded


def note_problems(note: AuditNote) -> tuple[Problem, ...]:
    """What keeps a note out of the trail: a word that is none, a time without zone, details that are not small plain JSON."""
    found = []
    if not _WORD.fullmatch(note.what):
        found.append(
            _refused("what", note.what, Text("記録の種類は英小文字とハイフンです", "the kind of record is kebab-case"))
        )
    if note.at.tzinfo is None:
        found.append(_refused("at", note.at.isoformat(), Text("時刻に時間帯がありません", "the time has no zone")))
    fault = _fault(dict(note.details), _DEEPEST)
    if fault is None and len(canonical(dict(note.details))) > _LONGEST_DETAILS:
        fault = Text(
            f"詳細が{_LONGEST_DETAILS}字を超えています", f"the details are longer than {_LONGEST_DETAILS} characters"
        )
    if fault is not None:
        found.append(_refused("details", note.what, fault))
    return tuple(found)


def _refused(column: str, value: str, what: Text) -> Problem:
    remedy = Text("番号・件数・ハッシュ値だけを記録してください", "record ids, counts and hashes alone")
    return Problem("audit-note", what, remedy, Place(column=column, value=value[:_LONGEST_WORD]))


def _fault(value: object, depth: int) -> Text | None:
    """Why `value` is no small plain JSON."""
    if value is None or isinstance(value, bool | int):
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else Text("数でない値があります", "a value is not a number")
    if isinstance(value, str):
        short = len(value) <= _LONGEST_WORD and "\n" not in value
        return None if short else Text("長い文は記録できません", "long words cannot be recorded")
    if depth and isinstance(value, dict) and all(isinstance(k, str) for k in value):
        return next((f for v in (*value, *value.values()) if (f := _fault(v, depth - 1)) is not None), None)
    if depth and isinstance(value, list | tuple):
        return next((f for v in value if (f := _fault(v, depth - 1)) is not None), None)
    return Text("JSONの値でないものがあります", "something is not a JSON value")


# heads


def read_heads(text: str) -> tuple[AuditHead, ...]:
    """The heads in a file or a letter; other lines, and one that a crash has torn, are passed over."""
    found = (_HEAD.fullmatch(line.strip()) for line in text.splitlines())
    return tuple(AuditHead(int(m[1]), m[2], m[3]) for m in found if m)


def head_of(line: AuditLine) -> AuditHead:
    """The head that seals everything up to `line`; its time is the entry's. Raises ValueError as `entry_of`."""
    return AuditHead(line.number, line.hash, entry_of(line).note.at.isoformat())


# the check


def verify(lines: Iterable[AuditLine], heads: Iterable[AuditHead] = ()) -> AuditReport:
    """Check every seal from the first line on, and every head against the line it names.

    `lines` come by number, as they stand in the database. The first entry that is edited, missing, moved, cut off or sealed anew is named.
    """
    wanted: dict[int, set[str]] = {}
    for head in heads:
        wanted.setdefault(head.number, set()).add(head.hash)
    before, confirmed, entries = BEGINNING, 0, 0
    broken: tuple[int, Problem] | None = None
    last: AuditLine | None = None
    for line in lines:
        entries += 1
        if broken is None:
            broken = _break_at(line, entries, before) or _contradiction(line, wanted)
            confirmed = line.number if broken is None and line.number in wanted else confirmed
        before, last = line.hash, line
    if broken is None and wanted and max(wanted) > entries:
        broken = (entries + 1, _problem("audit-cut", entries + 1, _CUT))
    newest = head_of(last) if last is not None and broken is None else None
    count = sum(map(len, wanted.values()))
    return AuditReport(entries, count, confirmed, newest, *(broken or (None, None)))


def _break_at(line: AuditLine, number: int, before: str) -> tuple[int, Problem] | None:
    if line.number != number:
        return number, _problem("audit-missing", number, _MISSING)
    if _seal(line.text) != line.hash:
        return number, _problem("audit-edited", number, _EDITED)
    try:
        entry = entry_of(line)
    except ValueError:
        return number, _problem("audit-edited", number, _EDITED)
    if entry.number != number or entry.previous != before:
        return number, _problem("audit-moved", number, _MOVED)
    return None


def _contradiction(line: AuditLine, wanted: Mapping[int, set[str]]) -> tuple[int, Problem] | None:
    if wanted.get(line.number, {line.hash}) == {line.hash}:
        return None
    return line.number, _problem("audit-rewritten", line.number, _REWRITTEN)


_MISSING = Text("記録が欠けているか、番号が変えられています", "is missing, or numbers were changed")
_EDITED = Text("内容が書きかえられています", "was edited")
_MOVED = Text(
    "前の記録とつながりません（入れかえ、または差しこみ）", "does not follow from the one before it (moved or put in)"
)
_CUT = Text("これより後の記録が消されています", "and what follows it were cut off")
_REWRITTEN = Text("外に控えた値と合いません（つくり直し）", "contradicts a head kept outside (sealed anew)")


def _problem(code: str, number: int, what: Text) -> Problem:
    return Problem(
        code,
        Text(f"監査記録の{number}番：{what.ja}", f"entry {number} of the audit trail {what.en}"),
        Text(
            "控え（バックアップ）の記録と比べ、管理者と監査に知らせてください",
            "compare it with a backup and tell the administrator and the auditors",
        ),
    )
