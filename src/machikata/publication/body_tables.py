# SPDX-License-Identifier: Apache-2.0
"""One body's work as tables: the workbook and the command line show these same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from machikata.analysis.deadlines import DeadlineCompliance
from machikata.analysis.flow import FlowMap
from machikata.analysis.handovers import HandoverMatrix
from machikata.analysis.profile import LogProfile
from machikata.analysis.rework import Rework
from machikata.analysis.variants import VariantSummary
from machikata.analysis.waits import Wait
from machikata.analysis.workload_calendar import WorkloadCalendar
from machikata.domain.event_log import MICROSECONDS_PER_DAY
from machikata.domain.text import Text
from machikata.domain.wording import number, share
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn, Value

_CASES = TableColumn(Text("案件（件）", "Cases"), Form.COUNT)
_SHARE = TableColumn(Text("割合", "Share"), Form.SHARE)
_MEDIAN = TableColumn(Text("中央値（日）", "Median (days)"), Form.DAYS)
_P90 = TableColumn(Text("9割が収まる日数", "90th percentile (days)"), Form.DAYS)


def _word(ja: str, en: str) -> TableColumn:
    return TableColumn(Text(ja, en))


def profile_table(p: LogProfile, deadline: DeadlineCompliance | None) -> ResultTable:
    """The outline of the records, and the limit when one is stated."""
    rows: list[tuple[Value, ...]] = [
        (Text("案件", "Cases"), number(p.n_cases)),
        (Text("終わっていない案件", "Open cases"), number(p.n_open)),
        (Text("記録の行", "Events"), number(p.n_events)),
        (Text("作業の種類", "Activities"), number(p.n_activities)),
        (Text("期間", "Period"), f"{p.first_date} – {p.last_date}"),
        (Text("日数の中央値", "Median days"), number(p.days.median, 1)),
        (Text("日数の平均", "Mean days"), number(p.days.mean, 1)),
        (Text("9割の案件が終わる日数", "90th percentile of days"), number(p.days.p90, 1)),
        (Text("時刻のない記録", "Events without time of day"), share(p.midnight_share)),
        (Text("同じ時刻で順番が分からない記録", "Events whose order is not known (equal times)"), share(p.tie_share)),
    ]
    if deadline is not None:
        within = deadline.within
        rows.append((
            Text(f"{number(deadline.limit_days)}日以内に終わった割合（終わった案件）", f"Closed within {number(deadline.limit_days)} days"),
            share(within.value) + f" ({share(within.low)}–{share(within.high)})" if within else None,
        ))  # fmt: skip
        rows.append(
            (Text("限度を過ぎて終わっていない案件", "Open cases beyond the limit"), number(deadline.n_open_over))
        )
    return ResultTable(
        "profile", Text("あらまし", "Outline"), (_word("項目", "Item"), _word("値", "Value")), tuple(rows)
    )


def waits_table(waits: Sequence[Wait], labels: Mapping[str, str]) -> ResultTable:
    """Where cases wait longest, all together."""
    columns = (_word("前の作業", "From"), _word("次の作業", "To"), _CASES, _MEDIAN, _P90,
               TableColumn(Text("待ち全体に占める割合", "Share of all waiting"), Form.SHARE))  # fmt: skip
    rows = tuple(
        (labels.get(w.source, w.source), labels.get(w.target, w.target), w.cases, w.median_days, w.p90_days, w.share)
        for w in waits
    )
    return ResultTable("waits", Text("長い待ち", "Longest waits"), columns, rows)


def variants_table(summary: VariantSummary, labels: Mapping[str, str]) -> ResultTable:
    """The most frequent ways through; activities with equal times stand in braces, because their order is not known."""
    rows = tuple((_way(v.steps, labels), v.cases, v.share, v.median_days, v.p90_days) for v in summary.variants)
    note = Text(
        f"{number(summary.n_variants)}通りのうち多い順。ほかに{number(summary.rest_variants)}通り・{number(summary.rest_cases)}件",
        f"of {number(summary.n_variants)} ways, most frequent first; {number(summary.rest_variants)} more with "
        f"{number(summary.rest_cases)} cases",
    )
    return ResultTable(
        "variants", Text("流れの型", "Variants"), (_word("流れ", "Way"), _CASES, _SHARE, _MEDIAN, _P90), rows, note
    )


def _way(steps: Sequence[Sequence[str]], labels: Mapping[str, str]) -> str:
    groups = (" / ".join(labels.get(a, a) for a in group) for group in steps)
    return " → ".join(f"{{{text}}}" if " / " in text else text for text in groups)


def flow_table(flow: FlowMap) -> ResultTable:
    """Every path of the map."""
    names = {n.activity: n.label for n in flow.nodes}
    columns = (_word("前の作業", "From"), _word("次の作業", "To"), _CASES, TableColumn(Text("1割の日数", "10th percentile (days)"), Form.DAYS),
               _MEDIAN, _P90)  # fmt: skip
    rows = tuple(
        (names[a.source], names[a.target], a.cases, *(days_of(us) for us in (a.p10_us, a.median_us, a.p90_us)))
        for a in sorted(flow.arcs, key=lambda a: (-a.cases, a.source, a.target))
    )
    return ResultTable("flow", Text("仕事の道", "Paths"), columns, rows)


def days_of(microseconds: float | None) -> float | None:
    """A duration in days; None stays None."""
    return None if microseconds is None else microseconds / MICROSECONDS_PER_DAY


def rework_table(found: Sequence[Rework], labels: Mapping[str, str]) -> ResultTable:
    """Activities done again in the same case."""
    columns = (
        _word("作業", "Activity"),
        _CASES,
        TableColumn(Text("2度以上行った案件（件）", "Cases with repetition"), Form.COUNT),
        _SHARE,
    )
    rows = tuple(
        (labels.get(r.activity, r.activity), r.n_cases, r.n_repeated, r.repeated_share) for r in found if r.n_repeated
    )
    return ResultTable("rework", Text("やり直しと繰り返し", "Repetition"), columns, rows)


def months_table(calendar: WorkloadCalendar | None) -> ResultTable:
    """Cases begun, ended and open at the end of each month."""
    columns = (_word("月", "Month"), TableColumn(Text("始まった件数", "Started"), Form.COUNT),
               TableColumn(Text("終わった件数", "Completed"), Form.COUNT), TableColumn(Text("月末に処理中の件数", "Open at month's end"), Form.COUNT))  # fmt: skip
    months = calendar.months if calendar else ()
    rows = tuple((f"{m.first:%Y-%m}", m.started, m.completed, m.in_progress) for m in months)
    return ResultTable("months", Text("月ごとの件数", "Cases by month"), columns, rows)


def handover_table(matrix: HandoverMatrix) -> ResultTable:
    """Handovers between kinds of staff, never of few persons."""
    columns = (
        _word("渡す側", "From"),
        _word("受ける側", "To"),
        TableColumn(Text("回数", "Times"), Form.COUNT),
        _MEDIAN,
        _P90,
    )
    joined = Text("人数の少ない担い手の合計", "small kinds joined")
    rows = tuple((h.source or joined, h.target or joined, h.count, h.median_days, h.p90_days) for h in matrix.handovers)
    return ResultTable(f"handovers-{matrix.by.value}", Text("受け渡し", "Handovers"), columns, rows, matrix.note)
