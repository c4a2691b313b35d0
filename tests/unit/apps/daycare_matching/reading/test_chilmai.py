# SPDX-License-Identifier: Apache-2.0
"""ChilmAI's files as they are: what they become here."""

from __future__ import annotations

import pytest

from machikata.apps.daycare_matching.applications import SameFacility, Seat, Staggering, Wish
from machikata.apps.daycare_matching.reading import looks_like_chilmai, read_applications, read_chilmai
from machikata.apps.daycare_matching.samples import children_csv, chilmai_files, facilities_csv, sample_municipality
from machikata.automation.app.inputs import InputContent
from machikata.automation.table_reading import read_input_table
from machikata.domain.errors import InputRefused

DAYCARES = "保育所ID,保育所名,0歳募集人数,1歳募集人数,2歳募集人数,3歳募集人数,4歳募集人数,5歳募集人数\n10,う園,0,1,0,2,0,0\n20,え園,3,1,0,1,0,0\n"
HEAD = "申請者番号,世帯番号,年齢,点数1,点数2,希望保育園ID_1,希望保育園ID_2,在籍保育所ID,きょうだいパターン"
CHILDREN = f"{HEAD}\n7,1,1,100,90,10,20,,\n3,2,3,80,,10,,20,\n5,3,1,80,80,20,10,,5\n6,3,3,80,80,20,20,,\n"


def table(text):
    return read_input_table(InputContent("file.csv", text.encode()))


def read(children=CHILDREN, daycares=DAYCARES, combinations=None):
    return read_chilmai(table(children), table(daycares), None if combinations is None else table(combinations))


def codes(problems):
    return [p.code for p in problems]


def seat(applications, facility, age):
    return next(
        i
        for i, p in enumerate(applications.pools)
        if applications.facilities[p.facility].number == facility and p.classes == {age}
    )


def test_scores_wishes_present_seats_and_patterns_keep_their_meaning():
    applications = read()
    transfer, five, six, seven = applications.children
    assert (seven.points, seven.wishes) == (
        100,
        (Wish(seat(applications, "10", 1)), Wish(seat(applications, "20", 1), -10)),
    )
    assert transfer.current == seat(applications, "20", 3)
    assert six.wishes == (Wish(seat(applications, "20", 3)),)
    assert "wish-twice" in codes(applications.warnings)
    for child in (five, six):
        assert (child.siblings.chilmai, child.siblings.same_facility, child.siblings.staggering) == (
            5,
            SameFacility.PREFERRED,
            Staggering.ANY,
        )
    assert (six.place_in_household, five.place_in_household) == (1, 2)


def test_the_order_of_the_file_decides_between_equal_scores():
    assert {c.number: c.lot for c in read().children} == {"7": 1, "3": 2, "5": 3, "6": 3}


def test_pools_are_one_for_each_facility_and_class():
    applications = read()
    assert len(applications.pools) == 12
    assert applications.pools[seat(applications, "10", 3)].intake == 2
    assert [f.name for f in applications.facilities] == ["う園", "え園"]


def test_scores_too_long_for_a_number_keep_their_order():
    scores = ["8098894999990000000000001", "8098894999990000000000003", "8098894999990000000000002"]
    rows = "\n".join(f"{i},{i},1,{s},{s},10,20,," for i, s in enumerate(scores, start=1))
    assert [c.points for c in read(f"{HEAD}\n{rows}\n").children] == [0, 2, 1]


def test_one_score_column_and_english_names_are_known_too():
    children = "child_id,household_id,age,score,pref_1,pref_2,enrolled_daycare_id,sibling_pattern\n1,10,1,100,10,20,,\n"
    daycares = "daycare_id,daycare_name,capacity_age0,capacity_age1,capacity_age2,capacity_age3,capacity_age4,capacity_age5\n10,A,0,1,0,0,0,0\n20,B,0,1,0,0,0,0\n"  # fmt: skip
    assert looks_like_chilmai(table(children), table(daycares))
    assert [w.points for w in read(children, daycares).children[0].wishes] == [0, 0]


def test_combinations_come_as_they_are_listed():
    listed = "ファミリーコード,総当たり順位,宛名コード1,希望施設1,宛名コード2,希望施設2\n3,4,5,20,6,10\n3,9,5,,6,20\n1,1,7,20,,\n"
    applications = read(combinations=listed)
    five, six = 1, 2
    assert applications.combinations == {
        "3": ((Seat(five, seat(applications, "20", 1)), Seat(six, seat(applications, "10", 3))), (Seat(five, None), Seat(six, seat(applications, "20", 3)))),
    }  # fmt: skip
    assert applications.children[six].wishes[-1] == Wish(seat(applications, "10", 3))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("10,20,,\n3", "10,99,,\n3", "facility-unknown"), (",20,\n5", ",10,\n5", "wish-own-seat"), (",,5\n", ",,9\n", "sibling-condition-unknown"),
        (",,5\n", ",,\n", "sibling-condition-missing"), ("7,1,1,100", "7,1,8,100", "age-class-impossible"), ("7,1,1,100", "3,1,1,100", "child-twice"),
        ("7,1,1,100", "7,1,1,1.5", "number-not-whole"), ("7,1,1,100", "7,1,1,", "value-missing"), ("10,20,,\n3", ",,,\n3", "no-wishes"),
        ("7,1,1,100", "7,1,1,1.2E+20", "number-damaged"),
    ],
)  # fmt: skip
def test_faults_are_told_with_the_columns_own_names(old, new, code):
    assert old in CHILDREN
    with pytest.raises(InputRefused) as refusal:
        read(CHILDREN.replace(old, new, 1))
    found = [p for p in refusal.value.problems if p.code == code]
    assert found
    assert all(p.place.column in HEAD.split(",") for p in found)


def test_faults_of_daycares_are_told():
    with pytest.raises(InputRefused) as refusal:
        read(daycares=DAYCARES + "20,お園,-1,,x,0,0,0\n")
    assert {"facility-twice", "seats-impossible", "value-missing", "number-unreadable"} <= set(
        codes(refusal.value.problems)
    )


def test_our_own_files_are_not_taken_for_theirs_and_a_sample_is_the_same_in_both():
    sample = sample_municipality(children=200, facilities=9, seed=3, plain=True, chilmai_patterns=True)
    theirs = [read_input_table(InputContent("a.csv", data)) for data in chilmai_files(sample)]
    ours = [read_input_table(InputContent("a.csv", data)) for data in (children_csv(sample), facilities_csv(sample))]
    assert looks_like_chilmai(*theirs)
    assert not looks_like_chilmai(*ours)
    assert market(read_chilmai(*theirs)) == market(read_applications(*ours))


def market(applications):
    def named(pool):
        if pool is None:
            return None
        found = applications.pools[pool]
        return applications.facilities[found.facility].number, tuple(found.classes)

    seats = {named(i): p.intake for i, p in enumerate(applications.pools) if p.intake}
    children = {
        c.number: (c.household, c.age_class, [named(w.pool) for w in c.wishes], named(c.current), c.siblings)
        for c in applications.children
    }
    return seats, children


def test_a_sample_with_quotas_is_not_written_for_chilmai():
    with pytest.raises(InputRefused):
        chilmai_files(sample_municipality(children=50, facilities=4, seed=1))
