# SPDX-License-Identifier: Apache-2.0
"""Groups of larger calls, their explanations, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from machikata.analysis.group_forming import forming
from machikata.analysis.group_forming.adjusting import adjusted
from machikata.analysis.group_forming.checking import check_grouping, standing_problems
from machikata.analysis.group_forming.explaining import explain_body
from machikata.analysis.group_forming.forming import form_groups, worth_of
from machikata.analysis.group_forming.pool import pool_of
from machikata.analysis.group_forming.searching import search
from machikata.domain.call import Call, CallApplication, ClassWish, FormedGroup, NotGrouped, WhyNot
from machikata.domain.case_study import ServiceField as Field
from machikata.domain.errors import Cancelled, InputRefused, Severity
from machikata.domain.progress import no_progress
from machikata.domain.text import Text
from machikata.samples.call_applications import sample_applicants, sample_applications, sample_call

AT = datetime(2026, 6, 1, tzinfo=UTC)
CALL = Call("c", Text("公募", "call"), "*", (Field.TAX, Field.WELFARE), date(2026, 4, 1), date(2026, 5, 1), largest=4)
NOTHING = Text("", "")


def wish(body, *wishes, partners=(), who=ClassWish.ANY, people=10_000, kind="A", withdrawn=NOTHING):
    return CallApplication(f"c/{body}", "c", body, f"{body}町", wishes or (Field.TAX,), tuple(partners), who, people, kind, AT, withdrawn=withdrawn)  # fmt: skip


def sampled(seed):
    call = sample_call(date(2026, 4, 1))
    return call, sample_applications(sample_applicants(seed=seed), call, seed=seed, zone=UTC)


def codes(problems):
    return [(p.code, p.severity) for p in problems]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thirty_invented_applications_are_grouped_and_proven_best(seed):
    call, applications = sampled(seed)
    formed = form_groups(applications, call, at=AT)
    assert formed.optimal
    assert "最もよい" in formed.proof.ja
    assert check_grouping(formed, applications, call) == ()
    assert len(formed.groups) >= 4


@pytest.mark.parametrize("seed", [1, 2])
def test_the_search_for_large_calls_keeps_the_rules_groups_as_many_and_is_never_better_than_the_best(monkeypatch, seed):
    call, applications = sampled(seed)
    best = form_groups(applications, call, at=AT)
    monkeypatch.setattr(forming, "WEIGHED_AT_MOST", 10)
    found = form_groups(applications, call, at=AT)
    assert not found.optimal
    assert check_grouping(found, applications, call) == ()
    assert worth_of(found, applications, call) <= worth_of(best, applications, call)
    assert len(found.rest) <= len(best.rest) + 1
    assert form_groups(applications[::-1], call, at=AT) == found


def test_what_is_proven_of_a_searched_grouping_is_true(monkeypatch):
    call, applications = sampled(1)
    open_to_all = tuple(replace(a, class_wish=ClassWish.ANY, withdrawn=NOTHING) for a in applications)
    monkeypatch.setattr(forming, "WEIGHED_AT_MOST", 10)
    formed = form_groups(open_to_all, call, at=AT)
    assert (formed.optimal, formed.rest) == (False, ())
    assert "これ以上よくならない" in formed.proof.ja


def test_forming_can_be_stopped():
    def stop(share, what):
        raise Cancelled(Text("中止", "stopped"))

    call, applications = sampled(1)
    pool = pool_of(applications, call)
    with pytest.raises(Cancelled):
        search(pool, pool.everyone, progress=stop)
    assert search(pool, pool.everyone, progress=no_progress)


def test_more_in_groups_counts_before_wishes_and_wishes_before_partners():
    tax = [wish(b, Field.TAX, Field.WELFARE) for b in "abcd"]
    welfare = [wish("e", Field.WELFARE), wish("f", Field.WELFARE)]
    formed = form_groups([*tax, *welfare], CALL, at=AT)
    assert formed.rest == ()
    assert [(g.field, g.members) for g in formed.groups] == [
        (Field.TAX, ("a", "b", "c")), (Field.WELFARE, ("d", "e", "f")),
    ]  # fmt: skip


def test_partners_who_named_each_other_are_together_and_told():
    bodies = [wish(b, people=10_000 + 100 * i) for i, b in enumerate("abcdef")]
    bodies[0] = replace(bodies[0], partners=("f", "x"))
    bodies[5] = replace(bodies[5], partners=("a",))
    formed = form_groups(bodies, replace(CALL, largest=3), at=AT)
    mine = next(g for g in formed.groups if "a" in g.members)
    assert "f" in mine.members
    assert "互いに希望した相手：a町・f町" in "".join(r.ja for r in mine.reasons)
    told = explain_body(formed, bodies, "a")
    assert [(p.body, p.together, p.mutual) for p in told.partners] == [("f", True, True), ("x", False, False)]
    assert "応募していません" in told.partners[1].words.ja
    assert (told.wish, told.group) == (1, mine)


def test_one_sided_wishes_are_not_told_by_name():
    bodies = [wish("a", partners=["b"]), wish("b"), wish("c")]
    reasons = "".join(r.ja for r in form_groups(bodies, CALL, at=AT).groups[0].reasons)
    assert "片方が希望した相手の組：1組" in reasons
    assert "a町" not in reasons


def test_every_reason_to_be_in_no_group_names_what_is_missing():
    same, near = ClassWish.SAME, ClassWish.NEAR
    applications = [
        *(wish(b, people=50_000) for b in "abc"), wish("d", who=same, kind=""), wish("e", who=near, people=None),
        wish("f", Field.WELFARE), wish("g", who=same, kind="Z"), wish("h", withdrawn=Text("都合", "plans changed")),
    ]  # fmt: skip
    formed = form_groups(applications, CALL, at=AT)
    told = {r.body: r for r in formed.rest}
    assert {b: r.why for b, r in told.items()} == {
        "d": WhyNot.NO_CLASS, "e": WhyNot.NO_POPULATION, "f": WhyNot.NOBODY_ELSE, "g": WhyNot.TOO_FEW_FIT, "h": WhyNot.WITHDRAWN,
    }  # fmt: skip
    assert "税務 0団体" in told["g"].reason.ja
    assert "plans changed" in told["h"].reason.en
    assert explain_body(formed, applications, "g").words[0] == told["g"].reason


def test_all_faults_of_applications_are_told_at_once():
    bad = [wish("a"), wish("a"), replace(wish("b"), wishes=()), replace(wish("c"), wishes=(Field.CARE,), call="other")]
    with pytest.raises(InputRefused) as refused:
        form_groups(bad, replace(CALL, smallest=2), at=AT)
    assert [p.code for p in refused.value.problems] == [
        "call-sizes", "application-no-wish", "application-call", "application-other-field", "application-twice",
    ]  # fmt: skip


def test_the_check_finds_every_kind_of_fault():
    applications = [wish(b) for b in "abcdef"] + [
        wish("w", withdrawn=Text("都合", "x")),
        wish("s", who=ClassWish.SAME, kind="Z"),
    ]
    formed = form_groups(applications[:6], CALL, at=AT)
    first, second = formed.groups
    error = Severity.ERROR

    def told(*groups, rest=formed.rest):
        return set(codes(check_grouping(replace(formed, groups=groups, rest=rest), applications[:6], CALL)))

    assert told(first, replace(second, members=second.members[:2])) == {
        ("grouping-too-small", error),
        ("grouping-left-out", error),
    }
    assert told(first, replace(second, members=(*second.members, first.members[0]))) == {("grouping-twice", error)}
    assert told(first, replace(second, id=first.id)) == {("grouping-group-id", error)}
    assert told(first, replace(second, members=(*second.members, "x"))) == {("grouping-no-applicant", error)}
    assert told(first, replace(second, field=Field.CARE)) == {
        ("grouping-field-of-call", error),
        ("grouping-not-wished", error),
    }
    assert told(first, second, rest=(NotGrouped("a", NOTHING),)) == {
        ("grouping-twice", error),
        ("grouping-no-reason", error),
    }
    everyone = FormedGroup("g01", Field.TAX, tuple(a.body for a in applications))
    whole = replace(formed, groups=(everyone,), call="other", rest=())
    assert {c for c, _ in codes(check_grouping(whole, applications, CALL))} == {
        "grouping-call", "grouping-withdrawn", "grouping-size", "grouping-class",
    }  # fmt: skip


def test_wishes_are_set_aside_with_a_reason_only_and_three_never():
    applications = [wish(b) for b in "abc"] + [wish("d", Field.WELFARE, who=ClassWish.SAME, kind="Z")]
    formed = form_groups(applications, CALL, at=AT)
    moved = adjusted(formed, {"d": "g01"}, applications, reason=Text("相談の上", "agreed"), at=AT)
    found = check_grouping(moved, applications, CALL)
    assert {c for c, _ in codes(found)} == {"grouping-not-wished", "grouping-class"}
    assert standing_problems(found) == ()
    silent = replace(moved, groups=tuple(replace(g, reason=NOTHING) for g in moved.groups))
    assert standing_problems(check_grouping(silent, applications, CALL)) != ()
    assert explain_body(moved, applications, "d").wish is None
    small = adjusted(formed, {"a": ""}, applications, reason=Text("都合", "x"), at=AT)
    assert [p.code for p in standing_problems(check_grouping(small, applications, CALL))] == ["grouping-too-small"]


def test_a_group_is_dissolved_by_putting_its_members_in_none_and_lasting_reasons_stay():
    applications = [wish(b) for b in "abc"] + [wish("d", Field.WELFARE)]
    formed = form_groups(applications, CALL, at=AT)
    gone = adjusted(formed, dict.fromkeys("abc", ""), applications, reason=Text("中止", "called off"), at=AT)
    assert gone.groups == ()
    assert [(r.body, r.why) for r in gone.rest] == [
        ("a", WhyNot.BY_HAND), ("b", WhyNot.BY_HAND), ("c", WhyNot.BY_HAND), ("d", WhyNot.NOBODY_ELSE),
    ]  # fmt: skip
    assert check_grouping(gone, applications, CALL) == ()


def test_a_call_without_applications_has_no_groups():
    formed = form_groups([], CALL, at=AT)
    assert (formed.groups, formed.rest, formed.optimal) == ((), (), True)
