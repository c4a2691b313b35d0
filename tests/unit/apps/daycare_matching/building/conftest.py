# SPDX-License-Identifier: Apache-2.0
"""A small town for tests: nurseries with one pool per age class, children with wishes by facility number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from machikata.apps.daycare_matching.applications import Applications, Child, Facility, Pool, PoolKind, Seat, Wish
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.sibling_codes import parse_sibling_condition


@dataclass
class Town:
    """Facilities "1", "2" … with general pools of ages 0–5 (pool number = age class), and the children added to it."""

    nurseries: int = 3
    intake: int = 1
    more_pools: list[Pool] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    combinations: dict[str, tuple[tuple[Seat, ...], ...]] = field(default_factory=dict)
    linked: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def pools(self) -> list[Pool]:
        plain = [
            Pool(i, str(g), PoolKind.GENERAL, frozenset({g}), self.intake)
            for i in range(self.nurseries)
            for g in range(6)
        ]
        return plain + self.more_pools

    def pool(self, nursery: str, age: int) -> int:
        """Pool of a nursery and age; "3q" is the first special pool of nursery 3."""
        if nursery.endswith("q"):
            at = int(nursery[:-1]) - 1
            return self.nurseries * 6 + next(i for i, p in enumerate(self.more_pools) if p.facility == at)
        return (int(nursery) - 1) * 6 + age

    def child(
        self, number: str, wishes: Sequence[str], *, household: str = "", age: int = 1, points: int | None = 30,
        code: str = "", current: str | None = None, lot: int | None = 0, base_points: int | None = 1, **more: object,
    ) -> Town:  # fmt: skip
        """One child more; a household of its own unless one is named, with the number of the child as lot unless it is given."""
        row = len(self.children) + 2
        self.children.append(
            Child(
                number=number,
                household=household or f"h-{number}",
                born=more.pop("born", date(2026 - age, 1, 10)),
                age_class=age,
                wishes=tuple(w if isinstance(w, Wish) else Wish(self.pool(w, age)) for w in wishes),
                points=points,
                base_points=base_points,
                current=None if current is None else self.pool(current, age),
                siblings=parse_sibling_condition(code) if code else None,
                lot=row if lot == 0 else lot,
                row=row,
                **more,
            )
        )
        return self

    def applications(self) -> Applications:
        facilities = tuple(
            Facility(str(i + 1), f"第{i + 1}保育園", linked=self.linked.get(i, ())) for i in range(self.nurseries)
        )
        first = {c.household: c.lot for c in reversed(self.children)}
        children = tuple(replace(c, lot=first[c.household]) for c in self.children)
        return Applications(facilities, tuple(self.pools()), children, self.combinations)


def options_of(built: Built, household: str) -> list[tuple[str, ...]]:
    """The options of a household, best first: per child (oldest first) the number of the facility, "-" without seat, "=" for a stay.
    A special pool is marked q.
    """
    market, f = built.market, built.households.index(household)
    children = [c for c in range(len(built.child)) if market.child_family[c] == f]
    found = []
    for o in range(market.option_start[f], market.option_start[f + 1]):
        row = dict.fromkeys(children, "-")
        for e in range(market.entry_start[o], market.entry_start[o + 1]):
            pool = built.applications.pools[market.entry_pool[e]]
            name = built.applications.facilities[pool.facility].number + (
                "q" if pool.kind is not PoolKind.GENERAL else ""
            )
            row[int(market.entry_child[e])] = "=" if market.entry_stay[e] else name
        found.append(tuple(row.values()))
    return found


def queue_of(built: Built, facility: str, age: int = 1, kind: PoolKind = PoolKind.GENERAL) -> list[str]:
    """Applications in a pool in the order of their ranks (each once, at its best), stays included."""
    market, apps = built.market, built.applications
    best: dict[str, int] = {}
    for e in range(len(market.entry_child)):
        pool = apps.pools[market.entry_pool[e]]
        if apps.facilities[pool.facility].number == facility and age in pool.classes and pool.kind is kind:
            number = apps.children[built.child[market.entry_child[e]]].number
            best[number] = min(best.get(number, 10**9), int(market.entry_rank[e]))
    return sorted(best, key=lambda n: best[n])


@pytest.fixture
def town() -> Town:
    """An empty town of three nurseries."""
    return Town()


@pytest.fixture
def new_town() -> type[Town]:
    """For tests that need several."""
    return Town


@pytest.fixture
def options() -> Callable[[Built, str], list[tuple[str, ...]]]:
    """`options(built, household)`."""
    return options_of


@pytest.fixture
def queue() -> Callable[..., list[str]]:
    """`queue(built, facility, age)`."""
    return queue_of
