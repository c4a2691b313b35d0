# SPDX-License-Identifier: Apache-2.0
"""The planted truths are in the data, measured here with plain means and without the product's own statistics."""

from __future__ import annotations

import numpy as np
import pytest

from machikata.samples import care, salary_reports
from machikata.samples.demo_plan import DEMO_EIGHT, DEMO_PLAN
from machikata.samples.luck import days_of
from machikata.samples.more_plans import null_plan
from machikata.samples.play import play
from machikata.samples.surveys import survey_of
from machikata.samples.truths import FoundBy

KINDS = range(3)
NEW, RENEWAL = 0, 1


class Eight:
    """Days, kind and the concepts of every closed case of the eight, by body."""

    def __init__(self, seed, model=care.MODEL):
        self.days, self.kinds, self.did = {}, {}, {}
        for played in play(DEMO_PLAN, seed=seed) if seed != 1 else ():
            self._add(played, model)

    @classmethod
    def of(cls, logs, model):
        eight = cls(1, model)
        for played in logs.values():
            eight._add(played, model)
        return eight

    def _add(self, played, model):
        code = played.body.municipality.code
        if code not in DEMO_EIGHT or played.model is not model:
            return
        log, days = played.log, days_of(played.log)
        closed = ~np.isnan(days)
        self.days[code] = days[closed]
        self.kinds[code] = log.attributes.codes[model.attributes[0].name][closed]
        self.did[code] = {
            concept: np.isin(np.arange(log.n_cases), log.case[log.concept == i])[closed]
            for i, concept in enumerate(log.concepts)
        }

    def pooled(self, without=()):
        codes = [c for c in self.days if c not in without]
        return np.concatenate([self.days[c] for c in codes]), np.concatenate([self.kinds[c] for c in codes])

    def ratio(self, code):
        """Observed over expected mean days, and its standard error, the kind of application made equal."""
        days, kinds = self.pooled()
        means = np.array([days[kinds == k].mean() for k in KINDS])
        expected = means[self.kinds[code]]
        ratio = self.days[code].sum() / expected.sum()
        spread = np.std(self.days[code] - ratio * expected, ddof=1)
        return ratio, spread / np.sqrt(len(expected)) / expected.mean()


@pytest.fixture(scope="module", params=[1, 2])
def eight(request, demo_logs):
    return Eight.of(demo_logs, care.MODEL) if request.param == 1 else Eight(request.param)


@pytest.fixture(scope="module")
def salary(demo_logs):
    return Eight.of(demo_logs, salary_reports.MODEL)


def bodies(truth_id):
    return DEMO_PLAN.truth(truth_id).bodies


def test_every_truth_names_bodies_and_a_concept_of_its_process():
    concepts = {m.process.id: {c.id for c in m.process.concepts} for m in DEMO_PLAN.models}
    for truth in DEMO_PLAN.truths:
        assert set(truth.bodies) <= set(DEMO_EIGHT) or truth.id == "contracted-step"
        assert not truth.activity or truth.activity in concepts[truth.process]
        assert (truth.found_by is FoundBy.FLOW_DIFFERENCE) == bool(truth.activity)
        assert truth.step or truth.found_by is not FoundBy.SURVEY_COMPARISON


@pytest.mark.parametrize("truth", ["early-opinion", "electronic-council", "chief-approval"])
def test_an_activity_is_used_by_exactly_the_bodies_it_was_planted_in(truth, eight):
    concept = DEMO_PLAN.truth(truth).activity
    assert tuple(c for c in DEMO_EIGHT if eight.did[c][concept].any()) == bodies(truth)


def test_early_opinions_shorten_renewals_in_both_bodies(eight):
    users = bodies("early-opinion")
    days, kinds = eight.pooled(without=users)
    for code in users:
        used = eight.did[code]["care.ikensho_senko"]
        assert used[eight.kinds[code] == RENEWAL].mean() > 0.7
        assert not used[eight.kinds[code] != RENEWAL].any()
        assert eight.days[code][used].mean() < days[kinds == RENEWAL].mean() - 3.0


def test_first_applications_of_those_bodies_take_as_long_as_elsewhere(eight):
    users = bodies("early-opinion")
    days, kinds = eight.pooled(without=users)
    for code in users:
        own = eight.days[code][eight.kinds[code] == NEW]
        assert own.mean() > days[kinds == NEW].mean() - 1.5


def test_the_electronic_council_shortens_every_kind(eight):
    (code,) = bodies("electronic-council")
    ordinary = DEMO_PLAN.bodies[6].municipality.code
    for kind in KINDS:
        assert (
            eight.days[code][eight.kinds[code] == kind].mean()
            < eight.days[ordinary][eight.kinds[ordinary] == kind].mean()
        )


def test_the_body_with_most_first_applications_is_slowest_overall_and_faster_in_each_kind(eight):
    (code,) = bodies("case-mix-reversal")
    crude = {c: eight.days[c].mean() for c in DEMO_EIGHT}
    assert max(crude, key=crude.get) == code
    days, kinds = eight.pooled(without=(code,))
    for kind in KINDS:
        own = eight.days[code][eight.kinds[code] == kind]
        assert len(own) >= 30
        assert own.mean() < days[kinds == kind].mean() - 0.4
    ratio, error = eight.ratio(code)
    assert ratio + 3 * error < 1.0


def test_the_small_body_looks_fast_but_its_interval_covers_the_class(eight):
    (code,) = bodies("small-and-lucky")
    ratio, error = eight.ratio(code)
    assert len(eight.days[code]) < 130
    assert ratio < 0.99
    assert ratio + 1.96 * error > 1.0


def test_the_same_ways_without_luck_are_ordinary():
    """Twelve other runs of the small body's behaviour: on average it is neither fast nor slow."""
    (code,) = bodies("small-and-lucky")
    plan = DEMO_PLAN.body(code)
    eight = Eight(2)
    days, kinds = eight.pooled()
    means = np.array([days[kinds == k].mean() for k in KINDS])
    ratios = []
    for seed in range(12):
        log = simulate_plain(plan, seed)
        own = days_of(log)
        closed = ~np.isnan(own)
        ratios.append(own[closed].sum() / means[log.attributes.codes[care.KIND][closed]].sum())
    assert abs(np.mean(ratios) - 1.0) < 0.035


def simulate_plain(plan, seed):
    from machikata.samples.simulate import simulate

    behaviour = plan.behaviour(care.PROCESS.id)
    return simulate(care.MODEL, behaviour, population=plan.municipality.population, seed=(900, seed))


def test_the_chiefs_approval_makes_cases_longer(eight):
    (code,) = bodies("chief-approval")
    assert eight.did[code]["care.kakaricho_kessai"].mean() > 0.7
    ratio, error = eight.ratio(code)
    assert ratio - 3 * error > 1.0


def test_the_paper_detour_costs_days_and_hours(salary, demo_logs):
    (code,) = bodies("paper-detour")
    assert tuple(c for c in DEMO_EIGHT if salary.did[c]["salary.insatsu"].any()) == (code,)
    days, kinds = salary.pooled(without=(code,))
    online = salary.kinds[code] == 0
    assert salary.days[code][online].mean() > days[kinds == 0].mean() + 2.0
    per_case = {c: p.log.minutes.sum() / p.log.n_cases for (c, pid), p in demo_logs.items() if pid == "salary-reports"}
    assert per_case[code] > 1.4 * np.median([per_case[c] for c in DEMO_EIGHT])


def test_only_one_body_reports_hours_that_contradict_its_log(demo_logs):
    contradicting = []
    for code in DEMO_EIGHT:
        lines = [line for s in survey_of(demo_logs[code, care.PROCESS.id]).surveys for line in s.lines]
        hours = sum(line.hours or 0.0 for line in lines)
        if abs(hours / sum(line.hours_from_volume or 0.0 for line in lines) - 1.0) > 0.25:
            contradicting.append(code)
    assert tuple(contradicting) == bodies("hours-contradict-log")


def test_bodies_of_the_null_plan_differ_by_chance_only():
    """Means of 8 bodies over 6 seeds: as many beyond two standard errors as chance gives."""
    beyond, total = 0, 0
    for seed in range(6):
        samples = [days_of(p.log) for p in play(null_plan(8, population=3_000, models=(care.MODEL,)), seed=seed)]
        means = np.array([np.nanmean(d) for d in samples])
        errors = np.array([np.nanstd(d) / np.sqrt((~np.isnan(d)).sum()) for d in samples])
        beyond += int((abs(means - means.mean()) > 2 * errors).sum())
        total += len(samples)
    assert beyond <= 0.15 * total
