# SPDX-License-Identifier: Apache-2.0
"""Files of applications, facilities and combinations drawn at random: a few children who compete for a few seats in every way there is."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field, replace

from machikata.apps.daycare_matching.rules import Ruleset
from machikata.apps.daycare_matching.rules.values import BaseKind, WrittenAs
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.table_reading import read_input_table

Row = dict[str, str]


@dataclass
class Files:
    """Rows by column name, as they will be written; `rules` is a YAML file, or `ruleset` the name of one that comes along."""

    facilities: list[Row]
    children: list[Row]
    siblings: list[Row]
    ruleset: str = "shiomihara-2027"
    rules: bytes | None = None
    options: dict[str, str] = field(default_factory=dict)


def csv_bytes(rows: list[Row]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([[row.get(name, "") for name in names] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def inputs_of(files: Files, **options: str) -> Inputs:
    """What the app gets."""
    given = {
        "children": InputContent("申込み.csv", csv_bytes(files.children)),
        "facilities": InputContent("施設.csv", csv_bytes(files.facilities)),
    }
    if files.siblings:
        given["siblings"] = InputContent("組合せ.csv", csv_bytes(files.siblings))
    if files.rules is not None:
        given["rules"] = InputContent("規則.yaml", files.rules)
    usual = {"ruleset": files.ruleset, "round": "first", "stability": "as_rules", "choice": "as_rules"}
    return Inputs(given, usual | files.options | options, read_input_table)


class _Maker:
    """What has been drawn so far."""

    def __init__(self, draw: random.Random, rules: Ruleset):
        self.draw, self.rules = draw, rules
        self.pools: list[tuple[str, str, str, list[int], str]] = []
        self.number = 0

    def facilities(self, count: int) -> list[Row]:
        draw, rows = self.draw, []
        numbers = [f"{i + 1:03}" for i in range(count)]
        for number in numbers:
            linked = draw.choice(numbers) if draw.random() < 0.4 else ""
            for k in range(1, draw.randint(1, 4) + 1):
                kind = draw.choice(("一般", "一般", "一般", "障害児", "地域", "卒園児", "保育士"))
                first = draw.randint(0, 3)
                classes = list(range(first, min(5, first + draw.choice((0, 0, 1, 2, 5))) + 1))
                excluded = "1" if draw.random() < 0.04 else ""
                months = draw.choice(("", "", "", "6", "生後57日"))
                self.pools.append((number, str(k), kind, classes, excluded or months))
                seats = draw.choice((0, 1, 1, 1, 2, 3))
                rows.append({
                    "施設番号": number, "名称": f"園{number}", "種別": draw.choice(("認可", "小規模")), "区": draw.choice(("北", "南")),
                    "枠番号": str(k), "枠種別": kind, "対象クラス": "・".join(map(str, classes)), "募集人数": str(seats),
                    "受入月齢": months, "連携施設": linked, "従業員枠除外": excluded,
                    "転園時空き枠扱い": draw.choice(("", "今回", "次回")),
                })  # fmt: skip
        return rows

    def household(self, name: str, lot: int, most: int) -> list[Row]:
        draw = self.draw
        size = min(most, draw.choices((1, 2, 3, 4), (60, 28, 9, 3))[0])
        twins = size > 1 and draw.random() < 0.5
        fathers, mothers = self.cause(), self.cause()
        accepted = self.rules.siblings.accepts
        condition = draw.choice(accepted) if accepted else ""
        ages = [draw.randint(0, 5) for _ in range(size)]
        if twins:
            ages[1] = ages[0]
        shared = draw.sample(self.pools, min(len(self.pools), draw.randint(1, 4)))
        ties = {f"優先順位項目{k}": str(draw.randint(0, 2)) for k in (1, 2)}
        rows = []
        for j, age in enumerate(ages):
            self.number += 1
            same_day = twins and j == 1
            born = (
                rows[0]["生年月日"]
                if same_day
                else f"{self.rules.reference_day.year - 1 - age}-{draw.randint(4, 12):02}-{draw.randint(2, 28):02}"
            )
            row = {"申請者番号": f"{self.number:04}", "世帯番号": name, "生年月日": born, "クラス年齢": str(age)}
            row |= {"事由(父)": fathers, "事由(母)": mothers} | ties
            row |= {
                "抽選番号": str(lot),
                "きょうだい条件": condition if size > 1 else "",
                "氏名": f"葛\U000e0100 {self.number}",
            }
            row |= self.points() | self.about(age) | self.wishes(age, shared, sparse=size > 2)
            rows.append(row)
        if twins and draw.random() < 0.4:
            rows[0]["世帯内順"], rows[1]["世帯内順"] = draw.sample(["1", "2"], 2)
        return rows

    def cause(self) -> str:
        codes = [c.code for c in self.rules.base.causes]
        return self.draw.choice(codes) if codes else ""

    def points(self) -> Row:
        draw, rules = self.draw, self.rules
        row: Row = {}
        if rules.base.kind is BaseKind.RANK:
            row["基本指数"] = str(draw.randint(1, len(rules.base.ranks))) if draw.random() < 0.3 else ""
        elif not rules.base.causes:
            row["指数"] = str(draw.randint(30, 33))
        elif draw.random() < 0.3:
            row[draw.choice(("指数", "基本指数"))] = str(draw.randint(35, 40))
        if rules.written_as is WrittenAs.POINTS:
            return row | {"調整指数項目1": draw.choice(("", "+3", "-15", "△2"))}
        found = [
            f"{item.code}@{draw.choice(self.pools)[0]}" if item.at_facility else item.code
            for item in rules.adjustments
            if draw.random() < (0.05 if item.penalty else 0.15)
        ]
        return row | {f"調整指数項目{k}": code for k, code in enumerate(found[:4], start=1)}

    def about(self, age: int) -> Row:
        draw = self.draw
        row: Row = {}
        if draw.random() < 0.15:
            row["育休延長許容"] = draw.choice(("1", "○"))
        if draw.random() < 0.15:
            row["要配慮区分"] = "医ケア"
        if draw.random() < 0.15:
            row["卒園児元施設"] = draw.choice(self.pools)[0]
        if draw.random() < 0.05:
            row["併願取下げ日"] = "2027-01-10"
        own = [p for p in self.pools if age in p[3]]
        if own and draw.random() < 0.18:
            row["転園元施設"], row["転園元枠番号"] = draw.choice(own)[:2]
        return row

    def wishes(self, age: int, shared, *, sparse: bool) -> Row:
        draw = self.draw
        fits = [p for p in self.pools if age in p[3] and p[4] != "1" and (not p[4] or age > 0)]
        wanted = [p for p in shared if p in fits]
        others = [p for p in fits if p not in wanted]
        wanted += draw.sample(others, min(len(others), draw.randint(0 if wanted else 1, 2 if sparse else 4)))
        if draw.random() < 0.5:
            draw.shuffle(wanted)
        row: Row = {}
        for k, pool in enumerate(wanted, start=1):
            row |= {f"希望{k}施設": pool[0], f"希望{k}枠番号": pool[1]}
            if self.rules.wish_points and draw.random() < 0.1:
                row[f"希望{k}加点"] = str(draw.randint(-1, 3))
        return row

    def combinations(self, rows: list[Row]) -> list[Row]:
        """A list of its own for a household, of what its children wish."""
        draw = self.draw
        wishes = [
            [(r[f"希望{k}施設"], r[f"希望{k}枠番号"]) for k in range(1, 9) if r.get(f"希望{k}施設")] for r in rows
        ]
        seen, found = set(), []
        for _ in range(draw.randint(1, 6)):
            chosen = tuple(draw.choice([*w, ("", "")]) for w in wishes)
            if chosen in seen or not any(f for f, _ in chosen):
                continue
            seen.add(chosen)
            row = {"世帯番号": rows[0]["世帯番号"], "順位": str(len(seen))}
            for k, (child, (facility, pool)) in enumerate(zip(rows, chosen, strict=True), start=1):
                row |= {f"申請者番号{k}": child["申請者番号"], f"施設番号{k}": facility, f"枠番号{k}": pool}
            found.append(row)
        return found


def _without_own_seat(row: Row) -> Row:
    """A child does not wish for the seat it holds; wishes behind move up."""
    own = (row.get("転園元施設"), row.get("転園元枠番号"))
    kept = [k for k in range(1, 9) if row.get(f"希望{k}施設") and (row[f"希望{k}施設"], row[f"希望{k}枠番号"]) != own]
    moved = {name: text for name, text in row.items() if not name.startswith("希望")}
    for new, k in enumerate(kept, start=1):
        moved |= {f"希望{new}{part}": row.get(f"希望{k}{part}", "") for part in ("施設", "枠番号", "加点")}
    return moved


def random_files(seed: int, rules: Ruleset, *, most: int = 40) -> Files:
    """Files that the readers take: most are free of errors, some conditions of siblings cannot be met."""
    draw = random.Random(seed)
    maker = _Maker(draw, rules)
    facilities = maker.facilities(draw.randint(1, 6))
    wanted = draw.randint(1, most)
    lots = draw.sample(range(1, 500), 200)
    children, siblings, household = [], [], 0
    while len(children) < wanted and household < 200:
        household += 1
        rows = maker.household(f"{500 + household}", lots[household - 1], 4)
        rows = [_without_own_seat(r) for r in rows]
        rows = [r for r in rows if "希望1施設" in r]
        there = [r for r in rows if "併願取下げ日" not in r]
        if len(there) > 1 and draw.random() < 0.15:
            siblings += maker.combinations(there)
        elif len(there) > 1:
            _agree(there)
        children += rows
    columns = [
        "申請者番号",
        "世帯番号",
        "生年月日",
        "クラス年齢",
        "事由(父)",
        "事由(母)",
        "基本指数",
        "指数",
        "きょうだい条件",
        "希望1施設",
    ]
    children = [{name: row.get(name, "") for name in columns} | row for row in children]
    return Files(facilities, children, siblings)


def _agree(rows: list[Row]) -> None:
    """A condition that asks for one facility needs a common one."""
    wished = [{row[f"希望{k}施設"] for k in range(1, 9) if row.get(f"希望{k}施設")} for row in rows]
    if rows[0]["きょうだい条件"] in ("A", "A上", "A下", "A他", "P1", "P2", "P3") and not set.intersection(*wished):
        for row in rows:
            row["きょうだい条件"] = {"P1": "P4", "P2": "P5", "P3": "P5"}.get(row["きょうだい条件"], "B1")


def with_rules(files: Files, ruleset: str | None, rules: bytes | None) -> Files:
    return replace(files, ruleset=ruleset or files.ruleset, rules=rules)
