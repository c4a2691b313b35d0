# SPDX-License-Identifier: Apache-2.0
"""What the figures rest on and what limits them, named in the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from machikata.analysis.comparison import figures
from machikata.analysis.comparison.arrays import Bools, CaseTable
from machikata.analysis.comparison.case_table import Staff
from machikata.analysis.comparison.open_cases import ASSUMPTION as CENSORING
from machikata.analysis.comparison.result import Assumption, CaseMix
from machikata.domain.text import Text

_SHARED = 0.05
_MIDNIGHT = 0.05
_FEW_CLUSTERS = 10
_OVERLAP = 0.8
_NAMED = 5
_A_PART = Text("一部", "part")
"""Said where a single person works in both bodies: the share would be a figure of that employee."""


def name_assumptions(
    table: CaseTable,
    staff: Staff,
    case_mix: CaseMix,
    *,
    names: Mapping[str, Text],
    comparable: Bools,
    n_open: int,
    state_unknown: Sequence[str] = (),
    strange_names: tuple[int, float] = (0, 0.0),
) -> tuple[Assumption, ...]:
    """Every assumption that matters for these logs. `table` holds all cases of the window.

    `state_unknown` are the bodies whose logs do not say which cases are open; `strange_names` counts names outside the dictionary
    that only some bodies use, with the share (0–1) of the events that bear them.
    """
    found = [
        Assumption("case-mix", case_mix.reason),
        Assumption("clusters", _CLUSTERS),
        *([Assumption("open-cases", CENSORING)] if n_open else []),
        *_state_unknown(state_unknown, names),
        *_shared_staff(table, staff, comparable, names),
        *_no_staff(table, staff, comparable, names),
        *_few_clusters(table, comparable, names),
        *_midnight(staff, comparable),
        *_periods(table, comparable),
        *_strange_names(*strange_names),
        Assumption("observational", _OBSERVATIONAL),
    ]
    return tuple(found)


_CLUSTERS = Text(
    "同じ担当者が同じ月に扱った案件は互いに似ていると考え、そのまとまりごとに再抽出して幅を出しています。担当者は、案件の中で記録が最も多い人です",
    "cases of the same person in the same month are taken as alike: intervals resample such clusters; "
    "the person is the one with most events of the case",
)
_OBSERVATIONAL = Text(
    "記録にない違い（地域の事情、窓口の数など）はそろえられません。差は原因を示すものではありません",
    "what the logs do not hold (local conditions, counters) cannot be adjusted for; differences are not causes",
)


def _state_unknown(bodies: Sequence[str], names: Mapping[str, Text]) -> list[Assumption]:
    if not bodies:
        return []
    named = [names[code] for code in bodies]
    return [Assumption("state-unknown", Text(
        f"{_list_ja(named)}の記録からは、どの案件が終わっていないかが分かりません。すべて終わったものとして数えています",
        f"the logs of {_list_en(named)} do not say which cases are open: all count as closed",
    ))]  # fmt: skip


def _strange_names(names: int, share: float) -> list[Assumption]:
    if not names:
        return []
    written = figures.share(share)
    return [Assumption("strange-names", Text(
        f"辞書にない作業の名前が{names:,}個（記録の{written.ja}）あり、一部の団体だけが使っています。同じ作業でも名前が違えば、流れの違いとして現れます",
        f"{names:,} activity names ({written.en} of the events) are not in the dictionary and only some bodies use them: the same "
        "work under another name shows as a difference of flow",
    ))]  # fmt: skip


def _shared_staff(table: CaseTable, staff: Staff, comparable: Bools, names: Mapping[str, Text]) -> list[Assumption]:
    """Bodies whose events are done by persons of another body are not independent of it."""
    found = []
    pairs = [(int(a), int(b)) for a, b in np.argwhere(staff.shared >= _SHARED) if comparable[a] and comparable[b]]
    for a, b in sorted(pairs, key=lambda p: -staff.shared[p])[:_NAMED]:
        first, second = names[table.bodies[a]], names[table.bodies[b]]
        several = staff.shared_persons[a, b] > 1
        share = figures.share(float(staff.shared[a, b])) if several else _A_PART
        found.append(Assumption("shared-staff", Text(
            f"{first.ja}の記録の{share.ja}は、{second.ja}の記録にも現れる担当者によるものです。この2団体は互いに独立ではありません",
            f"{share.en} of the events of {first.en} are by persons who also appear in {second.en}: the two are not independent",
        )))  # fmt: skip
    return found


def _no_staff(table: CaseTable, staff: Staff, comparable: Bools, names: Mapping[str, Text]) -> list[Assumption]:
    shares = zip(table.bodies, staff.with_person, comparable, strict=True)
    without = [names[code] for code, share, compared in shares if compared and share < 0.5]
    if not without:
        return []
    return [Assumption("no-staff", Text(
        f"{_list_ja(without)}は担当者の記録が半分に満たないため、主に月だけをまとまりとしています",
        f"less than half of the events of {_list_en(without)} name a person: clusters are mostly months alone",
    ))]  # fmt: skip


def _few_clusters(table: CaseTable, comparable: Bools, names: Mapping[str, Text]) -> list[Assumption]:
    counts = np.bincount(table.cluster_body(), minlength=table.n_bodies)
    few = [names[c] for c, n, ok in zip(table.bodies, counts, comparable, strict=True) if ok and n < _FEW_CLUSTERS]
    if not few:
        return []
    return [Assumption("few-clusters", Text(
        f"{_list_ja(few)}はまとまり（担当者と月）が{_FEW_CLUSTERS}より少なく、幅は目安です",
        f"{_list_en(few)}: fewer than {_FEW_CLUSTERS} clusters of staff and month, so intervals are rough",
    ))]  # fmt: skip


def _midnight(staff: Staff, comparable: Bools) -> list[Assumption]:
    shares = staff.midnight[comparable]
    if not len(shares) or float(shares.max()) < _MIDNIGHT:
        return []
    low, high = figures.share(float(shares.min())), figures.share(float(shares.max()))
    return [Assumption("midnight", Text(
        f"記録の{low.ja}〜{high.ja}（団体により）は時刻がなく日付だけです。同じ日の中の順番は数えません",
        f"{low.en} to {high.en} of the events (by body) have a date but no time: order inside a day is not counted",
    ))]  # fmt: skip


def _periods(table: CaseTable, comparable: Bools) -> list[Assumption]:
    """Bodies whose logs cover different months meet different seasons and rules."""
    months = [table.month[table.body == b] for b in np.flatnonzero(comparable)]
    months = [m for m in months if len(m)]
    if not months:
        return []
    common = min(int(m.max()) for m in months) - max(int(m.min()) for m in months) + 1
    whole = max(int(m.max()) for m in months) - min(int(m.min()) for m in months) + 1
    if common / whole >= _OVERLAP:
        return []
    return [Assumption("periods", Text(
        f"記録の期間が団体ごとに違い、全団体に共通なのは{whole}か月のうち{max(common, 0)}か月です",
        f"the logs cover different periods: only {max(common, 0)} of {whole} months are common to all bodies",
    ))]  # fmt: skip


def _list_ja(names: list[Text]) -> str:
    more = f"ほか{len(names) - _NAMED}団体" if len(names) > _NAMED else ""
    return "・".join(n.ja for n in names[:_NAMED]) + more


def _list_en(names: list[Text]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(n.en for n in names[:_NAMED]) + more
