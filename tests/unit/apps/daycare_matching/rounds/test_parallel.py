# SPDX-License-Identifier: Apache-2.0
"""The result made by hand beside ours: every kind of difference is planted and found by its name."""

from __future__ import annotations

import numpy as np
import pytest

from machikata.apps.daycare_matching.rounds.manual import read_manual
from machikata.apps.daycare_matching.rounds.parallel import Difference, compare_with_manual
from machikata.automation.table_reading import read_input_table
from machikata.domain.errors import InputRefused
from machikata.testing.app_given import csv_content

HEAD = ("申請者番号", "施設番号", "枠番号")


@pytest.fixture(scope="module")
def result(city):
    return city(children=160, facilities=8, seed=4).solved()


def our_rows(result):
    """Our own result as a person would write it: number → (facility, pool)."""
    built = result.built
    rows = {}
    for c, place in enumerate(built.child.tolist()):
        pool = int(result.results.pool[c])
        seat = ("", "") if pool < 0 or result.results.stays[c] else seat_of(built, pool)
        rows[built.applications.children[place].number] = seat
    return rows


def seat_of(built, pool):
    known = built.applications.pools[pool]
    return built.applications.facilities[known.facility].number, known.number


def manual(result, rows):
    content = csv_content("手作業.csv", HEAD, *((n, *seat) for n, seat in rows.items()))
    return read_manual(read_input_table(content), result.built.applications)


def kinds(result, rows):
    found = compare_with_manual(result, manual(result, rows))
    assert sum(found.counts.values()) == len(found.differences)
    return {d.number: d.kind for d in found.differences}


def single(result, c):
    market = result.built.market
    return int(np.sum(market.child_family == market.child_family[c])) == 1


def number_of(result, c):
    return result.built.applications.children[int(result.built.child[c])].number


def test_the_same_result_has_no_difference(result):
    found = compare_with_manual(result, manual(result, our_rows(result)))
    assert (found.same, found.differences) == (found.compared, ())
    assert found.compared == len(result.built.child)


def test_numbers_that_only_one_side_has_are_told(result):
    rows = our_rows(result)
    missing = next(iter(rows))
    seat = rows.pop(missing)
    rows["9999999"] = seat
    assert kinds(result, rows) == {missing: Difference.NOT_IN_MANUAL, "9999999": Difference.NOT_APPLIED}


def test_a_seat_that_was_not_wished_is_told(result):
    built, rows = result.built, our_rows(result)
    for c, place in enumerate(built.child.tolist()):
        child = built.applications.children[place]
        wished = {w.pool for w in child.wishes}
        other = next(
            (s for s, p in enumerate(built.applications.pools) if s not in wished and child.age_class in p.classes),
            None,
        )
        if other is not None and rows[child.number] == ("", "") and child.current is None and single(result, c):
            rows[child.number] = seat_of(built, other)
            assert kinds(result, rows)[child.number] is Difference.NOT_WISHED
            return
    pytest.fail("every child wishes for everything")


def test_too_many_children_are_told(result):
    built, rows, refused = result.built, our_rows(result), result.refused
    full = next(r for r in range(len(refused.child)) if refused.waiting_rank[r] == 1 and single(result, refused.child[r])
                and result.results.pool[refused.child[r]] < 0 and result.cut_offs.admitted[refused.pool[r]] > 0)  # fmt: skip
    number = number_of(result, int(refused.child[full]))
    rows[number] = seat_of(built, int(refused.pool[full]))
    assert kinds(result, rows)[number] is Difference.OVERFULL


def test_who_was_passed_over_is_told_with_the_seats_where_it_shows(result):
    """A child admitted to its first wish is held by hand: its seat stays empty."""
    built, rows = result.built, our_rows(result)
    c = next(c for c in range(len(built.child)) if result.results.wish[c] == 0 and single(result, c)
             and built.applications.children[int(built.child[c])].current is None)  # fmt: skip
    number = number_of(result, c)
    rows[number] = ("", "")
    found = compare_with_manual(result, manual(result, rows))
    [mine] = [d for d in found.differences if d.number == number]
    assert (mine.kind, mine.pool) == (Difference.PASSED_OVER, int(result.results.pool[c]))


def test_siblings_against_their_condition_are_told(city):
    result = city(children=160, facilities=8, seed=4, sibling_share=0.5).solved()
    built, rows = result.built, our_rows(result)
    for place in built.child.tolist():
        child = built.applications.children[place]
        if (
            child.siblings is not None
            and child.siblings.staggering.value == "together"
            and rows[child.number] != ("", "")
        ):
            rows[child.number] = ("", "")
            assert kinds(result, rows)[child.number] is Difference.CONDITION
            return
    pytest.fail("no such siblings")


def test_withdrawn_children_take_no_part(city):
    case = city(children=60, facilities=4, seed=3)
    table = case.inputs.table("children")
    number = table.column("申請者番号")[0]
    text = case.given.files["children"].data.decode("utf-8-sig").splitlines()
    lines = [
        text[0] + ",併願取下げ日",
        *(line + (",2027-01-05" if line.startswith(f"{number},") else ",") for line in text[1:]),
    ]
    withdrawn = case.changed("children", "\n".join(text[:1]), text[0])
    data = ("﻿" + "\r\n".join(lines) + "\r\n").encode()
    files = {**withdrawn.given.files, "children": type(case.given.files["children"])("申込み.csv", data)}
    result = type(case)(type(case.given)(files, case.given.options)).solved()
    rows = our_rows(result)
    some_pool = seat_of(result.built, 0)
    rows[number] = some_pool
    assert kinds(result, rows)[number] is Difference.NO_PART


def test_another_stable_result_is_called_one(city):
    result = city(children=80, facilities=6, seed=4, sibling_share=0.6, transfer_share=0.35).solved()
    built, market, rows = result.built, result.built.market, our_rows(result)
    group = next(g for g in result.allocation.groups if len(g.alternatives) > 1)
    for household, option in zip(group.households, group.alternatives[1], strict=True):
        members = np.flatnonzero(market.child_family == household)
        held = {int(market.entry_child[e]): int(market.entry_pool[e]) for e in range(int(market.entry_start[option]), int(market.entry_start[option + 1]))
                if not market.entry_stay[e]}  # fmt: skip
        for c in members.tolist():
            rows[number_of(result, c)] = seat_of(built, held[c]) if c in held else ("", "")
    found = kinds(result, rows)
    assert found
    assert set(found.values()) <= {Difference.ALTERNATIVE, Difference.FOLLOWS}
    assert Difference.ALTERNATIVE in found.values()


def test_wrong_tables_are_refused_with_every_row(result):
    number = next(iter(our_rows(result)))
    with pytest.raises(InputRefused) as refused:
        read_manual(
            read_input_table(csv_content("a.csv", HEAD, (number, "X9", ""), (number, "", ""), (number, "", ""))),
            result.built.applications,
        )
    assert [(p.code, p.place.row) for p in refused.value.problems] == [("manual-seat-unknown", 2), ("manual-twice", 4)]
    with pytest.raises(InputRefused, match="施設番号"):
        read_manual(read_input_table(csv_content("a.csv", ("申請者番号", "園"), ("1", "2"))), result.built.applications)
