# SPDX-License-Identifier: Apache-2.0
"""What families wish for: nurseries near home, the popular ones rather, siblings by one common order of the household."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.samples.families import Families
from machikata.apps.daycare_matching.samples.nurseries import Nurseries, least_days

Ints = npt.NDArray[np.int64]
MOST_WISHES = 20
_OWN_MIND = 0.05
"""How far siblings' orders differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """`pools[c, k]`: pool of the k-th wish, −1 behind the last. `current[c]`: pool of the present seat, −1 for none. `graduate[c]` and
    `enrolled[c]`: the facility that the child has outgrown, and that where a brother or sister is, −1 for none.
    """

    pools: Ints
    current: Ints
    graduate: Ints
    enrolled: Ints


def draw_choices(families: Families, nurseries: Nurseries, *, wishes: int, rng: np.random.Generator) -> Choices:
    """Up to twice `wishes` for each child (20 at most), `wishes` on average where there are so many nurseries in the ward."""
    home = _home(families, nurseries)
    near = _by_ward(nurseries)[home[families.household]]
    liking = _liking(families, nurseries, near, rng)
    order = np.take_along_axis(near, np.argsort(-liking, axis=1, kind="stable"), axis=1)
    current, graduate, enrolled = _present(families, nurseries, order, rng)
    order = _linked_first(order, graduate, nurseries)
    pools = _first_wishes(families, nurseries, order, current, wishes, rng)
    current = _none_without_wishes(families, nurseries, pools, current, rng)
    return Choices(pools, current, graduate, enrolled)


def _none_without_wishes(
    families: Families, nurseries: Nurseries, pools: Ints, current: Ints, rng: np.random.Generator
) -> Ints:
    """Whoever finds nothing in the ward wishes for a nursery elsewhere that takes all classes and ages, and for no transfer."""
    lost = np.flatnonzero((pools < 0).all(axis=1))
    takes_all = np.flatnonzero((nurseries.at >= 0).all(axis=1) & (nurseries.least < 0))
    facility = rng.choice(takes_all, len(lost))
    pools[lost, 0] = nurseries.at[facility, families.age[lost]]
    return np.where(np.isin(np.arange(len(current)), lost), -1, current)


def _home(families: Families, nurseries: Nurseries) -> Ints:
    """The ward of each household, in proportion to the facilities of the ward."""
    return nurseries.ward[(families.ward_share * len(nurseries.ward)).astype(np.int64)]


def _by_ward(nurseries: Nurseries) -> Ints:
    """[W, M] the facilities of each ward, the last one repeated to fill up."""
    wards = [np.flatnonzero(nurseries.ward == w) for w in range(int(nurseries.ward.max()) + 1)]
    most = max(len(w) for w in wards)
    return np.array([np.pad(w, (0, most - len(w)), constant_values=-1) for w in wards])


def _liking(families: Families, nurseries: Nurseries, near: Ints, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """By child and facility: nearness of the household's home, popularity, and a little of one's own."""
    by_household = rng.gumbel(0, 0.35, (families.households, near.shape[1]))
    own = rng.normal(0, _OWN_MIND, near.shape)
    liking = by_household[families.household] + nurseries.popular[near] + own
    return np.where(near < 0, -np.inf, liking)


def _present(
    families: Families, nurseries: Nurseries, order: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Present seats of transfer applicants, nurseries outgrown, and nurseries of brothers and sisters; somewhere down one's own list."""
    children = len(families.age)
    # siblings are at one nursery: the lists of the household's first child say which
    first = order[np.searchsorted(families.household, np.arange(families.households))]
    somewhere = _pick(first, rng.integers(3, 12, families.households))[families.household]
    pool = nurseries.at[somewhere, families.age]
    current = np.where(families.transfer & (pool >= 0), pool, -1)
    small = np.array([k == "小規模" for k in nurseries.kinds])
    left = np.argmax(small[order] & (order >= 0), axis=1)
    outgrown = order[np.arange(children), left]
    is_graduate = (families.age == 3) & (current < 0) & small[outgrown] & (rng.random(children) < 0.35)
    enrolled = np.where(~families.siblings & (current < 0) & (rng.random(children) < 0.08), _pick(order, rng.integers(0, 3, children)), -1)  # fmt: skip
    return current, np.where(is_graduate, outgrown, -1), enrolled


def _pick(order: Ints, places: Ints) -> Ints:
    """The facility at a place of each list, or the first one where the list is shorter."""
    found = order[np.arange(len(order)), np.minimum(places, order.shape[1] - 1)]
    return np.where(found >= 0, found, order[:, 0])


def _linked_first(order: Ints, graduate: Ints, nurseries: Nurseries) -> Ints:
    """Graduates wish for the nursery that favours them first, where it is in their ward."""
    favours = np.full(len(nurseries.kinds) + 1, -2, np.int64)
    for f, small in enumerate(nurseries.linked.tolist()):
        if small >= 0:
            favours[small] = f
    wanted = favours[graduate]
    ahead = (order == wanted[:, None]) & (graduate >= 0)[:, None]
    return np.take_along_axis(order, np.argsort(~ahead, axis=1, kind="stable"), axis=1)


def _first_wishes(
    families: Families, nurseries: Nurseries, order: Ints, current: Ints, wishes: int, rng: np.random.Generator
) -> Ints:
    """The first pools of each list that take the child, but not its own."""
    pools = np.where(order >= 0, nurseries.at[order, families.age[:, None]], -1)
    young = families.days_old()[:, None] < least_days(nurseries.least)[order]
    fits = (pools >= 0) & (pools != current[:, None]) & ~(young & (families.age == 0)[:, None])
    count = np.clip(rng.poisson(wishes, len(order)), 1, min(MOST_WISHES, 2 * wishes))
    count = np.where(current >= 0, np.minimum(count, 3), count)
    place = np.cumsum(fits, axis=1) - 1
    kept = fits & (place < count[:, None])
    made = np.full((len(order), int(count.max()) if len(count) else 0), -1, np.int64)
    child, column = np.nonzero(kept)
    made[child, place[child, column]] = pools[child, column]
    return made
