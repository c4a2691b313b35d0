# SPDX-License-Identifier: Apache-2.0
"""What an app says of itself before it is run: who it is, what it may do, what it needs, which pages and commands it brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import InputContent
from machikata.automation.app.pages import Block, PageAnswer, PageRequest
from machikata.domain.text import Text


class Authority(StrEnum):
    """How far an app may go. SUGGESTS: an officer reads it. DRAFTS: its outcome holds once named officers have signed.
    EXECUTES: it also carries out what they signed.
    """

    SUGGESTS = "suggests"
    DRAFTS = "drafts"
    EXECUTES = "executes"


class PersonalData(StrEnum):
    """The most sensitive data the app takes."""

    NONE = "none"
    PSEUDONYMOUS = "pseudonymous"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Network(StrEnum):
    """Where the app connects to while it runs."""

    NONE = "none"
    OWN = "own"
    INTERNET = "internet"


class PricePer(StrEnum):
    """What a price is paid for."""

    RUN = "run"
    CASE = "case"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Price:
    """What the app costs, in yen, and where that figure stands."""

    yen: float
    per: PricePer
    source: Text


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column of an input table: its header exactly, what it means, and whether it must be there."""

    name: str
    help: Text
    required: bool = True
    example: str = ""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file the app takes. With `columns` it is a table that the platform reads (CSV, Excel …); without, its bytes are handed over."""

    name: str
    title: Text
    help: Text
    columns: tuple[InputColumn, ...] = ()
    required: bool = True
    more_columns: bool = False
    """Whether columns that are not listed are welcome (希望1施設, 希望2施設 …)."""


@dataclass(frozen=True, slots=True)
class OptionChoice:
    """One value of an option."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class InputOption:
    """Something a person chooses before a run; free text where `choices` is empty, and where `more` says that others are welcome too."""

    name: str
    title: Text
    help: Text
    default: str
    choices: tuple[OptionChoice, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class AppPage:
    """A page at /apps/{id}/runs/{run}/{path} (`of_run`), or at /apps/{id}/{path}. `in_menu` lists it on the run's (app's) page."""

    path: str
    title: Text
    answer: Callable[[PageRequest, AppContext], PageAnswer]
    of_run: bool = True
    in_menu: bool = True


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """What a command gives: a JSON document, the lines for a person, and files to write where `--out` says."""

    document: object
    lines: tuple[Text, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class AppCommand:
    """A command `machikata app {id} {name}`. `run` takes the context first; its other parameters are keyword-only and annotated with
    str, int, float, bool or Path: they become the options, and its docstring the help.
    """

    name: str
    help: Text
    run: Callable[..., CommandAnswer]


@dataclass(frozen=True, slots=True)
class Example:
    """Inputs to try an app with: invented from beginning to end, so that everybody may see them. `options` left out have their defaults."""

    files: Mapping[str, InputContent]
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """An app in words. `id` is kebab-case and the name of its entry point; `task` names the task, so that apps for the same one can
    be compared; `signatures` is how many different named officers must sign an outcome (2 = four eyes).

    `overview` says what came out of a run in words, on the run's page; without it the result document stands there as it is.
    `example` gives invented inputs (the same for the same seed), with which a demo runs the app.
    """

    id: str
    version: str
    title: Text
    summary: Text
    task: str
    authority: Authority
    personal_data: PersonalData
    network: Network
    inputs: tuple[InputFile, ...]
    options: tuple[InputOption, ...] = ()
    pages: tuple[AppPage, ...] = ()
    commands: tuple[AppCommand, ...] = ()
    signatures: int = 2
    price: Price | None = None
    overview: Callable[[PageRequest, AppContext], tuple[Block, ...]] | None = None
    example: Callable[[int], Example] | None = None
