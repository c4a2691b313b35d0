# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import date

import pytest

from machikata.domain.errors import NotFound
from machikata.domain.municipality import Municipality, MunicipalityCode, MunicipalityKind
from machikata.domain.text import Text
from machikata.rules.loading import edition_in_force
from machikata.rules.similar_bodies import classify

DAY = date(2022, 10, 1)


def body(population, s23, s3, kind=MunicipalityKind.CITY, code="992011", *, synthetic=True):
    return Municipality(code, Text("某市（架空）", "Some city"), kind, "架空県", population, s23, s3, synthetic)


@pytest.mark.parametrize(
    ("population", "s23", "s3", "label"),
    [
        (49_999, 0.95, 0.65, "都市Ⅰ-3"),
        (50_000, 0.90, 0.65, "都市Ⅱ-3"),
        (99_999, 0.90, 0.6499, "都市Ⅱ-2"),
        (100_000, 0.8999, 0.55, "都市Ⅲ-1"),
        (150_000, 0.8999, 0.5499, "都市Ⅳ-0"),
    ],
)
def test_limits_of_cities_belong_to_the_upper_side(population, s23, s3, label):
    assert classify(body(population, s23, s3), as_of=DAY).label == label


@pytest.mark.parametrize(
    ("population", "s23", "s3", "label"),
    [
        (4_999, 0.80, 0.60, "町村Ⅰ-2"),
        (5_000, 0.80, 0.5999, "町村Ⅱ-1"),
        (15_000, 0.7999, 0.70, "町村Ⅳ-0"),
        (20_000, 0.95, 0.70, "町村Ⅴ-2"),
    ],
)
def test_limits_of_towns_and_villages_belong_to_the_upper_side(population, s23, s3, label):
    assert classify(body(population, s23, s3, MunicipalityKind.VILLAGE), as_of=DAY).label == label


def test_a_listed_city_is_kept_apart_whatever_its_population():
    assert classify(body(1, 0.9, 0.9, code="011002"), as_of=DAY).label == "政令指定都市"


def test_an_invented_city_may_say_that_it_is_kept_apart_but_a_real_one_must_be_listed():
    assert classify(body(300_000, 0.9, 0.7, MunicipalityKind.CORE_CITY), as_of=DAY).label == "中核市"
    real = body(300_000, 0.9, 0.7, MunicipalityKind.CORE_CITY, "012033", synthetic=False)
    assert classify(real, as_of=DAY).label == "都市Ⅳ-3"


def test_a_body_whose_population_or_workers_are_unknown_has_no_class():
    assert classify(body(None, 0.9, 0.7), as_of=DAY) is None
    assert classify(body(60_000, None, 0.7), as_of=DAY) is None
    assert classify(body(60_000, 0.9, 0.7, MunicipalityKind.OTHER), as_of=DAY) is None


def test_a_day_before_the_first_edition_is_refused():
    with pytest.raises(NotFound):
        classify(body(60_000, 0.9, 0.7), as_of=date(2000, 1, 1))


def test_every_listed_code_obeys_the_check_digit_and_is_listed_once():
    listed = [code for group in edition_in_force("similar_bodies", DAY)["apart"] for code in group["members"]]
    assert [MunicipalityCode(code).value for code in listed] == listed
    assert len(set(listed)) == len(listed)
