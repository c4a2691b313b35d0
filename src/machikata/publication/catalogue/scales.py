# SPDX-License-Identifier: Apache-2.0
"""Published effects that may stand on one scale: of one unit, one basis and one measure, and even then each kind apart.

What was saved (a difference), the share saved as it was printed, and how much something is used are three measures and never share a scale.
Scale and context of a case are no effects and appear nowhere here; aims and bare levels do not either. Nothing is added up, averaged
or ranked: bodies stand in the order of their codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from machikata.domain.case_study import UNITS, Basis, CaseFigure, CaseStudy
from machikata.domain.effect import Aspect
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Language, Text
from machikata.drawing.charts.case_scale import KindPanel, ScaleRow, draw_case_scale, kind_sign
from machikata.drawing.picture import Picture
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn, Value

_ORDER: Final = (
    FigureKind.MEASURED, FigureKind.TRIAL, FigureKind.ANNUALISED_TRIAL, FigureKind.FORECAST, FigureKind.REPORTED, FigureKind.USAGE,
    FigureKind.NEGATIVE,
)  # fmt: skip
"""From what was observed to what was expected; what did not work last, and never left out."""
_PERCENT: Final = "percent"


class ScaleMeasure(StrEnum):
    """What the values of a scale say."""

    DIFFERENCE = "difference"
    SHARE = "share"
    USE = "use"

    @property
    def label(self) -> Text:
        """In office words."""
        return _MEASURES[self]


_MEASURES = {
    ScaleMeasure.DIFFERENCE: Text("減った量", "saved"),
    ScaleMeasure.SHARE: Text("減った割合", "share saved"),
    ScaleMeasure.USE: Text("利用の数", "use"),
}


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One figure of one case. `value` is None where the source printed only a range; `derived`: got by arithmetic from what was printed."""

    case: CaseStudy
    figure: CaseFigure
    value: float | None
    low: float | None
    high: float | None
    derived: bool

    @property
    def name(self) -> Text:
        """The body and what the figure is about."""
        name = self.figure.name
        return Text(f"{self.case.body_name}　{name.ja}", f"{self.case.body_name}: {name.en or name.ja}")


@dataclass(frozen=True, slots=True)
class ScalePanel:
    """The figures of one kind, by body code, case and figure."""

    kind: FigureKind
    points: tuple[ScalePoint, ...]


@dataclass(frozen=True, slots=True)
class CaseScale:
    """Effects that may stand on one axis, kind by kind. `unit` is a key of `UNITS`."""

    unit: str
    basis: Basis
    measure: ScaleMeasure
    panels: tuple[ScalePanel, ...]

    @property
    def id(self) -> str:
        """A stable id for addresses and pictures."""
        return f"scale-{self.measure}-{self.unit}-{self.basis}".replace("_", "-")

    @property
    def points(self) -> tuple[ScalePoint, ...]:
        """All points, panel by panel."""
        return tuple(p for panel in self.panels for p in panel.points)

    @property
    def title(self) -> Text:
        """What the scale shows, in words."""
        basis = (
            self.basis.label if self.basis is not Basis.NOT_STATED else Text("何あたりかは記載なし", "basis not stated")
        )
        unit = UNITS[self.unit]
        return Text(
            f"{self.measure.label.ja}（{unit.ja}、{basis.ja}）",
            f"{self.measure.label.en.capitalize()} ({unit.en}, {basis.en})",
        )


def scales(cases: Iterable[CaseStudy], *, least: int = 2) -> tuple[CaseScale, ...]:
    """Every scale that at least `least` figures of effects share, in the order of measures, units and bases.

    Withdrawn cases are left out. The order of `cases` changes nothing.
    """
    found: dict[tuple[ScaleMeasure, str, Basis], dict[FigureKind, list[ScalePoint]]] = {}
    for case in sorted(cases, key=lambda c: (c.body == "", c.body, c.id)):
        if case.withdrawn.ja or case.withdrawn.en:
            continue
        for figure in case.effects:
            for measure, unit, point in _points(case, figure):
                kinds = found.setdefault((measure, unit, figure.basis), {})
                kinds.setdefault(figure.kind or FigureKind.REPORTED, []).append(point)
    made = (
        CaseScale(unit, basis, measure, tuple(ScalePanel(k, tuple(kinds[k])) for k in _ORDER if k in kinds))
        for (measure, unit, basis), kinds in found.items()
    )
    return tuple(sorted((s for s in made if len(s.points) >= least), key=_place))


def _place(scale: CaseScale) -> tuple[int, int, int]:
    return (
        list(ScaleMeasure).index(scale.measure), list(UNITS).index(scale.unit), list(Basis).index(scale.basis)
    )  # fmt: skip


def _points(case: CaseStudy, figure: CaseFigure) -> Iterator[tuple[ScaleMeasure, str, ScalePoint]]:
    """The measures that a figure gives. A printed range belongs to its difference, or to its use."""
    if figure.unit not in UNITS:
        return
    if figure.kind is FigureKind.USAGE:
        if figure.after is not None or figure.low is not None:
            derived = Aspect.AFTER in figure.derived
            yield (
                ScaleMeasure.USE,
                figure.unit,
                ScalePoint(case, figure, figure.after, figure.low, figure.high, derived),
            )
        return
    difference = figure.difference
    if difference is not None or (figure.low is not None and figure.high is not None):
        derived = figure.saved is None or Aspect.SAVED in figure.derived
        point = ScalePoint(case, figure, difference, figure.low, figure.high, difference is not None and derived)
        yield ScaleMeasure.DIFFERENCE, figure.unit, point
    if figure.rate_percent is not None:
        yield ScaleMeasure.SHARE, _PERCENT, ScalePoint(case, figure, figure.rate_percent, None, None, False)


def scale_picture(scale: CaseScale, *, language: Language, id_prefix: str = "") -> Picture:
    """The scale as a picture: one panel a kind, one row a figure."""
    panels = [KindPanel(p.kind, tuple(_row(point, language) for point in p.points)) for p in scale.panels]
    unit = UNITS[scale.unit]
    return draw_case_scale(
        panels, title=scale.title, unit=Text(unit.ja, unit.en if unit.en == "%" else f" {unit.en}"), language=language,
        id_prefix=id_prefix or scale.id,
    )  # fmt: skip


def _row(point: ScalePoint, language: Language) -> ScaleRow:
    return ScaleRow(
        point.name.in_(language), point.value, point.low, point.high, point.figure.approximate, point.case.synthetic
    )


def scale_table(scale: CaseScale) -> ResultTable:
    """The same facts as a table, and the name of each figure, its period and what was calculated."""
    unit = UNITS[scale.unit]
    value = Text(f"値（{unit.ja}）", f"Value ({unit.en})")
    columns = (
        TableColumn(Text("種類", "Kind")),
        TableColumn(Text("団体", "Body")),
        TableColumn(Text("事例", "Case")),
        TableColumn(Text("指標", "Measure")),
        TableColumn(value, Form.RATIO),
        TableColumn(Text(f"書かれた幅の下（{unit.ja}）", f"Printed range, from ({unit.en})"), Form.RATIO),
        TableColumn(Text(f"書かれた幅の上（{unit.ja}）", f"Printed range, to ({unit.en})"), Form.RATIO),
        TableColumn(Text("値について", "About the value")),
    )
    rows = tuple(_table_row(panel, point) for panel in scale.panels for point in panel.points)
    note = Text(
        "種類の違う数値は、足したり順位を付けたりできません。1つの事例の合計と内訳がどちらも載ることがあります。団体コードの順です。",
        "Figures of different kinds are not to be added or ranked, and a total may stand beside its parts. In the order of municipality codes.",
    )
    return ResultTable(scale.id, scale.title, columns, rows, note)


def _table_row(panel: ScalePanel, point: ScalePoint) -> tuple[Value, ...]:
    sign = kind_sign(panel.kind)
    kind = Text(f"{sign} {panel.kind.label.ja}", f"{sign} {panel.kind.label.en}")
    return (
        kind, point.case.body_name, point.case.title, point.figure.name, point.value, point.low, point.high, _about(point)
    )  # fmt: skip


def _about(point: ScalePoint) -> Text:
    told = [
        (point.figure.approximate, Text("約", "approximate")),
        (point.derived, Text("書かれた値から計算", "derived from printed values")),
        (point.case.synthetic, Text("架空", "invented")),
        (bool(point.figure.period.ja), point.figure.period),
    ]
    held = [words for holds, words in told if holds]
    return Text("、".join(t.ja for t in held), "; ".join(t.en or t.ja for t in held))


def scale_data(scale: CaseScale) -> ResultTable:
    """The same facts as open data: cases by id instead of their title, and each thing to know about a value in a column of its own."""
    shown = scale_table(scale)
    columns = (
        TableColumn(Text("種類", "Kind")),
        TableColumn(Text("事例のID", "Case id")),
        TableColumn(Text("団体コード", "Municipality code")),
        TableColumn(Text("団体", "Body")),
        TableColumn(Text("指標", "Measure")),
        *shown.columns[4:7],
        TableColumn(Text("約", "Approximate")),
        TableColumn(Text("書かれた値から計算", "Derived")),
        TableColumn(Text("架空", "Invented")),
        TableColumn(Text("期間", "Period")),
    )
    rows = tuple(
        (panel.kind.label, p.case.id, p.case.body, p.case.body_name, p.figure.name, p.value, p.low, p.high,
         _yes(p.figure.approximate), _yes(p.derived), _yes(p.case.synthetic), p.figure.period)
        for panel in scale.panels for p in panel.points
    )  # fmt: skip
    return ResultTable(scale.id, scale.title, columns, rows, shown.note)


def _yes(holds: bool) -> Text:
    return Text("はい", "yes") if holds else Text("いいえ", "no")


def comparable(found: Sequence[CaseScale], case_id: str) -> tuple[CaseScale, ...]:
    """The scales on which a case has a figure."""
    return tuple(s for s in found if any(p.case.id == case_id for p in s.points))
