# SPDX-License-Identifier: Apache-2.0
"""An invented municipality's daycare applications in the formats of the app: nobody in them exists.

Calibrated on public figures: about 24 % of the applicants of a city of 8,000 applicants and 311 facilities are not admitted in the first
round, a fifth of them apply with a brother or sister, and class 1 is the tightest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.rules import ruleset as rules_of
from machikata.apps.daycare_matching.samples.choosing import Choices, draw_choices
from machikata.apps.daycare_matching.samples.families import Families, draw_families
from machikata.apps.daycare_matching.samples.invented import child_names
from machikata.apps.daycare_matching.samples.nurseries import FACILITY_HEADER, Nurseries, draw_nurseries, number_of
from machikata.apps.daycare_matching.samples.scoring import Scores, draw_scores

FISCAL_YEAR = 2027
"""The April for which the invented children apply where no rules say it."""


@dataclass(frozen=True, slots=True, eq=False)
class SampleMarket:
    """The rows of both files with their headers; `families`, `nurseries`, `choices` and `scores` are what they were made from."""

    children_header: tuple[str, ...]
    children_rows: tuple[tuple[str, ...], ...]
    facilities_header: tuple[str, ...]
    facilities_rows: tuple[tuple[str, ...], ...]
    fiscal_year: int
    plain: bool
    families: Families
    nurseries: Nurseries
    choices: Choices
    scores: Scores


def sample_municipality(
    *,
    children: int,
    facilities: int,
    seed: int,
    sibling_share: float = 0.18,
    transfer_share: float = 0.05,
    wishes: int = 8,
    ruleset: str = "",
    plain: bool = False,
    chilmai_patterns: bool = False,
    fiscal_year: int | None = None,
) -> SampleMarket:
    """A market of that size; the same arguments give the same rows.

    With `ruleset` (an id of `rules`) the file holds its causes and adjustments, without it final points (指数); `fiscal_year` is else that of the rules. `plain` leaves out pools
    of several classes, quotas and seats kept for later; `chilmai_patterns` writes sibling conditions as P1–P7: with both, `chilmai_files`
    gives the same market to ChilmAI.
    """
    rng = np.random.default_rng(seed)
    rules = rules_of(ruleset) if ruleset else None
    year = fiscal_year or (rules.reference_day.year if rules else FISCAL_YEAR)
    nurseries = draw_nurseries(facilities, children, plain=plain, rng=rng)
    families = draw_families(
        children, sibling_share=sibling_share, transfer_share=transfer_share, fiscal_year=year, rng=rng
    )
    choices = draw_choices(families, nurseries, wishes=wishes, rng=rng)
    scores = draw_scores(families, choices, nurseries, rules=rules, patterns=chilmai_patterns, rng=rng)
    names = child_names(families.household, rng)
    header, columns = _children_columns(families, nurseries, choices, scores, names)
    order = rng.permutation(children)
    rows = list(zip(*columns, strict=True))
    return SampleMarket(
        header, tuple(rows[i] for i in order.tolist()), FACILITY_HEADER, tuple(nurseries.rows()), year, plain,
        families, nurseries, choices, scores,
    )  # fmt: skip


def children_csv(sample: SampleMarket, *, encoding: str = "utf-8-sig") -> bytes:
    """children.csv of a sample."""
    return _csv(sample.children_header, sample.children_rows, encoding)


def facilities_csv(sample: SampleMarket, *, encoding: str = "utf-8-sig") -> bytes:
    """facilities.csv of a sample."""
    return _csv(sample.facilities_header, sample.facilities_rows, encoding)


def child_number(child: int) -> str:
    """申請者番号 of a child of a sample."""
    return str(2_700_001 + child)


def household_number(household: int) -> str:
    """世帯番号 of a household of a sample."""
    return str(510_001 + household)


def _csv(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], encoding: str) -> bytes:
    """No invented value holds a comma, a quotation mark or a line end."""
    return "".join(f"{','.join(row)}\r\n" for row in (header, *rows)).encode(encoding)


def _children_columns(
    families: Families, nurseries: Nurseries, choices: Choices, scores: Scores, names: list[str]
) -> tuple[tuple[str, ...], list[list[str]]]:
    facility = [number_of(f) for f in nurseries.pool_facility.tolist()] + [""]
    number = [*nurseries.pool_number, ""]
    current = choices.current.tolist()
    named: dict[str, list[str]] = {
        "申請者番号": [child_number(c) for c in range(len(families.age))],
        "世帯番号": [household_number(h) for h in families.household.tolist()],
        "生年月日": [d.isoformat() for d in families.born()],
        "クラス年齢": [str(a) for a in families.age.tolist()],
        "事由(父)": scores.fathers,
        "事由(母)": scores.mothers,
    }
    named["基本指数"] = ["" if p < 0 else str(p) for p in scores.base.tolist()]
    most = max(map(len, scores.adjustments), default=0)
    for k in range(most):
        named[f"調整指数項目{k + 1}"] = [items[k] if k < len(items) else "" for items in scores.adjustments]
    named["指数"] = ["" if p < 0 else str(p) for p in scores.points.tolist()]
    for k in range(scores.ties.shape[1]):
        named[f"優先順位項目{k + 1}"] = [str(v) for v in scores.ties[:, k].tolist()]
    named["育休延長許容"] = ["1" if v else "0" for v in families.leave.tolist()]
    named["転園元施設"] = [facility[s] for s in current]
    named["転園元枠番号"] = [number[s] for s in current]
    named["要配慮区分"] = ["障害児" if v else "" for v in families.care.tolist()]
    named["卒園児元施設"] = [number_of(f) if f >= 0 else "" for f in choices.graduate.tolist()]
    for k in range(choices.pools.shape[1]):
        wish = choices.pools[:, k].tolist()
        named[f"希望{k + 1}施設"] = [facility[s] for s in wish]
        named[f"希望{k + 1}枠番号"] = [number[s] for s in wish]
        named[f"希望{k + 1}加点"] = _extra(choices, scores, nurseries, k)
    named["きょうだい条件"] = scores.conditions
    named["抽選番号"] = [str(v) for v in scores.lots.tolist()]
    named["氏名"] = names
    kept = {name: column for name, column in named.items() if name in _ALWAYS or any(column)}
    return tuple(kept), list(kept.values())


_ALWAYS = frozenset(
    {"事由(父)", "事由(母)", "転園元施設", "転園元枠番号", "要配慮区分", "卒園児元施設", "きょうだい条件"}
)


def _extra(choices: Choices, scores: Scores, nurseries: Nurseries, k: int) -> list[str]:
    """加点 at the facility of an enrolled sibling."""
    pool = choices.pools[:, k]
    there = (pool >= 0) & (nurseries.pool_facility[pool] == choices.enrolled) & (scores.extra > 0)
    return [str(p) if at else "" for at, p in zip(there.tolist(), scores.extra.tolist(), strict=True)]
