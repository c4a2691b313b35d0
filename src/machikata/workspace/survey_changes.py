# SPDX-License-Identifier: Apache-2.0
"""What changed between two versions of an answer, line by line and field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.wording import number, share
from machikata.domain.workload import SectionStaff, SectionSurvey, SurveyLine
from machikata.workspace.survey_reports import step_title

FIELD_LABELS = {
    "duty": Text("事務", "Duty"),
    "title": Text("工程の名前", "Name of the step"),
    "order": Text("順番", "Order"),
    "cases": Text("年間件数（件）", "Cases a year"),
    "minutes_per_case": Text("1件あたり（分）", "Minutes per case"),
    "hours": Text("年間時間（時間）", "Hours a year"),
    "fee_yen": Text("年間委託料（円）", "Fee a year (yen)"),
    "busy_from": Text("繁忙期の始め（月）", "First busy month"),
    "busy_to": Text("繁忙期の終わり（月）", "Last busy month"),
    "nature": Text("定型・判断", "Nature"),
    "medium": Text("紙・電子", "Medium"),
    "system": Text("システム", "System"),
    "legal_basis": Text("根拠法令", "Legal basis"),
    "exception_share": Text("例外の割合", "Share of exceptions"),
    "note": Text("備考", "Note"),
    "persons": Text("人数（人）", "Persons"),
    "overtime_hours": Text("年間時間外（時間）", "Overtime a year"),
    "yen_per_hour": Text("1時間あたりの費用（円）", "Yen per hour"),
}
_STAFF_HOURS = Text("年間勤務時間（時間）", "Hours a year")
_NOT_ANSWERED = Text("空欄", "empty")


class ChangeKind(StrEnum):
    """What became of a line."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def label(self) -> Text:
        """足した, 消した, 変えた."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    ChangeKind.ADDED: Text("行を足した", "line added"),
    ChangeKind.REMOVED: Text("行を消した", "line removed"),
    ChangeKind.CHANGED: Text("変えた", "changed"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about (a step by a kind of staff, or the staff of the section), the field, and both values in words."""

    kind: ChangeKind
    about: Text
    field: Text
    before: Text
    after: Text


def changes_between(before: SectionSurvey, after: SectionSurvey, processes: Iterable[Process]) -> tuple[Change, ...]:
    """The differences, in the order of the newer version; lines that were removed come last."""
    titles = {(p.id, s.id): s.title for p in processes for s in p.surveyed_steps}
    lines = _differences(
        {_key(line): (_about(line, titles), line) for line in before.lines},
        {_key(line): (_about(line, titles), line) for line in after.lines},
    )
    staff = _differences(
        {(s.staff.value,): (_staff_about(s), s) for s in before.staff},
        {(s.staff.value,): (_staff_about(s), s) for s in after.staff},
    )
    return (*lines, *staff)


_Named = dict[tuple[str, ...], tuple[Text, SurveyLine | SectionStaff]]


def _key(line: SurveyLine) -> tuple[str, ...]:
    return line.process, line.step, "" if line.step else line.title, line.staff.value


def _about(line: SurveyLine, titles: dict[tuple[str, str], Text]) -> Text:
    title, kind = step_title(line, titles), line.staff.label
    return Text(f"「{title.ja}」（{kind.ja}）", f"“{title.en}” ({kind.en.lower()})")


def _staff_about(staff: SectionStaff) -> Text:
    return Text(f"人員（{staff.staff.label.ja}）", f"Staff ({staff.staff.label.en.lower()})")


def _differences(before: _Named, after: _Named) -> Iterator[Change]:
    nothing = Text("", "")
    for key, (about, new) in after.items():
        if key not in before:
            yield Change(ChangeKind.ADDED, about, nothing, nothing, nothing)
            continue
        old = before[key][1]
        for field in fields(new):
            first, then = getattr(old, field.name), getattr(new, field.name)
            if first != then and field.name in FIELD_LABELS:
                yield Change(
                    ChangeKind.CHANGED,
                    about,
                    _label(field.name, new),
                    _said(field.name, first),
                    _said(field.name, then),
                )
    for key, (about, _) in before.items():
        if key not in after:
            yield Change(ChangeKind.REMOVED, about, nothing, nothing, nothing)


def _label(field: str, of: SurveyLine | SectionStaff) -> Text:
    return _STAFF_HOURS if field == "hours" and isinstance(of, SectionStaff) else FIELD_LABELS[field]


def _said(field: str, value: object) -> Text:
    """A value in words; "" and None are answers that were not given."""
    if value is None or value == "":
        return _NOT_ANSWERED
    if field == "exception_share" and isinstance(value, float):
        return Text(share(value), share(value))
    if isinstance(value, int | float):
        written = number(value, 0 if value == int(value) else 2)
        return Text(written, written)
    label = getattr(value, "label", None)
    return label if isinstance(label, Text) else Text(str(value), str(value))
