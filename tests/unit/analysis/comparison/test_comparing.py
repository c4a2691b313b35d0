# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta

import pyarrow as pa
import pytest

from machikata.analysis.comparison import disclose
from machikata.analysis.comparison.case_table import Source, fetch_cases
from machikata.analysis.comparison.estimand import TOTAL_DAYS, DeclaredIndicator, IndicatorKind, Population, share_over
from machikata.analysis.comparison.refusing import check_attributes
from machikata.analysis.comparison.result import FlowDifferenceKind, LeftOut, Mode, Verdict
from machikata.analysis.log_scope import AttributeFilter, CaseFilter
from machikata.domain.errors import Cancelled, ComparisonRefused, InputRefused
from machikata.domain.text import Text
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import SampleCase, SampleEvent, log_from_traces
from machikata.testing.offices import QUICK, Office, compare_offices, office_log

EQUAL = [Office() for _ in range(3)]
NAME = Text("指標", "indicator")


def test_two_bodies_are_refused_and_the_missing_one_is_counted():
    with pytest.raises(ComparisonRefused) as refused:
        compare_offices(EQUAL[:2])
    assert "あと1団体" in refused.value.sentence("ja")
    assert "1 more" in refused.value.sentence("en")


def test_a_body_below_the_minimum_count_does_not_make_the_third():
    with pytest.raises(ComparisonRefused):
        compare_offices([*EQUAL[:2], Office(n=6)])


def test_three_bodies_give_values_without_ranks_or_limits():
    result = compare_offices(EQUAL)
    assert result.mode is Mode.VALUES_ONLY
    for row in result.indicators[0].bodies:
        assert row.crude is not None
        assert row.ratio is not None
        assert row.rank is None
        assert row.funnel_position is None
    assert result.indicators[0].funnel is None
    assert result.indicators[0].best_quarter is None


@pytest.mark.parametrize(("bodies", "mode"), [(6, Mode.RANKED), (8, Mode.BEST_QUARTER)])
def test_ranks_come_with_six_bodies_and_the_best_quarter_with_eight(bodies, mode):
    result = compare_offices([Office(n=40) for _ in range(bodies)])
    assert result.mode is mode
    main = result.indicators[0]
    assert all(row.rank_low <= row.rank <= row.rank_high for row in main.bodies)
    assert len(main.funnel.points) == bodies
    assert (main.best_quarter is None) == (mode is Mode.RANKED)


def test_the_mix_is_taken_out_and_the_slower_office_is_not():
    result = compare_offices([Office(slow=0.9), Office(slow=0.2), Office(slow=0.2), Office(slow=0.5, days=30)])
    rows = {row.body[-1]: row for row in result.indicators[0].bodies}
    assert result.case_mix.attributes == ("kind",)
    assert rows["0"].crude.value > rows["1"].crude.value + 5
    assert rows["0"].ratio.value < rows["3"].ratio.value
    assert rows["3"].verdict is Verdict.ABOVE
    assert rows["3"].excess > 5
    assert all(row.check.agrees for row in rows.values())


def test_the_expected_days_of_all_bodies_add_up_to_the_observed_ones():
    rows = compare_offices([Office(slow=0.9), *EQUAL]).indicators[0].bodies
    assert sum(r.n * r.expected for r in rows) == pytest.approx(sum(r.n * r.crude.value for r in rows))


def test_declared_indicators_of_every_kind_have_the_values_one_counts_by_hand():
    declared = (
        TOTAL_DAYS,
        share_over(30),
        DeclaredIndicator("span", NAME, IndicatorKind.DAYS_BETWEEN, start_activity="審査", end_activity="通知"),
        DeclaredIndicator("approved", NAME, IndicatorKind.SHARE_WITH, activity="決裁"),
        DeclaredIndicator("again", NAME, IndicatorKind.SHARE_REPEATED, activity="審査"),
    )
    settings = replace(QUICK, indicators=declared)
    result = compare_offices([Office(extra=1.0), *EQUAL], settings=settings)
    first = {i.id: i.bodies[0] for i in result.indicators}
    second = {i.id: i.bodies[1] for i in result.indicators}
    assert first["approved"].crude.value == 1
    assert second["approved"].crude.value == 0
    assert first["again"].crude.value == 0
    # Steps are spread evenly: with 決裁 a third of the days lies between 審査 and 通知, without it a half.
    assert first["span"].crude.value == pytest.approx(first["total-days"].crude.value / 3)
    assert second["span"].crude.value == pytest.approx(second["total-days"].crude.value / 2)
    assert 0 < first["share-over-30"].crude.value < 1


def test_open_cases_are_counted_beside_and_never_dropped_in_silence():
    closed = compare_offices([Office(open=30), *EQUAL])
    assert closed.estimand.n_cases == 480
    assert closed.estimand.n_open == 30
    assert "30件" in closed.estimand.open_text.ja
    assert closed.survival.bodies[0].n == 150
    assert closed.survival.bodies[0].n_open == 30
    assert closed.survival.bodies[0].restricted_mean.value > 0
    assert "open-cases" in {a.code for a in closed.assumptions}
    every = compare_offices([Office(open=30), *EQUAL], settings=replace(QUICK, population=Population.ALL))
    assert every.estimand.n_cases == 510


def test_an_activity_that_nobody_has_is_said_to_give_nothing_to_compare():
    nowhere = (
        TOTAL_DAYS,
        DeclaredIndicator("none", NAME, IndicatorKind.SHARE_WITH, activity="ない作業"),
        DeclaredIndicator("gap", NAME, IndicatorKind.DAYS_BETWEEN, start_activity="ない作業", end_activity="通知"),
    )
    share, gap = compare_offices([Office(n=40)] * 6, settings=replace(QUICK, indicators=nowhere)).indicators[1:]
    assert {row.crude.value for row in share.bodies} == {0}
    assert all(row.crude.high > 0 for row in share.bodies)
    assert {row.verdict_note.ja for row in share.bodies} == {"どの団体にもないため、比べられません"}
    assert {row.n for row in gap.bodies} == {0}
    assert gap.class_median is None
    assert gap.omnibus is None


def test_cases_that_all_take_equally_long_differ_in_nothing():
    result = compare_offices([Office(n=30, days=1e-9)] * 3)
    assert not {row.verdict for row in result.indicators[0].bodies} & {Verdict.ABOVE, Verdict.BELOW}


def test_bodies_whose_cases_name_nobody_are_clustered_by_month_alone():
    assert compare_offices([Office(n=60, persons=0)] * 3).indicators[0].bodies[0].ratio is not None


def test_a_window_takes_the_cases_that_begin_in_it():
    settings = replace(QUICK, window_start="2025-05-01", window_end="2025-12-01")
    result = compare_offices(EQUAL, settings=settings)
    assert 0.4 * 360 < result.estimand.n_cases < 0.75 * 360
    assert "2025年5月1日から" in result.estimand.cases_text.ja


def test_an_extra_step_is_listed_with_its_days_and_its_user():
    result = compare_offices([Office(extra=0.6), Office(extra=0.6), *EQUAL], own="990000")
    rows = [d for d in result.flow_differences if d.kind is FlowDifferenceKind.ACTIVITY and d.source == "決裁"]
    found = {d.body: d for d in rows}
    assert found["990000"].users == ("990001",)
    assert found["990000"].days_effect.low < 5 < found["990000"].days_effect.high
    assert "原因を示すものではありません" in found["990000"].note.ja
    node = next(n for n in result.difference_map.nodes if n.activity == "決裁")
    assert node.own_share == pytest.approx(0.6, abs=0.15)
    assert node.peer_share == pytest.approx(0.15, abs=0.05)


def test_equal_offices_differ_in_nothing():
    result = compare_offices([Office(extra=0.3) for _ in range(4)])
    assert result.flow_differences == ()
    assert result.reversals == ()
    assert not {row.verdict for row in result.indicators[0].bodies} & {Verdict.ABOVE, Verdict.BELOW}


def test_the_same_logs_in_another_order_give_the_same_figures():
    offices = [Office(extra=0.5), Office(slow=0.8), *EQUAL, Office(days=26)]
    one, other = compare_offices(offices), compare_offices(offices, backwards=True)
    assert one.indicators == other.indicators
    assert one.flow_differences == other.flow_differences


def test_common_names_of_activities_bring_bodies_together():
    mapped = pa.table({
        "body": ["990000", "990001", "990002"], "activity": ["受付"] * 3, "concept": ["受付", "受付", "受付"],
    })  # fmt: skip
    result = compare_offices([Office(extra=0.7), *EQUAL], activity_map=mapped, own="990000")
    assert {n.label for n in result.difference_map.nodes} == {"申請の受付", "決裁", "審査", "通知"}


def test_persons_who_work_in_two_bodies_are_named():
    texts = [a.text.ja for a in compare_offices(EQUAL).assumptions if a.code == "shared-staff"]
    assert texts
    assert "独立ではありません" in texts[0]


def test_settings_that_cannot_be_used_are_all_named():
    with pytest.raises(InputRefused) as refused:
        compare_offices(EQUAL, settings=replace(QUICK, minimum_count=4, indicators=()))
    assert {p.code for p in refused.value.problems} == {"minimum-count", "no-indicator"}


@pytest.mark.parametrize("name", ["who", "nothing"])
def test_case_mix_by_a_person_or_by_nothing_known_is_refused(name):
    with pytest.raises(InputRefused):
        compare_offices(EQUAL, settings=replace(QUICK, stratify_by=(name,)))


def test_three_statements_speak_of_the_own_body():
    result = compare_offices([Office(days=30, extra=0.8), *EQUAL, Office(days=15)], own="990000")
    assert 1 <= len(result.statements) <= 3
    assert "長くなっています" in result.statements[0].headline.ja
    assert "倍" in result.statements[0].detail.ja
    assert all(s.headline.en and s.detail.en for s in result.statements)


def test_every_text_of_a_result_has_both_languages():
    result = disclose(
        compare_offices([Office(slow=0.9, open=12), Office(n=7), *EQUAL, Office(days=28, extra=0.7)], own="990000")
    )
    assert not [text for text in _texts(result) if bool(text.ja) != bool(text.en)]


def _texts(value):
    if isinstance(value, Text):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def test_a_person_can_stop_it():
    def stop(share, what):
        if share > 0.1:
            raise Cancelled(Text("止めました", "stopped"))

    with pytest.raises(Cancelled):
        compare_offices(EQUAL, progress=stop)


def test_only_cases_of_a_kind_can_be_compared_and_the_estimand_says_so():
    everything = compare_offices(EQUAL)
    parts = [
        compare_offices(EQUAL, settings=replace(QUICK, only=(AttributeFilter("kind", (kind,)),)))
        for kind in ("slow", "quick")
    ]
    assert sum(p.estimand.n_cases for p in parts) == everything.estimand.n_cases
    assert "「kind」が「slow」のもの" in parts[0].estimand.cases_text.ja
    assert "“kind” is “quick”" in parts[1].estimand.cases_text.en


def test_cases_with_an_activity_can_be_left_out_and_the_estimand_says_so():
    offices = [Office(extra=0.3) for _ in range(3)]
    result = compare_offices(offices, settings=replace(QUICK, without=("決裁",)))
    assert 0 < result.estimand.n_cases < compare_offices(offices).estimand.n_cases
    assert "「決裁」がある案件を除く" in result.estimand.cases_text.ja
    assert not [d for d in result.flow_differences if "決裁" in d.title.ja]


def test_an_unknown_activity_is_refused_by_its_name():
    with pytest.raises(InputRefused, match="取り消し"):
        compare_offices(EQUAL, settings=replace(QUICK, without=("取り消し",)))


def test_cases_cannot_be_chosen_by_who_did_them():
    with pytest.raises(InputRefused, match="persons"):
        compare_offices(EQUAL, settings=replace(QUICK, minimum_count=5, only=(AttributeFilter("who", ("職員1",)),)))


def test_cases_cannot_be_chosen_by_a_number_of_the_staff_or_one_by_one():
    store = MemoryEventStore()
    tables = office_log(Office(n=40), seed=1)
    numbered = tables.cases.append_column("c:職員番号", pa.array([i % 3 for i in range(40)]))
    log = store.admit(replace(tables, cases=numbered), body="b0", process="p", manifest={})
    for name, values in (("職員番号", ("1",)), ("number", tuple(f"no-{i}" for i in range(20)))):
        chosen = AttributeFilter(name, values)
        source = Source(store, [log], CaseFilter(attributes=(chosen,)), None)
        table = fetch_cases(source, bodies=["b0"], indicators=[TOTAL_DAYS]).table
        assert table.n >= 13
        with pytest.raises(InputRefused):
            check_attributes([chosen], source, table)


def test_open_cases_are_observed_to_the_end_of_the_log_even_when_few_kinds_are_asked_about():
    """The last record of the log belongs to the other kind: it must not shorten the time the open case was watched."""
    waiting = SampleCase([SampleEvent("受付")], open=True, attributes={"kind": "slow"})
    other = SampleCase(
        [SampleEvent("受付"), SampleEvent("通知", after=timedelta(days=99))], attributes={"kind": "quick"}
    )
    store = MemoryEventStore()
    log = store.admit(log_from_traces([waiting, other]), body="990019", process="p", manifest={})
    slow = CaseFilter(attributes=(AttributeFilter("kind", ("slow",)),))
    table = fetch_cases(Source(store, [log], slow, None), bodies=["990019"], indicators=[TOTAL_DAYS]).table
    assert table.observed_days.tolist() == [100.0]


def test_names_outside_the_dictionary_that_only_some_use_are_named_as_a_limit():
    offices = [*EQUAL[:2], Office(extra=0.5)]
    decided = pa.table({"body": ["990002"], "activity": ["決裁"], "concept": pa.array([None], pa.string())})
    alike, open_, settled = (
        {a.code: a.text for a in result.assumptions}
        for result in (compare_offices(EQUAL), compare_offices(offices), compare_offices(offices, activity_map=decided))
    )
    assert "strange-names" not in alike
    assert "1個" in open_["strange-names"].ja
    assert "strange-names" not in settled


def test_a_body_whose_conditions_leave_out_hardly_any_case_is_not_compared():
    """Beside the result without conditions its figures would tell the three cases that are missing."""
    offices = [Office(extra=0.03), *(Office(extra=0.3) for _ in range(3)), Office()]
    settings = replace(QUICK, without=("決裁",))
    full = compare_offices(offices, settings=settings, own="990000")
    assert [b.left_out for b in full.bodies] == [LeftOut.NEARLY_ALL, *[LeftOut.NO] * 4]
    shown = disclose(full)
    assert shown.indicators[0].of("990000").suppressed
    assert shown.body("990000").n_cases is None
    assert shown.estimand.n_cases == sum(b.n_cases for b in shown.bodies[1:])
    assert any("条件で除かれる案件が少なく" in note.ja for note in shown.suppressed)
    assert not disclose(full, "990000").indicators[0].of("990000").suppressed


def test_a_condition_that_almost_nobody_is_left_out_by_is_refused():
    with pytest.raises(ComparisonRefused) as refused:
        compare_offices([Office(extra=0.03)] * 3, settings=replace(QUICK, without=("決裁",)))
    assert "条件" in str(refused.value.remedy.ja)
