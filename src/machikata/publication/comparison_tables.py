# SPDX-License-Identifier: Apache-2.0
"""A comparison as tables: the workbook and the report show these same rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.analysis.comparison.estimand import Unit
from machikata.analysis.comparison.result import (
    BodyIndicator,
    Comparison,
    FlowDifference,
    FlowDifferenceKind,
    Indicator,
    Reversal,
)
from machikata.domain.estimate import Estimate
from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number, p_value, share

Value = str | int | float | Text | None


class Form(StrEnum):
    """How the values of a column are written."""

    WORDS = "words"
    COUNT = "count"
    DAYS = "days"
    SHARE = "share"
    RATIO = "ratio"
    HOURS = "hours"
    MINUTES = "minutes"
    YEN = "yen"
    P_VALUE = "p_value"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its head (with the unit) and how its values are written.

    `limit_of_previous`: the column holds a limit of the interval of the figure before it, and may be written beside that figure.
    """

    head: Text
    form: Form = Form.WORDS
    limit_of_previous: bool = False


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table of figures; None is a value that is not shown (suppressed, or not defined for this number of bodies)."""

    id: str
    title: Text
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: Text = Text("", "")


def written(value: Value, form: Form, language: Language) -> str:
    """A value as a person reads it.

    >>> written(0.5404, Form.SHARE, "ja"), written(None, Form.DAYS, "ja"), written(2e-9, Form.P_VALUE, "en")
    ('54.0%', '―', '<0.0001')
    """
    if value is None:
        return NOTHING
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, str):
        return value
    if form is Form.P_VALUE:
        return p_value(value)
    if form is Form.SHARE:
        return share(value)
    return number(value, {Form.DAYS: 1, Form.MINUTES: 1, Form.RATIO: 2}.get(form, 0))


def comparison_tables(comparison: Comparison) -> tuple[ResultTable, ...]:
    """Every table of the comparison, in the order of the page."""
    c = comparison
    tables = [_summary(c), _bodies(c)]
    for indicator in c.indicators:
        tables.append(_indicator(c, indicator))
        if indicator.pairs:
            tables.append(_pairs(c, indicator))
    tables.extend(_reversal(c, i, r) for i, r in enumerate(c.reversals, 1))
    tables.extend((_flow(c), _survival(c), _basis(c)))
    return tuple(t for t in tables if t.rows)


def _name(c: Comparison, code: str) -> Text:
    return c.body(code).name if code else Text("ほかのすべての団体", "all other bodies")


def _form(unit: Unit) -> Form:
    return Form.DAYS if unit is Unit.DAYS else Form.SHARE


def estimate_parts(estimate: Estimate | None, *, times: float = 1.0) -> tuple[Value, Value, Value]:
    """Value and both ends, in the unit of a column (`times` turns the unit); three times None when it is not shown."""
    return (
        (None, None, None)
        if estimate is None
        else (estimate.value * times, estimate.low * times, estimate.high * times)
    )


def estimate_columns(ja: str, en: str, form: Form) -> tuple[TableColumn, ...]:
    """The columns of a figure and of both ends of its interval."""
    low, high = Text("95%の幅 下", "95 % low"), Text("95%の幅 上", "95 % high")
    return (TableColumn(Text(ja, en), form), TableColumn(low, form, True), TableColumn(high, form, True))


def word_columns(*heads: tuple[str, str]) -> tuple[TableColumn, ...]:
    """Columns of words; each head in Japanese and English."""
    return tuple(TableColumn(Text(*head)) for head in heads)


def _summary(c: Comparison) -> ResultTable:
    e = c.estimand
    rows: list[tuple[Value, ...]] = [
        (Text("数える案件", "Cases counted"), e.cases_text),
        (Text("日数の数え方", "How days are counted"), e.clock_text),
        (Text("終わっていない案件", "Open cases"), e.open_text),
        (Text("表示の下限", "Minimum count"), e.minimum_text),
        (Text("構成のそろえ方", "Case mix"), c.case_mix.reason),
    ]
    rows.extend((s.headline, s.detail) for s in c.statements)
    return ResultTable(
        "summary",
        Text("この比較から言えること", "What this comparison says"),
        word_columns(("項目", "Item"), ("内容", "Content")),
        tuple(rows),
    )


def _bodies(c: Comparison) -> ResultTable:
    columns = (
        *word_columns(("コード", "Code"), ("団体", "Body")),
        TableColumn(Text("案件（件）", "Cases"), Form.COUNT),
        TableColumn(Text("終わっていない案件（件）", "Open cases"), Form.COUNT),
        TableColumn(Text("時刻のない記録", "Records without time of day"), Form.SHARE),
        *word_columns(("データ", "Data")),
    )
    rows = tuple(
        (
            b.code,
            b.name,
            b.n_cases,
            b.n_open,
            b.midnight_share,
            Text("架空", "synthetic") if b.synthetic else Text("実測", "measured"),
        )
        for b in c.bodies
    )
    return ResultTable("bodies", Text("比べた団体", "Bodies compared"), columns, rows)


def _indicator(c: Comparison, i: Indicator) -> ResultTable:
    form = _form(i.unit)
    columns = (
        *word_columns(("団体", "Body")),
        TableColumn(Text("案件（件）", "Cases"), Form.COUNT),
        *estimate_columns("そのままの値", "Crude", form),
        TableColumn(Text("中央値", "Median"), form),
        TableColumn(Text("見込み", "Expected"), form),
        *estimate_columns("見込みとの比", "Observed/expected", Form.RATIO),
        *word_columns(("位置の幅", "Rank range")),
        TableColumn(Text("p（補正後）", "p (adjusted)"), Form.P_VALUE),
        *word_columns(("読み方", "Reading")),
    )
    return ResultTable(
        f"indicator-{i.id}", i.title, columns, tuple(_indicator_row(c, b) for b in i.bodies), _reading_note(c)
    )


def _reading_note(c: Comparison) -> Text:
    error = f"{1 - c.settings.level:.2g}"
    return Text(
        f"読み方は、団体と指標の数を考えに入れて補正したpが{error}より小さいときだけ「長い」「高い」などとします。"
        "95%の幅が1.00を外れていても、補正すると差があるとは言えないことがあります。",
        f"The reading says longer or higher (or the opposite) only when p, adjusted for the number of bodies and indicators, is below "
        f"{error}; an interval may exclude 1.00 and still no difference be shown.",
    )


def _indicator_row(c: Comparison, b: BodyIndicator) -> tuple[Value, ...]:
    return (
        _name(c, b.body),
        b.n,
        *((b.observed, None, None) if b.crude is None else estimate_parts(b.crude)),
        b.median,
        b.expected,
        *estimate_parts(b.ratio),
        _rank(b),
        b.p_adjusted,
        b.suppressed_note if b.suppressed else b.verdict_text,
    )


def _rank(b: BodyIndicator) -> str | None:
    return None if b.rank_low is None or b.rank_high is None else f"{b.rank_low}–{b.rank_high}"


def _pairs(c: Comparison, i: Indicator) -> ResultTable:
    columns = (
        *word_columns(("団体", "Body"), ("相手", "Against")),
        *estimate_columns("差の中央（日）", "Hodges–Lehmann (days)", Form.DAYS),
        *estimate_columns("Cliffのδ", "Cliff's δ", Form.RATIO),
        TableColumn(Text("p（補正後）", "p (adjusted)"), Form.P_VALUE),
    )
    rows = tuple(
        (_name(c, p.a), _name(c, p.b), *estimate_parts(p.hodges_lehmann), *estimate_parts(p.cliffs_delta), p.p_adjusted)
        for p in i.pairs
    )
    test = i.omnibus
    note = (
        Text("", "")
        if test is None
        else Text(
            f"全体の検定：{test.name.ja} {number(test.statistic, 1)}、ε² {number(test.epsilon_squared, 3)}、n {number(test.n)}",
            f"Omnibus: {test.name.en} {number(test.statistic, 1)}, ε² {number(test.epsilon_squared, 3)}, n {number(test.n)}",
        )
    )
    return ResultTable(f"pairs-{i.id}", Text("2団体ずつの差：", "Pairs: ") + i.title, columns, rows, note)


def _reversal(c: Comparison, n: int, r: Reversal) -> ResultTable:
    columns = (
        *word_columns(("区分", "Stratum"), ("団体", "Body")),
        TableColumn(Text("案件（件）", "Cases"), Form.COUNT),
        TableColumn(Text("構成比", "Share"), Form.SHARE),
        TableColumn(Text("平均（日）", "Mean (days)"), Form.DAYS),
        TableColumn(Text("中央値（日）", "Median (days)"), Form.DAYS),
    )
    rows = tuple((row.label, _name(c, v.body), v.n, v.share, v.mean, v.median) for row in r.rows for v in row.bodies)
    return ResultTable(f"reversal-{n}", r.headline, columns, rows, r.sentence)


_KINDS = {
    FlowDifferenceKind.ACTIVITY: Text("作業", "activity"),
    FlowDifferenceKind.PATH: Text("道", "path"),
    FlowDifferenceKind.ORDER: Text("順番", "order"),
    FlowDifferenceKind.WAITING: Text("待ち", "waiting"),
}


def _flow_value(d: FlowDifference, value: float | None) -> Text:
    waiting = d.kind is FlowDifferenceKind.WAITING
    figure = written(value, Form.DAYS if waiting else Form.SHARE, "en")
    return Text(f"{figure}日", f"{figure} d") if waiting and value is not None else Text(figure, figure)


def _flow(c: Comparison) -> ResultTable:
    columns = (
        *word_columns(
            ("種類", "Kind"),
            ("団体", "Body"),
            ("違い", "Difference"),
            ("その団体", "Own"),
            ("区分の中央", "Class median"),
            ("ほかに行う団体", "Also done by"),
        ),
        *estimate_columns("行った場合の日数の差", "Days, with against without", Form.DAYS),
        TableColumn(Text("p（補正後）", "p (adjusted)"), Form.P_VALUE),
        *word_columns(("注", "Note")),
    )
    rows = tuple(
        (
            _KINDS[d.kind],
            _name(c, d.body),
            d.title,
            _flow_value(d, d.own),
            _flow_value(d, d.class_median),
            Text("、".join(_name(c, u).ja for u in d.users), ", ".join(_name(c, u).en for u in d.users)),
            *estimate_parts(d.days_effect),
            d.p_adjusted,
            d.note,
        )
        for d in c.flow_differences
    )
    return ResultTable("flow", Text("仕事の流れの違い", "Differences of flow"), columns, rows)


def _survival(c: Comparison) -> ResultTable:
    s = c.survival
    columns = (
        *word_columns(("団体", "Body")),
        TableColumn(Text("案件（件）", "Cases"), Form.COUNT),
        TableColumn(Text("終わっていない案件（件）", "Open cases"), Form.COUNT),
        TableColumn(Text("終わった案件の平均（日）", "Crude mean (days)"), Form.DAYS),
        *estimate_columns("中央値（日）", "Median (days)", Form.DAYS),
        *estimate_columns("上限までの平均（日）", "Restricted mean (days)", Form.DAYS),
    )
    rows = tuple(
        (_name(c, b.body), b.n, b.n_open, b.crude_mean, *estimate_parts(b.median), *estimate_parts(b.restricted_mean))
        for b in s.bodies
    )
    return ResultTable(
        "survival",
        Text("終わっていない案件を入れた日数", "Days with open cases included"),
        columns,
        rows,
        s.assumption + Text(" ", " ") + s.method,
    )


def _basis(c: Comparison) -> ResultTable:
    p = c.provenance
    rows: list[tuple[Value, ...]] = [
        (Text("出典", "Source"), p.source),
        (Text("時点", "As of"), p.as_of),
        (Text("方法", "Method"), p.method),
        (
            Text("n", "n"),
            Text(f"{number(p.n_cases)}件・{p.n_bodies}団体", f"{number(p.n_cases)} cases, {p.n_bodies} bodies"),
        ),
        (Text("種類", "Kind"), Text("架空のデータ", "synthetic data") if p.synthetic else Text("実測", "measured")),
    ]
    rows.extend((Text("前提", "Assumption"), a.text) for a in c.assumptions)
    rows.extend((Text("表示しないもの", "Not shown"), text) for text in c.suppressed)
    return ResultTable(
        "basis",
        Text("前提と出どころ", "Assumptions and provenance"),
        word_columns(("項目", "Item"), ("内容", "Content")),
        tuple(rows),
    )
