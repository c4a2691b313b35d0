# SPDX-License-Identifier: Apache-2.0
"""What would have been otherwise: with other seats, other points, other rules. Each answer is compared with a run of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from machikata.apps.daycare_matching.allocation import Proof
from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.explaining.sufficing import points_place, sufficing_points
from machikata.apps.daycare_matching.opening import with_rules
from machikata.apps.daycare_matching.rules import load_ruleset, ruleset_file
from machikata.apps.daycare_matching.solving import solved
from machikata.apps.daycare_matching.what_if import compared, suffices, with_points, with_seats
from machikata.automation.app.inputs import InputContent
from machikata.domain.errors import InputRefused


@pytest.mark.parametrize("rules", ["shiomihara-2027", "masagoura-2027"])
def test_with_the_points_that_are_named_the_wish_or_a_better_one_is_granted_and_with_one_fewer_it_is_not(city, rules):
    """One fewer may still do where several allocations are stable, since another one may then be chosen."""
    result = city(children=150, facilities=6, seed=9, sibling_share=0.0, ruleset=rules).solved()
    enough = sufficing_points(result.built, result.refused)
    rows = np.flatnonzero(np.isfinite(enough))
    assert len(rows) > 20
    looked_at = 0
    for row in rows[:: len(rows) // 12].tolist():
        assert suffices(result, row, float(enough[row])), row
        got, proof = granted(result, row, float(enough[row]) - 1)
        looked_at += proof is Proof.UNIQUE
        assert not got or proof is not Proof.UNIQUE, row
    assert looked_at or result.allocation.proof is not Proof.UNIQUE


@pytest.mark.parametrize("rules", ["shiomihara-2027", "masagoura-2027"])
def test_what_a_letter_names_as_sufficient_is_confirmed_by_a_run_and_siblings_are_told_nothing(city, rules):
    result = city(children=200, facilities=10, seed=1, ruleset=rules).solved()
    data = letter_data(result.built, result.results, result.refused, result.cut_offs, fewest_told=1)
    told = [(c, line) for c, d in enumerate(data) for line in d.refused if line.points_that_suffice is not None]
    assert len(told) > 20
    assert not [c for c, _ in told if data[c].siblings]
    for c, line in told[:: len(told) // 12]:
        wishes = [result.built.form_wish(int(result.built.child[c]), w) + 1 for w in result.refused.wish.tolist()]
        rows = [r for r, w in enumerate(wishes) if result.refused.child[r] == c and w == line.wish]
        assert any(suffices(result, r, line.points_that_suffice) for r in rows), (c, line.wish)


def granted(result, row, points):
    """Whether a run with these points grants this very wish, and how many allocations are then stable."""
    refused, place = result.refused, points_place(result.built)
    entry, child = int(refused.own_entry[row]), int(refused.child[row])
    own = float(result.built.keys[entry, place]) * result.built.criteria[place].sign
    after = with_points(result, child, points - own).after
    number = result.built.applications.children[int(result.built.child[child])].number
    numbers = [after.built.applications.children[p].number for p in after.built.child.tolist()]
    return int(after.results.wish[numbers.index(number)]) == int(refused.wish[row]), after.allocation.proof


def test_more_seats_move_only_children_that_a_run_with_those_files_moves_too(city):
    case = city(children=150, facilities=6, seed=7)
    result = case.solved()
    pool = int(np.argmax(result.cut_offs.waiting))
    answer = with_seats(result, {pool: 2})
    assert answer.changed
    assert answer.gained >= answer.lost
    built = result.built
    known = built.applications.pools[pool]
    facility = built.applications.facilities[known.facility].number
    lines = case.given.files["facilities"].data.decode("utf-8-sig").splitlines()
    at = next(
        i for i, line in enumerate(lines) if line.split(",")[0] == facility and line.split(",")[4] == known.number
    )
    cells = lines[at].split(",")
    seats = cells[7]
    cells[7] = str(int(seats) + 2)
    again = case.changed("facilities", lines[at], ",".join(cells)).solved()
    assert compared(answer.after, again).changed == ()
    counts = Counter(c.before is None for c in answer.changed)
    assert counts[True] == answer.gained


def test_fewer_seats_than_children_who_stay_are_refused(city):
    result = city(children=200, facilities=6, seed=7, transfer_share=0.2).solved()
    stays = result.built.market.entry_stay == 1
    pool = int(result.built.market.entry_pool[stays][0])
    with pytest.raises(InputRefused) as refused:
        with_seats(result, {pool: -int(result.built.market.capacity[pool])})
    assert refused.value.problems[0].code == "seats-below-stays"


def test_the_rules_of_another_year_give_the_run_of_that_year(city):
    case = city(children=150, facilities=6, seed=7)
    result = case.solved()
    assert compared(result, result).changed == ()
    text = ruleset_file("shiomihara-2027").decode()
    assert "{code: 育休明け, points: 4," in text
    other = text.replace("{code: 育休明け, points: 4,", "{code: 育休明け, points: 12,").encode()
    after = solved(with_rules(result.opened.applications, load_ruleset(other, file="去年.yaml"), case.inputs))
    files = {**case.given.files, "rules": InputContent("去年.yaml", other)}
    again = type(case)(replace(case.given, files=files)).solved()
    assert compared(result, after).changed
    assert compared(after, again).changed == ()
