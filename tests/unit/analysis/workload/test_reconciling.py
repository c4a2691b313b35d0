# SPDX-License-Identifier: Apache-2.0
"""A survey against its log, on logs small enough to count by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from machikata.analysis.workload.log_year import LogYear, log_years
from machikata.analysis.workload.reconciliation import Agreement, Aspect, Reconciliation
from machikata.analysis.workload.reconciling import reconcile, reconcile_bodies
from machikata.domain.process import Concept, Process, ProcessStep
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey, StaffKind, SurveyLine
from machikata.publication.document import from_document, to_document
from machikata.records.survey.tables import tables_of
from machikata.rules.survey_limits import survey_limits
from machikata.rules.survey_reporting import reporting_error
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import JAPAN, SampleCase, SampleEvent, log_from_traces

ERROR = reporting_error(as_of=date(2026, 3, 31))
LIMITS = survey_limits(as_of=date(2026, 3, 31))
BODY, OTHER = "990019", "990027"
APRIL = datetime(2025, 4, 1, 9, tzinfo=JAPAN)
PROCESS = Process(
    "permits",
    Text("許可", "Permits"),
    concepts=tuple(
        Concept(c, Text(c, f"the {n}")) for n, c in enumerate(["受付", "審査", "照会", "決裁", "通知", "発送"])
    ),
    steps=(
        ProcessStep("permits.s1", Text("受付", "Acceptance"), ("受付",)),
        ProcessStep("permits.s2", Text("審査", "Examination"), ("審査", "照会"), ("審査",)),
        ProcessStep("permits.s3", Text("決裁", "Approval"), ("決裁",)),
        ProcessStep("permits.s4", Text("現地の確認", "Visit"), ("現地",)),
    ),
)
N = 120


def log(*traces, start=APRIL, between=timedelta(days=3), step=timedelta(hours=1), before=True):
    """N cases over the year (and one begun before it), each with the next of `traces`."""
    cases = [SampleCase(traces[i % len(traces)].split(), start=start + i * between) for i in range(N)]
    if before:
        cases.append(SampleCase(["登録"], start=datetime(2025, 3, 20, 9, tzinfo=JAPAN)))
    return log_from_traces(cases, step=step)


def year_of(tables, *, names=None):
    store = MemoryEventStore()
    stored = store.admit(tables, body=BODY, process=PROCESS.id, manifest={})
    return log_years(store=store, logs=[stored], process=PROCESS, fiscal_year=2025, activity_map=names).get(BODY)


def line(number, *, staff=StaffKind.REGULAR, **answers):
    answers = {"order": number, "cases": N, "minutes_per_case": 60.0, "hours": float(N)} | answers
    return SurveyLine(PROCESS.id, f"permits.s{number}", f"工程{number}", staff, **answers)


def reconciled(year, *lines, limits=LIMITS, **settings):
    survey = SectionSurvey(BODY, "係", 2025, lines or (line(1), line(2), line(3)))
    return reconcile(tables_of([survey]), process=PROCESS, log=year, error=ERROR, limits=limits, **settings)


ORDINARY = year_of(log("受付 審査 照会 審査 決裁 通知", "受付 審査 決裁 通知"))


def test_counts_are_events_of_the_counted_activities_dated_in_the_year():
    assert isinstance(ORDINARY, LogYear)
    counted = {a.activity: a.n_events for a in ORDINARY.activities}
    assert counted == {"受付": N, "審査": N + N // 2, "照会": N // 2, "決裁": N, "通知": N, "登録": 0}
    assert (ORDINARY.n_begun, ORDINARY.n_before) == (N, 1)
    steps = {s.step: s for s in reconciled(ORDINARY).steps}
    assert steps["permits.s1"].log_cases == N
    assert steps["permits.s2"].log_cases == N + N // 2


def test_survey_and_log_that_agree_say_so_and_keep_reported_and_measured_apart():
    found = reconciled(ORDINARY, line(1), line(2, cases=N + N // 2, hours=180.0), line(3))
    assert found.agreement is Agreement.AGREES
    assert [j.agreement for j in found.judgements] == [Agreement.AGREES] * 4
    assert found.survey_provenance.kind is FigureKind.REPORTED
    assert found.log_provenance.kind is FigureKind.MEASURED
    assert found.log_provenance.inputs
    assert found.whole.log_volume.difference == pytest.approx(0.0)


def test_a_missing_volume_is_told_in_hours():
    """180 examinations of an hour in the log, 120 in the survey: 60 hours short."""
    step = next(s for s in reconciled(ORDINARY).steps if s.step == "permits.s2")
    assert step.differs
    assert step.hours == pytest.approx(-60.0)
    assert step.ratio == pytest.approx(2 / 3)


def test_counts_contradict_when_their_hours_weigh_more_than_the_limit():
    many = line(2, cases=600, hours=600.0)
    judged = {j.aspect: j for j in reconciled(ORDINARY, line(1), many, line(3)).judgements}
    assert judged[Aspect.COUNTS].agreement is Agreement.CONTRADICTS
    assert "調査600件、記録180件" in judged[Aspect.COUNTS].reason.ja
    assert judged[Aspect.LOG_VOLUME].agreement is Agreement.CONTRADICTS
    assert judged[Aspect.OWN_VOLUME].agreement is Agreement.AGREES


def test_hours_far_beyond_volume_and_minutes_contradict_and_the_limit_is_a_setting():
    lines = [line(n, hours=240.0) for n in (1, 3)]
    found = reconciled(ORDINARY, *lines)
    assert found.contradicts(Aspect.OWN_VOLUME)
    assert found.contradicts(Aspect.LOG_VOLUME)
    assert found.whole.own_volume.ratio.value == pytest.approx(2.0)
    assert found.whole.own_volume.difference == pytest.approx(240.0)
    assert "1.15倍" in found.reason.ja
    generous = LIMITS.with_own(reason=Text("当市", "ours"), hours_margin=1.0)
    assert reconciled(ORDINARY, *lines, limits=generous).agreement is Agreement.AGREES


def test_hours_that_contradict_both_volumes_alike_are_told_once():
    found = reconciled(ORDINARY, *(line(n, hours=240.0) for n in (1, 3)))
    assert "記録の件数で計算しても同じです" in found.reason.ja
    assert found.reason.en.count("are 2.00 times") == 1
    # Where the counts differ, too, the log tells something of its own.
    many = [line(1, hours=240.0), line(2, cases=600, hours=1200.0), line(3, hours=240.0)]
    apart = reconciled(ORDINARY, *many)
    assert apart.contradicts(Aspect.COUNTS)
    assert "同じです" not in apart.reason.ja


def test_more_bodies_judged_together_ask_for_more():
    # One line of an hour: about a sixth of error. 1.7 times is beyond chance for one body, not for the luckiest of many.
    lines = [line(3, minutes_per_case=30.0, hours=100.0)]
    assert reconciled(ORDINARY, *lines).contradicts(Aspect.OWN_VOLUME)
    assert not reconciled(ORDINARY, *lines, together=1_000).contradicts(Aspect.OWN_VOLUME)


def test_an_order_that_most_cases_turn_round_is_told_with_cases_and_hours():
    found = reconciled(ORDINARY, line(1, order=3), line(2, order=2, cases=180), line(3, order=1))
    pairs = {(d.first, d.second) for d in found.orders}
    assert pairs == {("permits.s3", "permits.s2"), ("permits.s3", "permits.s1"), ("permits.s2", "permits.s1")}
    assert found.n_pairs == 3
    assert found.orders[0].n_cases == N
    assert found.orders[0].share.value == 0.0
    assert found.orders[0].hours == 240.0
    assert found.contradicts(Aspect.ORDER)


def test_equal_instants_are_no_order():
    same = year_of(log("受付 審査 決裁", step=timedelta()))
    found = reconciled(same, line(1, order=3), line(2, order=2), line(3, order=1))
    assert found.orders == ()
    assert {(o.n_tied, o.n_before) for o in same.orders} == {(N, 0)}
    assert same.orders[0].in_order(same.orders[0].source) == N / 2


def test_steps_side_by_side_and_steps_in_few_cases_claim_no_order():
    assert reconciled(ORDINARY, line(1, order=1), line(3, order=1)).n_pairs == 0
    few = LIMITS.with_own(reason=Text("当市", "ours"), minimum_cases=N + 1)
    found = reconciled(ORDINARY, line(1, order=2), line(3, order=1), limits=few)
    assert (found.n_pairs, found.orders) == (0, ())


def test_a_log_that_begins_in_summer_is_never_taken_for_a_year():
    summer = year_of(log("受付 審査 決裁", start=datetime(2025, 7, 1, 9, tzinfo=JAPAN), between=timedelta(days=2)))
    late = replace(summer, first_date=date(2025, 7, 1))
    found = reconciled(late, line(1, order=3), line(2), line(3, order=1))
    assert "2025-07-01" in found.log_refused.ja
    assert found.whole.log_volume is None
    assert all(s.log_cases is None for s in found.steps)
    assert found.contradicts(Aspect.ORDER)
    judged = {j.aspect: j.agreement for j in found.judgements}
    assert judged[Aspect.COUNTS] is judged[Aspect.LOG_VOLUME] is Agreement.NOT_COMPARED


def test_a_log_that_ends_early_or_is_of_another_year_is_not_a_year_either():
    early = year_of(log("受付 審査 決裁", between=timedelta(days=1)))
    assert not early.is_whole(LIMITS.missing_days.value)
    other = year_of(log("受付 審査 決裁", start=datetime(2024, 4, 1, 9, tzinfo=JAPAN)))
    assert (other.n_days, other.first_date) == (0, None)
    assert "令和7年度の記録がない" in reconciled(other).log_refused.ja


def test_a_rare_process_may_be_silent_for_weeks():
    assert ORDINARY.silent_days() == (0, 7)
    rare = replace(ORDINARY, n_days=20, first_date=date(2025, 5, 20))
    assert rare.is_whole(14)
    assert not replace(rare, n_days=200).is_whole(14)


def test_without_a_log_the_survey_is_held_against_itself_only():
    found = reconciled(None)
    assert found.agreement is Agreement.NOT_COMPARED
    assert "記録がない" in found.reason.ja
    assert found.log_provenance is None
    assert found.whole.own_volume is not None
    contradicting = reconciled(None, *(line(n, hours=300.0) for n in (1, 2, 3)))
    assert contradicting.agreement is Agreement.CONTRADICTS


def test_contracted_work_has_no_hours_and_may_stand_in_the_log_or_outside_it():
    contracted = line(2, staff=StaffKind.CONTRACTOR, cases=300, minutes_per_case=None, hours=None, fee_yen=10)
    own = line(2, cases=180, hours=180.0)
    outside = next(s for s in reconciled(ORDINARY, own, contracted).steps if s.step == "permits.s2")
    assert (outside.contracted_cases, outside.differs, outside.hours) == (300, False, 0.0)
    inside = reconciled(ORDINARY, replace(own, cases=100, hours=100.0), replace(contracted, cases=80))
    step = next(s for s in inside.steps if s.step == "permits.s2")
    assert (step.differs, step.ratio) == (False, 1.0)
    assert (inside.whole.n_contracted, inside.whole.hours_reported) == (1, 100.0)
    only = next(s for s in reconciled(ORDINARY, contracted).steps if s.step == "permits.s2")
    assert only.hours is None
    assert only.differs


def test_what_only_one_of_the_two_knows_is_listed():
    own_step = replace(line(1), step="", title="係長の決裁")
    found = reconciled(ORDINARY, line(1), line(4), own_step)
    assert found.steps_without_log == ("permits.s4",)
    assert found.own_steps == ("係長の決裁",)
    assert [(u.activity, u.n_events) for u in found.unmatched] == [("通知", N)]
    assert found.unmatched[0].label == Text("通知", "the 4")
    assert found.unmatched[0].share == pytest.approx(N / 600)
    silent = {s.step: s.survey_cases for s in found.steps}
    assert silent == {"permits.s1": N, "permits.s2": None, "permits.s3": None, "permits.s4": N}


def test_a_log_without_earlier_cases_gives_a_range_and_says_why():
    """Approvals come 40 days after the case began: those of April are missing, those of the last cases still to come."""
    traces = [["受付", SampleEvent("決裁", after=timedelta(days=40))]]
    tables = log_from_traces([SampleCase(traces[0], start=APRIL + i * timedelta(days=3)) for i in range(N)])
    found = reconciled(year_of(tables), line(1), line(3))
    step = next(s for s in found.steps if s.step == "permits.s3")
    assert (step.log_cases, step.log_high, step.differs) == (109, N, False)
    assert step.hours == 0.0
    assert "年度の初めより前" in found.notes[0].ja


def test_a_bodys_own_names_are_read_through_the_dictionary():
    names = pa.table({"body": [BODY], "activity": ["受け付け"], "concept": ["受付"]})
    year = year_of(log("受け付け 審査 決裁"), names=names)
    assert {a.activity for a in year.activities} == {"受付", "審査", "決裁", "登録"}


def test_several_bodies_and_years_are_told_apart():
    store = MemoryEventStore()
    logs = [store.admit(log("受付 審査 決裁"), body=BODY, process=PROCESS.id, manifest={})]
    logs.append(store.admit(log("受付 審査 決裁"), body=BODY, process="another", manifest={}))
    answers = tables_of(
        SectionSurvey(b, "係", y, (line(1), line(3))) for b, y in ((BODY, 2025), (BODY, 2024), (OTHER, 2025))
    )
    found = reconcile_bodies(
        answers, process=PROCESS, store=store, logs=logs, error=ERROR, limits=LIMITS, synthetic={OTHER}
    )
    assert [(r.body, r.fiscal_year, r.log_refused is None) for r in found] == [
        (BODY, 2024, False), (BODY, 2025, True), (OTHER, 2025, False),
    ]  # fmt: skip
    assert [r.survey_provenance.synthetic for r in found] == [False, False, True]


def test_answers_of_several_bodies_are_refused_where_one_is_needed():
    answers = tables_of(SectionSurvey(b, "係", 2025, (line(1),)) for b in (BODY, OTHER))
    with pytest.raises(ValueError, match="one body"):
        reconcile(answers, process=PROCESS, log=None, error=ERROR, limits=LIMITS)


@pytest.mark.parametrize("year", [ORDINARY, None])
def test_results_travel_as_documents_and_hold_no_missing_number(year):
    found = reconciled(
        year, line(1, order=3), line(2, hours=None), line(3, cases=0, minutes_per_case=None), line(4, cases=None)
    )
    document = to_document(found)
    assert from_document(Reconciliation, document) == found
    assert not re.search(r"\bnan\b", str(document), re.IGNORECASE)
