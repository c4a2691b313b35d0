# SPDX-License-Identifier: Apache-2.0
"""What-if: other seats, seats of one pool turned into another's, or another year's rules. Nothing is changed by it."""

from __future__ import annotations

from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.opening import with_rules
from machikata.apps.daycare_matching.options import ruleset_choices
from machikata.apps.daycare_matching.pages.shared import MOST_ROWS, NUMBER, seats_text
from machikata.apps.daycare_matching.rules import load_ruleset, ruleset
from machikata.apps.daycare_matching.solving import Solved, solved
from machikata.apps.daycare_matching.what_if import WhatIf, compared, with_seats
from machikata.automation.app.context import AppContext
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    FieldChoice,
    FormField,
    Heading,
    PageCell,
    PageFacts,
    PageForm,
    PageLink,
    PageRequest,
    PageTable,
    Words,
)
from machikata.domain.errors import InputRefused, MachikataError, Place, Problem
from machikata.domain.text import Text

TITLE = Text("もし変えたら", "What if")
_PAIRS = 3
_BY_RULES = "what-if?by=rules"


def trying_page(request: PageRequest, context: AppContext) -> AppPageView:
    """The forms, and the result of what was asked for."""
    result = result_of(context)
    blocks: list[Block] = [
        Words(
            Text(
                "割り当て直した結果を見るだけで、元の結果は変わりません。年齢の間の転換は、保育士の配置基準を確かめてから入れてください。",
                "A run of its own that changes nothing. Before turning seats of one age into another's, check the teacher ratios.",
            )
        )
    ]
    problems: tuple[Problem, ...] = ()
    try:
        answer = _answer(request, context, result)
        if answer is not None:
            blocks += _shown(result, answer)
    except MachikataError as refused:
        problems = tuple(_at_form(p) for p in refused.problems)
    forms = (
        Heading(Text("席数を変える", "Other seats")),
        Words(_PAIRS_HOW),
        _seats_form(request),
        Heading(Text("規則を変える", "Other rules")),
        _rules_form(request),
    )
    return AppPageView(TITLE, (*blocks, *forms), None, problems)


_PAIRS_HOW = Text(
    "施設番号と枠番号は、施設の一覧のものです。ある枠を減らして別の枠を増やせば、空いた席の転換を試せます。",
    "Numbers as in the list of facilities. Take seats from one pool and give them to another to try a conversion.",
)


def _at_form(problem: Problem) -> Problem:
    """A problem of a field stands there; any other says its place in words."""
    place = problem.place
    fields = {
        "ruleset",
        "rules",
        *(f"{name}{k}" for name in ("facility", "pool", "more") for k in range(1, _PAIRS + 1)),
    }
    if place.column in fields and not place.file and place.row is None:
        return problem
    shown = Place(file=place.file, row=place.row, value=place.value or place.column)
    return Problem(problem.code, problem.what, problem.remedy, shown, problem.severity, problem.count)


def _answer(request: PageRequest, context: AppContext, result: Solved) -> WhatIf | None:
    if not request.posted:
        return None
    if request.query.get("by") == "rules":
        inputs = context.inputs_of(context.run)
        content = request.files.get("rules")
        rules = (
            load_ruleset(content.data, file=content.file_name) if content else ruleset(request.form.get("ruleset", ""))
        )
        return compared(result, solved(with_rules(result.opened.applications, rules, inputs)))
    return with_seats(result, _changes(request, result))


def _changes(request: PageRequest, result: Solved) -> dict[int, int]:
    """Pool and change of each filled pair of fields; all faults at once."""
    applications = result.built.applications
    places = {(applications.facilities[p.facility].number, p.number): s for s, p in enumerate(applications.pools)}
    problems: list[Problem] = []
    changes: dict[int, int] = {}
    for k in range(1, _PAIRS + 1):
        facility, pool, more = (request.form.get(f"{name}{k}", "").strip() for name in ("facility", "pool", "more"))
        if not (facility or pool or more):
            continue
        if (facility, pool) not in places:
            what = Text("その施設番号と枠番号の組はありません", "there is no such facility and pool")
            problems.append(Problem("pool-unknown", what, Text("一覧で確かめてください", "look it up in the list"), Place(column=f"facility{k}", value=f"{facility} {pool}")))  # fmt: skip
        elif not _whole(more):
            what = Text("増減は、+2や-1のような整数です", "the change is a whole number such as +2 or -1")
            problems.append(Problem("change-no-number", what, Text("整数を入れてください", "enter one"), Place(column=f"more{k}", value=more)))  # fmt: skip
        else:
            changes[places[facility, pool]] = changes.get(places[facility, pool], 0) + int(more)
    if not problems and not changes:
        what = Text("変えるところがありません", "there is nothing to change")
        problems.append(Problem("nothing-to-change", what, Text("1つは入れてください", "fill in at least one"), Place(column="facility1")))  # fmt: skip
    if problems:
        raise InputRefused(problems)
    return changes


def _whole(written: str) -> bool:
    digits = written.removeprefix("+").removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 4


def _seats_form(request: PageRequest) -> PageForm:
    fields = []
    for k in range(1, _PAIRS + 1):
        fields += [
            FormField(f"facility{k}", Text(f"施設番号 {k}", f"Facility number {k}"), value=_sent(request, f"facility{k}")),
            FormField(f"pool{k}", Text(f"枠番号 {k}", f"Pool number {k}"), value=_sent(request, f"pool{k}")),
            FormField(f"more{k}", Text(f"増減 {k}（+2、-1など）", f"Change {k} (+2, -1 …)"), value=_sent(request, f"more{k}")),
        ]  # fmt: skip
    return PageForm("what-if", tuple(fields), Text("この席数で割り当て直す", "Run with these seats"))


def _sent(request: PageRequest, name: str) -> str:
    """What was sent, else what a link to the page names."""
    return request.form.get(name, "") or request.query.get(name, "")


def _rules_form(request: PageRequest) -> PageForm:
    chosen = request.form.get("ruleset", ruleset_choices()[0].value)
    choice = FormField(
        "ruleset", Text("規則", "Rules"), value=chosen,
        choices=tuple(FieldChoice(c.value, c.title) for c in ruleset_choices()),
    )  # fmt: skip
    upload = FormField(
        "rules",
        Text("規則のファイル（YAML）", "Rules file (YAML)"),
        Text("選べば、こちらを使います。", "Takes precedence when given."),
        file=True,
    )
    return PageForm(_BY_RULES, (choice, upload), Text("この規則で割り当て直す", "Run with these rules"))


def _shown(result: Solved, answer: WhatIf) -> list[Block]:
    facts = PageFacts(
        (
            (Text("結果が変わる子", "Children with another result"), _count(len(answer.changed))),
            (Text("新しく席を得る子", "Gain a seat"), _count(answer.gained)),
            (Text("席を失う子", "Lose it"), _count(answer.lost)),
        )
    )
    rows: list[tuple[PageCell, ...]] = [
        (
            PageLink(f"child?number={c.number}", Text(c.number, c.number)),
            _seat(result, c.before),
            _seat(answer.after, c.after),
        )
        for c in answer.changed[:MOST_ROWS]
    ]
    table = PageTable(
        Text("変わる子", "Children with another result"),
        (NUMBER, Text("元の結果", "Before"), Text("変えた結果", "After")),
        tuple(rows),
        len(answer.changed) if len(answer.changed) > MOST_ROWS else None,
        Text("だれの結果も変わりません", "Nobody's result changes"),
    )
    return [Heading(Text("変えた結果", "The other run")), facts, table]


def _seat(result: Solved, pool: int | None) -> Text:
    if pool is None:
        return Text("席なし・継続", "none or stays")
    name = result.built.applications.facilities[result.built.applications.pools[pool].facility].name
    seats = seats_text(result.built, pool)
    return Text(f"{name} {seats.ja}", f"{name} {seats.en}")


def _count(value: int) -> Text:
    return Text(f"{value:,}人", f"{value:,}")
