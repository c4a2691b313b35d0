# SPDX-License-Identifier: Apache-2.0
"""Files of rules drawn at random: any chain with a strict end, tables, quotas, sibling rules, transfers and rounds."""

from __future__ import annotations

import random

import yaml

KINDS = ("一般", "障害児", "地域", "卒園児", "保育士")
CONDITIONS = ("everybody", "care", "graduate", "linked", "transfer", "no_transfer", "leave_extension")
CODES = (
    "A",
    "A上",
    "A下",
    "A他",
    "B1",
    "B2",
    "C上1",
    "C下1",
    "C他1",
    "C上2",
    "C下2",
    "C他2",
    *(f"P{n}" for n in range(1, 8)),
)
CAUSES = ("就労", "疾病", "介護", "求職", "保育士")
ADJUSTMENTS = ("ひとり親", "生活保護", "復職", "同居")
AT_FACILITY = ("兄姉在園", "職場")
PENALTIES = ("辞退", "辞退園")


def said(text: str) -> dict[str, str]:
    return {"ja": text, "en": text}


def random_rules(draw: random.Random) -> bytes:
    """A file of rules; every part of the language occurs."""
    ranks = draw.random() < 0.3
    document = {
        "id": "drawn", "version": "1", "municipality": said("架空市"), "title": said("抽選の規則"), "synthetic": True,
        "valid_from": "2026-09-01", "reference_day": "2027-04-01", "decided_on": "2026-07-01", "source": said("架空"),
        "base": _base(draw, ranks=ranks),
        **_adjustments(draw),
        "wish_points": True,
        "facility_points": _facility_points(draw, ranks=ranks),
        "siblings": _siblings(draw),
        "transfers": {"accepted": True, "freed_seats": draw.choice(("as_listed", "reuse", "keep"))},
        "shared_ages": True,
        "seats": _seats(draw),
        "order": _order(draw, ranks=ranks),
        "rounds": _rounds(draw),
        "stability": draw.choice(("strict", "household")),
        "choice": draw.choice(("priority", "most_children")),
    }  # fmt: skip
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False).replace("'2026", "2026").replace("'2027", "2027").replace("-01'", "-01").encode()  # fmt: skip


def _base(draw, *, ranks):
    if ranks:
        letters = ["A", "B", "C", "D"]
        causes = [{"code": c, "rank": draw.choice(letters), "title": said(c)} for c in CAUSES]
        return {"kind": "rank", "parents": draw.choice(("lower", "higher")), "ranks": letters, "causes": causes}
    causes = [{"code": c, "points": draw.choice((10, 20, 20)), "title": said(c)} for c in CAUSES]
    found = {"kind": "points", "parents": draw.choice(("sum", "lower", "higher")), "causes": causes}
    return found | ({"missing_parent": draw.choice((0, 20))} if draw.random() < 0.6 else {})


def _adjustments(draw):
    if draw.random() < 0.2:
        return {"adjustments_written_as": "points"}
    plain = [
        {"code": c, "points": draw.randint(-3, 5), "title": said(c)}
        | ({"group": "世帯"} if i < 2 and draw.random() < 0.5 else {})
        for i, c in enumerate(ADJUSTMENTS)
    ]
    local = [
        {"code": c, "points": draw.randint(0, 3), "at_facility": True, "title": said(c)}
        | ({"sibling_enrolled": True} if i == 0 else {})
        for i, c in enumerate(AT_FACILITY)
    ]
    penalties = [
        {"code": "辞退", "points": draw.randint(-5, -1), "title": said("辞退")},
        {"code": "辞退園", "points": 0, "at_facility": True, "excludes_facility": draw.random() < 0.7, "title": said("辞退園")},
    ]  # fmt: skip
    return {"adjustments_written_as": "codes", "adjustments": [*plain, *local], "penalties": penalties}


def _facility_points(draw, *, ranks):
    whens = [w for w in ("same_facility", "siblings_apart", "linked_facility") if draw.random() < 0.35]
    return [
        {"when": w, "points": draw.randint(0, 4)} | ({"ranks_up": draw.randint(0, 2)} if ranks else {}) for w in whens
    ]


def _siblings(draw):
    order = draw.sample(["admitted", "who_first", "same_facility", "rank_sum"], draw.randint(0, 4))
    default = {"default": draw.choice(CODES)} if draw.random() < 0.4 else {}
    return {"score": draw.choice(("child", "household_average")), "accepts": list(CODES), "order": [*order, "ranks"]} | default  # fmt: skip


def _who(draw):
    chosen = draw.sample(CONDITIONS, draw.randint(1, 2))
    return [*chosen, {"cause": draw.choice(CAUSES)}] if draw.random() < 0.3 else list(chosen)


def _seats(draw):
    fitting = {"障害児": ["care"], "地域": ["everybody"], "卒園児": ["linked"], "保育士": [{"cause": "保育士"}]}
    quotas = [
        {"kind": kind, "who": who if draw.random() < 0.7 else _who(draw), "order": draw.choice(("as_listed", "quota_first", "general_first"))}
        for kind, who in fitting.items()
        if draw.random() < 0.85
    ]  # fmt: skip
    return [{"kind": "一般", "who": ["everybody"]}, *quotas]


def _order(draw, *, ranks):
    plain = ["leave_extension", "points", "base_points", "adjustment_points", "wish_rank", "linked_facility", "sibling_enrolled", "same_facility"]  # fmt: skip
    links = [{"criterion": c} for c in draw.sample(plain, draw.randint(1, 5))]
    if ranks:
        links.append({"criterion": "rank"})
    if draw.random() < 0.3:
        parent = draw.choice(("worse", "better"))
        links.append({"criterion": "cause_order", "parent": parent, "title": said("事由"), "causes": list(CAUSES[:4])})
    links += [
        {"criterion": "category", "title": said("区分"), "groups": [draw.choice(CONDITIONS[1:]), [draw.choice(CONDITIONS)]]}
        for _ in range(draw.choice((0, 0, 1, 2)))
    ]  # fmt: skip
    links += [
        {"criterion": "tie_value", "number": number, "first": draw.choice(("low", "high")), "title": said(f"項目{number}"), "blank": draw.choice(("first", "last"))}
        for number in range(1, draw.randint(0, 2) + 1)
    ]  # fmt: skip
    draw.shuffle(links)
    return [*links, {"criterion": "lot"}, {"criterion": "child_in_household"}]


def _rounds(draw):
    some = draw.sample(KINDS, draw.randint(1, 4))
    return [
        {"id": "first", "title": said("一次"), "kinds": list(KINDS), "who": ["everybody"], "transfers": True},
        {"id": "early", "title": said("先行"), "kinds": some, "who": _who(draw), "transfers": draw.random() < 0.5},
    ]
