# SPDX-License-Identifier: Apache-2.0
"""A log as the rows of a flat file: headings, words and flaws of the body that hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from machikata.domain.event_log import ColumnMapping, ColumnRole, DateStyle, MappedColumn
from machikata.samples.moments import written_days, written_moments, written_times
from machikata.samples.play import PlayedLog, as_recorded
from machikata.samples.simulate import SimulatedLog
from machikata.samples.spellings import spellings
from machikata.samples.styles import DateWriting, FileFormat, Flaws, RecordStyle

_REMARKS = ("電話で確認", "家族が代理で提出", "記入もれを補正", "後日に追加の書類あり")
_REMARK_SHARE = 0.03
_MY_NUMBER_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)

Words = NDArray[Any]
"""An array of texts (object)."""


@dataclass(frozen=True, slots=True)
class FlatRows:
    """Columns of equal length by heading, the moment of each row (local seconds since 1970), and what the columns mean."""

    columns: dict[str, Words]
    seconds: NDArray[np.int64]
    mapping: ColumnMapping
    faulty_rows: int
    """Rows that no import can take."""


def flat_rows(played: PlayedLog) -> FlatRows:
    """The rows of the body's file in its own order."""
    style = played.body.style
    log = as_recorded(played.log, style)
    flaws = style.flaws.get(played.model.process.id, Flaws())
    rng = np.random.default_rng([*played.seed, 77, len(log.case)])
    rows = _row_order(log, style, flaws, rng)
    columns = _columns(played, log, rows)
    faulty = _spoil(columns, style, flaws, rng)
    if flaws.remarks_with_numbers:
        columns[style.headings.remark] = _remarks(len(rows), flaws.remarks_with_numbers, rng)
    return FlatRows(columns, log.seconds[rows], _mapping(list(columns), style), faulty)


def case_numbers(log: SimulatedLog) -> Words:
    """The number of each case in the words of an office."""
    start = log.model.period.start
    year = start.year - 2018 - (start.month < 4)
    return _words([f"R{year}-{i + 1:05d}" for i in range(log.n_cases)])


def staff_numbers(played: PlayedLog) -> Words:
    """The number of each employee, with an empty text for nobody at the end."""
    body = played.body.municipality.code[2:5]
    return _words([f"{body}-{i + 11:03d}" for i in range(len(played.log.person_kind))] + [""])


def _row_order(log: SimulatedLog, style: RecordStyle, flaws: Flaws, rng: np.random.Generator) -> NDArray[np.int64]:
    rows = np.argsort(log.seconds, kind="stable") if style.by_time else np.arange(len(log.case))
    twice = 1 + (rng.random(len(rows)) < flaws.duplicates)
    return np.repeat(rows, twice)


def _columns(played: PlayedLog, log: SimulatedLog, rows: NDArray[np.int64]) -> dict[str, Words]:
    style, names = played.body.style, played.body.style.headings
    labels = spellings(log.model.process, style.wording)
    case, person = log.case[rows], log.person[rows]
    columns = {
        names.case: case_numbers(log)[case],
        names.activity: _words([labels[c] for c in log.concepts])[log.concept[rows]],
        **_moments(log.seconds[rows], style),
        names.person: staff_numbers(played)[person],
        names.staff: _words([k.label.ja for k in log.person_kind] + [""])[person],
        names.section: _words([d.section for d in log.person_desk] + [""])[person],
        names.status: _words([style.open_word, "完了", "取下げ"])[log.status[case]],
    }
    for name, codes in log.attributes.codes.items():
        columns[name] = _words(log.attributes.values[name])[codes[case]]
    return columns


def _moments(seconds: NDArray[np.int64], style: RecordStyle) -> dict[str, Words]:
    names = style.headings
    if style.dates.two_columns:
        return {names.day: written_days(seconds, style.dates), names.time: written_times(seconds)}
    return {names.moment: written_moments(seconds, style.dates)}


def _spoil(columns: dict[str, Words], style: RecordStyle, flaws: Flaws, rng: np.random.Generator) -> int:
    """Put in the faults that a person has to correct; returns how many rows they cost."""
    n = flaws.impossible_days + flaws.missing_case
    if not n:
        return 0
    spoiled = rng.choice(len(columns[style.headings.case]), size=n, replace=False)
    days = columns[style.headings.day]
    for row in spoiled[: flaws.impossible_days]:
        days[row] = str(days[row]).split(".")[0] + ".2.30"
    columns[style.headings.case][spoiled[flaws.impossible_days :]] = ""
    return n


def _remarks(n: int, numbers: int, rng: np.random.Generator) -> Words:
    """Mostly nothing, sometimes a note, and in `numbers` rows an invented number that a check digit makes look real."""
    remarks = _words([""] * n)
    noted = np.flatnonzero(rng.random(n) < _REMARK_SHARE)
    remarks[noted] = _words(_REMARKS)[rng.integers(len(_REMARKS), size=len(noted))]
    for row in rng.choice(n, size=numbers, replace=False):
        remarks[row] = f"番号 {invented_my_number(int(rng.integers(10**7)))}"
    return remarks


def invented_my_number(serial: int) -> str:
    """Twelve digits with a valid check digit that begin with 9999, to be found and masked. It belongs to nobody on purpose.

    >>> invented_my_number(1234567)
    '999912345677'
    """
    digits = f"9999{serial:07d}"
    remainder = sum(w * int(d) for w, d in zip(_MY_NUMBER_WEIGHTS, digits, strict=True)) % 11
    return f"{digits}{0 if remainder <= 1 else 11 - remainder}"


def _mapping(columns: list[str], style: RecordStyle) -> ColumnMapping:
    names = style.headings
    roles = {
        names.case: ColumnRole.CASE_ID, names.activity: ColumnRole.ACTIVITY, names.moment: ColumnRole.TIMESTAMP,
        names.day: ColumnRole.DATE, names.time: ColumnRole.TIMESTAMP, names.person: ColumnRole.RESOURCE,
        names.staff: ColumnRole.ROLE, names.section: ColumnRole.SECTION, names.status: ColumnRole.CASE_STATUS,
        names.remark: ColumnRole.EVENT_ATTRIBUTE,
    }  # fmt: skip
    mapped = tuple(MappedColumn(c, roles.get(c, ColumnRole.CASE_ATTRIBUTE)) for c in columns)
    text = style.format is FileFormat.CSV
    dates = DateStyle.JAPANESE if text and style.dates is not DateWriting.ISO else DateStyle.ISO
    return ColumnMapping(mapped, date_style=dates, open_values=(style.open_word,))


def _words(values: Any) -> Words:
    return np.array(values, dtype=object)
