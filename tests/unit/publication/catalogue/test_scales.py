# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.domain.case_study import Basis, CaseFigure, FigureRole
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.facts.cases import seed_cases
from machikata.publication.catalogue.scales import ScaleMeasure, scale_picture, scale_table, scales
from machikata.testing.case_strategies import invented_case


def effect(id_="F1", kind=FigureKind.MEASURED, **values):
    values = {"basis": Basis.YEAR, "unit": "hours", "role": FigureRole.EFFECT} | values
    return CaseFigure(id_, Text("時間", "Time"), kind=kind, **values)


def case(number, *figures):
    return replace(invented_case(), id=f"X-{number}", body=f"9900{number}0", figures=figures)


def test_kinds_of_figure_never_share_a_panel_and_stand_in_a_fixed_order():
    kinds = (
        FigureKind.NEGATIVE,
        FigureKind.FORECAST,
        FigureKind.TRIAL,
        FigureKind.MEASURED,
        FigureKind.ANNUALISED_TRIAL,
    )
    cases = [case(n, effect(kind=k, saved=10.0 * n)) for n, k in enumerate(kinds, start=1)]
    (scale,) = scales(cases)
    assert [p.kind for p in scale.panels] == [
        FigureKind.MEASURED, FigureKind.TRIAL, FigureKind.ANNUALISED_TRIAL, FigureKind.FORECAST, FigureKind.NEGATIVE,
    ]  # fmt: skip


@pytest.mark.parametrize("role", [FigureRole.SCALE, FigureRole.CONTEXT])
def test_scale_and_context_appear_nowhere(role):
    figure = effect(kind=None, role=role, saved=5.0, before=9.0, after=4.0, rate_percent=10.0)
    assert scales([case(1, figure), case(2, figure)]) == ()


def test_units_bases_and_measures_are_kept_apart():
    figures = (
        effect("F1", saved=5.0, rate_percent=50.0), effect("F2", unit="minutes", saved=5.0), effect("F3", basis=Basis.MONTH, saved=5.0),
        effect("F4", kind=FigureKind.USAGE, after=100.0, unit="accesses"),
    )  # fmt: skip
    found = scales([case(1, *figures)], least=1)
    assert [(s.measure, s.unit, s.basis) for s in found] == [
        (ScaleMeasure.DIFFERENCE, "hours", Basis.YEAR), (ScaleMeasure.DIFFERENCE, "hours", Basis.MONTH),
        (ScaleMeasure.DIFFERENCE, "minutes", Basis.YEAR), (ScaleMeasure.SHARE, "percent", Basis.YEAR), (ScaleMeasure.USE, "accesses", Basis.YEAR),
    ]  # fmt: skip


def test_a_difference_of_two_levels_counts_and_is_said_to_be_derived():
    (scale,) = scales([case(1, effect(before=10.0, after=4.0)), case(2, effect(saved=3.0, before=9.0, after=4.0))])
    assert [(p.value, p.derived) for p in scale.points] == [(6.0, True), (3.0, False)]


def test_aims_and_bare_levels_are_no_effect_on_a_scale():
    assert scales([case(1, effect(target=5.0)), case(2, effect(after=5.0))], least=1) == ()


def test_bodies_stand_in_the_order_of_their_codes_whatever_their_values():
    cases = [case(n, effect(saved=v)) for n, v in ((3, 900.0), (1, 5.0), (2, 400.0))]
    (scale,) = scales(cases)
    assert scale == scales(cases[::-1])[0]
    assert [p.case.id for p in scale.points] == ["X-1", "X-2", "X-3"]


def test_a_withdrawn_case_has_no_figure_here():
    back = replace(case(1, effect(saved=5.0)), withdrawn=Text("誤り", "wrong"))
    assert scales([back, case(2, effect(saved=3.0))], least=1)[0].points[0].case.id == "X-2"


def test_a_printed_range_without_a_value_is_a_range_without_a_dot():
    (scale,) = scales([case(1, effect(low=10.0, high=30.0)), case(2, effect(saved=20.0))])
    point = scale.points[0]
    assert (point.value, point.low, point.high, point.derived) == (None, 10.0, 30.0, False)
    assert scale_picture(scale, language="ja").markup.count("<circle") == 1


def test_no_number_of_the_picture_is_missing_from_the_table():
    for scale in scales(seed_cases()):
        table = scale_table(scale)
        assert [r[4] for r in table.rows] == [p.value for p in scale.points]
        picture = scale_picture(scale, language="ja")
        for point in scale.points:
            assert point.name.ja in picture.description


def test_the_shipped_cases_give_a_scale_of_hours_a_year_with_three_kinds():
    (hours,) = [s for s in scales(seed_cases()) if s.id == "scale-difference-hours-year"]
    assert [p.kind for p in hours.panels] == [FigureKind.MEASURED, FigureKind.ANNUALISED_TRIAL, FigureKind.FORECAST]
    uki = [p for p in hours.points if p.case.body_name == "宇城市"]
    assert {p.figure.kind for p in uki} == {FigureKind.FORECAST}
