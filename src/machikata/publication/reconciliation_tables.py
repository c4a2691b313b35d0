# SPDX-License-Identifier: Apache-2.0
"""Survey held against log, as tables: pages, commands and workbooks show these same rows."""

from __future__ import annotations

from machikata.analysis.workload.reconciliation import (
    Agreement,
    Aspect,
    HoursAgainst,
    Reconciliation,
    SectionReconciliation,
)
from machikata.domain.text import Text
from machikata.domain.wording import number, share
from machikata.publication.comparison_tables import (
    Form,
    ResultTable,
    TableColumn,
    Value,
    estimate_columns,
    estimate_parts,
    word_columns,
)
from machikata.rules.survey_limits import SurveyLimit

AGREEMENT_WORDS = {
    Agreement.AGREES: Text("食い違いは見つからない", "no contradiction found"),
    Agreement.CONTRADICTS: Text("食い違う", "contradicts"),
    Agreement.NOT_COMPARED: Text("照らしていない", "not compared"),
}
ASPECT_WORDS = {
    Aspect.OWN_VOLUME: Text("年間時間と、件数×1件あたりの分", "Yearly hours and cases × minutes"),
    Aspect.LOG_VOLUME: Text("年間時間と、記録の件数×1件あたりの分", "Yearly hours and the log's volume × minutes"),
    Aspect.COUNTS: Text("調査の件数と、記録の件数", "Cases of the survey and of the log"),
    Aspect.ORDER: Text("工程の順番", "Order of the steps"),
}
_ALIKE, _DIFFERS = Text("合う", "agrees"), Text("違う", "differs")
_ALL_SECTIONS = Text("すべての係", "all sections")


def reconciliation_tables(name: Text, r: Reconciliation) -> tuple[ResultTable, ...]:
    """Every table of one body that has rows."""
    tables = (_judgements(name, r), _sections(r), _steps(r), _orders(r), _unmatched(r))
    return tuple(t for t in tables if t.rows)


def limit_words(r: Reconciliation) -> Text:
    """The limits that were applied, each with its reason and whose it is."""
    hours, counts = r.hours_limit, r.count_limit
    if hours.value == counts.value and hours.reason == counts.reason:
        return _limit(Text("時間と件数", "hours and counts"), hours)
    return _limit(Text("時間", "hours"), hours) + Text("／", "; ") + _limit(Text("件数", "counts"), counts)


def _limit(name: Text, limit: SurveyLimit) -> Text:
    value = share(limit.value, n=1)
    return Text(
        f"{name.ja}の違いが{value}をこえたとき（{limit.source.ja}。理由：{limit.reason.ja.rstrip('。')}）",
        f"{name.en} differ by more than {value} ({limit.source.en}; reason: {limit.reason.en.rstrip('.')})",
    )


def _against(h: HoursAgainst | None) -> tuple[Value, ...]:
    if h is None:
        return (None,) * 6
    return (h.reported, h.computed, h.difference, *estimate_parts(h.ratio))


def _judgements(name: Text, r: Reconciliation) -> ResultTable:
    rows: list[tuple[Value, ...]] = [
        (ASPECT_WORDS[j.aspect], AGREEMENT_WORDS[j.agreement], j.reason) for j in r.judgements
    ]
    rows.append((Text("食い違いとする限度", "Limit from where on they contradict"), None, limit_words(r)))
    rows.extend((Text("注", "Note"), None, n) for n in r.notes)
    if r.own_steps:
        told = Text("、".join(r.own_steps), ", ".join(r.own_steps))
        rows.append((Text("辞書にない工程", "Steps not in the dictionary"), None, told))
    title = name + Text("：調査と記録の照らし合わせ", ": survey held against log")
    return ResultTable(
        "judgements", title, word_columns(("照らしたもの", "What is compared"), ("結果", "Result"), ("理由", "Reason")), tuple(rows)
    )  # fmt: skip


def _sections(r: Reconciliation) -> ResultTable:
    columns = (
        *word_columns(("係", "Section"), ("照らしたもの", "Against")),
        TableColumn(Text("申告した時間（年）", "Hours reported"), Form.HOURS),
        TableColumn(Text("計算した時間（年）", "Hours computed"), Form.HOURS),
        TableColumn(Text("差（時間）", "Difference (hours)"), Form.HOURS),
        *estimate_columns("申告／計算", "Reported/computed", Form.RATIO),
    )
    found = (r.whole, *(r.sections if len(r.sections) > 1 else ()))
    rows = tuple(row for s in found for row in _section_rows(s))
    return ResultTable("section-hours", Text("時間", "Hours"), columns, rows)


def _section_rows(s: SectionReconciliation) -> list[tuple[Value, ...]]:
    name: Value = s.section or _ALL_SECTIONS
    both = ((Aspect.OWN_VOLUME, s.own_volume), (Aspect.LOG_VOLUME, s.log_volume))
    return [(name, ASPECT_WORDS[aspect], *_against(h)) for aspect, h in both if h is not None]


def _steps(r: Reconciliation) -> ResultTable:
    columns = (
        *word_columns(("工程", "Step")),
        TableColumn(Text("調査の件数", "Cases in the survey"), Form.COUNT),
        TableColumn(Text("うち委託", "Of which contracted"), Form.COUNT),
        TableColumn(Text("記録の件数", "Events in the log"), Form.COUNT),
        TableColumn(Text("記録の件数の上限", "At most in the log"), Form.COUNT),
        TableColumn(Text("調査／記録", "Survey/log"), Form.RATIO),
        TableColumn(Text("違いの時間（年）", "Hours the difference stands for"), Form.HOURS),
        *word_columns(("読み方", "Reading")),
    )
    rows = tuple(
        (s.title, s.survey_cases, s.contracted_cases, s.log_cases, s.log_high, s.ratio, s.hours,
         None if s.ratio is None else _DIFFERS if s.differs else _ALIKE)
        for s in r.steps
    )  # fmt: skip
    return ResultTable("step-counts", Text("工程ごとの件数", "Cases step by step"), columns, rows)


def _orders(r: Reconciliation) -> ResultTable:
    titles = {s.step: s.title for s in r.steps}
    columns = (
        *word_columns(("調査で先の工程", "First in the survey"), ("調査で後の工程", "Second in the survey")),
        TableColumn(Text("案件（件）", "Cases"), Form.COUNT),
        *estimate_columns("記録がこの順の割合", "Share of the log in this order", Form.SHARE),
    )
    rows = tuple((titles[o.first], titles[o.second], o.n_cases, *estimate_parts(o.share)) for o in r.orders)
    note = Text(f"順番を照らした組：{number(r.n_pairs)}", f"Pairs of steps compared: {number(r.n_pairs)}")
    return ResultTable(
        "orders", Text("順番が記録と逆の工程", "Steps whose order the log reverses"), columns, rows, note
    )


def _unmatched(r: Reconciliation) -> ResultTable:
    columns = (
        *word_columns(("作業", "Activity")),
        TableColumn(Text("回数（年度）", "Events in the year"), Form.COUNT),
        TableColumn(Text("記録に占める割合", "Share of all events"), Form.SHARE),
    )
    rows = tuple((u.label, u.n_events, u.share) for u in r.unmatched)
    title = Text("どの工程にも入らない作業", "Activities that belong to no surveyed step")
    return ResultTable("unmatched", title, columns, rows)
