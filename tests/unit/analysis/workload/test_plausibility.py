# SPDX-License-Identifier: Apache-2.0
"""What a section is asked to look at again, and that silence is never a pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from machikata.analysis.workload.plausibility import Finding, check_all_answers, check_answers
from machikata.domain.errors import Severity
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind, SurveyLine
from machikata.publication.document import from_document, to_document
from machikata.records.survey.tables import tables_of
from machikata.rules.survey_limits import survey_limits
from machikata.rules.survey_reporting import reporting_error
from machikata.samples import care
from machikata.samples.drawn_surveys import drawn_surveys

ERROR = reporting_error(as_of=date(2026, 3, 31))
LIMITS = survey_limits(as_of=date(2026, 3, 31))
REGULAR, FIXED_TERM, CONTRACTOR = StaffKind.REGULAR, StaffKind.FIXED_TERM, StaffKind.CONTRACTOR
STAFF = (SectionStaff(REGULAR, 3.0, 5_300.0, 300.0, 3_500.0), SectionStaff(FIXED_TERM, 2.0, 3_500.0, 0.0, 1_800.0))
OTHERS = tables_of(drawn_surveys(12, seed=1).surveys)


def line(number=1, *, staff=REGULAR, **answers):
    answers = {"order": number, "cases": 600, "minutes_per_case": 20.0, "hours": 200.0} | answers
    return SurveyLine("care-need-certification", f"care.s{number}", f"工程{number}", staff, **answers)


def survey(*lines, staff=STAFF):
    return SectionSurvey("990019", "介護認定係", 2025, lines, staff)


def found(*lines, staff=STAFF, peers=None, limits=LIMITS):
    """What is found, but for the note that there are too few bodies."""
    findings = check_answers(
        survey(*lines, staff=staff), peers=peers, error=ERROR, limits=limits, processes=[care.PROCESS]
    )
    return {f.code: f for f in findings if f.code != "too-few-bodies"}


def contracted(**answers):
    return line(3, staff=CONTRACTOR, **({"minutes_per_case": None, "hours": None, "fee_yen": 3_000_000} | answers))


def test_sound_answers_and_contracted_work_are_no_alarm():
    assert found(line(1), line(2), line(2, staff=FIXED_TERM), contracted()) == {}


def test_without_other_bodies_the_class_is_not_checked_and_that_is_said():
    for peers in (None, tables_of(drawn_surveys(4, seed=1).surveys)):
        findings = check_answers(survey(line(1), line(2)), peers=peers, error=ERROR, limits=LIMITS)
        notes = [f for f in findings if f.code == "too-few-bodies"]
        assert [n.severity for n in notes] == [Severity.NOTE]
        assert "2行のうち2行" in notes[0].what.ja
        assert "7" in notes[0].what.en


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("contractor-with-minutes", contracted(minutes_per_case=30.0)),
        ("contractor-with-minutes", contracted(hours=100.0)),
        ("cases-without-minutes", line(1, minutes_per_case=None)),
        ("minutes-without-cases", line(1, cases=None)),
        ("hours-without-cases", line(1, cases=0)),
        ("hours-without-minutes", line(1, minutes_per_case=0.0)),
        ("impossible-share", line(1, exception_share=1.2)),
        ("below-zero", line(1, hours=-5.0)),
    ],
)
def test_answers_that_cannot_both_be_right_are_named_with_their_line(code, bad):
    finding = found(bad, line(2))[code]
    assert finding.severity is Severity.ERROR
    assert finding.line is not None
    assert (finding.line.step, finding.line.staff) == (bad.step, bad.staff)


@pytest.mark.parametrize(
    "fine",
    [
        line(1, cases=0, minutes_per_case=None, hours=40.0),
        line(1, cases=None, minutes_per_case=None, hours=40.0),
        line(1, exception_share=1.0),
        line(1, cases=0, minutes_per_case=0.0, hours=0.0),
        line(1, cases=3, minutes_per_case=1.0, hours=1.0),
    ],
)
def test_uncounted_work_and_small_answers_are_no_contradiction(fine):
    assert found(fine, line(2)) == {}


def test_a_line_given_twice_is_named_once_and_a_line_of_each_kind_is_not():
    twice = found(line(1), line(1), line(1, staff=FIXED_TERM))
    assert list(twice) == ["line-twice"]
    assert "2行" in twice["line-twice"].what.ja
    own = replace(line(1), step="", title="係長の決裁")
    assert found(own, replace(own, title="日程の調整")) == {}
    assert "line-twice" in found(own, own)


def test_a_missing_order_and_missing_hours_are_notes():
    notes = found(line(1, order=None), line(2, hours=None), line(4))
    assert {c: f.severity for c, f in notes.items()} == {
        "order-missing": Severity.NOTE,
        "hours-missing": Severity.NOTE,
    }


def test_an_empty_survey_says_so():
    empty = line(1, cases=None, minutes_per_case=None, hours=None)
    assert list(found(empty)) == ["nothing-answered"]
    assert list(found(staff=())) == ["nothing-answered"]
    assert list(found()) == ["nothing-answered"]


def test_hours_far_beyond_the_staff_are_found_and_hours_a_little_beyond_are_not():
    """The people have 5,600 hours; error of answers explains a tenth."""
    lines = [line(n, cases=6_000, minutes_per_case=20.0, hours=2_000.0) for n in (1, 2, 3)]
    little = [replace(n, hours=1_900.0) for n in lines]
    far = found(*lines, replace(lines[0], step="care.s4", hours=2_000.0))
    assert far["hours-beyond-staff"].hours == pytest.approx(8_000 - 5_600)
    assert "8,000時間" in far["hours-beyond-staff"].what.ja
    assert "5,600" in far["hours-beyond-staff"].what.en
    assert "hours-beyond-staff" not in found(*little)


def test_hours_of_all_kinds_together_are_held_against_all_people():
    """Neither kind is far beyond its people, both together are."""
    lines = [
        line(n, staff=kind, cases=6_000, minutes_per_case=hours / 100, hours=float(hours))
        for kind, hours in ((REGULAR, 1_600), (FIXED_TERM, 1_000))
        for n in (1, 2, 3, 4)
    ]
    beyond = [
        f
        for f in check_answers(survey(*lines), peers=None, error=ERROR, limits=LIMITS)
        if f.code == "hours-beyond-staff"
    ]
    assert ["全体" in f.what.ja for f in beyond] == [True]


def test_a_kind_of_staff_that_the_section_does_not_have_is_named():
    finding = found(line(1), line(2, staff=FIXED_TERM), staff=STAFF[:1])["kind-without-staff"]
    assert finding.severity is Severity.ERROR
    assert "会計年度任用" in finding.what.ja
    assert finding.hours == 200.0


def test_without_a_sheet_of_people_that_is_said():
    assert found(line(1), staff=())["staff-not-answered"].severity is Severity.NOTE
    nothing_known = (SectionStaff(REGULAR),)
    assert found(line(1), staff=nothing_known)["staff-not-answered"].severity is Severity.NOTE


def test_people_whose_year_would_be_longer_than_a_year_are_asked_about():
    sheet = (SectionStaff(REGULAR, 3.0, 9_000.0, 5_000.0), SectionStaff(FIXED_TERM, 1.0, 2_000.0, 700.0))
    assert set(found(line(1), staff=sheet)) == {"hours-beyond-year", "overtime-beyond-year"}


def test_hours_unlike_volume_are_found_on_a_line_and_over_a_section():
    one = found(line(1, hours=900.0), line(2), line(4))
    assert one["hours-unlike-volume"].hours == pytest.approx(700.0)
    assert "600件×20分では200時間" in one["hours-unlike-volume"].what.ja
    steps = [
        line(n, cases=700 + 10 * n, minutes_per_case=10.0, hours=round(1.55 * (700 + 10 * n) * 10 / 300) * 5.0)
        for n in range(1, 8)
    ]
    together = found(*steps)
    assert set(together) == {"section-hours-unlike-volume"}
    assert "7行" in together["section-hours-unlike-volume"].what.ja


def test_hours_that_rounding_and_memory_explain_are_no_alarm():
    """Five minutes may be 2.5 or 7.5; thirty on a grid of thirty may be 15 or 45."""
    assert found(line(1, minutes_per_case=5.0, hours=75.0), line(2, minutes_per_case=30.0, hours=400.0)) == {}


def test_minutes_far_from_the_class_are_found_with_the_class_beside_them():
    own = drawn_surveys(12, seed=1).surveys[1]
    place = next(i for i, n in enumerate(own.lines) if n.step == "care.s4" and n.minutes_per_case)
    typed = replace(own.lines[place], minutes_per_case=own.lines[place].minutes_per_case * 10)
    wrong = replace(own, lines=(*own.lines[:place], typed, *own.lines[place + 1 :]))
    findings = check_answers(wrong, peers=OTHERS, error=ERROR, limits=LIMITS, processes=[care.PROCESS])
    finding = next(f for f in findings if f.code == "minutes-unlike-class")
    assert "ほかの11団体の中央" in finding.what.ja
    assert "Survey form checked" in finding.what.en
    assert finding.hours > 0


def test_a_section_that_rounds_to_half_hours_is_found_and_its_grid_named():
    own = next(s for s in drawn_surveys(12, seed=1).surveys if len(s.lines) > 6)
    lines = tuple(
        n
        if n.minutes_per_case is None
        else replace(n, minutes_per_case=max(30.0, 30.0 * round(n.minutes_per_case / 30)))
        for n in own.lines
    )
    findings = check_answers(replace(own, lines=lines), peers=OTHERS, error=ERROR, limits=LIMITS)
    assert any(f.code == "coarse-minutes" and "30分の倍数" in f.what.ja for f in findings)


def test_a_set_checked_at_once_and_section_by_section_gives_the_same_findings():
    surveys = list(drawn_surveys(9, seed=2, spread=0.2).surveys)
    surveys[3] = replace(surveys[3], lines=tuple(replace(n, hours=n.hours and n.hours * 2.5) for n in surveys[3].lines))
    tables = tables_of(surveys)
    one_by_one = [f for s in surveys for f in check_answers(s, peers=tables, error=ERROR, limits=LIMITS)]
    assert one_by_one
    assert set(one_by_one) == set(check_all_answers(tables, error=ERROR, limits=LIMITS))


def test_the_order_of_answers_does_not_matter():
    surveys = drawn_surveys(9, seed=3, spread=0.4).surveys
    one = check_all_answers(tables_of(surveys), error=ERROR, limits=LIMITS)
    other = check_all_answers(tables_of(surveys[::-1]), error=ERROR, limits=LIMITS)
    assert set(one) == set(other)


def test_a_body_that_sets_its_own_limit_is_asked_later():
    limits = LIMITS.with_own(reason=care.PROCESS.title, smallest_hours=1_000)
    assert found(line(1, hours=900.0), line(2), line(4), limits=limits) == {}


def test_findings_travel_as_documents_and_hold_no_missing_number():
    findings = check_answers(survey(line(1, hours=900.0), line(1)), peers=None, error=ERROR, limits=LIMITS)
    for finding in findings:
        document = to_document(finding)
        assert from_document(Finding, document) == finding
        assert "nan" not in str(document).lower()


def test_a_section_with_few_lines_is_told_that_its_rounding_was_not_checked():
    peers = tables_of(drawn_surveys(12, seed=1).surveys)

    def told(*lines):
        findings = check_answers(survey(*lines), peers=peers, error=ERROR, limits=LIMITS)
        return [f for f in findings if f.code == "too-few-lines"]

    [note] = told(line(1, minutes_per_case=30.0), line(2, minutes_per_case=30.0))
    assert note.severity is Severity.NOTE
    assert ("2行だけ" in note.what.ja, "4行以上" in note.what.ja) == (True, True)
    assert told(line(1), line(2), line(4), line(5)) == []
