# SPDX-License-Identifier: Apache-2.0
"""From a YAML file to a `Ruleset`, with every problem at once. The shape of the file is explained in the files that come along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from machikata.apps.daycare_matching.allocation import Choice, Stability
from machikata.apps.daycare_matching.applications import PoolKind
from machikata.apps.daycare_matching.rules.chain import read_chain
from machikata.apps.daycare_matching.rules.conditions import check_codes, read_who
from machikata.apps.daycare_matching.rules.values import (
    Adjustment,
    Base,
    BaseKind,
    Cause,
    FacilityPoints,
    FreedSeats,
    OptionOrder,
    Parents,
    Quota,
    QuotaOrder,
    Round,
    Ruleset,
    Score,
    SiblingRules,
    TransferRules,
    When,
    WrittenAs,
)
from machikata.apps.daycare_matching.rules.yaml_parts import Part, Problems, open_yaml
from machikata.apps.daycare_matching.sibling_codes import SIBLING_CODES, parse_sibling_condition
from machikata.domain.errors import InputRefused
from machikata.domain.text import Text


def load_ruleset(text: bytes, *, file: str) -> Ruleset:
    """The rules in a YAML file; `file` is named in problems.

    Raises:
        InputRefused: with all problems (unknown keys, wrong types, missing parts, codes twice, a chain without a strict end), each with
            its line, its path in the file and the remedy.
    """
    problems = Problems(file)
    root = open_yaml(text, problems)
    ruleset = _ruleset(root)
    root.close()
    if not problems.found:
        check_codes(ruleset, root)
    if problems.found:
        raise InputRefused(sorted(problems.found, key=lambda p: p.place.row or 0))
    return ruleset


def _ruleset(root: Part) -> Ruleset:
    base = _base(root)
    return Ruleset(
        id=root.string("id"),
        version=root.string("version"),
        municipality=root.text("municipality"),
        title=root.text("title"),
        synthetic=root.flag("synthetic"),
        valid_from=root.day("valid_from"),
        reference_day=root.day("reference_day"),
        decided_on=root.day("decided_on"),
        source=root.text("source"),
        base=base,
        written_as=root.word("adjustments_written_as", WrittenAs, WrittenAs.CODES),
        adjustments=_adjustments(root),
        wish_points=root.flag("wish_points", default=False),
        facility_points=tuple(_facility_points(p, base) for p in root.parts("facility_points", may_be_missing=True)),
        chain=read_chain(root, base),
        siblings=_siblings(root),
        transfers=_transfers(root),
        shared_ages=root.flag("shared_ages"),
        quotas=_quotas(root),
        rounds=_rounds(root),
        stability=root.word("stability", Stability),
        choice=root.word("choice", Choice),
    )


def _base(root: Part) -> Base:
    part = root.part("base")
    if part is None:
        return Base(BaseKind.POINTS, Parents.SUM, 0, ())
    kind = part.word("kind", BaseKind)
    parents = part.word("parents", Parents)
    ranks = part.strings("ranks") if kind is BaseKind.RANK else ()
    if kind is BaseKind.RANK and parents is Parents.SUM:
        what = Text("ランクは合計できません", "ranks cannot be added up")
        part.problem(
            "rules-sum-of-ranks", what, Text("lowerかhigherにしてください", "use lower or higher"), key="parents"
        )
    _twice(part, "ranks", ranks)
    causes = tuple(_cause(p, kind, ranks) for p in part.parts("causes", may_be_missing=True))
    _twice(part, "causes", [c.code for c in causes])
    missing = _value(part, "missing_parent", kind, ranks) if part.has("missing_parent") else None
    part.close()
    return Base(kind, parents, missing, causes, ranks)


def _cause(part: Part, kind: BaseKind, ranks: tuple[str, ...]) -> Cause:
    key = "points" if kind is BaseKind.POINTS else "rank"
    found = Cause(part.string("code"), part.text("title"), _value(part, key, kind, ranks))
    part.close()
    return found


def _value(part: Part, key: str, kind: BaseKind, ranks: tuple[str, ...]) -> int:
    if kind is BaseKind.POINTS:
        return part.whole(key)
    rank = part.string(key)
    if rank in ranks:
        return ranks.index(rank)
    if rank:
        remedy = Text(f"ranksにあるもの：{'、'.join(ranks)}", f"those of “ranks”: {', '.join(ranks)}")
        part.problem("rules-unknown-rank", Text("ranksにないランクです", "not among the ranks"), remedy, key=key)
    return 0


def _adjustments(root: Part) -> tuple[Adjustment, ...]:
    found = [_adjustment(p, penalty=False) for p in root.parts("adjustments", may_be_missing=True)]
    found += [_adjustment(p, penalty=True) for p in root.parts("penalties", may_be_missing=True)]
    _twice(root, "adjustments", [a.code for a in found])
    return tuple(found)


def _adjustment(part: Part, *, penalty: bool) -> Adjustment:
    found = Adjustment(
        code=part.string("code"),
        title=part.text("title"),
        points=part.whole("points"),
        group=part.string("group", default=""),
        at_facility=part.flag("at_facility", default=False),
        sibling_enrolled=not penalty and part.flag("sibling_enrolled", default=False),
        excludes=penalty and part.flag("excludes_facility", default=False),
        penalty=penalty,
    )
    if (found.sibling_enrolled or found.excludes) and not found.at_facility:
        what = Text("園ごとの項目にはat_facility: trueが要ります", "an item about a facility needs at_facility: true")
        part.problem("rules-not-at-facility", what)
    if found.at_facility and found.group:
        what = Text("園ごとの項目はgroupに入れられません", "an item about a facility cannot be in a group")
        part.problem("rules-group-at-facility", what, Text("groupを消してください", "remove the group"), key="group")
    if "@" in found.code:
        part.problem("rules-code", Text("コードに@は使えません", "a code may not contain @"), key="code")
    part.close()
    return found


def _facility_points(part: Part, base: Base) -> FacilityPoints:
    found = FacilityPoints(part.word("when", When), part.whole("points", 0), part.whole("ranks_up", 0))
    if found.ranks_up and base.kind is not BaseKind.RANK:
        what = Text("ランクのない規則でranks_upは使えません", "ranks_up needs rules with ranks")
        part.problem("rules-no-ranks", what, key="ranks_up")
    part.close()
    return found


def _siblings(root: Part) -> SiblingRules:
    part = root.part("siblings")
    if part is None:
        return SiblingRules(Score.CHILD, (), "", ())
    known = [c.code for c in SIBLING_CODES]
    found = SiblingRules(
        score=part.word("score", Score),
        accepts=part.strings("accepts"),
        default=part.string("default", default=""),
        order=part.words("order", OptionOrder),
    )
    for code in (*found.accepts, *((found.default,) if found.default else ())):
        if parse_sibling_condition(code) is None:
            remedy = Text(f"使えるコード：{'、'.join(known)}", f"the codes are: {', '.join(known)}")
            what = Text(f"「{code}」はきょうだい条件のコードではありません", f"“{code}” is no sibling condition")
            part.problem("rules-sibling-code", what, remedy, key="accepts")
    if OptionOrder.RANKS not in found.order[-1:]:
        what = Text(
            "最後がranksでないと、同じ順の組み合わせが残ります", "without “ranks” at the end joint options stay tied"
        )
        part.problem("rules-option-order", what, Text("最後にranksを足してください", "put ranks last"), key="order")
    _twice(part, "order", [o.value for o in found.order])
    part.close()
    return found


def _transfers(root: Part) -> TransferRules:
    part = root.part("transfers")
    if part is None:
        return TransferRules(False, FreedSeats.AS_LISTED)
    found = TransferRules(part.flag("accepted"), part.word("freed_seats", FreedSeats, FreedSeats.AS_LISTED))
    part.close()
    return found


def _quotas(root: Part) -> tuple[Quota, ...]:
    found = []
    for part in root.parts("seats"):
        found.append(
            Quota(
                part.word("kind", PoolKind),
                read_who(part, "who"),
                part.word("order", QuotaOrder, QuotaOrder.AS_LISTED),
            )
        )
        part.close()
    _twice(root, "seats", [q.kind.value for q in found])
    return tuple(found)


def _rounds(root: Part) -> tuple[Round, ...]:
    found = []
    for part in root.parts("rounds"):
        found.append(
            Round(
                id=part.string("id"),
                title=part.text("title"),
                kinds=part.words("kinds", PoolKind),
                who=read_who(part, "who"),
                transfers=part.flag("transfers"),
            )
        )
        part.close()
    _twice(root, "rounds", [r.id for r in found])
    return tuple(found)


def _twice(part: Part, key: str, codes: Iterable[str]) -> None:
    for code, count in Counter(c for c in codes if c).items():
        if count > 1:
            what = Text(f"「{code}」が{count}回あります", f"“{code}” stands {count} times")
            part.problem("rules-code-twice", what, Text("1つにしてください", "keep one"), key=key)
