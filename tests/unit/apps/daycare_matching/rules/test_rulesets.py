# SPDX-License-Identifier: Apache-2.0
"""Rules that come along, rules that a clerk got wrong, and what differs between two years."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest

from machikata.apps.daycare_matching.allocation import Choice, Stability
from machikata.apps.daycare_matching.applications import PoolKind
from machikata.apps.daycare_matching.rules import (
    describe,
    differences,
    known_rulesets,
    load_ruleset,
    ruleset,
    ruleset_file,
)
from machikata.apps.daycare_matching.rules.values import (
    BaseKind,
    CriterionKind,
    FreedSeats,
    OptionOrder,
    Parents,
    QuotaOrder,
    Score,
    WrittenAs,
)
from machikata.domain.errors import InputRefused, NotFound
from machikata.domain.text import Text

PATTERN = ruleset_file("shiomihara-2027").decode()


def refused(text, file="own.yaml"):
    with pytest.raises(InputRefused) as found:
        load_ruleset(text.encode() if isinstance(text, str) else text, file=file)
    return found.value.problems


def codes(text):
    return [p.code for p in refused(text)]


def changed(old, new):
    # Comments explain the same words: only lines that count are changed.
    lines = PATTERN.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if old in line and not line.startswith("#"))
    return "".join([*lines[:at], lines[at].replace(old, new, 1), *lines[at + 1 :]])


def test_three_invented_municipalities_and_the_order_of_chilmai_come_along():
    assert known_rulesets() == (
        "chilmai", "fujimizaka-2027", "masagoura-2027", "shiomihara-2026", "shiomihara-2027",
    )  # fmt: skip
    for name in known_rulesets():
        rules = ruleset(name)
        assert rules.id == name
        assert rules.synthetic == (name != "chilmai")
        assert rules.round("first") is not None
        assert ("架空" in rules.source.ja) == rules.synthetic
    with pytest.raises(NotFound, match="shiomihara-2027"):
        ruleset("nowhere")


def test_the_three_differ_where_real_ones_do():
    one, two, three = (ruleset(f"{n}-2027") for n in ("shiomihara", "fujimizaka", "masagoura"))
    assert [r.base.kind for r in (one, two, three)] == [BaseKind.POINTS, BaseKind.RANK, BaseKind.POINTS]
    assert [r.base.parents for r in (one, two)] == [Parents.SUM, Parents.LOWER]
    assert [r.siblings.score for r in (one, two)] == [Score.HOUSEHOLD_AVERAGE, Score.CHILD]
    assert CriterionKind.WISH_RANK in {link.kind for link in three.chain}
    assert [r.transfers.freed_seats for r in (one, two, three)] == [
        FreedSeats.AS_LISTED, FreedSeats.REUSE, FreedSeats.KEEP,
    ]  # fmt: skip
    assert [r.quota(PoolKind.CARE).order for r in (one, two, three)] == [
        QuotaOrder.QUOTA_FIRST, QuotaOrder.GENERAL_FIRST, QuotaOrder.QUOTA_FIRST,
    ]  # fmt: skip
    assert [r.written_as for r in (one, three)] == [WrittenAs.CODES, WrittenAs.POINTS]
    assert [r.stability for r in (one, three)] == [Stability.HOUSEHOLD, Stability.STRICT]
    assert one.adjustment("辞退").points == -15
    assert all(r.chain[0].kind is CriterionKind.LEAVE_EXTENSION for r in (one, two, three))


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("stability: household", "stability: strict\nstabilty: strict", "rules-unknown-key", "stabilty"),
        ("shared_ages: true", "shared_ages: maybe", "rules-wrong-type", "shared_ages"),
        ("code: 就労2, points: 18", "code: 就労2, points: many", "rules-wrong-type", "base.causes[2].points"),
        ("code: 就労2, points: 18", "code: 就労2, points: 18, pionts: 3", "rules-unknown-key", "base.causes[2].pionts"),
        ("choice: priority", "", "rules-missing", "choice"),
        ("choice: priority", "choice: luck", "rules-unknown-word", "choice"),
        ("{criterion: lot}", "{criterion: lots}", "rules-unknown-word", "order[7].criterion"),
        ("code: 就労2,", "code: 就労１,", "rules-code-twice", "base.causes"),
        ("code: 辞退2,", "code: 辞退,", "rules-code-twice", "adjustments"),
        ("{criterion: lot}", "{criterion: wish_rank}", "rules-no-strict-end", "order"),
        ("{criterion: child_in_household}", "{criterion: wish_rank}", "rules-no-strict-end", "order"),
        ("  - {criterion: points}", "  - {criterion: points}\n  - {criterion: points}", "rules-criterion-twice", "order"),
        ("  - {criterion: points}", "  - {criterion: rank}", "rules-no-ranks", "order"),
        ("number: 1, first: low", "number: 0, first: low", "rules-tie-number", "order[5].number"),
        ("number: 1, first: low", "number: 1, first: left", "rules-unknown-word", "order[5].first"),
        ("order: [admitted, who_first, same_facility, rank_sum, ranks]", "order: [admitted]", "rules-option-order", "siblings.order"),
        ("accepts: [A,", "accepts: [Q,", "rules-sibling-code", "siblings.accepts"),
        ("who: [{cause: 保育士}], order: quota_first", "who: [{cause: 保母}], order: quota_first", "rules-unknown-code", "seats"),
        ("valid_from: 2026-10-01", "valid_from: 2026-13-01", "rules-wrong-type", "valid_from"),
        ("version: \"1.0\"", "version: \"1.0\"\nversion: \"1.1\"", "rules-key-twice", ""),
        ("{ja: 汐見原市, en: Shiomihara City}", "{ja: 汐見原市}", "rules-missing", "municipality"),
        ("facility_points: []", "facility_points: [{when: same_facility, ranks_up: 1}]", "rules-no-ranks", "facility_points[1].ranks_up"),
        ("facility_points: []", "facility_points: same", "rules-wrong-type", "facility_points"),
        ("at_facility: true, sibling_enrolled", "at_facility: false, sibling_enrolled", "rules-not-at-facility", "adjustments[11]"),
        ("kind: points", "kind: letters", "rules-unknown-word", "base.kind"),
        ("code: 滞納,", "code: 滞納@1,", "rules-code", "adjustments[9].code"),
    ],
)  # fmt: skip
def test_what_a_clerk_got_wrong_is_named_with_line_path_and_remedy(old, new, code, path):
    text = changed(old, new)
    problem = next(p for p in refused(text) if p.code == code)
    assert problem.what.ja.startswith(f"「{path}」" if path else "")
    assert f"“{path}”" in problem.what.en or not path
    assert problem.remedy.ja
    assert problem.place.file == "own.yaml"
    assert 1 <= problem.place.row <= len(text.splitlines())


def test_a_misspelled_criterion_is_told_once_and_not_taken_for_another_one():
    assert codes(changed("{criterion: lot}", "{criterion: lots}")) == ["rules-unknown-word"]


def test_the_line_is_that_of_the_mistake():
    text = changed("shared_ages: true", "shared_ages: maybe")
    assert text.splitlines()[refused(text)[0].place.row - 1].startswith("shared_ages")


def test_all_mistakes_are_told_at_once():
    text = changed("stability: household", "stability: x\nwish: y").replace("shared_ages: true", "shared_ages: z")
    assert codes(text) == ["rules-wrong-type", "rules-unknown-word", "rules-unknown-key"]


@pytest.mark.parametrize(
    "text",
    [b"", b"\xff\xfe\x00", b"a: [1", b"a: &x [1]\nb: *x", b"[" * 5000, b"x" * 1_100_000, b"a: !!python/object:os.system x", b"- 1"],
    ids=["empty", "bytes", "cut", "reference", "deep", "large", "object", "list"],
)  # fmt: skip
def test_what_is_no_file_of_rules_is_refused(text):
    problems = refused(text)
    assert problems
    assert all(p.code.startswith("rules-") for p in problems)


def test_codes_are_taken_as_they_are_written():
    text = changed("code: 就労5, points: 12", "code: 012, points: 12")
    assert "012" in {c.code for c in load_ruleset(text.encode(), file="x").base.causes}


def test_every_part_of_the_rules_is_told_in_both_languages_with_date_and_source():
    kana = re.compile(r"[ぁ-んァ-ヶ]")
    for name in known_rulesets():
        rules = ruleset(name)
        tables = describe(rules)
        cells = [c for table in tables for row in table.rows for c in row.cells]
        assert all(bool(c.ja) == bool(c.en) for c in cells)
        # Codes and names of columns stay Japanese; sentences do not.
        assert not [c.en for c in cells if kana.search(c.en) and len(c.en) > 60]
        about = {row.key: row.cells[1] for row in tables[0].rows}
        assert about["source"] == rules.source
        assert str(rules.decided_on) in about["decided_on"].ja
        assert all(len(row.cells) == len(table.columns) for table in tables for row in table.rows)
        assert all(len({row.key for row in table.rows}) == len(table.rows) for table in tables)


def test_what_changed_between_two_years_is_listed():
    found = differences(ruleset("shiomihara-2026"), ruleset("shiomihara-2027"))
    told = {(d.table.ja, d.item.ja): (d.before.ja, d.after.ja) for d in found}
    assert "−10" in told["減点", "1年以内の内定の辞退（1回）"][0]
    assert "−15" in told["減点", "1年以内の内定の辞退（1回）"][1]
    assert told["枠", "保育士枠"][0] == ""
    assert told["優先順位", "市民税の所得割額が低い"][0].startswith("順：6")
    assert told["優先順位", "市民税の所得割額が低い"][1].startswith("順：5")
    assert ("基本指数", "求職活動") not in told
    assert differences(ruleset("shiomihara-2027"), ruleset("shiomihara-2027")) == ()


def test_no_change_of_the_rules_goes_untold():
    rules = ruleset("fujimizaka-2027")
    other = {
        "id": "x", "version": "2", "municipality": Text("別", "other"), "title": Text("別", "other"), "synthetic": False,
        "valid_from": rules.decided_on, "reference_day": rules.decided_on, "decided_on": rules.valid_from,
        "source": Text("別", "other"), "base": replace(rules.base, parents=Parents.HIGHER), "written_as": WrittenAs.POINTS,
        "adjustments": (replace(rules.adjustments[0], points=99), *rules.adjustments[1:]), "wish_points": True,
        "facility_points": (replace(rules.facility_points[0], ranks_up=2),), "chain": rules.chain[1:],
        "siblings": replace(rules.siblings, order=(OptionOrder.RANKS,)),
        "transfers": replace(rules.transfers, freed_seats=FreedSeats.KEEP), "shared_ages": False,
        "quotas": (replace(rules.quotas[1], order=QuotaOrder.QUOTA_FIRST),), "rounds": rules.rounds[1:],
        "stability": Stability.STRICT, "choice": Choice.MOST_CHILDREN,
    }  # fmt: skip
    assert set(other) == {f.name for f in fields(rules)}
    for name, value in other.items():
        assert differences(rules, replace(rules, **{name: value})), name
    link = next(i for i, one in enumerate(rules.chain) if one.kind is CriterionKind.CAUSE_ORDER)
    turned = replace(rules.chain[link], worse_parent=False)
    assert differences(rules, replace(rules, chain=(*rules.chain[:link], turned, *rules.chain[link + 1 :])))
