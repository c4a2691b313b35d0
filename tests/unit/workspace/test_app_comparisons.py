# SPDX-License-Identifier: Apache-2.0
"""Two apps for one task on the same inputs: what they agree on, who is right more often, how long it took, what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from machikata.analysis.proportion import wilson
from machikata.automation.app.manifest import Price, PricePer
from machikata.automation.registry import Registry
from machikata.domain.actor import Role
from machikata.domain.errors import ComparisonRefused, NotAllowed, NotFound
from machikata.domain.text import Text
from machikata.testing.small_apps import RowCount
from machikata.workspace.app_comparisons import Difference, compare_apps
from machikata.workspace.persons import save_person

LIST = Text("価格表", "price list")
PER_CASE, PER_YEAR = Price(30.0, PricePer.CASE, LIST), Price(600_000.0, PricePer.YEAR, LIST)


@pytest.fixture
def ws(office):
    apps = (RowCount.saying(price=PER_CASE), RowCount.saying(id="other-count", price=PER_YEAR))
    return replace(office.ws, registry=Registry.of(*apps))


def two(office, first: dict[str, str], second: dict[str, str]) -> tuple[str, str]:
    a = office.done("a", answers=first)
    later = a.started_at + timedelta(seconds=9)
    b = office.done("b", answers=second, app="other-count", started_at=a.started_at, finished_at=later, compute_s=4.0)
    return a.id, b.id


def test_agreement_time_and_price_are_told_for_both_sides(ws, office) -> None:
    a, b = two(office, {"1": "x", "2": "y", "3": "z"}, {"1": "x", "2": "n"})
    found = compare_apps(ws, a, b)
    assert (found.task, found.subjects, found.agreed) == ("row-counting", 3, 1)
    assert found.agreement == wilson(1, 3)
    assert found.differences == (Difference("2", "y", "n"), Difference("3", "z", None))
    assert (found.first.answered, found.second.answered) == (3, 2)
    assert (found.second.wall_seconds, found.first.compute_seconds, found.second.compute_seconds) == (9.0, 0.5, 4.0)
    assert (found.first.price, found.first.yen_here) == (PER_CASE, 90.0)
    assert (found.second.price, found.second.yen_here) == (PER_YEAR, None)  # a year's price is no run's price
    assert (found.paired, found.first.accuracy) == (None, None)
    assert found.same_options


def test_against_the_truth_a_missing_answer_is_not_right(ws, office) -> None:
    truth = {str(n): "x" for n in range(10)}
    a, b = two(office, truth, {"0": "x", "1": "n"})
    found = compare_apps(ws, a, b, truth=truth)
    assert (found.first.right, found.first.judged, found.second.right) == (10, 10, 1)
    assert found.first.accuracy == wilson(10, 10)
    assert found.second.accuracy == wilson(1, 10)
    assert found.paired is not None
    assert (found.paired.only_first_right, found.paired.only_second_right) == (9, 0)
    assert found.paired.p_value == pytest.approx(2 / 2**9)  # the sign test by hand
    assert found.differences[0] == Difference("1", "x", "n", "x")


def test_two_that_are_equally_right_show_no_difference(ws, office) -> None:
    a, b = two(office, {"1": "x", "2": "n"}, {"1": "n", "2": "x"})
    found = compare_apps(ws, a, b, truth={"1": "x", "2": "x"})
    assert found.paired is not None
    assert found.paired.p_value == 1.0
    same = compare_apps(ws, a, office.done("c", answers={"1": "x", "2": "n"}).id, truth={"1": "x"})
    assert same.paired is not None
    assert same.paired.p_value == 1.0
    assert same.differences == ()


def test_what_carries_no_conclusion_is_refused(ws, office) -> None:
    a, b = two(office, {"1": "x"}, {"1": "x"})
    task = office.done("c", task="another-task").id
    inputs = office.done("d", table="番号\n7\n").id
    empty, empty2 = office.done("e", answers={}).id, office.done("f", answers={}).id
    for other, told in ((task, "tasks differ"), (inputs, "inputs differ"), (a, "with itself")):
        with pytest.raises(ComparisonRefused, match=told):
            compare_apps(ws, a, other)
    with pytest.raises(ComparisonRefused, match="neither run"):
        compare_apps(ws, empty, empty2)
    for truth in ({}, {"99": "x"}):
        with pytest.raises(ComparisonRefused, match="truth"):
            compare_apps(ws, a, b, truth=truth)
    with pytest.raises(NotFound):
        compare_apps(ws, a, "nothing")


def test_other_options_and_an_app_that_is_gone_are_said(ws, office) -> None:
    _, b = two(office, {"1": "x"}, {"1": "x"})
    seed = office.done("c", seed=4, answers={"1": "x"}).id
    gone = replace(ws, registry=Registry.of(RowCount()))
    found = compare_apps(gone, b, seed)
    assert not found.same_options
    assert (found.first.price, found.first.yen_here) == (None, None)


def test_another_body_s_run_is_not_compared(ws, office) -> None:
    a, b = two(office, {"1": "x"}, {"1": "x"})
    other = next(x.code for x in ws.library.bodies() if x.code != office.officer.body)
    stranger = save_person(ws, name="架空 四郎", body=other, roles={Role.OFFICER})
    with pytest.raises(NotAllowed):
        compare_apps(ws.acting_as(stranger.actor()), a, b)
