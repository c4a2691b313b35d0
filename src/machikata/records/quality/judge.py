# SPDX-License-Identifier: Apache-2.0
"""From counts to judgement: each measure with its meaning, and what can be computed from the file."""

from __future__ import annotations

from collections.abc import Iterator

from machikata.domain.text import Text
from machikata.records.quality.facts import LogFacts
from machikata.records.quality.report import Fitness, Level, Measure, QualityReport, Verdict

HOURS_LOST_FROM = 0.2
"""Share of midnight times from which hours and times of day say nothing (a clock shows midnight once in 86,400 seconds)."""
HOURS_DOUBTFUL_FROM = 0.02
ORDER_DOUBTFUL_FROM = 0.05
ORDER_LOST_FROM = 0.2
"""Shares of tied pairs from which the order inside a day is doubtful, and is no evidence."""
MOSTLY_KNOWN = 0.95
HALF_KNOWN = 0.5


def report_of(facts: LogFacts) -> QualityReport:
    """The quality report for these counts."""
    return QualityReport(
        rows_read=facts.rows_read,
        rows_refused=facts.rows_refused,
        cases=facts.cases,
        events=facts.events,
        activities=facts.activities,
        first_day=facts.first_day,
        last_day=facts.last_day,
        refused=facts.refused,
        measures=tuple(_measures(facts)),
        masked=facts.masked,
        people=facts.people,
        person_columns=facts.person_columns,
        open_basis=facts.open_basis,
        fitness=tuple(_fitness(facts)),
        verdict=_verdict(facts),
        summary=_summary(facts),
    )


def _verdict(facts: LogFacts) -> Verdict:
    if facts.events == 0:
        return Verdict.NOTHING_FITS
    return Verdict.ROWS_REFUSED if facts.rows_refused else Verdict.READY


def _summary(facts: LogFacts) -> Text:
    if facts.events == 0:
        return Text(
            f"{facts.rows_read:,}行のどれも取り込めません。列の対応づけと日付の書き方を確かめてください。",
            f"None of the {facts.rows_read:,} rows can be imported. Check the columns and the way dates are written.",
        )
    if not facts.rows_refused:
        return Text(
            f"{facts.events:,}行（{facts.cases:,}件の案件）を取り込めます。",
            f"{facts.events:,} events of {facts.cases:,} cases can be imported.",
        )
    return Text(
        f"{facts.events:,}行（{facts.cases:,}件の案件）を取り込めます。{facts.rows_refused:,}行は問題があり、このままでは入りません。"
        "直すとその分増えます。元のファイルは変えません。",
        f"{facts.events:,} events of {facts.cases:,} cases can be imported; {facts.rows_refused:,} rows have faults and stay out "
        "until they are corrected. The file itself is not changed.",
    )


def _measures(facts: LogFacts) -> Iterator[Measure]:
    yield Measure(
        "midnight",
        Text("時刻がなく日付だけの記録", "events with a date but no time of day"),
        facts.midnight,
        facts.events,
        _midnight_effect(facts),
    )
    yield Measure(
        "ties",
        Text("同じ案件で時刻が同じ記録", "consecutive events at the same time"),
        facts.ties,
        facts.pairs,
        Text("時刻が同じ記録の前後は数えません", "no order is read into events at the same time"),
    )
    yield Measure(
        "open",
        Text("まだ終わっていない案件", "open cases"),
        facts.open_cases,
        facts.cases,
        _OPEN_EFFECTS[facts.open_basis],
    )
    yield Measure(
        "out_of_order",
        Text("順番が日付と合わない記録", "events out of order in the file"),
        facts.out_of_order,
        facts.events,
        Text("日時の順に並べ直しました", "sorted by time"),
    )
    yield Measure(
        "duplicates",
        Text("同じ内容の行", "equal rows"),
        facts.duplicates,
        facts.events,
        Text("別々の作業として数えるか、1件として数えるかを選べます", "count them separately or as one: you decide"),
    )
    yield from _measures_of_columns(facts)


def _measures_of_columns(facts: LogFacts) -> Iterator[Measure]:
    if facts.without_resource is not None:
        yield Measure(
            "no_resource",
            Text("担当者が分からない記録", "events without a resource"),
            facts.without_resource,
            facts.events,
            Text("受け渡しの集計では「不明」になります", "shown as unknown in handovers"),
        )
    if facts.without_section is not None:
        yield Measure(
            "no_section",
            Text("担当係が分からない記録", "events without a section"),
            facts.without_section,
            facts.events,
            Text("係ごとの集計では「不明」になります", "shown as unknown in figures by section"),
        )
    if facts.outside_period is not None:
        yield Measure(
            "outside_period",
            Text("期間の外の日付", "events outside the expected period"),
            facts.outside_period,
            facts.events,
            Text("取り込みます。集計の期間で外せます", "imported; the window of an analysis can leave them out"),
        )


def _midnight_effect(facts: LogFacts) -> Text:
    if _share(facts.midnight, facts.events) >= HOURS_LOST_FROM:
        return Text("時間帯の分析はできません", "nothing can be said about hours or times of day")
    return Text("時間帯の分析への影響は小さいです", "little effect on times of day")


_OPEN_EFFECTS = {
    "status": Text("生存時間の方法で入れます", "entered by survival analysis"),
    "end_activity": Text(
        "終わりの作業がない案件です。生存時間の方法で入れます", "no end activity reached; entered by survival analysis"
    ),
    "unknown": Text(
        "終わったかどうかが記録にないため、すべて終わったものとして扱います",
        "the file does not tell; all cases count as closed",
    ),
}


def _fitness(facts: LogFacts) -> Iterator[Fitness]:
    if facts.events == 0:
        return
    yield Fitness(
        "volume",
        Text("件数と月ごとの動き", "volume and months"),
        Level.YES,
        Text("日付がそろっています", "every event has a date"),
    )
    yield Fitness("days", Text("日数（日の単位）", "durations in days"), *_days(facts))
    yield Fitness("hours", Text("時間帯・時間の単位", "hours and times of day"), *_hours(facts))
    yield Fitness("order", Text("同じ日の中の順番", "order inside a day"), *_order(facts))
    yield Fitness("processing_time", Text("作業にかけた時間", "processing time"), *_processing(facts))
    yield Fitness("handovers", Text("係・担い手の間の受け渡し", "handovers"), *_handovers(facts))
    yield Fitness("open_cases", Text("終わっていない案件の見込み", "survival of open cases"), *_survival(facts))
    yield Fitness(
        "individuals",
        Text("職員一人ひとりの比較", "comparing single employees"),
        Level.NEVER,
        Text("設計で禁じています", "ruled out by design"),
    )


def _days(facts: LogFacts) -> tuple[Level, Text]:
    if facts.pairs == 0:
        return Level.NO, Text("1つの案件に記録が1行しかありません", "each case has a single event")
    if facts.open_basis == "unknown":
        return Level.PARTLY, Text(
            "終わっていない案件を見分けられないため、途中までの日数が混じります",
            "open cases cannot be told apart, so some durations are only part of the way",
        )
    return Level.YES, Text("初めと終わりの日が分かります", "first and last day are known")


def _hours(facts: LogFacts) -> tuple[Level, Text]:
    share = _share(facts.midnight, facts.events)
    if share >= HOURS_LOST_FROM:
        return Level.NO, Text(f"時刻が{share:.0%}ありません", f"{share:.0%} of the events have no time of day")
    if share >= HOURS_DOUBTFUL_FROM:
        return Level.PARTLY, Text(f"時刻が{share:.0%}ありません", f"{share:.0%} of the events have no time of day")
    return Level.YES, Text("時刻があります", "times of day are written")


def _order(facts: LogFacts) -> tuple[Level, Text]:
    ties, midnight = _share(facts.ties, facts.pairs), _share(facts.midnight, facts.events)
    reason = Text(f"続く記録の{ties:.0%}が同じ時刻です", f"{ties:.0%} of consecutive events share their time")
    if ties >= ORDER_LOST_FROM:
        return Level.NO, reason
    if midnight >= HOURS_LOST_FROM:
        return Level.NO, Text(f"時刻が{midnight:.0%}ありません", f"{midnight:.0%} of the events have no time of day")
    return (Level.PARTLY if ties >= ORDER_DOUBTFUL_FROM else Level.YES), reason


def _processing(facts: LogFacts) -> tuple[Level, Text]:
    if facts.with_start == 0:
        return Level.NO, Text(
            "作業の終わりだけが記録されています。業務量調査と合わせて見てください",
            "only the end of work is recorded; use a workload survey beside it",
        )
    share = _share(facts.with_start, facts.events)
    reason = Text(f"始まりの記録が{share:.0%}あります", f"{share:.0%} of the events record a start")
    return (Level.YES if share >= 0.4 else Level.PARTLY), reason


def _handovers(facts: LogFacts) -> tuple[Level, Text]:
    missing = [m for m in (facts.without_section, facts.without_resource) if m is not None]
    if not missing:
        return Level.NO, Text("係や担当者の列がありません", "there is no column of sections or resources")
    known = 1 - _share(min(missing), facts.events)
    reason = Text(f"担い手が{known:.0%}の記録で分かります", f"known for {known:.0%} of the events")
    if known >= MOSTLY_KNOWN:
        return Level.YES, reason
    return (Level.PARTLY if known >= HALF_KNOWN else Level.NO), reason


def _survival(facts: LogFacts) -> tuple[Level, Text]:
    if facts.open_basis == "unknown":
        return Level.NO, Text(
            "状態の列か終わりの作業を選ぶと、できるようになります",
            "possible once a status column or end activities are chosen",
        )
    return Level.YES, Text("終わっていない案件を見分けられます", "open cases can be told apart")


def _share(count: int, of: int) -> float:
    return count / of if of else 0.0
