# SPDX-License-Identifier: Apache-2.0
"""The rules of a run as tables, and what differs from those of another year or municipality."""

from __future__ import annotations

from machikata.apps.daycare_matching.opening import rules_of
from machikata.apps.daycare_matching.options import ruleset_choices
from machikata.apps.daycare_matching.rules import Ruleset, RuleTable, describe, differences, load_ruleset, ruleset
from machikata.automation.app.context import AppContext
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    FieldChoice,
    FormField,
    Heading,
    PageCell,
    PageForm,
    PageRequest,
    PageTable,
    Words,
)
from machikata.domain.errors import MachikataError, Place, Problem
from machikata.domain.text import Text

TITLE = Text("規則", "Rules")


def rules_page(request: PageRequest, context: AppContext) -> AppPageView:
    """The rules this run was made with; after a form was sent, what differs from the others."""
    used = rules_of(context.inputs_of(context.run))
    blocks: list[Block] = []
    problems: tuple[Problem, ...] = ()
    if request.posted:
        try:
            blocks += _beside(used, _other(request))
        except MachikataError as refused:
            problems = tuple(_at_field(p) for p in refused.problems)
    for table in describe(used):
        blocks.append(_table(table))
    blocks += [Heading(Text("ほかの規則との違い", "What differs from other rules")), Words(_WHY), _form(request)]
    return AppPageView(TITLE, tuple(blocks), None, problems)


_WHY = Text(
    "前の年の規則などと並べて、変わったところだけを見られます。",
    "Beside the rules of another year only what has changed is shown.",
)


def _table(table: RuleTable) -> PageTable:
    rows = tuple(tuple(_cell(cell) for cell in row.cells) for row in table.rows)
    return PageTable(table.title, table.columns, rows)


def _cell(text: Text) -> PageCell:
    return text if text.ja and text.en else None


def _form(request: PageRequest) -> PageForm:
    choices = tuple(FieldChoice(c.value, c.title) for c in ruleset_choices())
    return PageForm(
        "rules",
        (
            FormField("beside", Text("比べる規則", "Rules to compare with"), value=request.form.get("beside", choices[0].value), choices=choices),
            FormField("file", Text("比べる規則のファイル（YAML）", "File of rules to compare with (YAML)"),
                      Text("選べば、こちらを使います。", "Takes precedence when given."), file=True),
        ),
        Text("違いを見る", "Show what differs"),
    )  # fmt: skip


def _other(request: PageRequest) -> Ruleset:
    content = request.files.get("file")
    if content is not None:
        return load_ruleset(content.data, file=content.file_name)
    return ruleset(request.form.get("beside", ""))


def _beside(used: Ruleset, other: Ruleset) -> list[Block]:
    name = Text(f"{other.municipality.ja} {other.title.ja}", f"{other.municipality.en}: {other.title.en}")
    rows = tuple((d.table, d.item, _cell(d.before), _cell(d.after)) for d in differences(other, used))
    head = (Text("表", "Table"), Text("項目", "Item"), name, Text("この実行の規則", "Rules of this run"))
    return [
        Heading(Text(f"「{name.ja}」との違い", f"What differs from “{name.en}”")),
        PageTable(Text("違い", "Differences"), head, rows, None, Text("違いはありません", "Nothing differs")),
    ]


def _at_field(problem: Problem) -> Problem:
    """What is wrong with the file stands at its field, with the place in the file as far as it is known."""
    place = Place(column="file") if problem.place.row is None else Place(column="file", row=problem.place.row)
    return Problem(problem.code, problem.what, problem.remedy, place, problem.severity, problem.count)
