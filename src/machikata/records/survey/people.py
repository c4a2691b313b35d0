# SPDX-License-Identifier: Apache-2.0
"""The people of a section whose own table does not tell them: said by a person beside the file, held to the same limits as the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind
from machikata.records.survey.form_layout import STAFF_COLUMNS, STAFF_SHEET
from machikata.records.survey.quantities import Quantity
from machikata.records.survey.written_numbers import NumberFault, fault_texts, read_number

AMOUNTS: Mapping[str, Quantity] = {
    c.field: c.quantity for c in STAFF_COLUMNS if not c.given and c.quantity is not None
}  # fmt: skip
"""What is said of the people of one kind, by field of `SectionStaff`."""
_ENGLISH = {
    "persons": "Persons",
    "hours": "Hours a year",
    "overtime_hours": "Overtime hours a year",
    "yen_per_hour": "Yen per hour",
}
HEADS: Mapping[str, Text] = {c.field: Text(c.head, _ENGLISH[c.field]) for c in STAFF_COLUMNS if c.field in AMOUNTS}
"""What each of them is called."""


def people_written(written: Mapping[StaffKind, Mapping[str, str]]) -> tuple[SectionStaff, ...]:
    """The people that a person wrote as texts (kind → field → text); a kind without any figure is left out.

    >>> [
    ...     (s.staff.value, s.persons, s.hours)
    ...     for s in people_written({StaffKind.REGULAR: {"persons": "３人", "hours": "5,600"}})
    ... ]
    [('regular', 3.0, 5600.0)]

    Raises:
        InputRefused: texts that are no certain numbers; the `column` of each is “people-kind-field”.
    """
    problems: list[Problem] = []
    found = []
    for kind, texts in written.items():
        amounts: dict[str, float | None] = {}
        for field, quantity in AMOUNTS.items():
            text = texts.get(field, "").strip()
            read = read_number(text, quantity, typed=False) if text else None
            if isinstance(read, NumberFault):
                what, remedy = fault_texts(read, quantity)
                problems.append(_fault(read.value, kind, field, what, remedy, text))
            else:
                amounts[field] = None if read is None else read.value
        if any(v is not None for v in amounts.values()):
            found.append(SectionStaff(kind, **amounts))
    if problems:
        raise InputRefused(problems)
    return tuple(found)


def with_people(survey: SectionSurvey, people: Sequence[SectionStaff], file: str) -> SectionSurvey:
    """The answers with the people said beside the file.

    Raises:
        InputRefused: the file tells its people itself, a kind is said twice, or a figure is beyond what can be; all of it.
    """
    problems = list(_faults(people))
    if survey.staff and people:
        problems.append(Problem("survey-people-twice", *_TWICE, Place(file=file, sheet=STAFF_SHEET)))
    if problems:
        raise InputRefused(problems)
    said = tuple(s for s in people if any(getattr(s, field) is not None for field in AMOUNTS))
    return replace(survey, staff=said) if said else survey


def _faults(people: Sequence[SectionStaff]) -> Iterator[Problem]:
    seen: set[StaffKind] = set()
    for one in people:
        if one.staff in seen:
            yield _fault("survey-staff-repeated", one.staff, "persons", *_REPEATED, one.staff.value)
        seen.add(one.staff)
        for field, quantity in AMOUNTS.items():
            value = getattr(one, field)
            read = None if value is None else read_number(float(value), quantity)
            if isinstance(read, NumberFault):
                yield _fault(read.value, one.staff, field, *fault_texts(read, quantity), f"{value:g}")


def _fault(code: str, kind: StaffKind, field: str, what: Text, remedy: Text, value: str) -> Problem:
    where = kind.label + Text("の", ", ") + HEADS[field] + Text("：", ": ")
    return Problem(code, where + what, remedy, Place(column=f"people-{kind.value}-{field}", value=value))


_TWICE = (
    Text("人員は、ファイルの中にも書かれています", "the file tells its people itself"),
    Text("別に入れた人員を消すか、ファイルの中で直してもらってください", "leave out what was said beside it, or have the file corrected"),
)  # fmt: skip
_REPEATED = (
    Text("同じ担い手が2つあります", "this kind of staff is there twice"),
    Text("1つにまとめてください", "join them into one"),
)
