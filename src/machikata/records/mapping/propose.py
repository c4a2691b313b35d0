# SPDX-License-Identifier: Apache-2.0
"""Propose what the columns of a file mean: standard keys first, then headers, then contents. Nothing is applied unconfirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
from machikata.domain.text import Text
from machikata.records.admission.instants import OFFSET_SUFFIX
from machikata.records.admission.rows import CASE_INDEX
from machikata.records.mapping import reasons
from machikata.records.mapping.content import Content, content_of, follows_from
from machikata.records.mapping.header_words import is_clock, is_day, label_rank, looks_like_label, roles_of
from machikata.records.mapping.proposal import MappingProposal, ProposedColumn
from machikata.records.mapping.questions import date_style_of, open_values_of, questions_of
from machikata.records.mapping.samples import samples_of
from machikata.records.mapping.standard_keys import CASE_KEYS, CASE_PREFIX, EVENT_KEYS, FLAT_KEYS
from machikata.records.masking.headers import names_staff, resident_kind
from machikata.records.raw import RawLog

_LABEL_FOLLOWS = 0.9
"""From this share of events on, a column of names is taken to be decided by the activity (systems rename a few over the years)."""
_SINGLE_ROLES = (
    ColumnRole.CASE_ID,
    ColumnRole.ACTIVITY,
    ColumnRole.TIMESTAMP,
    ColumnRole.LIFECYCLE,
    ColumnRole.RESOURCE,
    ColumnRole.SECTION,
    ColumnRole.ROLE,
    ColumnRole.CASE_STATUS,
)
"""Roles that one column has, in the order in which they are given."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A role for one column, how sure, and why."""

    role: ColumnRole
    confidence: float
    reason: Text
    scope: str = "event"


def propose_mapping(raw: RawLog) -> MappingProposal:
    """What the columns of `raw` seem to mean, each with confidence, reason and samples, and what only a person can decide.

    Times without a zone are proposed to be Japanese local time. The proposal is always given, even an incomplete one:
    `MappingProposal.complete` tells whether case, activity and time were found.
    """
    contents = {name: content_of(raw.events, name) for name in _names(raw.events.column_names)}
    guesses = _standard(contents, EVENT_KEYS if raw.cases is not None else FLAT_KEYS)
    guesses = _single_roles(contents, guesses, has_cases=raw.cases is not None)
    guesses = _rest(contents, guesses, _case_key(raw, contents, guesses))
    if raw.source.format in ("csv", "xlsx") and raw.source.header_row == 0:
        guesses = {name: _unnamed(guess) for name, guess in guesses.items()}
    columns = [_proposed(raw, contents[n], n, guesses[n]) for n in contents]
    if raw.cases is not None:
        columns += _case_columns(raw)
    mapping = ColumnMapping(
        tuple(c.column for c in columns),
        date_style=date_style_of(contents, guesses_by_role(guesses)),
        open_values=open_values_of(raw, tuple(c.column for c in columns)),
    )
    return MappingProposal(tuple(columns), mapping, tuple(questions_of(raw, mapping, contents)))


def guesses_by_role(guesses: dict[str, Guess]) -> dict[ColumnRole, str]:
    """The first column of each role."""
    found: dict[ColumnRole, str] = {}
    for name, guess in guesses.items():
        found.setdefault(guess.role, name)
    return found


def _names(columns: Iterable[str]) -> list[str]:
    return [n for n in columns if n != CASE_INDEX and not n.endswith(OFFSET_SUFFIX)]


def _standard(contents: dict[str, Content], keys: dict[str, ColumnRole]) -> dict[str, Guess]:
    return {n: Guess(keys[n], 0.99, reasons.STANDARD_KEY) for n in contents if n in keys and contents[n].distinct}


def _single_roles(contents: dict[str, Content], given: dict[str, Guess], *, has_cases: bool) -> dict[str, Guess]:
    """Give each role to the column that claims it most surely, by header and content together."""
    guesses = dict(given)
    taken = {g.role for g in given.values()}
    for role in _SINGLE_ROLES:
        if role in taken or (has_cases and role is ColumnRole.CASE_ID):
            continue
        claims = [(c, n, w) for n in contents if n not in guesses for c, w in [_claim(contents[n], role)] if c > 0]
        if role is ColumnRole.TIMESTAMP and (pair := _day_and_clock(contents, guesses)):
            guesses |= pair
        elif claims:
            confidence, name, reason = max(claims, key=lambda claim: claim[0])
            guesses[name] = Guess(role, confidence, reason)
    return guesses


def _claim(content: Content, role: ColumnRole) -> tuple[float, Text]:
    """How surely a column has a role, by its header where the content allows it, else by its content alone."""
    if not content.distinct:
        return 0.0, reasons.EMPTY
    by_header = dict(roles_of(content.name)).get(role, 0.0)
    fits = _CONTENT_FITS.get(role, _any_text)(content)
    if by_header >= 0.5 or (by_header and role is ColumnRole.CASE_ID and content.repeats > 1.2):
        if ColumnRole.IGNORE in dict(roles_of(content.name)):
            by_header *= 0.6
        return (by_header, reasons.HEADER_AND_CONTENT) if fits else (by_header * 0.3, reasons.HEADER_ONLY)
    alone = _CONTENT_ALONE.get(role)
    said_otherwise = any(confidence >= 0.5 for _, confidence in roles_of(content.name))
    if alone is not None and fits and alone(content) and not said_otherwise:
        # among columns that nothing names, a case id has many values
        return 0.3 + 0.1 * content.distinct / content.rows, reasons.CONTENT_ONLY
    return 0.0, reasons.EMPTY


def _any_text(content: Content) -> bool:
    return content.text and content.dates < 0.5


_CONTENT_FITS: dict[ColumnRole, Callable[[Content], bool]] = {
    ColumnRole.CASE_ID: lambda c: c.missing < 0.5 and c.dates < 0.5 and c.distinct > 1,
    ColumnRole.ACTIVITY: lambda c: (
        c.text and c.dates < 0.5 and c.missing < 0.5 and 1 < c.distinct <= 2_000 and c.repeats > 1.2
    ),
    ColumnRole.TIMESTAMP: lambda c: c.dates >= 0.5 or c.five_digits >= 0.5,
    ColumnRole.RESOURCE: lambda c: c.dates < 0.5,
    ColumnRole.LIFECYCLE: lambda c: c.text and c.distinct <= 15,
    ColumnRole.CASE_STATUS: lambda c: c.text and c.distinct <= 50 and c.dates < 0.5,
    ColumnRole.SECTION: lambda c: c.distinct <= 1_000 and c.dates < 0.5,
}
"""What a column's values must be like so that its header is believed."""
_CONTENT_ALONE: dict[ColumnRole, Callable[[Content], bool]] = {
    ColumnRole.CASE_ID: lambda c: 1.2 < c.repeats < 200 and c.distinct >= 5 and c.missing < 0.02,
    ColumnRole.ACTIVITY: lambda c: c.repeats >= 3 and c.numbers < 0.5 and 2 <= c.mean_length <= 40,
    ColumnRole.TIMESTAMP: lambda c: c.dates >= 0.9 and c.missing < 0.5,
}
"""What a column's values must be like to propose a role without any word in the header."""


def _day_and_clock(contents: dict[str, Content], taken: dict[str, Guess]) -> dict[str, Guess]:
    """A day and a time of day in two columns."""
    free = [c for n, c in contents.items() if n not in taken and c.text]
    clocks = [c for c in free if is_clock(c.name) and c.clocks >= 0.8 and c.dates < 0.5]
    days = [c for c in free if is_day(c.name) and c.dates >= 0.5]
    if not clocks or not days:
        return {}
    best = max(days, key=lambda c: _claim(c, ColumnRole.TIMESTAMP)[0])
    return {
        best.name: Guess(ColumnRole.DATE, 0.85, reasons.DAY_OF_TWO),
        clocks[0].name: Guess(ColumnRole.TIMESTAMP, 0.85, reasons.CLOCK_OF_TWO),
    }


def _case_key(raw: RawLog, contents: dict[str, Content], guesses: dict[str, Guess]) -> npt.NDArray[np.int64] | None:
    """The case of each row, where it is known by now (flat files only: files with cases have case columns apart)."""
    name = guesses_by_role(guesses).get(ColumnRole.CASE_ID)
    column = contents[name].column if name is not None and raw.cases is None else None
    return column.codes.astype(np.int64) + 1 if column is not None else None


def _rest(
    contents: dict[str, Content], given: dict[str, Guess], case_key: npt.NDArray[np.int64] | None
) -> dict[str, Guess]:
    """Roles of the columns that have none yet."""
    guesses = dict(given)
    name = guesses_by_role(given).get(ColumnRole.ACTIVITY)
    activity = contents[name].column if name is not None else None
    labels = []
    for other, content in contents.items():
        if other in guesses:
            continue
        guesses[other] = _attribute(content, case_key)
        if (
            activity is not None
            and guesses[other].role is ColumnRole.EVENT_ATTRIBUTE
            and _labels(content, activity.codes)
        ):
            labels.append(other)
    for best in sorted(labels, key=label_rank)[:1]:
        guesses[best] = Guess(ColumnRole.ACTIVITY_LABEL, 0.8, reasons.LABEL)
    return guesses


def _attribute(content: Content, case_key: npt.NDArray[np.int64] | None) -> Guess:
    if not content.distinct:
        return Guess(ColumnRole.IGNORE, 0.99, reasons.EMPTY)
    kind = resident_kind(content.name)
    if kind is not None:
        return Guess(ColumnRole.IGNORE, 0.9, reasons.resident(kind.label))
    if names_staff(content.name):
        return Guess(ColumnRole.PERSON, 0.8, reasons.STAFF)
    if content.name.startswith(CASE_PREFIX):
        return Guess(ColumnRole.CASE_ATTRIBUTE, 0.9, reasons.STANDARD_KEY)
    if case_key is not None and content.column is not None and follows_from(content.column, case_key) >= 1.0:
        return Guess(ColumnRole.CASE_ATTRIBUTE, 0.7, reasons.SAME_IN_CASE)
    return Guess(ColumnRole.EVENT_ATTRIBUTE, 0.6, reasons.REST)


def _unnamed(guess: Guess) -> Guess:
    """A further column of a file without headers is left out: its name cannot warn of residents' data."""
    further = guess.role in (ColumnRole.CASE_ATTRIBUTE, ColumnRole.EVENT_ATTRIBUTE)
    return Guess(ColumnRole.IGNORE, 0.6, reasons.NO_HEADER) if further else guess


def _labels(content: Content, activity: npt.NDArray[np.int32]) -> bool:
    if content.column is None or content.distinct < 2 or not looks_like_label(content.name):
        return False
    return follows_from(content.column, activity.astype(np.int64) + 1) >= _LABEL_FOLLOWS


def _case_columns(raw: RawLog) -> list[ProposedColumn]:
    """Columns of the table of cases (XES traces, OCEL objects)."""
    columns = []
    seen: set[ColumnRole] = set()
    for name in _names(raw.cases.column_names if raw.cases is not None else ()):
        content = content_of(raw.cases, name)
        guess = replace(_case_guess(content, seen), scope="case")
        seen.add(guess.role)
        columns.append(_proposed(raw, content, name, guess))
    return columns


def _case_guess(content: Content, seen: set[ColumnRole]) -> Guess:
    if content.name in CASE_KEYS and CASE_KEYS[content.name] not in seen:
        return Guess(CASE_KEYS[content.name], 0.99, reasons.STANDARD_KEY)
    status = dict(roles_of(content.name)).get(ColumnRole.CASE_STATUS, 0.0)
    if status >= 0.8 and ColumnRole.CASE_STATUS not in seen and _CONTENT_FITS[ColumnRole.CASE_STATUS](content):
        return Guess(ColumnRole.CASE_STATUS, status, reasons.HEADER_AND_CONTENT)
    guess = _attribute(content, None)
    return Guess(ColumnRole.CASE_ATTRIBUTE, 0.9, reasons.OF_CASE) if guess.role is ColumnRole.EVENT_ATTRIBUTE else guess


def _proposed(raw: RawLog, content: Content, name: str, guess: Guess) -> ProposedColumn:
    table = raw.cases if guess.scope == "case" and raw.cases is not None else raw.events
    return ProposedColumn(
        column=MappedColumn(name, guess.role, guess.scope),
        confidence=guess.confidence,
        reason=guess.reason,
        samples=samples_of(table, name, guess.role),
        distinct=content.distinct,
        missing=content.missing,
    )
