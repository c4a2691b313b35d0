# SPDX-License-Identifier: Apache-2.0
"""Applications and groups of a call as tables and as a JSON document. Contacts only where they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from machikata.domain.call import Call, CallApplication, Grouping
from machikata.domain.text import Text
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn, Value
from machikata.publication.document import to_document

_YES, _NO = Text("はい", "yes"), Text("いいえ", "no")
_CODE, _BODY = TableColumn(Text("団体コード", "Body code")), TableColumn(Text("団体名", "Body"))
_CLASS = TableColumn(Text("区分", "Class"))
_PEOPLE = TableColumn(Text("人口（人）", "Population (persons)"), Form.COUNT)
_FIELD, _PARTNER = Text("分野", "field"), Text("相手（団体コード）", "partner (body code)")
_NO_NOTICE = Text("", "")


def applications_table(applications: Sequence[CallApplication], call: Call, *, contacts: bool = False) -> ResultTable:
    """One row for each wish of each application by code: fields first, then partners, each with its rank."""
    told = (TableColumn(Text("連絡先", "Contact")), TableColumn(Text("備考", "Comment"))) if contacts else ()
    columns = (
        _CODE, _BODY, _CLASS, _PEOPLE, TableColumn(Text("組みたい団体", "With whom")), TableColumn(Text("応募日時", "Applied at")),
        TableColumn(Text("取り下げ", "Withdrawn")), TableColumn(Text("希望の種類", "Kind of wish")),
        TableColumn(Text("希望の順位（番目）", "Rank (number)"), Form.COUNT), TableColumn(Text("希望", "Wish")), *told,
    )  # fmt: skip
    ordered = sorted(applications, key=lambda a: a.body)
    rows = tuple(row for a in ordered for row in _application_rows(a, contacts=contacts))
    return ResultTable("applications", call.title + Text("の応募", ": applications"), columns, rows, _notice(call))


def _application_rows(a: CallApplication, *, contacts: bool) -> list[tuple[Value, ...]]:
    own: tuple[Value, ...] = (
        a.body, a.body_name, a.body_class, a.population, a.class_wish.label, a.at.isoformat(timespec="minutes"),
        _YES if a.withdrawn.ja else _NO,
    )  # fmt: skip
    told = (a.contact, a.comment) if contacts else ()
    wishes: list[tuple[Text, int, Value]] = [(_FIELD, i, w.label) for i, w in enumerate(a.wishes, 1)]
    wishes += [(_PARTNER, i, p) for i, p in enumerate(a.partners, 1)]
    return [(*own, *wish, *told) for wish in wishes]


def grouping_table(grouping: Grouping, applications: Sequence[CallApplication], call: Call) -> ResultTable:
    """One row for each body: its group with field and wish, or the reason why it is in none. Groups come first, in their order."""
    columns = (
        TableColumn(Text("グループ", "Group")), TableColumn(Text("分野", "Field")), _CODE, _BODY, _CLASS, _PEOPLE,
        TableColumn(Text("希望の順位（番目）", "Wish (number)"), Form.COUNT), TableColumn(Text("手で調整", "By hand")),
        TableColumn(Text("理由", "Reason")),
    )  # fmt: skip
    by_body = {a.body: a for a in applications}
    rows: list[tuple[Value, ...]] = []
    for g in grouping.groups:
        reason = g.reason if g.reason.ja else _joined(g.reasons)
        for m in g.members:
            wishes = by_body[m].wishes if m in by_body else ()
            wish = wishes.index(g.field) + 1 if g.field in wishes else None
            rows.append(
                (g.id, g.field.label, m, *_body_cells(by_body.get(m)), wish, _YES if g.by_hand else _NO, reason)
            )
    rows += [("", "", r.body, *_body_cells(by_body.get(r.body)), None, _NO, r.reason) for r in grouping.rest]
    return ResultTable(
        "groups", call.title + Text("のグループ編成", ": groups"), columns, tuple(rows), grouping.proof + _notice(call)
    )


def _body_cells(a: CallApplication | None) -> tuple[Value, ...]:
    return ("", "", None) if a is None else (a.body_name, a.body_class, a.population)


def _joined(reasons: Sequence[Text]) -> Text:
    return Text("。".join(r.ja for r in reasons), ". ".join(r.en for r in reasons))


def _notice(call: Call) -> Text:
    return Text("（架空のデータです）", " (invented data)") if call.synthetic else _NO_NOTICE


def grouping_document(grouping: Grouping, applications: Sequence[CallApplication], call: Call) -> Any:
    """The grouping as plain JSON, with names of bodies, rules and reasons; without contacts, comments and who named whom."""
    names = {a.body: a.body_name for a in applications}
    document = to_document(grouping)
    for group in document["groups"]:
        group["members"] = [{"code": m, "name": names.get(m, "")} for m in group["members"]]
    return {"title": to_document(call.title), "opened_by": call.opened_by, "synthetic": call.synthetic} | document
