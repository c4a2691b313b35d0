# SPDX-License-Identifier: Apache-2.0
"""What has changed in published figures: which one, from what to what, when, and in which version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from machikata.domain.adoption import BodyAdoption, Tool
from machikata.domain.case_study import UNITS, CaseStudy
from machikata.domain.effect import Quantity
from machikata.domain.effect_report import EffectReport
from machikata.domain.text import Text
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn
from machikata.publication.effects import Shown, ShownEffect

_LEVEL_WORDS = {
    "before": Text("前", "before"),
    "after": Text("後", "after"),
    "saved": Text("減った分", "saved"),
    "target": Text("目標", "target"),
    "rate_percent": Text("割合（％）", "rate (%)"),
    "low": Text("幅の下", "lower end of the range"),
    "high": Text("幅の上", "upper end of the range"),
}


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that became public, changed or went: `before` and `after` are None where there was or is none. `version` is the
    version of `subject` that brought it; `why` what the publisher said.
    """

    at: datetime
    subject: str
    version: int
    figure: Text
    unit: Text
    before: float | None
    after: float | None
    why: Text = Text("", "")
    synthetic: bool = False


_Figures = Mapping[tuple[str, str], tuple[Text, Text, float]]
"""(figure, aspect) → what it is called, its unit, its value."""


def case_changes(before: CaseStudy | None, after: CaseStudy, *, at: datetime, version: int) -> tuple[FigureChange, ...]:
    """What release `version` changed in the figures of a case; `before` is what was public until then, None for nothing."""
    held = _figures_of_case(before) if before is not None else {}
    return tuple(
        _changes(
            held, _figures_of_case(after), subject=f"cases/{after.id}", at=at, version=version, why=after.withdrawn,
            synthetic=after.synthetic,
        )
    )  # fmt: skip


def _figures_of_case(case: CaseStudy) -> _Figures:
    if case.withdrawn.ja:
        return {}
    return {
        (f.id, level): (
            Text(f"{f.name.ja}：{word.ja}", f"{f.name.en}: {word.en}"),
            UNITS["percent"] if level == "rate_percent" else f.unit_label,
            float(value),
        )
        for f in case.figures
        for level, word in _LEVEL_WORDS.items()
        if (value := getattr(f, level)) is not None
    }


def effect_changes(
    before: ShownEffect | None, after: ShownEffect, *, at: datetime, version: int, hidden: Collection[Quantity] = ()
) -> tuple[FigureChange, ...]:
    """The same for a body's effect, as others see it: what is held back is no figure. Of the quantities `hidden`, which are held back
    now, no figure is told that was shown once, only that it is shown no more.
    """
    report: EffectReport = after.report
    held, gone = _figures_of_effect(before, hidden) if before is not None else ({}, {})
    new, still = _figures_of_effect(after, hidden)
    found = _changes(
        held, new, subject=f"effects/{report.id}", at=at, version=version, why=report.withdrawn, synthetic=report.synthetic
    )  # fmt: skip
    no_more = (figure for key, figure in gone.items() if key not in still)
    return (
        *found,
        *(
            FigureChange(at, f"effects/{report.id}", version, name, unit, None, None, _HELD_BACK, report.synthetic)
            for name, unit, _ in no_more
        ),
    )


_HELD_BACK: Final = Text(
    "件数か人数が少ないため、表示しなくなった", "held back since it stands on few cases or persons"
)


def _figures_of_effect(effect: ShownEffect, hidden: Collection[Quantity]) -> tuple[_Figures, _Figures]:
    """The figures that are shown: those that may be told, and those of quantities that are held back now."""
    told: dict[tuple[str, str], tuple[Text, Text, float]] = {}
    untold: dict[tuple[str, str], tuple[Text, Text, float]] = {}
    for m in effect.measures if not effect.report.withdrawn.ja else ():
        if m.shown is Shown.SHOWN and m.value is not None:
            x = m.measure
            name = Text(f"{x.name.ja}：{x.aspect.label.ja}", f"{x.name.en}: {x.aspect.label.en}")
            to = untold if x.quantity in hidden else told
            to[x.quantity.value + x.name.ja, x.aspect.value] = (name, x.unit, m.value)
    return told, untold


def answer_changes(
    before: Sequence[BodyAdoption], after: Sequence[BodyAdoption], *, at: datetime, version: int, subject: str
) -> tuple[FigureChange, ...]:
    """How many bodies use AI and RPA by the table before and by the new one, and how many answers of single bodies differ."""
    held, new = _counts(before), _counts(after)
    return tuple(_changes(held, new, subject=subject, at=at, version=version))


def _counts(bodies: Sequence[BodyAdoption]) -> _Figures:
    unit = Text("団体", "bodies")
    if not bodies:
        return {}
    ai, rpa = (sum(getattr(b, tool.value) is True for b in bodies) for tool in (Tool.AI, Tool.RPA))
    either = sum(b.ai is True or b.rpa is True for b in bodies)
    named = ((Tool.AI, ai), (Tool.RPA, rpa), (Tool.EITHER, either))
    return {
        (tool.value, ""): (
            Text(f"{tool.label.ja}を使う市区町村", f"municipalities that use {tool.label.en}"),
            unit,
            float(n),
        )
        for tool, n in named
    }


def _changes(
    held: _Figures, new: _Figures, *, subject: str, at: datetime, version: int, why: Text = Text("", ""),
    synthetic: bool = False,
) -> Iterator[FigureChange]:  # fmt: skip
    for key in dict.fromkeys((*held, *new)):
        before, after = held.get(key), new.get(key)
        if before is not None and after is not None and before[1:] == after[1:]:
            continue
        name, unit = (after or before or (Text("", ""), Text("", ""), 0.0))[:2]
        yield FigureChange(
            at, subject, version, name, unit, before[2] if before else None, after[2] if after else None, why, synthetic
        )


def changes_table(changes: Iterable[FigureChange]) -> ResultTable:
    """The change log, newest first."""
    columns = (
        TableColumn(Text("日時", "When")),
        TableColumn(Text("対象", "Subject")),
        TableColumn(Text("版", "Version"), Form.COUNT),
        TableColumn(Text("値", "Figure")),
        TableColumn(Text("単位", "Unit")),
        TableColumn(Text("前の値", "Value before"), Form.RATIO),
        TableColumn(Text("後の値", "Value after"), Form.RATIO),
        TableColumn(Text("理由", "Reason")),
    )
    ordered = sorted(changes, key=lambda c: (c.at, c.subject, c.version), reverse=True)
    rows = tuple(
        (
            c.at.isoformat(timespec="minutes"), c.subject, c.version,
            c.figure + (Text("（架空）", " (invented)") if c.synthetic else Text("", "")), c.unit, c.before, c.after, c.why,
        )
        for c in ordered
    )  # fmt: skip
    return ResultTable("changes", Text("数値の変更の記録", "Change log of figures"), columns, rows)
