# SPDX-License-Identifier: Apache-2.0
"""The three sentences that matter most, with the figures behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from machikata.analysis.comparison.result import Statement, Verdict
from machikata.analysis.workload import figures
from machikata.analysis.workload.result import (
    BodyTotals,
    ClassFigures,
    Measure,
    NeededHours,
    StepComparison,
    StepFigure,
    WorkloadBody,
)
from machikata.domain.text import Text

_SENTENCES = 3
_LISTED = 4
_JUDGED = (Verdict.ABOVE, Verdict.BELOW)


def state(
    own: str, bodies: Sequence[WorkloadBody], steps: Sequence[StepComparison], *, names: Mapping[str, Text]
) -> tuple[Statement, ...]:
    """At most three statements: of the body `own`, or of the group when it is empty.

    First the hours its cases would need at the pace of the class, then the steps that stand out most, then what is alike.
    """
    if not own:
        return _of_group(steps, names)
    totals = next((b.totals for b in bodies if b.code == own), None)
    rows = [(step, row) for step in steps if (row := step.of(own)) is not None and row.ratio is not None]
    judged = sorted(((s, r) for s, r in rows if r.verdict in _JUDGED), key=lambda pair: (-_away(pair[1]), pair[0].step))
    told = [*_needed(totals), *(_judged(step, row) for step, row in judged[:2])]
    told += [_same(step, row) for step, row in rows if row.verdict is Verdict.ABOUT_SAME]
    told += [_nothing(len(rows))] if rows and not judged else []
    return tuple(told[:_SENTENCES])


def _away(row: StepFigure) -> float:
    """How far from the class median, the same for half and for twice."""
    ratio = row.ratio.value if row.ratio else 1.0
    return max(ratio, 1 / ratio) if ratio > 0 else 0.0


def _needed(totals: BodyTotals | None) -> list[Statement]:
    need = totals.needed if totals else None
    if need is None:
        return []
    more = need.more_than_median
    own, middle = figures.hours(need.own), figures.hours(need.at_median)
    if not more.excludes(0):
        headline = Text("年間の時間は、区分の中央で行った場合と差があるとは言えません。",
                        "Yearly hours: no difference from the class median is shown.")  # fmt: skip
    elif more.value > 0:
        headline = Text("年間の時間が、区分の中央で行った場合より長くなっています。",
                        "Yearly hours are longer than at the class median.")  # fmt: skip
    else:
        headline = Text("年間の時間が、区分の中央で行った場合より短くなっています。",
                        "Yearly hours are shorter than at the class median.")  # fmt: skip
    detail = Text(
        f"比べられる{need.n_steps}工程の時間は{own.ja}です。1件あたりの時間が区分の中央なら{middle.ja}です。",
        f"The {need.n_steps} steps that can be compared take {own.en}; at the class median of hours per case they would take {middle.en}. ",
    )
    return [Statement(headline, detail + _best(need) + _making(need), "needed-hours")]


def _best(need: NeededHours) -> Text:
    if need.at_best_quarter is None:
        return Text("", "")
    best = figures.hours(need.at_best_quarter)
    return Text(f"短い側の4分の1なら{best.ja}です。", f"At the best quarter {best.en}. ")


def _making(need: NeededHours) -> Text:
    if not need.making:
        return Text("", "")
    parts = [(d.title, figures.plain_hours(d.difference.value, sign=True)) for d in need.making]
    ja = "、".join(f"「{title.ja}」（{hours.ja}）" for title, hours in parts)
    en = ", ".join(f"“{title.en}” ({hours.en})" for title, hours in parts)
    return Text(f"差の多くは{ja}です。", f"Most of the difference: {en}.")


def _judged(step: StepComparison, row: StepFigure) -> Statement:
    headline = Text(
        f"「{step.title.ja}」が{row.verdict_text.ja}結果です。", f"“{step.title.en}” is {row.verdict_text.en}."
    )
    return Statement(headline, _figures(step, row), step.step)


def _figures(step: StepComparison, row: StepFigure) -> Text:
    middle = class_of(step, row.judged_by).median
    ratio = figures.ratio(row.ratio) if row.ratio else Text("―", "―")
    if row.judged_by is Measure.YEN_PER_CASE:
        own, at = figures.yen(row.yen_per_case), figures.yen(middle)
        return Text(
            f"委託を含むため1件あたりの費用で比べると、{own.ja}で、区分の中央は{at.ja}、その{ratio.ja}です。",
            f"Partly or wholly contracted, so judged by cost per case: {own.en}, class median {at.en}, {ratio.en} of it.",
        )
    own, at = figures.minutes(row.hours_per_case), figures.minutes(middle)
    return Text(
        f"1件あたり{own.ja}で、区分の中央は{at.ja}、その{ratio.ja}です。",
        f"Per case {own.en}, class median {at.en}, {ratio.en} of it.",
    )


def class_of(step: StepComparison, measure: Measure) -> ClassFigures:
    """The class figures of the measure a body is judged by."""
    return step.yen_per_case if measure is Measure.YEN_PER_CASE else step.hours_per_case


def _same(step: StepComparison, row: StepFigure) -> Statement:
    headline = Text(f"「{step.title.ja}」は、区分の中央とほぼ同じです。", f"“{step.title.en}”: about the class median.")
    return Statement(headline, _figures(step, row), step.step)


def _nothing(n: int) -> Statement:
    return Statement(
        Text("区分の中央より長い、または短いと言える工程はありません。", "No step can be said to be longer or shorter than the class median."),
        Text(f"{n}工程を比べました。申告した値の幅の中の違いです。", f"{n} steps were compared; what differs lies within the error of reporting."),
        "steps",
    )  # fmt: skip


def _of_group(steps: Sequence[StepComparison], names: Mapping[str, Text]) -> tuple[Statement, ...]:
    """The steps in which most bodies stand out; bodies in the order of the group, never as a league table."""
    spread = sorted((step for step in steps if step.n_standing_out), key=lambda step: (-step.n_standing_out, step.step))
    if not spread:
        compared = sum(step.hours_per_case.median is not None for step in steps)
        return (_alike(compared),) if compared else ()
    return tuple(_spread(step, names) for step in spread[:_SENTENCES])


def _alike(n: int) -> Statement:
    return Statement(
        Text("工程にかかる時間は、団体のあいだに差があるとは言えません。", "Hours per case: no difference between the bodies is shown."),
        Text(f"{n}工程を比べました。", f"{n} steps were compared."),
        "steps",
    )  # fmt: skip


def _spread(step: StepComparison, names: Mapping[str, Text]) -> Statement:
    words: dict[Text, list[Text]] = {}
    for row in step.bodies:
        if row.verdict in _JUDGED:
            words.setdefault(row.verdict_text, []).append(names[row.body])
    parts = [_listed(bodies, word) for word, bodies in sorted(words.items(), key=lambda pair: pair[0].en)]
    headline = Text(f"「{step.title.ja}」は、団体によって違います。", f"“{step.title.en}”: the bodies differ.")
    return Statement(headline, Text("".join(p.ja for p in parts), "".join(p.en for p in parts)), step.step)


def _listed(bodies: list[Text], word: Text) -> Text:
    more = len(bodies) - _LISTED
    ja = "・".join(b.ja for b in bodies[:_LISTED]) + (f"ほか{more}団体" if more > 0 else "")
    en = ", ".join(b.en for b in bodies[:_LISTED]) + (f" and {more} more" if more > 0 else "")
    return Text(f"{word.ja}のは{ja}です。", f"{word.en[:1].upper()}{word.en[1:]}: {en}. ")
