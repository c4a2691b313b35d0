# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from machikata.analysis.comparison.assumptions import name_assumptions
from machikata.analysis.comparison.case_table import Source, Staff
from machikata.analysis.comparison.persons import names_person
from machikata.analysis.comparison.result import CaseMix
from machikata.analysis.log_scope import ALL_CASES
from machikata.domain.text import Text
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.offices import Office, case_table, office_log

MIX = CaseMix((), (), Text("構成", "mix"), 0.0)
NAMES = {f"b{i}": Text(f"団体{i}", f"body {i}") for i in range(3)}


def staff(shared=0.0, midnight=0.0, named=1.0, persons=5):
    together = np.zeros((3, 3))
    together[0, 1] = shared
    return Staff(
        np.full(3, 4), np.full(3, midnight), np.full(3, named), together, np.full((3, 3), persons), frozenset()
    )


def named(**kwargs):
    table = kwargs.pop("table", case_table(np.ones(60), np.repeat([0, 1, 2], 20)))
    options = {"names": NAMES, "comparable": np.ones(3, dtype=bool), "n_open": 0} | kwargs
    return {a.code: a.text for a in name_assumptions(table, options.pop("staff", staff()), MIX, **options)}


def test_what_always_holds_is_always_said():
    assert set(named()) == {"case-mix", "clusters", "observational"}


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("open-cases", {"n_open": 3}),
        ("shared-staff", {"staff": staff(shared=0.4)}),
        ("midnight", {"staff": staff(midnight=0.46)}),
        ("no-staff", {"staff": staff(named=0.0)}),
        ("state-unknown", {"state_unknown": ["b1"]}),
        ("few-clusters", {"table": case_table(np.ones(60), np.repeat([0, 1, 2], 20), cluster=np.arange(60) // 5)}),
    ],
)
def test_what_limits_these_logs_is_named(code, given):
    found = named(**given)
    assert code in found
    assert found[code].ja
    assert found[code].en


def test_the_part_of_work_that_one_person_does_in_two_bodies_is_no_figure():
    assert "40.0%" in named(staff=staff(shared=0.4))["shared-staff"].ja
    text = named(staff=staff(shared=0.4, persons=1))["shared-staff"]
    assert "一部は" in text.ja
    assert "%" not in text.ja + text.en


def test_bodies_that_are_not_compared_are_not_spoken_of():
    compared = np.array([True, False, True])
    given = staff(shared=0.4, midnight=0.46)
    given.midnight[[0, 2]] = 0.0
    assert not {"shared-staff", "midnight"} & set(named(staff=given, comparable=compared))


def test_different_periods_are_named():
    table = case_table(np.ones(60), np.repeat([0, 1, 2], 20))
    months = np.where(table.body == 0, np.arange(60) % 12, np.arange(60) % 12 + 9)
    found = named(table=replace(table, month=months))
    assert "共通なのは21か月のうち3か月" in found["periods"].ja


def test_an_attribute_names_persons_by_its_values_or_its_header():
    assert names_person("x", (), values=["職員-abcdefg2"])
    assert names_person("x", (), values=["p1", "p2", "z"], persons=frozenset({"p1"}))
    assert names_person("担当者", (), values=["a"])
    assert not names_person("kind", (), values=["a", "b"], persons=frozenset({"p1"}))


def test_what_admission_found_about_persons_and_open_cases_is_taken_over():
    store = MemoryEventStore()
    quality = {"person_columns": ["c:kind"], "open_basis": "unknown"}
    log = store.admit(office_log(Office(n=3), seed=1), body="b0", process="p", manifest={"quality": quality})
    source = Source(store, [log], ALL_CASES, None)
    assert names_person("kind", source.logs)
    assert not names_person("place", source.logs)
    assert source.bodies_of_unknown_state == ("b0",)
