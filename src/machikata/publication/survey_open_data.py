# SPDX-License-Identifier: Apache-2.0
"""A comparison of workload surveys as open data: one long table in CSV with ASCII heads, its code table and its definitions.

One row is one figure: body × step × indicator, or the class's (`scope`). A figure that is not shown leaves `value` empty, and `status`
says why. The form follows the 30 checks of machine readability of administrative data.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from machikata.analysis.workload.result import (
    ClassFigures,
    StepComparison,
    StepFigure,
    WorkloadBody,
    WorkloadComparison,
)
from machikata.domain.errors import InputRefused
from machikata.domain.estimate import Estimate
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.text import Text
from machikata.publication.csv_table import Cell, csv_file

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_DECIMALS: Final = 4
WHOLE: Final = "all"
"""The step code of a body's total."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What one row gives."""

    code: str
    title: Text
    unit: str


HOURS = Indicator("hours_per_year", Text("年間の時間", "Hours a year"), "hour")
MINUTES = Indicator("minutes_per_case", Text("1件あたりの分", "Minutes per case"), "minute")
YEN = Indicator("yen_per_case", Text("1件あたりの円", "Yen per case"), "yen")
RESIDENTS = Indicator(
    "hours_per_10000_residents", Text("人口1万人あたりの年間の時間", "Hours a year per 10,000 residents"), "hour"
)
CASES = Indicator("cases_per_year", Text("年間の件数", "Cases a year"), "case")
COST_OWN = Indicator("cost_at_own_prices", Text("自団体の単価での年間の費用", "Yearly cost at own prices"), "yen")
COST_COMMON = Indicator(
    "cost_at_common_prices", Text("共通の単価での年間の費用", "Yearly cost at common prices"), "yen"
)
INDICATORS: Final = (HOURS, MINUTES, YEN, RESIDENTS, CASES, COST_OWN, COST_COMMON)

_SCOPES: Final = {
    "body": Text("1つの団体の値", "figure of one body"),
    "class_median": Text("区分の中央", "class median"),
    "class_best_quarter": Text("区分の短い側の4分の1", "best quarter of the class"),
}
_STATUS: Final = {
    "shown": Text("値がある", "the figure is given"),
    "shown_unsettled": Text("値がある。団体の回答に、まだ確かめていない指摘がある", "the figure is given; nobody has settled what was found in the body's answers"),
    "suppressed": Text("件数または職員が少ないため、または逆算を防ぐため、表示しない", "kept back: few cases or persons, or against back-calculation"),
    "not_available": Text("答えがない、または定義されない（委託の時間、団体数の不足）", "not answered, or not defined (hours of a contractor, too few bodies)"),
}  # fmt: skip
_KINDS: Final = {
    "reported": Text("申告した値（測った値ではない）", "reported by the sections, not measured"),
    "reported_synthetic": Text("架空の団体の申告した値", "reported by invented bodies"),
}
_COLUMNS: Final = (
    ("fiscal_year", "", Text("年度（始まる年の西暦）", "Fiscal year, by the Western year in which it begins")),
    ("area_code", "", Text("標準地域コード（5桁）。区分の行は 00000", "Standard area code, five digits; 00000 in rows of the class")),
    ("organisation_code", "", Text("全国地方公共団体コード（6桁）。区分の行は 000000", "Code of the local government, six digits; 000000 in rows of the class")),
    ("organisation_name", "", Text("団体の名称。区分の行は組の名称", "Name of the body; of the group in rows of the class")),
    ("group_code", "", Text("比べた組の記号", "Id of the group compared")),
    ("process_code", "", Text("業務の記号", "Id of the process")),
    ("step_code", "", Text("工程の記号。all は工程の合計", "Id of the step; all = the steps together")),
    ("step_name", "", Text("工程の名称", "Name of the step")),
    ("scope", "", Text("だれの値か（コード表）", "Whose figure it is (code table)")),
    ("indicator_code", "", Text("指標の記号（コード表）", "Indicator (code table)")),
    ("unit", "", Text("値の単位", "Unit of the value")),
    ("value", "unit", Text("値（小数4桁まで）", "Value, to four decimals")),
    ("lower_95", "unit", Text("95%の幅の下の端", "Lower end of the 95 % interval")),
    ("upper_95", "unit", Text("95%の幅の上の端", "Upper end of the 95 % interval")),
    ("status", "", Text("値があるか、ないときはなぜか（コード表）", "Whether there is a value, and why not (code table)")),
    ("figure_kind", "", Text("値の種類（コード表）", "Kind of figure (code table)")),
)  # fmt: skip
HEAD: Final = tuple(name for name, _, _ in _COLUMNS)


def open_data_csv(comparison: WorkloadComparison) -> bytes:
    """The table in UTF-8 with a mark, lines ended by CRLF."""
    return csv_file((HEAD, *_rows(comparison)))


def code_table_csv(comparison: WorkloadComparison) -> bytes:
    """What the codes of the table mean."""
    c = comparison
    rows: list[tuple[str, str, Text]] = [("group_code", c.group.id, c.group.name)]
    rows.append(("process_code", c.process, c.estimand.process_title))
    rows += [("step_code", s.step, s.title) for s in c.steps]
    rows.append(("step_code", WHOLE, Text("工程の合計", "all steps together")))
    rows += [("scope", code, words) for code, words in _SCOPES.items()]
    rows += [("indicator_code", i.code, i.title) for i in INDICATORS]
    rows += [("status", code, words) for code, words in _STATUS.items()]
    rows += [("figure_kind", code, words) for code, words in _KINDS.items()]
    return csv_file([("column", "code", "meaning_ja", "meaning_en"), *((a, b, t.ja, t.en) for a, b, t in rows)])


def definitions_csv(comparison: WorkloadComparison) -> bytes:
    """What every column is, how the file is written, and the history of its form."""
    p = comparison.provenance
    rows = [(name, unit or "none", words.ja, words.en) for name, unit, words in _COLUMNS]
    rows += [
        ("(file)", "none", "文字コードはUTF-8、BOMあり、改行はCRLF", "UTF-8 with BOM, lines ended by CRLF"),
        ("(history)", "none", "2026年 第1版", "2026: first form"),
        ("(source)", "none", p.source.ja, p.source.en),
        ("(method)", "none", p.method.ja, p.method.en),
    ]
    rows += [("(assumption)", "none", a.text.ja, a.text.en) for a in comparison.assumptions]
    return csv_file([("column", "unit", "definition_ja", "definition_en"), *rows])


def open_data_set(comparison: WorkloadComparison) -> bytes:
    """Table, code table and definitions as one zip; equal comparisons give equal bytes."""
    files = {
        "data.csv": open_data_csv(comparison),
        "codes.csv": code_table_csv(comparison),
        "definitions.csv": definitions_csv(comparison),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _rows(c: WorkloadComparison) -> Iterator[tuple[Cell, ...]]:
    kind = "reported_synthetic" if c.provenance.synthetic else "reported"
    for step in c.steps:
        for figure in step.bodies:
            whose = (*_codes(figure.body), c.body(figure.body).name.ja, c.group.id, c.process, step.step, step.title.ja)
            status = "suppressed" if figure.suppressed else _shown(c.body(figure.body))
            for indicator, value in _of_body(figure):
                yield (c.fiscal_year, *whose, "body", indicator.code, indicator.unit, *_figure(value, status), kind)
        whole = ("00000", "000000", c.group.name.ja, c.group.id, c.process, step.step, step.title.ja)
        for scope, indicator, estimate in _of_class(step):
            yield (c.fiscal_year, *whole, scope, indicator.code, indicator.unit, *_figure(estimate, "shown"), kind)
    for body in c.bodies:
        whose = (*_codes(body.code), body.name.ja, c.group.id, c.process, WHOLE, "工程の合計")
        t, status = body.totals, _shown(body)
        for indicator, estimate in () if t is None else (
            (HOURS, t.hours), (RESIDENTS, t.hours_per_10000), (COST_OWN, t.cost_own), (COST_COMMON, t.cost_common),
        ):  # fmt: skip
            yield (c.fiscal_year, *whose, "body", indicator.code, indicator.unit, *_figure(estimate, status), kind)


def _shown(body: WorkloadBody) -> str:
    return "shown_unsettled" if body.open_findings else "shown"


def _of_body(f: StepFigure) -> tuple[tuple[Indicator, Estimate | int | None], ...]:
    return (
        (CASES, f.cases), (HOURS, f.hours), (MINUTES, _times(f.hours_per_case, 60.0)), (YEN, f.yen_per_case),
        (RESIDENTS, f.hours_per_10000),
    )  # fmt: skip


def _of_class(s: StepComparison) -> Iterator[tuple[str, Indicator, Estimate | None]]:
    measures: tuple[tuple[Indicator, ClassFigures, float], ...] = (
        (MINUTES, s.hours_per_case, 60.0), (YEN, s.yen_per_case, 1.0), (RESIDENTS, s.hours_per_10000, 1.0),
    )  # fmt: skip
    for indicator, figures, times in measures:
        yield "class_median", indicator, _times(figures.median, times)
        yield "class_best_quarter", indicator, _times(figures.best_quarter, times)


def _times(estimate: Estimate | None, times: float) -> Estimate | None:
    if estimate is None:
        return None
    return Estimate(estimate.value * times, estimate.low * times, estimate.high * times, estimate.level)


def _figure(value: Estimate | int | None, status: str) -> tuple[Cell, ...]:
    """Value, both ends, status."""
    if value is None:
        return None, None, None, status if status == "suppressed" else "not_available"
    if isinstance(value, int):
        return value, None, None, status
    return (*(round(v, _DECIMALS) for v in (value.value, value.low, value.high)), status)


def _codes(code: str) -> tuple[str, str]:
    """Five and six digits; a body without an official code keeps its key in both."""
    try:
        return MunicipalityCode(code).value[:5], code
    except InputRefused:
        return code, code
