# SPDX-License-Identifier: Apache-2.0
"""The three sentences that matter most, with the figures behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from machikata.analysis.comparison import figures
from machikata.analysis.comparison.estimand import Unit
from machikata.analysis.comparison.result import (
    BodyIndicator,
    FlowDifference,
    FlowDifferenceKind,
    Indicator,
    Reversal,
    Statement,
    Verdict,
)
from machikata.domain.text import Text

_SENTENCES = 3
_LISTED = 4


def state(
    own: str,
    indicators: Sequence[Indicator],
    reversals: Sequence[Reversal],
    differences: Sequence[FlowDifference],
    *,
    names: Mapping[str, Text],
) -> tuple[Statement, ...]:
    """At most three statements: of the body `own`, or of the group when it is empty.

    First a reversal (a wrong reading is near), then what is longer or shorter than expected, then what only looks so, then the
    flow, then what is about the same.
    """
    if not own:
        return _of_group(indicators, reversals, names)
    rows = [(i, row) for i in indicators if (row := i.of(own)) is not None and row.observed is not None]
    turned = [Statement(_bold(r.headline), r.sentence, "reversal") for r in reversals if r.body == own][:1]
    judged = sorted(
        ((i, row) for i, row in rows if row.verdict in (Verdict.ABOVE, Verdict.BELOW)),
        key=lambda pair: -abs((pair[1].ratio.value if pair[1].ratio else 1.0) - 1),
    )
    flow = [d for d in differences if d.body == own]
    told = [*turned, *(_judged(i, row, flow if n == 0 else []) for n, (i, row) in enumerate(judged[:2]))]
    told += [_only_looks(i, row) for i, row in rows if _looks_only(i, row)]
    told += [_flow(d) for d in flow[:1]]
    told += [_same(i, row) for i, row in rows if row.verdict is Verdict.ABOUT_SAME]
    told += [
        _nothing(i, row) for i, row in rows if row.verdict is Verdict.NOT_DISTINGUISHED and not _looks_only(i, row)
    ]
    return tuple(told[:_SENTENCES])


def _bold(headline: Text) -> Text:
    return Text(f"{headline.ja}。", f"{headline.en[:1].upper()}{headline.en[1:]}.")


def _judged(indicator: Indicator, row: BodyIndicator, flow: Sequence[FlowDifference]) -> Statement:
    above, days = row.verdict is Verdict.ABOVE, indicator.unit is Unit.DAYS
    ja = ("長く" if above else "短く") if days else ("高く" if above else "低く")
    en = ("longer" if above else "shorter") if days else ("higher" if above else "lower")
    headline = Text(f"{indicator.title.ja}が見込みより{ja}なっています。", f"{indicator.title.en}: {en} than expected.")
    detail = _figures(indicator, row)
    return Statement(headline, detail + _step_behind(row, flow), indicator.id)


def _figures(indicator: Indicator, row: BodyIndicator) -> Text:
    crude = figures.value(row.observed, indicator.unit, n=row.n)
    ratio = figures.ratio(row.ratio) if row.ratio else Text("―", "―")
    excess = figures.difference(row.excess, indicator.unit)
    return Text(
        f"{indicator.measure.ja}は{crude.ja}で、構成をそろえた見込みの{ratio.ja}、差は{excess.ja}です。",
        f"{indicator.measure.en} {crude.en}, {ratio.en} what is expected for its mix, a difference of {excess.en}. ",
    )


def _step_behind(row: BodyIndicator, flow: Sequence[FlowDifference]) -> Text:
    """The activity that this body does more often than the class and that goes with the same direction of days."""
    side = 1 if row.verdict is Verdict.ABOVE else -1
    for d in flow:
        more_often = d.own is not None and d.class_median is not None and d.own > d.class_median
        effect = d.days_effect if d.kind is FlowDifferenceKind.ACTIVITY and more_often else None
        if effect is not None and effect.excludes(0) and effect.value * side > 0:
            said = figures.days(effect.value, sign=True)
            return Text(
                f"{d.title.ja}案件が区分より多く、ない案件との日数の差は{said.ja}です（原因を示すものではありません）。",
                f"{d.title.en} in more cases than in the class; days with it against without: {said.en} (not a cause).",
            )
    return Text("", "")


def _looks_only(indicator: Indicator, row: BodyIndicator) -> bool:
    outside = _outside(indicator, row)
    return outside != 0 and row.verdict in (Verdict.NOT_DISTINGUISHED, Verdict.ABOUT_SAME)


def _outside(indicator: Indicator, row: BodyIndicator) -> int:
    """+1 or −1 when the crude value lies outside the middle half of the class."""
    if row.observed is None or indicator.class_p25 is None or indicator.class_p75 is None:
        return 0
    return int(row.observed > indicator.class_p75) - int(row.observed < indicator.class_p25)


def _only_looks(indicator: Indicator, row: BodyIndicator) -> Statement:
    high, days = _outside(indicator, row) > 0, indicator.unit is Unit.DAYS
    ja = ("長く" if high else "短く") if days else ("高く" if high else "低く")
    en = ("long" if high else "short") if days else ("high" if high else "low")
    crude = row.observed or 0.0
    shift, expected = crude - (indicator.class_mean or 0.0), (row.expected or 0.0) - (indicator.class_mean or 0.0)
    # The mix explains it when what is expected moves at least half as far, to the same side.
    by_mix = indicator.class_mean is not None and shift * expected > 0 and abs(expected) >= abs(shift) / 2
    why = Text("のは、案件の構成のためです", "because of its mix of cases") if by_mix else Text(
        "ものの、差があるとは言えません", "but no difference is shown")  # fmt: skip
    own, middle = (figures.value(v, indicator.unit) for v in (crude, indicator.class_median))
    ratio = figures.ratio(row.ratio) if row.ratio else Text("―", "―")
    return Statement(
        Text(f"{indicator.title.ja}が{ja}見える{why.ja}。", f"{indicator.title.en} looks {en} {why.en}."),
        Text(
            f"そのままでは{own.ja}で、区分の中央は{middle.ja}です。構成をそろえると見込みの{ratio.ja}で、{row.verdict_text.ja}結果です。"
            if row.verdict is Verdict.ABOUT_SAME
            else f"そのままでは{own.ja}で、区分の中央は{middle.ja}です。構成をそろえると見込みの{ratio.ja}で、差があるとは言えません。",
            f"As observed {own.en}, class median {middle.en}; adjusted for mix {ratio.en} what is expected: {row.verdict_text.en}.",
        ),
        indicator.id,
    )


def _flow(d: FlowDifference) -> Statement:
    if d.kind is FlowDifferenceKind.WAITING:
        own, middle = figures.days(d.own), figures.days(d.class_median)
        headline = Text(f"{d.title.ja}が区分と違います。", f"Different from the class: {d.title.en}.")
        return Statement(
            headline,
            Text(f"平均{own.ja}で、区分の中央は{middle.ja}です。", f"Mean {own.en}, class median {middle.en}."),
            "flow",
        )
    own, middle = figures.share(d.own), figures.share(d.class_median)
    more = (d.own or 0.0) > (d.class_median or 0.0)
    headline = Text(
        f"{d.title.ja}案件が{'多く' if more else '少なく'}なっています。",
        f"{d.title.en}: in {'more' if more else 'fewer'} cases than in the class.",
    )
    # An order is a share of the cases that have both activities, at different times.
    both = d.kind is FlowDifferenceKind.ORDER
    detail = Text(
        f"{f'両方がある案件の{own.ja}' if both else f'{own.ja}の案件'}で、区分の中央は{middle.ja}です。",
        f"{own.en} of {'the cases with both' if both else 'cases'}, class median {middle.en}. ",
    )
    if d.days_effect is None:
        return Statement(headline, detail, "flow")
    effect = figures.days(d.days_effect.value, sign=True)
    return Statement(headline, detail + Text(
        f"この作業がある案件とない案件の日数の差は{effect.ja}です（原因を示すものではありません）。",
        f"Days with it against without: {effect.en} (not a cause).",
    ), "flow")  # fmt: skip


def _same(indicator: Indicator, row: BodyIndicator) -> Statement:
    headline = Text(f"{indicator.title.ja}は、見込みとほぼ同じです。", f"{indicator.title.en}: about as expected.")
    return Statement(headline, _figures(indicator, row), indicator.id)


def _nothing(indicator: Indicator, row: BodyIndicator) -> Statement:
    headline = Text(
        f"{indicator.title.ja}は、見込みと差があるとは言えません。",
        f"{indicator.title.en}: no difference from what is expected is shown.",
    )
    return Statement(headline, _figures(indicator, row), indicator.id)


def _of_group(
    indicators: Sequence[Indicator], reversals: Sequence[Reversal], names: Mapping[str, Text]
) -> tuple[Statement, ...]:
    told = [_spread(i, names) for i in indicators[:2]]
    told[1:1] = [Statement(_bold(r.headline), r.sentence, "reversal") for r in reversals[:1]]
    return tuple(told[:_SENTENCES])


def _spread(indicator: Indicator, names: Mapping[str, Text]) -> Statement:
    """Which bodies are above and below what is expected; bodies in the order of the group, never as a league table."""
    sides = {
        side: [names[r.body] for r in indicator.bodies if r.verdict is side] for side in (Verdict.ABOVE, Verdict.BELOW)
    }
    if not any(sides.values()):
        headline = Text(
            f"{indicator.title.ja}は、団体のあいだに差があるとは言えません。",
            f"{indicator.title.en}: no difference between the bodies is shown.",
        )
    else:
        headline = Text(f"{indicator.title.ja}は、団体によって違います。", f"{indicator.title.en}: the bodies differ.")
    days = indicator.unit is Unit.DAYS
    words = {
        Verdict.ABOVE: Text("長い" if days else "高い", "longer" if days else "higher"),
        Verdict.BELOW: Text("短い" if days else "低い", "shorter" if days else "lower"),
    }
    parts = [_listed(sides[side], words[side]) for side in sides if sides[side]]
    size = Text("", "")
    if indicator.omnibus is not None:
        e = f"{indicator.omnibus.epsilon_squared:.3f}"
        size = Text(f"差の大きさは ε²＝{e} です。", f"Effect size ε² = {e}.")
    return Statement(headline, Text("".join(p.ja for p in parts), "".join(p.en for p in parts)) + size, indicator.id)


def _listed(bodies: list[Text], word: Text) -> Text:
    more = len(bodies) - _LISTED
    ja = "・".join(b.ja for b in bodies[:_LISTED]) + (f"ほか{more}団体" if more > 0 else "")
    en = ", ".join(b.en for b in bodies[:_LISTED]) + (f" and {more} more" if more > 0 else "")
    return Text(
        f"構成をそろえた見込みより{word.ja}のは{ja}です。",
        f"{word.en.capitalize()} than expected for their mix: {en}. ",
    )
