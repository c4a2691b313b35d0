# SPDX-License-Identifier: Apache-2.0
"""Errors of Machikata, one tree. Each says what, where and what to do, in both languages.

MachikataError
├── InputRefused          a file or form cannot be taken; carries every Problem found
├── ComparisonRefused     too few bodies or cases; carries the reason
├── NotFound              no such body, group, log, page …
├── NotAllowed            the actor may not do this to what belongs to someone else
├── AppUnusable           an app that is wanted is broken; the rest of the program goes on
├── WorkspaceUnusable     disk full, newer format, locked, damaged
│   └── FontMissing           no font on this machine can print Japanese
├── LetterNotSent         the mail server refused a letter
│   └── MailServerUnusable    it cannot be reached, or refuses sign-in or encryption: no letter will leave
├── LetterPerhapsSent     the connection broke before the mail server said that it has the letter
└── Cancelled             the person stopped a long work
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.text import Language, Text


class Severity(StrEnum):
    """How much a problem weighs: an ERROR stops an import, a WARNING is reported, a NOTE informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem stands. Rows count from 1 as a person sees them in the file (the header is row 1).

    `cell` is the address in a spreadsheet (B12); it says the row as well.
    """

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    cell: str = ""

    def text(self) -> Text:
        """The place in words, empty parts left out."""
        ja = [
            self.file,
            self.sheet and f"シート「{self.sheet}」",
            f"セル{self.cell}" if self.cell else f"{self.row}行目" if self.row else "",
            self.column and f"列「{self.column}」",
            self.value and f"値「{self.value}」",
        ]
        en = [
            self.file,
            self.sheet and f"sheet “{self.sheet}”",
            f"cell {self.cell}" if self.cell else f"row {self.row}" if self.row else "",
            self.column and f"column “{self.column}”",
            self.value and f"value “{self.value}”",
        ]
        return Text(" ".join(p for p in ja if p), ", ".join(p for p in en if p))


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: a stable code (kebab-case), the place, what is wrong and the remedy; `count` when it occurs often.

    `choices` are the values one of which settles it, where there are such (sheets of a workbook, types of object).
    """

    code: str
    what: Text
    remedy: Text
    place: Place = Place()
    severity: Severity = Severity.ERROR
    count: int = 1
    choices: tuple[str, ...] = ()

    def sentence(self, language: Language = "ja") -> str:
        """Place, reason and remedy as one line."""
        parts = (self.place.text().in_(language), self.what.in_(language), self.remedy.in_(language))
        return ("：" if language == "ja" else ": ").join(p for p in parts[:2] if p) + (
            f" → {parts[2]}" if parts[2] else ""
        )


class MachikataError(Exception):
    """Base of every error that Machikata raises on purpose."""

    def __init__(self, what: Text, *, remedy: Text = Text("", ""), place: Place = Place()) -> None:
        self.what, self.remedy, self.place = what, remedy, place
        super().__init__(self.sentence("en"))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The error as findings, so that every interface can show errors in one way."""
        return (Problem(code=type(self).__name__, what=self.what, remedy=self.remedy, place=self.place),)

    def sentence(self, language: Language = "ja") -> str:
        """Every finding, one per line, in `language`."""
        return "\n".join(p.sentence(language) for p in self.problems)


class InputRefused(MachikataError):
    """A file or form cannot be taken. All findings are in `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._problems = tuple(problems)
        first = self._problems[0]
        super().__init__(first.what, remedy=first.remedy, place=first.place)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems


class ComparisonRefused(MachikataError):
    """A comparison that would not carry a conclusion is refused, with the reason."""


class NotFound(MachikataError):
    """What was asked for does not exist."""


class NotAllowed(MachikataError):
    """The actor may not do this to what belongs to another body."""


class AppUnusable(MachikataError):
    """An app cannot be used: it does not load, or says of itself what cannot be. Names the app, its distribution, cause and remedy."""


class WorkspaceUnusable(MachikataError):
    """The workspace cannot be read or written: disk, version, lock or damage."""


class FontMissing(WorkspaceUnusable):
    """No font that can print Japanese was found on this machine; the remedy names one."""


class LetterNotSent(MachikataError):
    """The mail server refused a letter: certainly not sent."""


class MailServerUnusable(LetterNotSent):
    """The mail server cannot be reached, or refuses sign-in or encryption: this letter was not sent, nor would another be."""


class LetterPerhapsSent(MachikataError):
    """The connection broke after a letter was handed over and before the mail server said that it has it."""


class Cancelled(MachikataError):
    """A person stopped the work; nothing of it was kept."""
