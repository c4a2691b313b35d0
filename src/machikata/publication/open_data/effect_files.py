# SPDX-License-Identifier: Apache-2.0
"""Effects of bodies as open data: one row a figure, in the order of codes and never by value; what is held back is empty and says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from machikata.domain.case_study import ServiceField
from machikata.domain.effect import Aspect, Quantity
from machikata.domain.effect_report import Measured
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.publication.csv_table import Cell, csv_file
from machikata.publication.effects import Shown, ShownEffect, ShownMeasure
from machikata.publication.open_data.companions import Codes, Columns, code_table, definitions, heads, yes_no
from machikata.rules.thresholds import DisclosureThresholds

NO_CLASS: Final = "class-none"
_NOT_APPLICABLE: Final = "not_applicable"
_UNITS: Final = {
    Quantity.STAFF_TIME: ("hour", Text("時間", "hours")),
    Quantity.COMPUTE_TIME: ("second", Text("秒", "seconds")),
    Quantity.LEAD_TIME: ("day", Text("日", "days")),
    Quantity.COST: ("yen", Text("円", "yen")),
    Quantity.CASES: ("case", Text("件", "cases")),
    Quantity.ACCURACY: ("ratio", Text("割合（0〜1）", "share (0–1)")),
}
_QUANTITIES: Final = {
    Quantity.STAFF_TIME: Text("職員の時間", "time of staff"),
    Quantity.COMPUTE_TIME: Text("計算の時間", "time of computing"),
    Quantity.LEAD_TIME: Text("かかる日数", "lead time"),
    Quantity.COST: Text("費用", "cost"),
    Quantity.CASES: Text("件数", "number of cases"),
    Quantity.ACCURACY: Text("正確さ", "accuracy"),
}
_COLUMNS: Final[Columns] = (
    ("report_code", "", Text("報告の番号", "Id of the report")),
    ("area_code", "", Text("標準地域コード（5桁）", "Standard area code, five digits")),
    ("organisation_code", "", Text("全国地方公共団体コード（6桁）", "Code of the local government, six digits")),
    ("organisation_name", "", Text("団体の正式名称", "Official name of the body")),
    ("class_code", "", Text("類似団体の区分（コード表）", "Class of similar bodies (code table)")),
    ("work_ja", "", Text("取り組み", "Work, in Japanese")),
    ("work_en", "", Text("取り組み（英語）", "Work, in English")),
    ("field_code", "", Text("業務分野（コード表）", "Field of work (code table)")),
    ("measured_code", "", Text("測定したか（コード表）", "Whether it was measured (code table)")),
    ("indicator_ja", "", Text("指標", "Indicator, in Japanese")),
    ("indicator_en", "", Text("指標（英語）", "Indicator, in English")),
    ("quantity_code", "", Text("何の量か（コード表）", "Which quantity (code table)")),
    ("aspect_code", "", Text("値の意味（コード表）", "What the value says (code table)")),
    ("value", "value_unit", Text("値。value_unit の単位", "Value, in value_unit")),
    ("value_unit", "", Text("値の単位（コード表）", "Unit of the value (code table)")),
    ("kind_code", "", Text("値の種類（コード表）。種類の違う値は足したり比べたりできない", "Kind of figure (code table); different kinds are neither added nor compared")),
    ("method_ja", "", Text("測り方", "Method, in Japanese")),
    ("method_en", "", Text("測り方（英語）", "Method, in English")),
    ("cases_n", "case", Text("値のもとになった件数", "Number of cases behind the figure")),
    ("begins", "", Text("期間の始めの日", "First day of the period")),
    ("ends", "", Text("期間の終わりの日", "Last day of the period")),
    ("comment_ja", "", Text("団体のコメント", "The body's comment, in Japanese")),
    ("comment_en", "", Text("団体のコメント（英語）", "The body's comment, in English")),
    ("case_study_code", "", Text("同じ取り組みの事例のID", "Id of a case study of the same work")),
    ("value_status", "", Text("値があるか、ないときはなぜか（コード表）", "Whether there is a value, and why not (code table)")),
    ("cases_status", "", Text("件数があるか、ないときはなぜか（コード表）", "Whether there is a number of cases, and why not (code table)")),
    ("synthetic", "", Text("架空の団体か（コード表）", "Whether the body is invented (code table)")),
)  # fmt: skip


def effect_files(
    effects: Sequence[ShownEffect], *, classes: Mapping[str, str], thresholds: DisclosureThresholds
) -> Mapping[str, bytes]:
    """`effects.csv`, `codes.csv`, `definitions.csv`. Reports that were taken back are left out. `classes` gives ASCII class codes by body."""
    standing = sorted(
        (e for e in effects if not e.report.withdrawn.ja),
        key=lambda e: (e.report.body, e.report.title.ja, e.report.id),
    )
    rows = (row for e in standing for row in _rows(e, classes))
    note = (
        "suppression",
        Text(
            f"{thresholds.minimum_cases}件未満、{thresholds.persons_for_kind}人未満の仕事の値と、ほかの値から分かる値は空にし、value_status で示す",
            f"figures on fewer than {thresholds.minimum_cases} cases, on work of fewer than {thresholds.persons_for_kind} persons, and those"
            " that others would tell are left empty; value_status says so",
        ),
    )
    return {
        "effects.csv": csv_file((heads(_COLUMNS), *rows)),
        "codes.csv": code_table(_codes(thresholds, {classes.get(e.report.body, "") for e in standing})),
        "definitions.csv": definitions(_COLUMNS, note),
    }


def _rows(effect: ShownEffect, classes: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    r = effect.report
    head: tuple[Cell, ...] = (
        r.id, r.body[:5], r.body, effect.body_name.ja, classes.get(r.body) or NO_CLASS, r.title.ja, r.title.en, r.field.value,
        r.measured.value,
    )  # fmt: skip
    begins, ends = (d.isoformat() if d else "" for d in (r.begins, r.ends))
    told = (r.comment.ja, r.comment.en, r.case_study)
    synthetic = "yes" if r.synthetic else "no"
    for m in effect.measures:
        yield (*head, *_figure(m), begins, ends, *told, m.shown.value, _cases_status(m), synthetic)
    if not effect.measures:
        none = ("", "", _NOT_APPLICABLE, _NOT_APPLICABLE, None, _NOT_APPLICABLE, _NOT_APPLICABLE, "", "", None)
        yield (*head, *none, begins, ends, *told, r.measured.value, _NOT_APPLICABLE, synthetic)


def _figure(m: ShownMeasure) -> tuple[Cell, ...]:
    x = m.measure
    n = x.n if m.shown is Shown.SHOWN else None
    return (
        x.name.ja, x.name.en, x.quantity.value, x.aspect.value, m.value, _UNITS[x.quantity][0], x.kind.value, x.method.ja, x.method.en, n,
    )  # fmt: skip


def _cases_status(m: ShownMeasure) -> str:
    if m.shown is not Shown.SHOWN:
        return m.shown.value
    return "not_stated" if m.measure.n is None else Shown.SHOWN.value


def _codes(thresholds: DisclosureThresholds, used: set[str]) -> Codes:
    no_figure = Text("値のない行", "a row without a figure")
    yield from (("field_code", f.value, f.label) for f in ServiceField)
    yield from (("measured_code", m.value, m.label) for m in Measured)
    yield from (("quantity_code", q.value, words) for q, words in _QUANTITIES.items())
    yield from (("aspect_code", a.value, a.label) for a in Aspect)
    yield from (("value_unit", code, words) for code, words in _UNITS.values())
    yield from (("kind_code", k.value, k.label) for k in FigureKind)
    yield from ((c, _NOT_APPLICABLE, no_figure) for c in ("quantity_code", "aspect_code", "value_unit", "kind_code"))
    yield from (("class_code", c, Text("類似団体の区分", "class of similar bodies")) for c in sorted(used - {""}))
    yield ("class_code", NO_CLASS, Text("区分がない、または分からない", "no class, or not known"))
    for column in ("value_status", "cases_status"):
        yield from ((column, s.value, s.words(thresholds)) for s in Shown)
    yield from (("value_status", m.value, m.label) for m in Measured if m is not Measured.YES)
    yield ("cases_status", _NOT_APPLICABLE, no_figure)
    yield ("cases_status", "not_stated", Text("件数は報告されていない", "the number was not reported"))
    yield from yes_no("synthetic")
