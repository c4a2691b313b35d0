# SPDX-License-Identifier: Apache-2.0
"""Invented case studies: varied, whole in both languages, honest about failures, and never to be taken for real ones."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields

import pytest

from machikata.domain.case_study import UNITS, CaseOrigin, CaseStatus, FigureRole, Technology
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.samples.case_studies import sample_case_bodies, sample_cases
from machikata.samples.case_wording import uses
from machikata.samples.demo_plan import DEMO_PLAN

CASES = sample_cases(600)


def texts(case):
    held = [getattr(case, f.name) for f in fields(case)]
    return [v for v in held if isinstance(v, Text)] + [f.name for f in case.figures]


def test_the_first_cases_are_the_same_however_many_are_asked_for():
    assert sample_cases(40) == CASES[:40]
    assert sample_cases(40, seed=2) != CASES[:40]


def test_ids_are_unique_and_every_case_is_marked_as_invented():
    assert len({c.id for c in CASES}) == len(CASES)
    for case in CASES:
        assert case.synthetic
        assert not case.verified
        assert case.origin is CaseOrigin.SAMPLE
        assert case.subtitle == Text("架空の見本", "invented sample")
        assert case.summary.ja.endswith("（架空の見本）")
        assert case.summary.en.endswith("(Invented sample.)")
        assert case.contact.endswith("（架空）")


def test_bodies_are_invented_ones_and_the_first_twelve_cases_are_of_the_demo():
    names = {b.code: str(b.name) for b in sample_case_bodies()}
    for case in CASES:
        assert MunicipalityCode(case.body).synthetic
        assert names[case.body] == case.body_name
    assert [c.body for c in CASES[:12]] == [b.municipality.code for b in DEMO_PLAN.bodies]


def test_nothing_of_a_template_is_left_in_a_text():
    left = [(c.id, t) for c in CASES for t in texts(c) if re.search(r"[<>{}|]|  ", t.ja + t.en)]
    assert left == []


def test_every_text_is_there_in_both_languages():
    assert [(c.id, t) for c in CASES for t in texts(c) if bool(t.ja) != bool(t.en)] == []
    assert [(c.id, t.en) for c in CASES for t in texts(c) if re.search(r"[ぁ-んァ-ン一-龥]", t.en)] == []


def test_every_use_that_was_written_down_appears_once_before_any_appears_again():
    count = len(uses())
    works = Counter((c.field, c.technologies) for c in CASES[:count])
    assert works == Counter((u.field, u.technologies) for u in uses())


def test_failures_and_every_kind_of_figure_and_technology_are_among_them():
    statuses = Counter(c.status for c in CASES)
    assert set(statuses) == set(CaseStatus)
    assert 0.1 < (statuses[CaseStatus.STOPPED] + statuses[CaseStatus.ABANDONED]) / len(CASES) < 0.3
    assert {k for c in CASES for k in c.kinds} == set(FigureKind) - {FigureKind.REPORTED}
    assert {t for c in CASES for t in c.technologies} == set(Technology)


@pytest.mark.parametrize("case", CASES[:150], ids=lambda c: c.id)
def test_figures_hold_together(case):
    for figure in case.figures:
        assert figure.unit in UNITS
        assert (figure.kind is None) == (figure.role is FigureRole.SCALE)
        if figure.before is not None:
            assert figure.saved == pytest.approx(figure.before - figure.after, abs=0.06)
            assert (figure.kind is FigureKind.NEGATIVE) == (figure.after > figure.before)


def test_generative_ai_is_not_put_to_work_before_it_was_there():
    held = [c for c in CASES if Technology.GENERATIVE in c.technologies and c.start]
    assert held
    assert min(c.start.removeprefix("FY")[:4] for c in held) >= "2023"


def test_dates_follow_each_other():
    for case in CASES:
        assert case.start.removeprefix("FY")[:4] <= case.published[:4] <= "2026"
