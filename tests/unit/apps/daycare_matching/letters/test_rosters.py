# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest

from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.letters import publication_sheets, rosters, statistics
from machikata.apps.daycare_matching.letters.published import cut_off_table, unused_seats
from machikata.apps.daycare_matching.letters.values import Result
from machikata.apps.daycare_matching.opening import opened
from machikata.apps.daycare_matching.samples.market import children_csv, facilities_csv, sample_municipality
from machikata.apps.daycare_matching.solving import solved
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.suppression import SmallCounts, still_told
from machikata.automation.table_reading import read_input_table
from machikata.publication.app_documents import AppDocuments
from machikata.records.table_checks import check_table_bytes


@pytest.fixture(scope="module")
def result():
    sample = sample_municipality(children=160, facilities=9, seed=3)
    files = {
        "children": InputContent("c.csv", children_csv(sample)),
        "facilities": InputContent("f.csv", facilities_csv(sample)),
    }
    options = {"ruleset": "shiomihara-2027", "round": "first", "stability": "as_rules", "choice": "as_rules"}
    return solved(opened(Inputs(files, options, read_input_table)))


@pytest.fixture(scope="module")
def letters(result):
    return letter_data(result.built, result.results, result.refused, result.cut_offs)


@pytest.fixture(scope="module")
def lists(result, letters):
    return {s.name: s for s in rosters(result.built, result.results, letters, result.cut_offs)}


@pytest.fixture(scope="module")
def public(result, letters):
    made = publication_sheets(result.built, letters, result.cut_offs, suppression=SmallCounts(10))
    return {s.name: s for s in made}


def column(sheet, name):
    place = [c.head.ja for c in sheet.columns].index(name)
    return [row[place] for row in sheet.rows]


def test_every_child_stands_once_in_the_results(lists, letters):
    assert column(lists["results"], "申請者番号") == sorted(d.application for d in letters)


def test_the_roster_holds_who_has_a_seat_and_nobody_else(lists, letters):
    seated = sorted(d.application for d in letters if d.result is not Result.HELD)
    assert sorted(column(lists["facility-roster"], "申請者番号")) == seated
    offered = {d.application: d.seat.number for d in letters if d.seat}
    roster = zip(
        column(lists["facility-roster"], "申請者番号"), column(lists["facility-roster"], "施設番号"), strict=True
    )
    assert all(offered.get(application, number) == number for application, number in roster)


def test_a_transfer_applicant_who_stays_stands_with_the_present_facility(lists, letters):
    stays = {d.application: d.current for d in letters if d.result is Result.STAYS}
    assert stays
    roster = dict(
        zip(column(lists["facility-roster"], "申請者番号"), column(lists["facility-roster"], "施設"), strict=True)
    )
    assert {a: roster[a] for a in stays} == stays


def test_the_seats_of_every_pool_agree_with_the_roster(lists):
    seats = lists["seats"]
    given = dict(
        zip(
            zip(column(seats, "施設番号"), column(seats, "枠番号"), strict=True),
            column(seats, "内定した人数"),
            strict=True,
        )
    )
    roster = lists["facility-roster"]
    keys = zip(column(roster, "施設番号"), column(roster, "枠番号"), column(roster, "結果"), strict=True)
    counted = Counter((f, p) for f, p, r in keys if r.ja in ("内定", "転園内定"))
    assert {k: n for k, n in given.items() if n} == counted
    assert all(n >= 0 for n in column(seats, "空き人数"))


def test_every_refused_wish_has_its_reason(lists, letters):
    assert len(lists["refused-wishes"].rows) == sum(len(d.refused) for d in letters)
    assert all(reason.ja and reason.en for reason in column(lists["refused-wishes"], "理由"))


def test_nothing_that_names_a_family_is_published(public, letters):
    names = {d.application for d in letters} | {d.household for d in letters} | {d.name for d in letters}
    for sheet in public.values():
        assert not names & {cell for row in sheet.rows for cell in row if isinstance(cell, str)}


def test_lowest_points_of_one_or_two_children_are_not_published(result, public):
    admitted = {(f, p): n for f, p, n in _admitted(result)}
    sheet = public["cut-offs"]
    states = Counter()
    for f, p, points, state in zip(
        *(column(sheet, n) for n in ("施設番号", "枠番号", "最低指数", "公表の状態")), strict=True
    ):
        n = admitted[f, p]
        states[state.ja] += 1
        assert (points is None) == (n < 3)
        assert state.ja == ("内定なし" if n == 0 else "少人数のため非公表" if n < 3 else "公表")
    assert states["少人数のため非公表"] > 0
    assert states["公表"] > 0


def _admitted(result):
    a = result.built.applications
    return [
        (a.facilities[p.facility].number, p.number, int(result.cut_offs.admitted[s])) for s, p in enumerate(a.pools)
    ]


def test_published_lowest_points_are_those_of_the_last_child_admitted(result, public):
    built, held = result.built, result.results
    place = next(k for k, c in enumerate(built.criteria) if c.points)
    a = built.applications
    lowest = {}
    for pool, entry, stays in zip(held.pool, held.entry, held.stays, strict=True):
        if entry >= 0 and not stays:
            key = (a.facilities[a.pools[pool].facility].number, a.pools[pool].number)
            rank = int(built.market.entry_rank[entry])
            lowest[key] = max(lowest.get(key, (-1, 0.0)), (rank, -float(built.keys[entry, place])))
    sheet = public["cut-offs"]
    told = zip(column(sheet, "施設番号"), column(sheet, "枠番号"), column(sheet, "最低指数"), strict=True)
    shown = {(f, p): points for f, p, points in told if points is not None}
    assert shown == {key: lowest[key][1] for key in shown}


def test_unused_seats_are_listed_where_there_are_any(result):
    assert sum(row[-1] for row in unused_seats(result.built, result.cut_offs).rows) == int(result.cut_offs.unused.sum())


def test_statistics_count_every_child_in_every_grouping(result, letters):
    sheet = statistics(result.built, letters, suppression=None)
    sums = Counter()
    for kind, count in zip(column(sheet, "分け方"), column(sheet, "児童数"), strict=True):
        sums[kind.ja] += count
    assert set(sums.values()) == {len(letters)}
    assert len(sums) == 6


def test_no_hidden_figure_of_the_statistics_follows_from_the_sums(result, letters, public):
    full = statistics(result.built, letters, suppression=None)
    hidden = 0
    for kind in dict.fromkeys(k.ja for k in column(full, "分け方")):
        rows = [(f, p) for f, p in zip(full.rows, public["statistics"].rows, strict=True) if f[0].ja == kind]
        width = len({f[2].ja for f, _ in rows})
        counts = [[f[3] for f, _ in rows[i : i + width]] for i in range(0, len(rows), width)]
        shown = [[p[3] for _, p in rows[i : i + width]] for i in range(0, len(rows), width)]
        gaps = {(i, j) for i, row in enumerate(shown) for j, n in enumerate(row) if n is None}
        hidden += len(gaps)
        assert all(n is None or n == 0 or n >= 10 for row in shown for n in row)
        whole = len(gaps) == len(shown) * width
        assert whole or not still_told(counts, gaps)
    assert hidden > 0


@dataclass(frozen=True, slots=True, eq=False)
class FakeCounts:
    """Counts of a made-up round."""

    lowest_entry: np.ndarray
    admitted: np.ndarray
    staying: np.ndarray
    unused: np.ndarray
    waiting: np.ndarray


@pytest.mark.parametrize("admitted", [0, 1, 2, 3])
def test_the_threshold_is_three_children(result, admitted):
    pools = len(result.built.applications.pools)
    none = np.zeros(pools, np.int64)
    counts = FakeCounts(np.where(admitted > 0, 0, -1) + none, none + admitted, none, none, none)
    shown = [points is not None for points in column(cut_off_table(result.built, counts), "最低指数")]
    assert set(shown) == {admitted >= 3}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_list_passes_the_checks_as_csv_and_opens_as_excel(lists, public, language):
    out = AppDocuments()
    sheets = [*lists.values(), *public.values()]
    for sheet in sheets:
        failed = check_table_bytes(out.csv(sheet, language=language), name=f"{sheet.name}.csv").failed
        assert (sheet.name, failed) == (sheet.name, ())
    assert out.excel(sheets, language=language).startswith(b"PK")
