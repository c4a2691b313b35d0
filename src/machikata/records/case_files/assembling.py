# SPDX-License-Identifier: Apache-2.0
"""A case study out of what was written for its items, from a form, a table or JSON alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from machikata.domain.case_study import (
    NOTHING,
    Basis,
    CaseFigure,
    CaseMedia,
    CaseOrigin,
    CaseSource,
    CaseStatus,
    CaseStudy,
    FigureRole,
    ReadLevel,
    ServiceField,
)
from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.municipality import SYNTHETIC_PREFECTURE
from machikata.domain.text import Text
from machikata.records.case_files import messages as say
from machikata.records.case_files.columns import (
    CASE_FIELDS,
    CASE_ITEMS,
    DERIVED,
    FIGURE_ITEMS,
    MEDIA_ITEMS,
    SOURCE_ITEMS,
    VALUE_FIELDS,
    Item,
    ItemKind,
    Need,
)
from machikata.records.case_files.judging import Remark, remarks
from machikata.records.case_files.values import Record, ValueReader, place_of


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """What a file says about one case: its items, and those of its figures, sources and pictures. `at` stands for the whole, `empty`
    tells where an item would be written that is not.
    """

    items: Record
    figures: Sequence[Record] = ()
    sources: Sequence[Record] = ()
    media: Sequence[Record] = ()
    at: Place = field(default_factory=Place)
    empty: Mapping[str, Place] = field(default_factory=dict)


_SINGLE: Final = {
    ItemKind.TEXT: ValueReader.text,
    ItemKind.WORDS: ValueReader.words,
    ItemKind.DATE: ValueReader.date,
    ItemKind.BODY: ValueReader.body,
    ItemKind.MANY: ValueReader.many,
    ItemKind.YES: ValueReader.yes,
}
_DEFAULTS: Final[Mapping[str, Any]] = {
    "field": ServiceField.OTHER,
    "status": CaseStatus.UNKNOWN,
    "origin": CaseOrigin.SUBMITTED,
    "role": FigureRole.CONTEXT,
    "basis": Basis.NOT_STATED,
    "read": ReadLevel.EXCERPT,
    "unit": "",
}


def case_of(written: WrittenCase, reader: ValueReader, *, lenient: bool = False) -> CaseStudy:
    """The case; what could not be read has a neutral value there, and what is wrong is kept in `reader`.

    `lenient`: of a file that is none of ours only the title is required, and what is missing is a WARNING.
    """
    values = {item.field: _value(item, written.items, reader) for item in CASE_ITEMS}
    _say_missing_codes(written, reader, lenient=lenient)
    values["synthetic"] = values["synthetic"] or _invented(values["body"])
    case = CaseStudy(
        **values,
        figures=_figures(written.figures, reader),
        sources=_sources(written.sources, reader),
        media=tuple(CaseMedia(**{i.field: _value(i, r, reader) for i in MEDIA_ITEMS}) for r in written.media),
    )
    for remark in remarks(case):
        _keep(remark, written, reader, lenient=lenient)
    return case


def withdrawn_case(case_id: str, reason: Text) -> CaseStudy:
    """What is known elsewhere of a case that was taken back: its id and why."""
    return CaseStudy(
        case_id,
        NOTHING,
        "",
        "",
        ServiceField.OTHER,
        (),
        CaseStatus.UNKNOWN,
        CaseOrigin.SUBMITTED,
        NOTHING,
        withdrawn=reason,
    )


def _invented(body: str) -> bool:
    return len(body) == 6 and body.startswith(SYNTHETIC_PREFECTURE)


def _value(item: Item, record: Record, reader: ValueReader) -> Any:
    if item.kind is ItemKind.CODE:
        code = reader.code(item, record)
        if code is None:
            return _DEFAULTS.get(item.field)
        return item.codes.make(code) if item.codes else code
    if item.kind is ItemKind.MANY_CODES:
        return tuple(item.codes.make(c) for c in reader.codes(item, record)) if item.codes else ()
    if item.kind is ItemKind.NUMBER:
        number = reader.number(item, record)
        whole = item.quantity is not None and item.quantity.value.whole
        return int(number) if whole and number is not None else number
    return _SINGLE[item.kind](reader, item, record)


def _figures(records: Sequence[Record], reader: ValueReader) -> tuple[CaseFigure, ...]:
    made = []
    for n, record in enumerate(records, start=1):
        values = {item.field: _value(item, record, reader) for item in FIGURE_ITEMS}
        derived = tuple(aspect for name, aspect in DERIVED.items() if values.pop(name))
        values["id"] = values["id"] or f"F{n}"
        made.append(CaseFigure(**values, derived=derived))
    return tuple(made)


def _sources(records: Sequence[Record], reader: ValueReader) -> tuple[CaseSource, ...]:
    made = [{item.field: _value(item, r, reader) for item in SOURCE_ITEMS} for r in records]
    return tuple(CaseSource(**(v | {"id": v["id"] or f"D{n}"})) for n, v in enumerate(made, start=1))


def _say_missing_codes(written: WrittenCase, reader: ValueReader, *, lenient: bool) -> None:
    """Codes have a neutral value in the domain, so that only the file shows whether they were written."""
    for name, assumed in (("status", say.STATUS_ASSUMED), ("field", say.FIELD_ASSUMED)):
        item = CASE_FIELDS[name]
        if written.items.get(name) or written.items.get("withdrawn"):
            continue
        at = written.empty.get(name) or replace(written.at, column=item.label.ja)
        if lenient:
            reader.warn("case-code-assumed", *assumed, at)
        else:
            reader.add(Problem("case-missing", *say.MISSING, at))
    for record in written.figures:
        for item in FIGURE_ITEMS:
            if item.kind is ItemKind.CODE and item.need is Need.REQUIRED and not record.get(item.field):
                at = replace(_row_of(record, written.at), column=item.label.ja)
                reader.add(Problem("case-missing", *say.MISSING, at))


def _row_of(record: Record, at: Place) -> Place:
    first = next((w for found in record.values() for w in found), None)
    return at if first is None else replace(first.place, cell="", column="")


def _keep(remark: Remark, written: WrittenCase, reader: ValueReader, *, lenient: bool) -> None:
    """A remark about the value, said at the cell it came from; nothing when that cell could not be read in the first place."""
    records: Sequence[Record] = {
        "figure": written.figures, "source": written.sources, "media": written.media
    }.get(remark.table, (written.items,))  # fmt: skip
    record = records[remark.number] if remark.number < len(records) else {}
    about = VALUE_FIELDS if remark.field == "value" else (remark.field, remark.field.removeprefix("derived_"))
    if any(w.place in reader.faulty for f in about for w in record.get(f, ())):
        return
    if remark.code == "case-missing" and remark.field in {"unit", "role"}:
        return
    whole = written.at if remark.table == "case" or not record else _row_of(record, written.at)
    fallback = replace(whole, column=remark.label.ja)
    if remark.table == "case":
        fallback = written.empty.get(remark.field, fallback)
    if remark.field not in record and fallback in reader.faulty:
        return
    problem = replace(remark.problem, place=replace(place_of(record, remark.field, fallback), value=remark.value))
    if lenient and problem.code == "case-missing" and remark.field != "title":
        problem = replace(problem, severity=Severity.WARNING, remedy=say.MISSING_WARN[1])
    reader.add(problem)
