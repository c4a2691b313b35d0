# SPDX-License-Identifier: Apache-2.0
"""From files to letters, sheets, the next round and what-if, with what must hold at every step."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise

from machikata.apps.daycare_matching.allocation import Allocation, Choice, Stability
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.checking import check_certificate, check_market, check_reasons
from machikata.apps.daycare_matching.engine.allocate import allocate
from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.explaining.sufficing import sufficing_points
from machikata.apps.daycare_matching.explaining.values import ReasonCode, RefusedWishes
from machikata.apps.daycare_matching.letters import letter_for
from machikata.apps.daycare_matching.letters.published import publication_sheets
from machikata.apps.daycare_matching.letters.rosters import rosters
from machikata.apps.daycare_matching.letters.values import LetterFrame, Result, Sender
from machikata.apps.daycare_matching.opening import Opened, applications_of
from machikata.apps.daycare_matching.outcome import outcome_of
from machikata.apps.daycare_matching.rounds.following import AfterDecline, following_round, results_by_number
from machikata.apps.daycare_matching.rounds.manual import ManualResult
from machikata.apps.daycare_matching.rounds.parallel import Difference, compare_with_manual
from machikata.apps.daycare_matching.solving import Solved, checked, explained
from machikata.apps.daycare_matching.what_if import suffices, with_seats
from machikata.automation.app.documents import Sheet
from machikata.automation.suppression import small_counts
from machikata.domain.text import Text

from .random_files import Files, inputs_of

ANY = Text("x", "x")
FRAME = LetterFrame(Sender(ANY, ANY, ANY, ANY, ANY, ANY, ANY), "第1号", date(2027, 1, 29), ANY, date(2027, 4, 1), ANY)
RULES = [(stability, choice) for stability in Stability for choice in Choice]


class Market:
    """The market in lists, and what holds of it by the definitions."""

    def __init__(self, built: Built, allocation: Allocation):
        market = built.market
        columns = (market.entry_child, market.entry_pool, market.entry_rank, market.entry_household_rank, market.entry_stay, market.entry_wish)  # fmt: skip
        self.entries = list(zip(*(c.tolist() for c in columns), strict=True))
        self.option = [range(a, b) for a, b in pairwise(market.entry_start.tolist())]
        self.options_of = [range(a, b) for a, b in pairwise(market.option_start.tolist())]
        self.capacity, self.family = market.capacity.tolist(), market.child_family.tolist()
        self.held = allocation.held.tolist()
        self.final = list(self.held)
        for swap in allocation.swaps:
            self.final[swap.household] = swap.after
        self.household_rule = allocation.stability is Stability.HOUSEHOLD
        self.in_pool = defaultdict(list)
        for f, o in enumerate(self.held):
            for e in self.option[o]:
                self.in_pool[self.entries[e][1]].append((f, e))

    def above(self, entry: int, option: int, *, with_siblings: bool) -> int:
        """How many seats of the entry's pool are taken before it comes."""
        child, pool, rank, household_rank, *_ = self.entries[entry]
        family = self.family[child]
        put = {self.entries[e][0] for e in self.option[option] if self.entries[e][1] == pool}
        count = 0
        for f, e in self.in_pool[pool]:
            other, _, its, its_household, *_ = self.entries[e]
            loses = self.household_rule and other not in put and its_household != household_rank
            count += its < rank and (f != family or loses)
        if with_siblings:
            count += sum(self.entries[e][1] == pool and self.entries[e][2] < rank for e in self.option[option])
        return count

    def fits(self, entry: int, option: int, *, with_siblings: bool) -> bool:
        return self.above(entry, option, with_siblings=with_siblings) < self.capacity[self.entries[entry][1]]

    def blocks(self, option: int) -> bool:
        return all(self.fits(e, option, with_siblings=True) for e in self.option[option])


def reasons_hold(built: Built, allocation: Allocation, refused: RefusedWishes) -> list[str]:
    """What is wrong with the reasons, by the words of `ReasonCode` alone."""
    market, faults = Market(built, allocation), []
    options = defaultdict(list)
    for f, of in enumerate(market.options_of):
        for o in of:
            for e in market.option[o]:
                child, _, _, _, stay, wish = market.entries[e]
                if not stay:
                    options[child, wish].append((f, o, e))
    got = {(market.entries[e][0], market.entries[e][5]) for o in market.final for e in market.option[o] if not market.entries[e][4]}  # fmt: skip
    rows, place = set(), {p: c for c, p in enumerate(built.child.tolist())}
    drops = {(place[d.child], d.wish) for d in built.dropped if d.child in place}
    for child, wish, pool, code, waiting in zip(
        *(a.tolist() for a in (refused.child, refused.wish, refused.pool, refused.reason, refused.waiting_rank)),
        strict=True,
    ):
        rows.add((child, wish))
        mine = options.get((child, wish), [])
        better = [(o, e) for f, o, e in mine if o < market.final[f]]
        dropped = (child, wish) in drops or market.family.count(market.family[child]) == 1
        expected = _expected(market, mine, better, pool, dropped=dropped)
        if code not in expected:
            faults.append(f"child {child} wish {wish}: {ReasonCode(code).name}, not {[c.name for c in expected]}")
        if bool(waiting) != (bool(better)):
            faults.append(f"child {child} wish {wish}: waiting rank {waiting}")
        if any(market.entries[e][1] != pool for _, e in better):
            faults.append(f"child {child} wish {wish}: pool {pool}")
    wanted = {(c, w) for c, place in enumerate(built.child.tolist()) for w in range(len(built.applications.children[place].wishes))}  # fmt: skip
    if rows != wanted - got:
        faults.append("not every refused wish, or too many")
    return faults


def _expected(market, mine, better, pool, *, dropped):
    if not mine:
        return (ReasonCode.NOT_ELIGIBLE,) if dropped else (ReasonCode.SIBLING,)
    if not better:
        return (ReasonCode.BETTER_GRANTED,)
    if any(market.blocks(o) for o, _ in better):
        return (ReasonCode.BLOCKED,)
    if any(market.fits(e, o, with_siblings=False) for o, e in better):
        return (ReasonCode.SIBLING,)
    if market.capacity[pool] == 0:
        return (ReasonCode.NO_SEATS,)
    return (ReasonCode.CLASS_FULL, ReasonCode.STAYS)


def held_by_all_rules(opened: Opened) -> list[str]:
    """Both stability rules and both choices, each accepted by the checker."""
    market, faults = opened.built.market, [f.text.en for f in check_market(opened.built.market).faults]
    for stability, choice in RULES:
        report = check_certificate(market, allocate(market, stability=stability, choice=choice))
        faults += [f"{stability} {choice}: {fault.text.en}" for fault in report.faults]
    return faults


def explained_well(opened: Opened) -> tuple[Solved, list[str]]:
    """The result of the run, and what is wrong with its reasons, letters, lists and outcome."""
    built = opened.built
    allocation = allocate(built.market, stability=opened.stability, choice=opened.choice)
    result = explained(opened, allocation)
    faults = reasons_hold(built, allocation, result.refused)
    faults += [f.text.en for f in check_reasons(built, allocation, result.refused).faults]
    outcome = outcome_of(result, checked(result))
    if len(outcome.reasons) != len(built.applications.children):
        faults.append("not every application has a reason")
    letters = letter_data(built, result.results, result.refused, result.cut_offs)
    for letter in letters:
        for language in ("ja", "en"):
            letter_for(letter, frame=FRAME, language=language)
    rosters(built, result.results, letters, result.cut_offs)
    publication_sheets(built, letters, result.cut_offs, suppression=small_counts())
    return result, faults


def own_manual(result: Solved) -> ManualResult:
    """Our result as if made by hand."""
    places = result.results
    return ManualResult(
        {
            place: None if places.stays[c] or places.pool[c] < 0 else int(places.pool[c])
            for c, place in enumerate(result.built.child.tolist())
        },
        (),
    )


def compared_well(result: Solved, draw) -> list[str]:
    """Our own result is 100 % the same; a perturbed one differs where it was perturbed."""
    own, faults = own_manual(result), []
    same = compare_with_manual(result, own)
    if same.same != same.compared or same.differences:
        faults.append(f"own result: {same.counts}")
    places = sorted(own.seats)
    if not places:
        return faults
    children = result.built.applications.children
    changed = dict(own.seats)
    for place in draw.sample(places, min(3, len(places))):
        wishes = [w.pool for w in children[place].wishes]
        changed[place] = draw.choice([None, *wishes, draw.randrange(len(result.built.applications.pools))])
    gone = draw.choice(places)
    del changed[gone]
    found = compare_with_manual(result, ManualResult(changed, ("99999",)))
    numbers = {d.number: d for d in found.differences}
    if numbers["99999"].kind is not Difference.NOT_APPLIED:
        faults.append("an unknown number is not called so")
    if numbers[children[gone].number].kind is not Difference.NOT_IN_MANUAL:
        faults.append("a missing child is not called so")
    for place, pool in changed.items():
        child, differs = children[place], pool != own.seats[place] and pool != children[place].current
        if differs != (child.number in numbers) and not (pool == child.current and own.seats[place] is not None):
            faults.append(f"{child.number}: {own.seats[place]} by us, {pool} by hand, {numbers.get(child.number)}")
        wished = pool is None or pool in {w.pool for w in child.wishes}
        if differs and not wished and numbers[child.number].kind is not Difference.NOT_WISHED:
            faults.append(f"{child.number}: not wished, called {numbers[child.number].kind}")
    given = Counter(s for s in changed.values() if s is not None)
    return faults + [
        f"{d.number}: {d.kind} though pool {d.manual} is overfull"
        for d in found.differences
        if d.manual is not None and given[d.manual] > int(result.built.market.capacity[d.manual]) and d.kind in (Difference.PASSED_OVER, Difference.ALTERNATIVE, Difference.FOLLOWS)
    ]  # fmt: skip


def tried_well(result: Solved, draw) -> tuple[int, int]:
    """Other seats, and the points that would have sufficed; returns how many of those a run confirmed and refuted."""
    pools = len(result.built.market.capacity)
    if pools:
        with_seats(result, {draw.randrange(pools): draw.choice((1, 2))})
    enough = sufficing_points(result.built, result.refused)
    rows = [i for i, p in enumerate(enough.tolist()) if math.isfinite(p)]
    answers = [suffices(result, row, float(enough[row])) for row in draw.sample(rows, min(3, len(rows)))]
    return sum(answers), len(answers) - sum(answers)


def followed_well(opened: Opened, result: Solved, files: Files, draw) -> list[str]:
    """The files of the next round are read without an error, hold the right children and the right seats."""
    inputs = inputs_of(files)
    kinds = results_by_number(result)
    offered = sorted(n for n, kind in kinds.items() if kind in (Result.OFFERED, Result.MOVES))
    declined = set(draw.sample(offered, min(len(offered), draw.randint(0, 3))))
    after = draw.choice(list(AfterDecline))
    made = following_round(result, inputs.table("children"), inputs.table("facilities"), declined=declined, after=after)
    if not made.children.rows:
        return []
    rows = _rows(made.children)
    there = {row["申請者番号"] for row in rows}
    torn = {
        row["世帯番号"] for row in files.siblings if not {v for k, v in row.items() if k.startswith("申請者")} <= there
    }
    if torn and "combinations-again" not in {p.code for p in made.notes}:
        return ["nobody is told that lists of combinations name children who leave"]
    rows = [row | ({"きょうだい条件": "C他2"} if row["世帯番号"] in torn else {}) for row in rows]
    kept = [row for row in files.siblings if row["世帯番号"] not in torn]
    again = replace(files, children=rows, facilities=_rows(made.facilities), siblings=kept)
    found = applications_of(inputs_of(again), opened.ruleset)
    expected = {c.number for c in opened.applications.children} - set(offered)
    if after is AfterDecline.PENALTY:
        expected |= declined
    faults = [] if {c.number for c in found.children} == expected else ["the wrong children are in the next round"]
    names = [f.number for f in found.facilities]
    seats = {(names[p.facility], p.number): p.intake for p in found.pools}
    wanted = _seats_by_hand(result, declined)
    return faults + [f"{pool}: {seats[pool]} seats in the next round, not {n}" for pool, n in wanted.items() if seats[pool] != n]  # fmt: skip


def _seats_by_hand(result: Solved, declined: set[str]) -> dict[tuple[str, str], int]:
    """募集人数, and one more for everybody who moves away, and one less for everybody who comes."""
    applications = result.built.applications
    left = [p.intake for p in applications.pools]
    for c, place in enumerate(result.built.child.tolist()):
        child, pool = applications.children[place], int(result.results.pool[c])
        if pool < 0 or result.results.stays[c]:
            continue
        left[pool] -= child.number not in declined
        if child.current is not None and not applications.pools[child.current].excluded:
            left[child.current] += 1
    numbers = [f.number for f in applications.facilities]
    return {(numbers[p.facility], p.number): n for p, n in zip(applications.pools, left, strict=True)}


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    names = [c.head.ja for c in sheet.columns]
    return [{n: str(cell) for n, cell in zip(names, row, strict=True)} for row in sheet.rows]
