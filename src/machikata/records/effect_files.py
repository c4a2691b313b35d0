# SPDX-License-Identifier: Apache-2.0
"""A report of an effect as a small YAML file that a person writes, or a script: read with every fault told at once, and written back.

    title: 異動届の入力          field: tax           measured: yes        (not_measured, not_yet)
    begins: 2025-04-01         ends: 2026-03-31     comment: …           case_study, process: ids, where there are any
    figures:
      - name: 年間の時間          quantity: staff_time aspect: before       value: 424.7
        kind: measured         method: 業務量調査      cases: 1200          persons: 8

`title_en`, `comment_en`, `name_en` and `method_en` are the English twins; without them the Japanese stands in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

import yaml

from machikata.domain.case_study import ServiceField
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.effect_report import EffectReport, Measured, ReportedMeasure
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.event_log import DateStyle
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.domain.written_dates import DateFault, read_moment

E = TypeVar("E", bound=StrEnum)
MOST_BYTES: Final = 1 << 20
_TOO_LARGE: Final = 1e15
"""No effect of a municipality comes near it; a float no longer holds every whole number from here on."""
_KEYS: Final = (
    "title",
    "title_en",
    "field",
    "measured",
    "process",
    "begins",
    "ends",
    "comment",
    "comment_en",
    "case_study",
    "figures",
)
_FIGURE_KEYS: Final = (
    "name",
    "name_en",
    "quantity",
    "aspect",
    "value",
    "kind",
    "method",
    "method_en",
    "cases",
    "persons",
)


def read_effect(data: bytes, *, file_name: str) -> EffectReport:
    """The report of a file; id, body and whether it is invented are settled where it is kept.

    Raises:
        InputRefused: everything that cannot be read, or the one reason why the file is no YAML.
    """
    reader = _Reader(file_name)
    top = _document(data, file_name)
    reader.known(top, _KEYS, "")
    figures = top.get("figures")
    if figures is not None and not isinstance(figures, list):
        reader.refuse("figures", figures, Text("値の並びではありません", "it is no list of figures"))
        figures = None
    report = EffectReport(
        "", "", reader.both(top, "title"), reader.choice(top, "field", ServiceField) or ServiceField.OTHER,
        reader.choice(top, "measured", Measured) or Measured.YES,
        tuple(_measure(reader, entry, n) for n, entry in enumerate(figures or (), start=1)), reader.words(top, "process"),
        reader.day(top, "begins"), reader.day(top, "ends"), reader.both(top, "comment"), reader.words(top, "case_study"),
    )  # fmt: skip
    if reader.problems:
        raise InputRefused(reader.problems)
    return report


class _Plain(yaml.SafeLoader):
    """Leaves days as they are written: a day that cannot be is then told at its place, and Japanese years can be read."""


_Plain.yaml_implicit_resolvers = {
    sign: [(tag, form) for tag, form in known if tag != "tag:yaml.org,2002:timestamp"]
    for sign, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _document(data: bytes, file_name: str) -> Mapping[str, Any]:
    try:
        found = yaml.load(data.decode("utf-8-sig"), _Plain) if len(data) <= MOST_BYTES else None  # noqa: S506 - a SafeLoader
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError):
        found = None
    if isinstance(found, dict):
        return {str(k): v for k, v in found.items()}
    what = Text("YAMLの項目として読めません", "it cannot be read as items in YAML")
    remedy = Text("effect form の見本にならって書いてください", "write it like the example of effect form")
    raise InputRefused([Problem("effect-file", what, remedy, Place(file=file_name))])


def _measure(reader: _Reader, entry: object, number: int) -> ReportedMeasure:
    row = {str(k): v for k, v in entry.items()} if isinstance(entry, dict) else {}
    at = f"figures[{number}]"
    if not isinstance(entry, dict):
        reader.refuse(at, entry, Text("項目の集まりではありません", "it has no items"))
    reader.known(row, _FIGURE_KEYS, at)
    for key in ("quantity", "aspect", "value", "kind"):
        if row and row.get(key) is None:
            reader.refuse(f"{at}.{key}", "", Text("ありません", "it is missing"))
    value = reader.number(row, "value", at)
    measure = Measure(
        reader.choice(row, "quantity", Quantity, at) or Quantity.STAFF_TIME,
        reader.choice(row, "aspect", Aspect, at) or Aspect.SAVED, 0.0 if value is None else value,
        reader.choice(row, "kind", FigureKind, at) or FigureKind.MEASURED, reader.both(row, "name", at),
        reader.both(row, "method", at), reader.whole(row, "cases", at),
    )  # fmt: skip
    return ReportedMeasure(measure, reader.whole(row, "persons", at))


@dataclass(slots=True)
class _Reader:
    """A document being read; `problems` grows."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, key: str, value: object, what: Text) -> None:
        remedy = Text("effect form の見本にならって直してください", "correct it like the example of effect form")
        written = str(value)[:60]
        self.problems.append(
            Problem("effect-file-value", what, remedy, Place(file=self.file, column=key, value=written))
        )

    def known(self, row: Mapping[str, Any], keys: tuple[str, ...], at: str) -> None:
        for key in row:
            if key not in keys:
                self.refuse(_path(at, key), row[key], Text("この項目はありません", "there is no such item"))

    def words(self, row: Mapping[str, Any], key: str, at: str = "") -> str:
        value = row.get(key)
        if value is None:
            return ""
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value).strip()
        self.refuse(_path(at, key), value, Text("文字ではありません", "it is no text"))
        return ""

    def both(self, row: Mapping[str, Any], key: str, at: str = "") -> Text:
        ja = self.words(row, key, at)
        return Text(ja, self.words(row, f"{key}_en", at) or ja)

    def number(self, row: Mapping[str, Any], key: str, at: str) -> float | None:
        value = row.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _TOO_LARGE:
            return float(value)
        self.refuse(_path(at, key), value, Text("数ではありません", "it is no number"))
        return None

    def whole(self, row: Mapping[str, Any], key: str, at: str) -> int | None:
        value = row.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self.refuse(_path(at, key), value, Text("0以上の整数ではありません", "it is no whole number from 0"))
        return None

    def day(self, row: Mapping[str, Any], key: str) -> date | None:
        written = self.words(row, key)
        if not written:
            return None
        found = read_moment(written, DateStyle.JAPANESE)
        if isinstance(found, DateFault):
            self.refuse(key, written, Text("日付として読めません（例 2025-04-01）", "it is no day such as 2025-04-01"))
            return None
        return found.day

    def choice(self, row: Mapping[str, Any], key: str, kind: type[E], at: str = "") -> E | None:
        value = row.get(key)
        if value is None:
            return None
        written = "yes" if value is True else str(value)  # YAML takes a plain yes for a truth value
        if written in set(kind):
            return kind(written)
        values = ", ".join(kind)
        self.refuse(_path(at, key), value, Text(f"次のどれかにしてください：{values}", f"it must be one of {values}"))
        return None


def _path(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def write_effect(report: EffectReport) -> bytes:
    """The report as such a file; reading it gives the same figures and words."""
    top: dict[str, Any] = {
        **_both("title", report.title), "field": report.field.value, "measured": report.measured.value,
        "process": report.process, "begins": report.begins, "ends": report.ends, **_both("comment", report.comment),
        "case_study": report.case_study, "figures": [_figure(m) for m in report.measures],
    }  # fmt: skip
    plain = {k: v for k, v in top.items() if v not in (None, "", [])}
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100).encode()


def _both(key: str, text: Text) -> dict[str, str]:
    return {key: text.ja} | ({f"{key}_en": text.en} if text.en not in ("", text.ja) else {})


def _figure(m: ReportedMeasure) -> dict[str, Any]:
    held = m.measure
    row = {
        **_both("name", held.name), "quantity": held.quantity.value, "aspect": held.aspect.value, "value": held.value,
        "kind": held.kind.value, **_both("method", held.method), "cases": held.n, "persons": m.persons,
    }  # fmt: skip
    return {k: v for k, v in row.items() if v is not None}
