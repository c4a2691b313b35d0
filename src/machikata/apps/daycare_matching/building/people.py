# SPDX-License-Identifier: Apache-2.0
"""The children who take part in a round, as arrays, and the conditions of the rules on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.applications import Applications, Child
from machikata.apps.daycare_matching.built import Dropped, DropReason
from machikata.apps.daycare_matching.market import Ints
from machikata.apps.daycare_matching.rules.codes import plain_code, split_facility
from machikata.apps.daycare_matching.rules.values import Condition, Round, Ruleset, Who, WrittenAs

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """n children: `index` is their place in the applications, −1 stands for "none" in `graduate_of` and `current`."""

    index: Ints
    household: Ints
    """Number of the household, in the order of the children."""
    households: tuple[str, ...]
    age: Ints
    born: Ints
    """Day of birth as day number."""
    care: Flags
    leave: Flags
    graduate_of: Ints
    current: Ints
    lot: Floats
    """Of the household; infinite where no lot was drawn."""
    causes: tuple[tuple[str, str], ...]
    adjustments: tuple[frozenset[str], ...]
    """Codes of the adjustments, those of a facility included; empty where the file gives points."""

    def __len__(self) -> int:
        return len(self.index)


def taking_part(
    applications: Applications, ruleset: Ruleset, this_round: Round
) -> tuple[tuple[int, ...], list[Dropped]]:
    """Who takes part in a round (indices of children), and who does not and why."""
    transfers = ruleset.transfers.accepted and this_round.transfers
    everybody = Who(Condition.EVERYBODY) in this_round.who
    members, dropped = [], []
    for i, child in enumerate(applications.children):
        if child.withdrawn is not None:
            dropped.append(Dropped(i, None, DropReason.WITHDRAWN))
        elif child.current is not None and not transfers:
            dropped.append(Dropped(i, None, DropReason.NO_TRANSFERS))
        else:
            members.append(i)
    if everybody:
        return tuple(members), dropped
    chosen = holds(people_of(applications, members, ruleset), this_round.who)
    dropped += [
        Dropped(i, None, DropReason.NOT_IN_ROUND) for i, there in zip(members, chosen, strict=True) if not there
    ]
    return tuple(i for i, there in zip(members, chosen, strict=True) if there), sorted(dropped, key=lambda d: d.child)


def people_of(applications: Applications, members: Sequence[int], ruleset: Ruleset) -> People:
    """The children `members` as arrays."""
    children = [applications.children[i] for i in members]
    numbers: dict[str, int] = {}
    household = [numbers.setdefault(c.household, len(numbers)) for c in children]
    return People(
        index=np.array(members, np.int64),
        household=np.array(household, np.int64),
        households=tuple(numbers),
        age=np.array([c.age_class for c in children], np.int64),
        born=np.array([c.born.toordinal() for c in children], np.int64),
        care=np.array([bool(c.care) for c in children], np.bool_),
        leave=np.array([c.leave_extension for c in children], np.bool_),
        graduate_of=np.array([NOBODY if c.graduate_of is None else c.graduate_of for c in children], np.int64),
        current=np.array([NOBODY if c.current is None else c.current for c in children], np.int64),
        lot=_lots(children),
        causes=_causes(children),
        adjustments=_adjustments(children, ruleset.written_as),
    )


def _lots(children: Sequence[Child]) -> Floats:
    drawn = {c.household: c.lot for c in children if c.lot is not None}
    return np.array([drawn.get(c.household, np.inf) for c in children], np.float64)


def _causes(children: Sequence[Child]) -> tuple[tuple[str, str], ...]:
    plain: dict[tuple[str, str], tuple[str, str]] = {}
    for child in children:
        if child.causes not in plain:
            plain[child.causes] = (plain_code(child.causes[0]), plain_code(child.causes[1]))
    return tuple(plain[child.causes] for child in children)


def _adjustments(children: Sequence[Child], written_as: WrittenAs) -> tuple[frozenset[str], ...]:
    if written_as is WrittenAs.POINTS:
        return tuple(frozenset[str]() for _ in children)
    plain: dict[tuple[str, ...], frozenset[str]] = {}
    for child in children:
        if child.adjustments not in plain:
            plain[child.adjustments] = frozenset(split_facility(a)[0] for a in child.adjustments if a.strip())
    return tuple(plain[child.adjustments] for child in children)


def holds(people: People, who: Sequence[Who]) -> Flags:
    """Which children meet one of the conditions; LINKED, which needs a facility as well, is left aside."""
    found = np.zeros(len(people), np.bool_)
    for one in who:
        found |= _one(people, one)
    return found


def _one(people: People, who: Who) -> Flags:
    match who.condition:
        case Condition.EVERYBODY:
            return np.ones(len(people), np.bool_)
        case Condition.CARE:
            return people.care
        case Condition.GRADUATE:
            return people.graduate_of >= 0
        case Condition.TRANSFER:
            return people.current >= 0
        case Condition.NO_TRANSFER:
            return people.current < 0
        case Condition.LEAVE_EXTENSION:
            return people.leave
        case Condition.CAUSE:
            return np.array([who.code in causes for causes in people.causes], np.bool_)
        case Condition.ADJUSTMENT:
            return np.array([who.code in codes for codes in people.adjustments], np.bool_)
        case Condition.LINKED:
            return np.zeros(len(people), np.bool_)


class Links:
    """Which facilities favour the graduates of which: a facility its own, and those of its 連携施設."""

    def __init__(self, applications: Applications) -> None:
        numbers = {facility.number: i for i, facility in enumerate(applications.facilities)}
        self._count = max(len(numbers), 1)
        pairs = {
            (i, j)
            for i, facility in enumerate(applications.facilities)
            for j in (i, *(numbers[n] for n in facility.linked if n in numbers))
        }
        self._pairs = np.array(sorted(i * self._count + j for i, j in pairs), np.int64)
        self._known = frozenset(pairs)

    def holds(self, facility: Ints, graduate_of: Ints) -> Flags:
        """Whether a child that has outgrown `graduate_of` is favoured by `facility`, row by row."""
        found: Flags = (graduate_of >= 0) & np.isin(facility * self._count + graduate_of, self._pairs)
        return found

    def holds_for(self, facility: int, graduate_of: int | None) -> bool:
        """The same for one child and one facility."""
        return graduate_of is not None and (facility, graduate_of) in self._known


def months_on(born: Ints, day: date) -> Ints:
    """Whole months of age on `day`. As the law counts age, a month is full at the end of the day before its date: a child born on
    2 October is six months old on 1 April.
    """
    dates = [date.fromordinal(int(b)) for b in np.unique(born)]
    months = np.array([(day.year - b.year) * 12 + day.month - b.month - (b.day > day.day + 1) for b in dates], np.int64)
    return months[np.searchsorted(np.unique(born), born)]
