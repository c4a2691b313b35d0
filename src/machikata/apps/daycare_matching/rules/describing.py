# SPDX-License-Identifier: Apache-2.0
"""The rules of a municipality as tables for a page, and what changed from one year to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from machikata.apps.daycare_matching.applications import PoolKind
from machikata.apps.daycare_matching.rules import wording as words
from machikata.apps.daycare_matching.rules.values import (
    KIND_TITLES,
    Adjustment,
    BaseKind,
    Link,
    Ruleset,
    WrittenAs,
)
from machikata.apps.daycare_matching.sibling_codes import SIBLING_CODES
from machikata.domain.text import Text
from machikata.domain.wording import long_date, number


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A row of a table; `key` names it across years."""

    key: str
    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A part of the rules as a table. `id` is stable; the first columns of a row say what it is about."""

    id: str
    title: Text
    columns: tuple[Text, ...]
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """One thing that differs: `before` or `after` is empty where it was not there."""

    table: Text
    item: Text
    before: Text
    after: Text


_ITEM, _VALUE = Text("項目", "item"), Text("内容", "value")
_NOTHING = Text("", "")


def describe(ruleset: Ruleset) -> tuple[RuleTable, ...]:
    """The rules as tables: what they are and where from, points, adjustments, penalties, order, siblings, seats, rounds, switches."""
    tables = (
        _about(ruleset),
        _base(ruleset),
        _items("adjustments", Text("調整指数", "Adjustments"), [a for a in ruleset.adjustments if not a.penalty]),
        _items("penalties", Text("減点", "Penalties"), [a for a in ruleset.adjustments if a.penalty]),
        _facility_points(ruleset),
        _order(ruleset),
        _siblings(ruleset),
        _seats(ruleset),
        _rounds(ruleset),
        _switches(ruleset),
    )
    return tuple(table for table in tables if table.rows)


def differences(before: Ruleset, after: Ruleset) -> tuple[RuleDifference, ...]:
    """What differs between two editions, table by table; a moved criterion shows its old and new place."""
    old, new = ({table.id: table for table in describe(r)} for r in (before, after))
    found: list[RuleDifference] = []
    for table_id in [*new, *(t for t in old if t not in new)]:
        found += _table_differences(old.get(table_id), new.get(table_id))
    return tuple(found)


def _table_differences(old: RuleTable | None, new: RuleTable | None) -> list[RuleDifference]:
    table = new or old
    if table is None:
        return []
    before = {row.key: row for row in old.rows} if old else {}
    after = {row.key: row for row in new.rows} if new else {}
    found = []
    for key in [*after, *(k for k in before if k not in after)]:
        was, now = before.get(key), after.get(key)
        if (was and was.cells) != (now and now.cells):
            row = now or was
            name = row.cells[0] if row and table.id != "order" else row.cells[1] if row else _NOTHING
            found.append(RuleDifference(table.title, name, _rest(was, table), _rest(now, table)))
    return found


def _rest(row: RuleRow | None, table: RuleTable) -> Text:
    """The cells of a row that say something about it, each with its column where there are several."""
    if row is None:
        return _NOTHING
    first = 0 if table.id == "order" else 1
    pairs = [
        (column, cell)
        for k, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
        if k >= first and cell.ja and not (table.id == "order" and k == 1)
    ]
    if len(pairs) == 1:
        return pairs[0][1]
    return words.in_a_row((c + Text("：", ": ") + v for c, v in pairs), ja="、", en="; ")


def _day(day: date) -> Text:
    return Text(long_date(day, "ja"), long_date(day, "en"))


def _plain(value: str) -> Text:
    return Text(value, value)


def _points(value: int) -> Text:
    return _plain(number(value, sign=True))


def _about(ruleset: Ruleset) -> RuleTable:
    mark = Text("（架空）", " (invented)") if ruleset.synthetic else _NOTHING
    rows = [
        ("municipality", Text("市区町村", "municipality"), ruleset.municipality + mark),
        ("title", Text("名前", "title"), ruleset.title),
        ("source", Text("要綱", "source"), ruleset.source),
        ("decided_on", Text("要綱を決めた日", "decided on"), _day(ruleset.decided_on)),
        ("valid_from", Text("使い始める日", "in force from"), _day(ruleset.valid_from)),
        ("reference_day", Text("月齢と年齢を数える日", "months and ages as of"), _day(ruleset.reference_day)),
        ("version", Text("規則ファイルの版", "version of the file"), _plain(f"{ruleset.id} {ruleset.version}")),
    ]
    return _pairs("about", Text("この規則について", "About these rules"), rows)


def _pairs(table_id: str, title: Text, rows: Sequence[tuple[str, Text, Text]]) -> RuleTable:
    return RuleTable(table_id, title, (_ITEM, _VALUE), tuple(RuleRow(key, (name, value)) for key, name, value in rows))


def _base(ruleset: Ruleset) -> RuleTable:
    base = ruleset.base
    ranks = base.kind is BaseKind.RANK

    def shown(value: int) -> Text:
        return _plain(base.ranks[value] if ranks else number(value))

    missing = shown(base.missing_parent) if base.missing_parent is not None else Text("いる方の親だけで決める", "the other parent alone counts")  # fmt: skip
    rows = [
        RuleRow(
            "=parents", (Text("父母のどちらで決めるか", "which parent counts"), _NOTHING, words.PARENTS[base.parents])
        ),
        RuleRow("=missing", (Text("ひとり親の、いない方の親", "a parent who is not there"), _NOTHING, missing)),
        *(RuleRow(c.code, (c.title, _plain(c.code), shown(c.value))) for c in base.causes),
    ]
    column = Text("ランク", "rank") if ranks else Text("点数", "points")
    return RuleTable("base", Text("基本指数", "Base points"), (_ITEM, Text("コード", "code"), column), tuple(rows))


def _items(table_id: str, title: Text, items: Sequence[Adjustment]) -> RuleTable:
    columns = (_ITEM, Text("コード", "code"), Text("点数", "points"), Text("決まり", "rule"))
    return RuleTable(table_id, title, columns, tuple(RuleRow(a.code, _item(a)) for a in items))


def _item(item: Adjustment) -> tuple[Text, ...]:
    notes = []
    if item.group:
        notes.append(Text(f"「{item.group}」の中で最も大きく効く1つだけ", f"only the weightiest of “{item.group}”"))
    if item.at_facility:
        notes.append(Text("書いた施設だけ", "at the facility written alone"))
    if item.sibling_enrolled:
        notes.append(Text("きょうだい在園", "brother or sister enrolled"))
    if item.excludes:
        notes.append(Text("その施設には入れない", "no seat at that facility"))
    return item.title, _plain(item.code), _points(item.points), words.in_a_row(notes)


def _facility_points(ruleset: Ruleset) -> RuleTable:
    rows = []
    for rule in ruleset.facility_points:
        up = Text(f"ランクが{rule.ranks_up}つ上がる", f"{rule.ranks_up} up in rank") if rule.ranks_up else _NOTHING
        rows.append(RuleRow(rule.when.value, (words.WHENS[rule.when], _points(rule.points), up)))
    if ruleset.wish_points:
        rows.append(
            RuleRow(
                "wish_points", (Text("希望ごとの加点", "points of a wish"), Text("希望k加点", "希望k加点"), _NOTHING)
            )
        )
    columns = (_ITEM, Text("点数", "points"), Text("決まり", "rule"))
    return RuleTable("facility_points", Text("園ごとの加点", "Points of a facility"), columns, tuple(rows))


def _order(ruleset: Ruleset) -> RuleTable:
    columns = (Text("順", "place"), _ITEM, Text("比べ方", "how it compares"))
    rows = tuple(
        RuleRow(_link_key(link), (_plain(str(i)), link.title, words.detail_of(link, ruleset)))
        for i, link in enumerate(ruleset.chain, start=1)
    )
    return RuleTable("order", Text("優先順位", "Order"), columns, rows)


def _link_key(link: Link) -> str:
    # A tie-break item is the same in another year when it has the same name, whatever its column.
    return f"{link.kind.value} {link.title.ja if link.tie_value or link.groups else ''}"


def _siblings(ruleset: Ruleset) -> RuleTable:
    rules = ruleset.siblings
    codes = {c.code: Text(f"{c.code}（{c.words}）", c.code) for c in SIBLING_CODES}
    default = codes.get(rules.default, Text("記入を求める", "has to be stated"))
    rows = [
        ("score", Text("比べる指数", "points compared"), words.SCORES[rules.score]),
        ("accepts", Text("受け付ける条件", "conditions taken"), words.in_a_row(codes.get(c, _plain(c)) for c in rules.accepts)),
        ("default", Text("書いていない世帯", "households that state none"), default),
        ("order", Text("組み合わせの順", "order of the joint options"),
         words.in_a_row((words.OPTION_ORDER[o] for o in rules.order), ja="→", en=" → ")),
    ]  # fmt: skip
    return _pairs("siblings", Text("きょうだいの同時申込み", "Siblings who apply together"), rows)


def _seats(ruleset: Ruleset) -> RuleTable:
    columns = (
        Text("枠の種別", "kind of seats"),
        Text("対象", "for whom"),
        Text("一般枠との順", "order with general seats"),
    )
    rows = tuple(
        RuleRow(
            q.kind.value,
            (
                KIND_TITLES[q.kind],
                words.whom(q.who, ruleset),
                _NOTHING if q.kind is PoolKind.GENERAL else words.QUOTA_ORDER[q.order],
            ),
        )
        for q in ruleset.quotas
    )
    return RuleTable("seats", Text("枠", "Seats"), columns, rows)


def _rounds(ruleset: Ruleset) -> RuleTable:
    columns = (
        Text("回", "round"),
        Text("募集する枠", "seats given out"),
        Text("対象", "who takes part"),
        Text("転園", "transfers"),
    )
    rows = []
    for one in ruleset.rounds:
        kinds = words.in_a_row(KIND_TITLES[kind] for kind in one.kinds)
        transfers = words.YES if one.transfers else words.NO
        rows.append(RuleRow(one.id, (one.title, kinds, words.whom(one.who, ruleset), transfers)))
    return RuleTable("rounds", Text("選考の回", "Rounds"), columns, tuple(rows))


def _switches(ruleset: Ruleset) -> RuleTable:
    points = Text("点数", "points") if ruleset.written_as is WrittenAs.POINTS else Text("コード", "codes")
    transfers = words.YES if ruleset.transfers.accepted else words.NO
    rows = [
        ("transfers", Text("転園の受け付け", "transfers"), transfers),
        ("freed", Text("転園で空く席", "seats that transfers leave"), words.FREED[ruleset.transfers.freed_seats]),
        (
            "shared",
            Text("いくつかの年齢をまとめた枠", "seats for several ages"),
            words.YES if ruleset.shared_ages else words.NO,
        ),
        ("written_as", Text("調整指数項目の書き方", "how adjustments are written"), points),
        ("stability", Text("世帯の中の席", "seats inside a household"), words.STABILITIES[ruleset.stability]),
        (
            "choice",
            Text("いくつかの結果があり得るとき", "when several results are possible"),
            words.CHOICES[ruleset.choice],
        ),
    ]
    return _pairs("switches", Text("そのほかの決まり", "Other rules"), rows)
