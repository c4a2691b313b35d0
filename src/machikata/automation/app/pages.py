# SPDX-License-Identifier: Apache-2.0
"""Pages of an app as plain values: the site draws them with its own components, so that all wear one frame and pass one set of checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from machikata.automation.app.inputs import InputContent
from machikata.domain.errors import Problem
from machikata.domain.text import Language, Text


class Tone(StrEnum):
    """How a notice is meant."""

    NOTE = "note"
    GOOD = "good"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second level."""

    text: Text


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A box that is meant to be seen."""

    text: Text
    tone: Tone = Tone.NOTE


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Pairs of name and value."""

    pairs: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link inside the app: `address` is relative to the run's (or app's) page, or begins with /."""

    address: str
    text: Text


PageCell = Text | str | int | float | None | PageLink


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table with a caption; numbers are right-aligned, None is ―. `shown_of` says how many rows there are when not all are shown."""

    caption: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[PageCell, ...], ...]
    shown_of: int | None = None
    empty: Text = Text("まだありません", "Nothing yet")


@dataclass(frozen=True, slots=True)
class Links:
    """A list of links, such as files to fetch and pages to go on to."""

    links: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One value of a field to choose from."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: a list where `choices` is not empty, a file where `file`, else a line of text."""

    name: str
    label: Text
    help: Text | None = None
    value: str = ""
    choices: tuple[FieldChoice, ...] = ()
    file: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class PageForm:
    """A form sent to `action` (relative as in `PageLink`); `get` for searches that change nothing."""

    action: str
    fields: tuple[FormField, ...]
    submit: Text
    get: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG made by the app, beside a table with the same facts. The site refuses scripts, styles and foreign addresses in it."""

    svg: str
    alt: Text


Block = Heading | Words | Notice | PageFacts | PageTable | Links | PageForm | Picture


@dataclass(frozen=True, slots=True)
class AppPageView:
    """A page to draw. `problems` are shown above, those whose place names a field of a form also beside it; then the status is 422."""

    title: Text
    blocks: tuple[Block, ...]
    lead: Text | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class GoTo:
    """Send the browser on (after a form that changed something)."""

    address: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file for the person."""

    file_name: str
    data: bytes
    media_type: str


PageAnswer = AppPageView | GoTo | Download


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What the person asked for. `form` and `files` are empty unless a form was sent (`posted`)."""

    language: Language
    run: str
    query: Mapping[str, str]
    posted: bool = False
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, InputContent] = field(default_factory=dict)
