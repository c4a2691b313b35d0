# SPDX-License-Identifier: Apache-2.0
"""The sentences of a reconciliation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from machikata.analysis.workload.findings import hours
from machikata.analysis.workload.log_year import LogYear
from machikata.analysis.workload.reconciliation import (
    Agreement,
    Aspect,
    HoursAgainst,
    Judgement,
    OrderDifference,
    SectionReconciliation,
    StepReconciliation,
)
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.text import Text
from machikata.domain.wording import interval, long_date, number, share
from machikata.rules.survey_limits import SurveyLimits

_MOST_NAMED = 3


def no_log() -> Text:
    """Why nothing was compared with a log."""
    return Text(
        "この団体のこの業務の記録がないため、調査票と照らせません。記録を取り込むと照らせます",
        "there is no log of this process in this body; the survey can be held against it once one is imported",
    )


def not_whole_year(log: LogYear) -> Text:
    """Why the log's volume is not compared."""
    year = fiscal_year_text(log.fiscal_year)
    if log.first_date is None or log.last_date is None:
        return Text(f"{year.ja}の記録がないため、件数と時間は照らせません", f"the log has no event of {year.en}")
    first, last = (Text(long_date(d, "ja"), long_date(d, "en")) for d in (log.first_date, log.last_date))
    return Text(
        f"{year.ja}の記録は{first.ja}から{last.ja}までで、1年分ではありません。件数と時間は照らさず、順番だけを照らしました",
        f"the log of {year.en} runs from {first.en} to {last.en}, which is not a whole year; only the order was compared, neither counts nor "
        "hours",
    )


def begins_with_year(log: LogYear) -> Text:
    """What it means that a log has no case begun earlier."""
    return Text(
        "記録に、年度の初めより前に始まった案件がありません。年度の初めの、後のほうの工程は件数に入らないため、"
        "年度に始まった案件で数えた件数までを幅として扱いました",
        "the log has no case begun before the fiscal year, so that late steps of its first weeks are missing; counts therefore reach up to "
        f"those of the {number(log.n_begun)} cases begun in the year",
    )


def hours_judgement(
    aspect: Aspect, whole: SectionReconciliation, sections: Sequence[SectionReconciliation], refused: Text | None, limits: SurveyLimits
) -> Judgement:  # fmt: skip
    """What reported hours against computed ones say, first of the section that differs most."""

    def of(section: SectionReconciliation) -> HoursAgainst | None:
        return section.own_volume if aspect is Aspect.OWN_VOLUME else section.log_volume

    total = of(whole)
    if total is None:
        missing = refused or Text(
            "年間時間・件数・1件あたりの時間がそろった工程がないため、照らせません",
            "no step has yearly hours, cases and minutes together",
        )
        return Judgement(aspect, Agreement.NOT_COMPARED, missing)
    beyond = [(s, found) for s in sections if (found := of(s)) is not None and found.contradicts]
    if total.contradicts:
        told = [_against(Text("調査票", "the survey"), total, aspect)]
    else:
        told = [_against(Text(f"「{s.section}」", s.section), found, aspect) for s, found in beyond]
    if told:
        limit = number(1.0 + limits.hours_margin.value, 2)
        end = Text(f"限度（{limit}倍）を超えています", f"beyond the limit of {limit} times")
        return Judgement(aspect, Agreement.CONTRADICTS, _joined(told, end))
    end = Text("限度の中か、誤差で説明できます", "within the limit, or explained by the error of answers")
    return Judgement(aspect, Agreement.AGREES, _joined([_against(Text("調査票", "the survey"), total, aspect)], end))


def _against(name: Text, found: HoursAgainst, aspect: Aspect) -> Text:
    told, computed = hours(found.reported), hours(found.computed)
    ratio, low, high = (number(x, 2) for x in (found.ratio.value, found.ratio.low, found.ratio.high))
    whose = Text("件数", "cases") if aspect is Aspect.OWN_VOLUME else Text("記録の件数", "the log's volume")
    return Text(
        f"{name.ja}の年間時間{told.ja}は、{whose.ja}×1件あたりの時間の{computed.ja}の{ratio}倍（95%の幅{interval(low, high, 'ja')}）",
        f"{name.en}: {told.en} a year are {ratio} times (95% interval {interval(low, high, 'en')}) the {computed.en} of {whose.en} × minutes",
    )


def _joined(parts: Sequence[Text], end: Text) -> Text:
    return Text(f"{'、'.join(p.ja for p in parts)}で、{end.ja}", f"{'; '.join(p.en for p in parts)}, {end.en}")


def counts_judgement(
    steps: Sequence[StepReconciliation], compared_hours: float, refused: Text | None, limits: SurveyLimits
) -> Judgement:
    """What the counts say: they contradict when the steps that differ stand for more than the limit's share of the compared hours."""
    compared = [s for s in steps if s.ratio is not None]
    if not compared:
        missing = refused or Text(
            "件数を照らせる工程がありません", "no step has cases in the survey and events in the log"
        )
        return Judgement(Aspect.COUNTS, Agreement.NOT_COMPARED, missing)
    beyond = sorted((s for s in compared if s.differs), key=lambda s: -abs(s.hours or 0.0))
    matter = sum(abs(s.hours or 0.0) for s in beyond)
    if not beyond:
        n, limit = number(len(compared)), share(limits.count_margin.value, n=1)
        reason = Text(
            f"{n}工程の件数は、記録と{limit}以内で合います", f"the counts of {n} steps agree with the log within {limit}"
        )  # fmt: skip
        return Judgement(Aspect.COUNTS, Agreement.AGREES, reason)
    named = [_count(s) for s in beyond[:_MOST_NAMED]]
    size, n = hours(matter), number(len(beyond))
    told = Text(
        f"{n}工程の件数が記録と違います（{'、'.join(x.ja for x in named)}）。違いは年{size.ja}にあたります",
        f"the {'count of 1 step differs' if len(beyond) == 1 else f'counts of {n} steps differ'} from the log ({'; '.join(x.en for x in named)}): "
        f"{size.en} a year",
    )
    large = matter > limits.hours_margin.value * compared_hours and matter >= limits.smallest_hours.value
    return Judgement(Aspect.COUNTS, Agreement.CONTRADICTS if large else Agreement.AGREES, told)


def _count(step: StepReconciliation) -> Text:
    survey, log = number(step.survey_cases), number(step.log_cases)
    if step.log_high is not None and step.log_cases is not None and step.log_high > step.log_cases:
        most = number(step.log_high)
        return Text(
            f"「{step.title.ja}」は調査{survey}件、記録{log}〜{most}件",
            f"“{step.title.en}” {survey} in the survey, {log} to {most} in the log",
        )
    return Text(
        f"「{step.title.ja}」は調査{survey}件、記録{log}件",
        f"“{step.title.en}” {survey} in the survey, {log} in the log",
    )


def order_judgement(
    found: Sequence[OrderDifference], n_pairs: int, titles: Mapping[str, Text], refused: Text | None
) -> Judgement:
    """What the order says."""
    if not n_pairs:
        missing = refused or Text("順番を照らせる工程の組がありません", "no two steps have an order in both")
        return Judgement(Aspect.ORDER, Agreement.NOT_COMPARED, missing)
    pairs = number(n_pairs)
    if not found:
        reason = Text(
            f"順番は、{pairs}組の工程で記録と食い違いません", f"the order of {pairs} pairs of steps does not contradict the log"
        )  # fmt: skip
        return Judgement(Aspect.ORDER, Agreement.AGREES, reason)
    named = [_pair(d, titles) for d in found[:_MOST_NAMED]]
    n = number(len(found))
    reason = Text(
        f"{pairs}組の工程のうち{n}組で、順番が記録と逆です（{'、'.join(x.ja for x in named)}）",
        f"in {n} of {pairs} pairs of steps the log goes the other way round ({'; '.join(x.en for x in named)})",
    )
    return Judgement(Aspect.ORDER, Agreement.CONTRADICTS, reason)


def _pair(found: OrderDifference, titles: Mapping[str, Text]) -> Text:
    first, second = titles[found.first], titles[found.second]
    part, n = share(found.share.value, n=found.n_cases), number(found.n_cases)
    return Text(
        f"「{first.ja}」が「{second.ja}」より先なのは、記録の{n}件の{part}",
        f"“{first.en}” before “{second.en}” in {part} of {n} cases",
    )


def hours_say_the_same(whole: SectionReconciliation, sections: Sequence[SectionReconciliation]) -> bool:
    """Whether hours contradict the survey's own volume and the log's in the same sections and in the same direction."""
    both = [(s.section, s.own_volume, s.log_volume) for s in (whole, *sections)]
    own = {(name, h.difference > 0) for name, h, _ in both if h is not None and h.contradicts}
    log = {(name, h.difference > 0) for name, _, h in both if h is not None and h.contradicts}
    return bool(own) and own == log


def verdict(
    judgements: Sequence[Judgement], refused: Text | None, *, same_hours: bool = False
) -> tuple[Agreement, Text]:
    """What all judgements say together, with the reason. With `same_hours`, and counts that agree, the hours are told once."""
    contrary = {j.aspect for j in judgements if j.agreement is Agreement.CONTRADICTS}
    once = same_hours and Aspect.COUNTS not in contrary
    against = [
        _also_by_log(j.reason) if once and j.aspect is Aspect.OWN_VOLUME else j.reason
        for j in judgements
        if j.aspect in contrary and not (once and j.aspect is Aspect.LOG_VOLUME)
    ]
    if against:
        return Agreement.CONTRADICTS, Text("。".join(r.ja for r in against), ". ".join(r.en for r in against))
    with_log = [j for j in judgements if j.aspect is not Aspect.OWN_VOLUME]
    if all(j.agreement is Agreement.NOT_COMPARED for j in with_log):
        return Agreement.NOT_COMPARED, refused or with_log[0].reason
    agreed = [j.reason for j in judgements if j.agreement is Agreement.AGREES]
    return Agreement.AGREES, Text("。".join(r.ja for r in agreed), ". ".join(r.en for r in agreed))


def _also_by_log(reason: Text) -> Text:
    return reason + Text("（記録の件数で計算しても同じです）", " (the same with the log's volume)")
