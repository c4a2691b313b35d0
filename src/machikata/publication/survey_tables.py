# SPDX-License-Identifier: Apache-2.0
"""A comparison of workload surveys as tables: the workbook, the report and the page show these same rows.

Minutes are hours per case × 60; yen a year are written in thousands.
"""

from __future__ import annotations

from collections.abc import Iterable

from machikata.analysis.workload.result import (
    BodyTotals,
    ClassFigures,
    KindShare,
    NeededHours,
    StepComparison,
    StepFigure,
    WorkloadBody,
    WorkloadComparison,
)
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.publication.comparison_tables import (
    Form,
    ResultTable,
    TableColumn,
    Value,
    estimate_columns,
    estimate_parts,
    word_columns,
)

MINUTES_PER_HOUR = 60.0
_THOUSANDTH = 1e-3
_BODY, _STEP = ("団体", "Body"), ("工程", "Step")
_DIFFERENCE = ("中央との差（時間／年）", "Difference from the median (hours a year)")
_YEARLY = ("時間（年）", "Hours a year")
READING_NOTE = Text(
    "読み方は、団体と工程の数を考えに入れて補正したpが小さいときだけ「長い」「短い」とします。",
    "The reading says longer or shorter only when p, adjusted for the number of bodies and steps, is small.",
)


def survey_tables(comparison: WorkloadComparison) -> tuple[ResultTable, ...]:
    """Every table of the comparison that has rows, in the order of the page."""
    c = comparison
    tables = (
        _summary(c), _bodies(c), _needed(c), _making(c), _classes(c), _steps(c), _who_does_it(c), _cost(c), _rare(c),
        _prices(c), _basis(c),
    )  # fmt: skip
    return tuple(t for t in tables if t.rows)


def estimand_lines(comparison: WorkloadComparison) -> tuple[tuple[Text, Text], ...]:
    """The question in full, item by item."""
    e = comparison.estimand
    return (
        (Text("数えるもの", "What is counted"), e.counted_text),
        (Text("時間の数え方", "How hours are counted"), e.clock_text),
        (Text("比べる単位", "Unit"), e.unit_text),
        (Text("比べる団体", "Bodies"), e.bodies_text),
        (Text("申告した値", "Reported figures"), e.self_report_text),
        (Text("表示の下限", "Minimum count"), e.minimum_text),
        (Text("共通の単価", "Common prices"), e.prices_text),
    )


def _summary(c: WorkloadComparison) -> ResultTable:
    rows: list[tuple[Value, ...]] = [*estimand_lines(c)]
    rows.extend((s.headline, s.detail) for s in c.statements)
    return ResultTable(
        "summary", Text("この比較から言えること", "What this comparison says"), word_columns(("項目", "Item"), ("内容", "Content")),
        tuple(rows),
    )  # fmt: skip


def _count(ja: str, en: str) -> TableColumn:
    return TableColumn(Text(ja, en), Form.COUNT)


def _bodies(c: WorkloadComparison) -> ResultTable:
    columns = (
        *word_columns(("コード", "Code"), _BODY),
        _count("人口（人）", "Residents"),
        _count("答えた係", "Sections"),
        _count("工程", "Steps"),
        _count("見せない工程", "Steps not shown"),
        TableColumn(Text("答えの時間（年）", "Hours as answered"), Form.HOURS),
        *estimate_columns(*_YEARLY, Form.HOURS),
        *estimate_columns("人口1万人あたりの時間", "Hours per 10,000 residents", Form.HOURS),
        *word_columns(("注", "Note"), ("データ", "Data")),
    )
    rows = []
    for b in c.bodies:
        t = b.totals
        synthetic = Text("架空", "synthetic") if b.synthetic else Text("申告した値", "reported")
        figures = _body_figures(t)
        notes = [n for n in (t.note if t else Text("", ""), unsettled_note(b)) if n.ja]
        note = Text("。".join(n.ja for n in notes), "; ".join(n.en for n in notes))
        rows.append((b.code, b.name, b.population, b.n_sections, *figures, note, synthetic))
    return ResultTable("bodies", Text("比べた団体", "Bodies compared"), columns, tuple(rows))


def unsettled_note(body: WorkloadBody) -> Text:
    """That the answers of a body count although nobody has settled what was found in them; empty when there is nothing to say."""
    n = body.open_findings
    return Text(f"確かめていない指摘{n}件", f"{n} open finding{'' if n == 1 else 's'}") if n else Text("", "")


def _body_figures(t: BodyTotals | None) -> tuple[Value, ...]:
    if t is None:
        return (None,) * 9
    return (
        t.n_steps, t.n_left_out, t.answered_hours, *estimate_parts(t.hours), *estimate_parts(t.hours_per_10000),
    )  # fmt: skip


def _with_needed(c: WorkloadComparison) -> Iterable[tuple[Text, NeededHours]]:
    return ((b.name, b.totals.needed) for b in c.bodies if b.totals is not None and b.totals.needed is not None)


def _needed(c: WorkloadComparison) -> ResultTable:
    found = list(_with_needed(c))
    best = any(n.at_best_quarter is not None for _, n in found)
    columns = (
        *word_columns(_BODY),
        _count("比べられる工程", "Steps compared"),
        *estimate_columns("いまの時間（年）", "Hours now", Form.HOURS),
        *estimate_columns("区分の中央なら（時間）", "At the class median (hours)", Form.HOURS),
        *estimate_columns(*_DIFFERENCE, Form.HOURS),
        *(_BEST_COLUMNS if best else ()),
    )
    rows = tuple(
        (
            name, n.n_steps, *estimate_parts(n.own), *estimate_parts(n.at_median), *estimate_parts(n.more_than_median),
            *((*estimate_parts(n.at_best_quarter), *estimate_parts(n.more_than_best_quarter)) if best else ()),
        ) for name, n in found
    )  # fmt: skip
    note = Text(
        "同じ件数を、区分の1件あたりの時間で行ったときの時間です。比べられる工程だけを足しています。",
        "The hours that the same cases would take at the class's time per case, over the steps that can be compared.",
    )
    return ResultTable("needed", Text("区分の時間で行ったとき", "At the pace of the class"), columns, rows, note)


_BEST_COLUMNS = (
    *estimate_columns("短い側の4分の1なら（時間）", "At the best quarter (hours)", Form.HOURS),
    *estimate_columns(
        "短い側の4分の1との差（時間／年）", "Difference from the best quarter (hours a year)", Form.HOURS
    ),
)


def _making(c: WorkloadComparison) -> ResultTable:
    columns = (
        *word_columns(_BODY, _STEP),
        *estimate_columns("いまの時間（年）", "Hours now", Form.HOURS),
        *estimate_columns("区分の中央なら（時間）", "At the class median (hours)", Form.HOURS),
        *estimate_columns(*_DIFFERENCE, Form.HOURS),
    )
    rows = tuple(
        (name, d.title, *estimate_parts(d.own), *estimate_parts(d.at_median), *estimate_parts(d.difference))
        for name, n in _with_needed(c) for d in n.making
    )  # fmt: skip
    return ResultTable("making", Text("差の大きな工程", "Steps that make the difference"), columns, rows)


def _classes(c: WorkloadComparison) -> ResultTable:
    measures = [f for s in c.steps for f in (s.hours_per_case, s.yen_per_case, s.hours_per_10000)]
    best = any(f.best_quarter is not None for f in measures)
    columns = (
        *word_columns(("事務", "Duty"), _STEP),
        _count("団体", "Bodies"),
        *_class_columns("1件あたりの分", "Minutes per case", Form.MINUTES, best=best),
        *_class_columns("1件あたりの円", "Yen per case", Form.YEN, best=best),
        *_class_columns("人口1万人あたりの時間", "Hours per 10,000 residents", Form.HOURS, best=best),
        *word_columns(("注", "Note")),
    )
    rows = tuple(
        (
            s.duty, s.title, s.hours_per_case.bodies, *_class_parts(s.hours_per_case, MINUTES_PER_HOUR, best=best),
            *_class_parts(s.yen_per_case, best=best), *_class_parts(s.hours_per_10000, best=best), s.hours_per_case.note,
        ) for s in c.steps
    )  # fmt: skip
    return ResultTable("classes", Text("工程ごとの区分の値", "The class, step by step"), columns, rows)


def _class_columns(ja: str, en: str, form: Form, *, best: bool) -> tuple[TableColumn, ...]:
    middle = estimate_columns(f"区分の中央（{ja}）", f"Class median ({en.lower()})", form)
    quarter = estimate_columns(f"短い側の4分の1（{ja}）", f"Best quarter ({en.lower()})", form)
    return (*middle, *(quarter if best else ()))


def _class_parts(figures: ClassFigures, times: float = 1.0, *, best: bool) -> tuple[Value, ...]:
    quarter = estimate_parts(figures.best_quarter, times=times) if best else ()
    return (*estimate_parts(figures.median, times=times), *quarter)


def _steps(c: WorkloadComparison) -> ResultTable:
    columns = (
        *word_columns(_STEP, _BODY),
        _count("件数（年）", "Cases a year"),
        TableColumn(Text("答えの時間（年）", "Hours as answered"), Form.HOURS),
        *estimate_columns(*_YEARLY, Form.HOURS),
        *estimate_columns("1件あたりの分", "Minutes per case", Form.MINUTES),
        *estimate_columns("1件あたりの円", "Yen per case", Form.YEN),
        *estimate_columns("人口1万人あたりの時間", "Hours per 10,000 residents", Form.HOURS),
        TableColumn(Text("委託の割合（件数）", "Done by a contractor (cases)"), Form.SHARE),
        *estimate_columns("区分の中央との比", "Ratio to the class median", Form.RATIO),
        TableColumn(Text("p（補正後）", "p (adjusted)"), Form.P_VALUE),
        *word_columns(("読み方", "Reading"), ("注", "Note")),
    )
    rows = tuple(_step_row(c, s, f) for s in c.steps for f in s.bodies)
    return ResultTable("steps", Text("工程と団体ごとの時間", "Hours by step and body"), columns, rows, READING_NOTE)


def _step_row(c: WorkloadComparison, s: StepComparison, f: StepFigure) -> tuple[Value, ...]:
    return (
        s.title, c.body(f.body).name, f.cases, f.answered_hours, *estimate_parts(f.hours),
        *estimate_parts(f.hours_per_case, times=MINUTES_PER_HOUR), *estimate_parts(f.yen_per_case),
        *estimate_parts(f.hours_per_10000), f.contractor_share, *estimate_parts(f.ratio), f.p_adjusted,
        f.verdict_text, f.suppressed_note if f.suppressed else f.verdict_note,
    )  # fmt: skip


_ALL_STEPS = Text("すべての工程", "all steps")


def _who_does_it(c: WorkloadComparison) -> ResultTable:
    columns = (
        *word_columns(_STEP, _BODY, ("担い手", "Kind of staff")),
        *estimate_columns("時間の割合", "Share of hours", Form.SHARE),
        *estimate_columns("費用の割合", "Share of cost", Form.SHARE),
    )
    rows = [(_ALL_STEPS, b.name, *_kind(k)) for b in c.bodies if b.totals for k in b.totals.by_staff]
    rows += [(s.title, c.body(f.body).name, *_kind(k)) for s in c.steps for f in s.bodies for k in f.by_staff]
    return ResultTable(
        "kinds",
        Text("だれが行っているか", "Who does it"),
        columns,
        tuple(rows),
        _kinds_note(c.settings.persons_for_kind),
    )


def _kinds_note(persons: int) -> Text:
    return Text(
        f"担い手ごとの値は、どの担い手にも{persons}人以上いるところだけ、ほかの団体に見せます。足りないところは職員を合わせた値です。",
        f"Figures by kind of staff are shown to other bodies only where {persons} persons or more stand behind each kind; elsewhere staff "
        "are joined.",
    )


def _kind(k: KindShare) -> tuple[Value, ...]:
    return (k.label, *estimate_parts(k.hours), *estimate_parts(k.cost))


def at_common_prices(c: WorkloadComparison) -> bool:
    """Whether the cost at common prices is given for any body; else its column would be empty."""
    return any(b.totals is not None and b.totals.cost_common is not None for b in c.bodies)


def common_prices_note(c: WorkloadComparison) -> Text:
    """Why the cost at common prices is missing, where it is; "" when every body has one."""
    if all(b.totals is None or b.totals.cost_common is not None for b in c.bodies):
        return Text("", "")
    where = Text("一部の団体では", " for some bodies") if at_common_prices(c) else Text("どの団体でも", "")
    return Text(
        f"共通の単価での費用は、{where.ja}表示しません。職員を担い手ごとに分けて見せられないところで時間と並べると、担い手ごとの時間が分かるためです。"
        "共通の単価のない担い手が行うときも計算できません。",
        f"Cost at common prices is not shown{where.en}: beside the hours it would tell those of each kind of staff where kinds must be "
        "joined. Nor can it be computed where a kind of staff has no common price.",
    )


def _cost(c: WorkloadComparison) -> ResultTable:
    common = at_common_prices(c)
    heads = ("共通の単価での費用（千円／年）", "Cost at common prices (thousand yen a year)")
    columns = (
        *word_columns(_BODY),
        *estimate_columns("自団体の単価での費用（千円／年）", "Cost at own prices (thousand yen a year)", Form.YEN),
        *(estimate_columns(*heads, Form.YEN) if common else ()),
        TableColumn(Text("うち委託料（千円／年）", "Of which fees (thousand yen a year)"), Form.YEN),
        TableColumn(Text("委託の割合（件数）", "Done by a contractor (cases)"), Form.SHARE),
    )
    rows = tuple(
        (
            b.name, *estimate_parts(t.cost_own, times=_THOUSANDTH),
            *(estimate_parts(t.cost_common, times=_THOUSANDTH) if common else ()),
            None if t.fee_yen is None else t.fee_yen * _THOUSANDTH, t.contractor_share,
        ) for b in c.bodies if (t := b.totals) is not None
    )  # fmt: skip
    note, missing = c.estimand.prices_text, common_prices_note(c)
    words = Text(f"{note.ja}。{missing.ja}", f"{note.en}. {missing.en}") if missing.ja else note
    return ResultTable("cost", Text("費用", "Cost"), columns, rows, words)


def _rare(c: WorkloadComparison) -> ResultTable:
    columns = (
        *word_columns(_STEP, _BODY),
        _count("件数（年）", "Cases a year"),
        *estimate_columns(*_YEARLY, Form.HOURS),
    )
    rows = tuple(
        (s.title, c.body(u.body).name, u.cases, *estimate_parts(u.hours)) for s in c.rare_steps for u in s.users
    )
    return ResultTable("rare", Text("一部の団体だけにある工程", "Steps that only some have"), columns, rows)


def _prices(c: WorkloadComparison) -> ResultTable:
    columns = (
        *word_columns(("担い手", "Kind of staff")),
        TableColumn(Text("共通の単価（円／時間）", "Common price (yen an hour)"), Form.YEN),
        _count("団体", "Bodies"),
    )
    rows = tuple((p.staff.label, p.yen_per_hour, p.bodies) for p in c.prices)
    return ResultTable("prices", Text("共通の単価", "Common prices"), columns, rows, c.estimand.prices_text)


def _basis(c: WorkloadComparison) -> ResultTable:
    p = c.provenance
    n = Text(f"{number(p.n_cases)}件・{p.n_bodies}団体", f"{number(p.n_cases)} cases, {p.n_bodies} bodies")
    rows: list[tuple[Value, ...]] = [
        (Text("出典", "Source"), p.source),
        (Text("時点", "As of"), p.as_of),
        (Text("方法", "Method"), p.method),
        (Text("n", "n"), n),
        (Text("種類", "Kind"), reported_kind(synthetic=p.synthetic)),
    ]
    rows.extend((Text("仮定", "Assumed"), a.text) for a in c.assumptions)
    rows.extend((Text("表示しないもの", "Not shown"), text) for text in c.suppressed)
    return ResultTable(
        "basis", Text("仮定と出どころ", "What is assumed, and provenance"),
        word_columns(("項目", "Item"), ("内容", "Content")), tuple(rows),
    )  # fmt: skip


def reported_kind(*, synthetic: bool) -> Text:
    """The kind of the figures: reported by the sections themselves, and invented where they are."""
    kind = Text("申告した値", "reported")
    return Text("架空のデータ（", "synthetic data (") + kind + Text("）", ")") if synthetic else kind
