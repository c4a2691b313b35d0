# SPDX-License-Identifier: Apache-2.0
"""Which rows a form has: the steps of the dictionary by kind of staff, spare rows, and what has been answered already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from machikata.domain.process import Process
from machikata.domain.workload import SectionStaff, StaffKind, SurveyLine
from machikata.records.survey.form_layout import OWN_STEP, OWN_STEPS, OWN_TITLE

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the answer sheet: its values by field, and whether it is of a step of the body's own."""

    values: Mapping[str, Value]
    own: bool


def form_rows(processes: Sequence[Process], lines: Sequence[SurveyLine]) -> tuple[FormRow, ...]:
    """All rows. Answers keep their order; a row not yet answered stands where the dictionary puts it, spare rows behind their process.

    An answer about a process that is not asked about keeps its row, so that nothing answered is lost.
    """
    titles = {p.id: p.title.ja for p in processes}
    blank = [_blank(p, line) for p in processes for line in _asked(p)]
    places = {_key(line): i for i, line in enumerate(line for p in processes for line in _asked(p))}
    rows: list[FormRow] = []
    taken = {_key(line) for line in lines}
    left = [row for row, key in zip(blank, places, strict=True) if key not in taken]
    left_at = [i for key, i in places.items() if key not in taken]
    spare = {p.id: min(i for key, i in places.items() if key[0] == p.id and not key[1]) for p in processes}
    at = 0
    for line in lines:
        here = places.get(_key(line), spare.get(line.process, len(places)))
        while at < len(left) and left_at[at] < here:
            rows.append(left[at])
            at += 1
        rows.append(FormRow(_values(line, titles.get(line.process, "")), own=not line.step))
    rows += left[at:]
    return tuple(rows)


def staff_rows(staff: Sequence[SectionStaff]) -> tuple[Mapping[str, Value], ...]:
    """A row for each kind of staff: the answered ones in their order, the rest behind."""
    answered = {s.staff for s in staff}
    everyone = (*staff, *(SectionStaff(kind) for kind in StaffKind if kind not in answered))
    return tuple(
        {
            "staff": s.staff.label.ja,
            "persons": s.persons,
            "hours": s.hours,
            "overtime_hours": s.overtime_hours,
            "yen_per_hour": s.yen_per_hour,
        }
        for s in everyone
    )


def percent_of(share: float) -> float:
    """A share (0–1) in percent, moved by two decimal places and not multiplied: 0.007 gives 0.7 and comes back as 0.007."""
    return float(Decimal(repr(share)) * 100)


def share_of(percent: float) -> float:
    """The share that `percent_of` gave."""
    return float(Decimal(repr(percent)) / 100)


def _asked(process: Process) -> Iterator[SurveyLine]:
    """A line without answers for each row of a process, spare ones last."""
    for step in process.surveyed_steps:
        for kind in StaffKind:
            yield SurveyLine(process.id, step.id, step.title.ja, kind, step.duty.ja)
    for n in range(1, OWN_STEPS + 1):
        for kind in StaffKind:
            yield SurveyLine(process.id, "", f"{OWN_TITLE}{n}", kind, OWN_STEP)


def _blank(process: Process, line: SurveyLine) -> FormRow:
    return FormRow(_values(line, process.title.ja), own=not line.step)


def _key(line: SurveyLine) -> tuple[str, str, str, StaffKind]:
    """What makes two rows the same question; of the body's own steps the title tells them apart."""
    return line.process, line.step, "" if line.step else line.title, line.staff


def _values(line: SurveyLine, process_title: str) -> dict[str, Value]:
    share = line.exception_share
    return {
        "process_title": process_title,
        "duty": line.duty,
        "title": line.title,
        "staff": line.staff.label.ja,
        "order": line.order,
        "cases": line.cases,
        "minutes_per_case": line.minutes_per_case,
        "hours": line.hours,
        "fee_yen": line.fee_yen,
        "busy_from": line.busy_from,
        "busy_to": line.busy_to,
        "nature": line.nature and line.nature.label.ja,
        "medium": line.medium and line.medium.label.ja,
        "system": line.system,
        "exception_share": None if share is None else percent_of(share),
        "legal_basis": line.legal_basis,
        "note": line.note,
        "process": line.process,
        "step": line.step or OWN_STEP,
    }


def texts_of(rows: Iterable[FormRow]) -> Iterator[tuple[int, str, str]]:
    """Every text of the rows: row in the sheet (the head is row 1), field, text."""
    for number, row in enumerate(rows, start=2):
        for field, value in row.values.items():
            if isinstance(value, str) and value:
                yield number, field, value
