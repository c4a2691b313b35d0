# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a case study, or worth a word, whichever way it came in: by form, by table, by JSON or from a page of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from machikata.domain.case_study import CaseOrigin, CaseStudy
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.municipality import SYNTHETIC_PREFECTURE, MunicipalityCode
from machikata.domain.text import Text
from machikata.records.case_files import messages as say
from machikata.records.case_files.columns import (
    CASE_ITEMS,
    DERIVED,
    FIGURE_ITEMS,
    MEDIA_ITEMS,
    SOURCE_ITEMS,
    Item,
    ItemKind,
    Need,
)
from machikata.records.case_files.dates import is_partial_date
from machikata.records.case_files.figure_rules import figure_faults
from machikata.records.masking.identifiers import IdentifierKind, find_identifiers
from machikata.records.survey.findings import shown
from machikata.records.survey.form_book import unwritable

MOST_SOURCES, MOST_FIGURES, MOST_VALUES = 200, 500, 200
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_ITEMS: Final = {
    table: {i.field: i for i in items}
    for table, items in (
        ("case", CASE_ITEMS),
        ("figure", FIGURE_ITEMS),
        ("source", SOURCE_ITEMS),
        ("media", MEDIA_ITEMS),
    )
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding about one item: of the case itself, or of its `number`-th (from 0) figure, source or picture."""

    problem: Problem
    table: str
    number: int
    field: str
    value: str = ""

    @property
    def code(self) -> str:
        """The stable code."""
        return self.problem.code

    @property
    def label(self) -> Text:
        """The name of the item."""
        return item_label(self.table, self.field)


def item_label(table: str, name: str) -> Text:
    """The name of an item by its code, the English twin's too."""
    items = _ITEMS[table]
    if name in items:
        return items[name].label
    plain = name.removesuffix("_en")
    return items[plain].english.label if plain in items else Text("数値", "figure")


def case_problems(case: CaseStudy) -> tuple[Problem, ...]:
    """Everything for which a case cannot be taken; the column of each place is the item."""
    return tuple(p for p in case_findings(case) if p.severity is Severity.ERROR)


def case_findings(case: CaseStudy) -> tuple[Problem, ...]:
    """As `case_problems`, with what is only worth a word (WARNING)."""
    return tuple(_placed(r) for r in remarks(case))


def _placed(remark: Remark) -> Problem:
    p = remark.problem
    sheet = {"figure": "数値", "source": "出典", "media": "画像・映像"}.get(remark.table, "")
    row = remark.number + 1 if sheet else None
    place = Place(sheet=sheet, row=row, column=remark.label.ja, value=remark.value)
    return Problem(p.code, p.what, p.remedy, place, p.severity, p.count, p.choices)


def remarks(case: CaseStudy) -> Iterator[Remark]:
    """All findings, in the order of the items. Of a withdrawn case only its id and reason count."""
    if case.withdrawn.ja or case.withdrawn.en:
        yield from _texts("case", 0, (("withdrawn", case.withdrawn.ja), ("withdrawn_en", case.withdrawn.en)))
        return
    yield from _needed(case)
    yield from _body(case)
    yield from _dates(case)
    yield from _amounts(case)
    yield from _all_texts(case)
    yield from _lists(case)
    known = [s.id for s in case.sources]
    for n, figure in enumerate(case.figures):
        yield from (Remark(p, "figure", n, name, value) for p, name, value in figure_faults(figure, known))
    yield from _doubled("figure", [f.id for f in case.figures])
    yield from _doubled("source", known)
    yield from _addresses(case)


def _remark(
    code: str, words: tuple[Text, Text], name: str, *, table: str = "case", number: int = 0, value: str = "",
    severity: Severity = Severity.ERROR, choices: tuple[str, ...] = (),
) -> Remark:  # fmt: skip
    return Remark(Problem(code, *words, severity=severity, choices=choices), table, number, name, shown(value))


_PUBLISHED: Final = frozenset({CaseOrigin.MISSION, CaseOrigin.EVIDENCE})
"""Taken from what others wrote, which may leave open what a body knows of its own case."""


def _needed(case: CaseStudy) -> Iterator[Remark]:
    for item in CASE_ITEMS:
        if item.kind is not ItemKind.CODE and item.need in (Need.REQUIRED, Need.GIF) and _is_empty(case, item):
            yield _needed_item(item, case.origin)
    rows: tuple[tuple[str, Sequence[Item], Sequence[object]], ...] = (
        ("figure", FIGURE_ITEMS, case.figures), ("source", SOURCE_ITEMS, case.sources), ("media", MEDIA_ITEMS, case.media)
    )  # fmt: skip
    for table, items, values in rows:
        for n, value in enumerate(values):
            for item in items:
                if item.need is Need.REQUIRED and _is_empty(value, item):
                    yield _remark("case-missing", say.MISSING, item.field, table=table, number=n)
    if not case.sources:
        yield _remark("case-without-source", say.NO_SOURCE, "id", table="source", severity=Severity.WARNING)


def _is_empty(holder: object, item: Item) -> bool:
    value = getattr(holder, item.field)
    return not (value.ja.strip() if isinstance(value, Text) else value.strip() if isinstance(value, str) else value)


def _needed_item(item: Item, origin: CaseOrigin) -> Remark:
    if item.field == "technologies" and origin in _PUBLISHED:
        return _remark("case-technology-missing", say.TECHNOLOGY_MISSING, item.field, severity=Severity.WARNING)
    if item.need is Need.REQUIRED:
        return _remark("case-missing", say.MISSING, item.field)
    return _remark("case-gif-missing", say.GIF_MISSING, item.field, severity=Severity.WARNING)


def _body(case: CaseStudy) -> Iterator[Remark]:
    if not case.body:
        yield _remark("case-body-missing", say.BODY_MISSING, "body", severity=Severity.WARNING)
        return
    try:
        MunicipalityCode(case.body)
    except InputRefused as refused:
        found = refused.problems[0]
        remedy = say.body_remedy(_meant(case.body))
        yield _remark(found.code, (found.what, remedy), "body", value=case.body, choices=_meant(case.body))
        return
    if case.body.startswith(SYNTHETIC_PREFECTURE) and not case.synthetic:
        yield _remark("case-not-marked-invented", say.NOT_INVENTED, "synthetic", severity=Severity.WARNING)


def _meant(text: str) -> tuple[str, ...]:
    """Codes that five digits may stand for: a leading zero was lost, or the check digit is not written."""
    if not (len(text) == 5 and text.isascii() and text.isdigit()):
        return ()
    found = [MunicipalityCode.from_five(text).value]
    if MunicipalityCode.from_five("0" + text[:4]).value == "0" + text:
        found.append("0" + text)
    return tuple(c for c in found if c[:2] in _PREFECTURES)


_PREFECTURES: Final = frozenset(f"{n:02}" for n in range(1, 48)) | {SYNTHETIC_PREFECTURE}


def _dates(case: CaseStudy) -> Iterator[Remark]:
    for name in ("start", "published", "updated"):
        value = getattr(case, name)
        if value and not is_partial_date(value):
            yield _remark("case-date-unreadable", say.DATE_UNREADABLE, name, value=value)


def _amounts(case: CaseStudy) -> Iterator[Remark]:
    for name in ("population", "cost_yen"):
        value = getattr(case, name)
        if value is not None and value < 0:
            yield _remark("case-amount-negative", say.AMOUNT_NEGATIVE, name, value=str(value))
    if case.population is not None and case.population_year is None:
        yield _remark("case-population-undated", say.POPULATION_UNDATED, "population", severity=Severity.WARNING)


def _all_texts(case: CaseStudy) -> Iterator[Remark]:
    for item in CASE_ITEMS:
        yield from _texts("case", 0, _of(item, getattr(case, item.field)), contact=item.field == "contact")
    rows: tuple[tuple[str, Sequence[Item], Sequence[object]], ...] = (
        ("figure", FIGURE_ITEMS, case.figures), ("source", SOURCE_ITEMS, case.sources), ("media", MEDIA_ITEMS, case.media)
    )  # fmt: skip
    for table, items, values in rows:
        for n, value in enumerate(values):
            for item in items:
                if item.field not in DERIVED:
                    texts = _of(item, getattr(value, item.field))
                    yield from _texts(table, n, texts, address=item.field == "url")


def _of(item: Item, value: object) -> Iterable[tuple[str, str]]:
    if isinstance(value, Text):
        return ((item.field, value.ja), (item.field + "_en", value.en))
    if isinstance(value, tuple):
        return ((item.field, str(v)) for v in value)
    return ((item.field, value),) if isinstance(value, str) else ()


def _texts(
    table: str, number: int, texts: Iterable[tuple[str, str]], *, contact: bool = False, address: bool = False
) -> Iterator[Remark]:
    """What a text must not hold. Numbers of persons are never quoted."""
    for name, text in texts:
        if not text:
            continue
        for code, what, remedy in unwritable(text):
            yield _remark(code.replace("survey-", "case-"), (what, remedy), name, table=table, number=number)
        if _CONTROL.search(text):
            yield _remark("case-text-unwritable", say.CONTROL, name, table=table, number=number)
        may_hold = not address and _MAY_HOLD.search(text) is not None
        kinds = {f.kind for f in find_identifiers(text)} if may_hold else set()
        if IdentifierKind.MY_NUMBER in kinds:
            yield _remark("case-my-number", say.MY_NUMBER, name, table=table, number=number)
        for kind in sorted(kinds - {IdentifierKind.MY_NUMBER}) if not contact else ():
            words = say.identifier(kind)
            yield _remark("case-identifier", words, name, table=table, number=number, severity=Severity.WARNING)


_MAY_HOLD: Final = re.compile("[0-9０-９@＠〒]")
"""Without any of these a text holds no identifier that its form gives away."""
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


def _lists(case: CaseStudy) -> Iterator[Remark]:
    for name in ("works", "keywords", "related", "technologies"):
        if len(getattr(case, name)) > MOST_VALUES:
            yield _remark("case-too-many", say.TOO_MANY, name)
    for table, values, most in (("figure", case.figures, MOST_FIGURES), ("source", case.sources, MOST_SOURCES), ("media", case.media, MOST_VALUES)):  # fmt: skip
        if len(values) > most:
            yield _remark("case-too-many", say.TOO_MANY, "title" if table != "figure" else "name", table=table)


def _doubled(table: str, ids: list[str]) -> Iterator[Remark]:
    for n, id_ in enumerate(ids):
        if id_ in ids[:n]:
            yield _remark("case-id-repeated", say.ID_REPEATED, "id", table=table, number=n, value=id_)


def _addresses(case: CaseStudy) -> Iterator[Remark]:
    """Addresses become links: nothing but http and https may stand there."""
    rows = [("source", n, s.url) for n, s in enumerate(case.sources)]
    rows += [("media", n, m.url) for n, m in enumerate(case.media)]
    for table, n, url in rows:
        if url and not _ADDRESS.fullmatch(url):
            yield _remark("case-address", say.ADDRESS, "url", table=table, number=n, value=url)
