# SPDX-License-Identifier: Apache-2.0
"""Review by child: find an application, and see why each of its wishes was or was not granted."""

from __future__ import annotations

from urllib.parse import quote

import numpy as np

from machikata.apps.daycare_matching.built import DROP_TEXTS
from machikata.apps.daycare_matching.explaining.criterion_values import value_words
from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.explaining.sufficing import sufficing_points
from machikata.apps.daycare_matching.letters.values import RESULT_WORDS, LetterData, RefusedLine, Result
from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.pages.shared import (
    CLASS,
    FACILITY,
    MOST_ROWS,
    NAME,
    NUMBER,
    POINTS,
    RESULT,
    SEATS,
    WISH,
    child_link,
    facility_link,
    kind_of,
    own_entry,
    points_of,
    result_words,
)
from machikata.apps.daycare_matching.solving import Solved
from machikata.apps.daycare_matching.what_if import suffices
from machikata.automation.app.context import AppContext
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    FieldChoice,
    FormField,
    Heading,
    Links,
    Notice,
    PageCell,
    PageFacts,
    PageForm,
    PageLink,
    PageRequest,
    PageTable,
    Tone,
)
from machikata.domain.errors import NotFound
from machikata.domain.text import Text

TITLE = Text("子どもごとの結果", "By child")


def children_page(request: PageRequest, context: AppContext) -> AppPageView:
    """Applications by number, household or name, and by result."""
    result = result_of(context)
    words, wanted = request.query.get("words", "").strip(), request.query.get("result", "")
    children = result.built.applications.children
    chosen = [
        c for c, place in enumerate(result.built.child.tolist())
        if (not words or words in (children[place].number, children[place].household) or words in children[place].name)
        and (not wanted or kind_of(result, c) == wanted)
    ]  # fmt: skip
    chosen.sort(key=lambda c: children[int(result.built.child[c])].number)
    table = PageTable(
        Text("申込み", "Applications"),
        (NUMBER, NAME, CLASS, POINTS, RESULT, FACILITY, WISH),
        tuple(_row(result, c) for c in chosen[:MOST_ROWS]),
        len(chosen) if len(chosen) > MOST_ROWS else None,
        Text("当てはまる申込みはありません", "No application fits"),
    )
    return AppPageView(TITLE, (_search(words, wanted), table, _without_part(result)))


def _row(result: Solved, c: int) -> tuple[PageCell, ...]:
    place = int(result.built.child[c])
    child, pool = result.built.applications.children[place], int(result.results.pool[c])
    seated = pool >= 0 and not result.results.stays[c]
    return (
        child_link(child),
        child.name or None,
        child.age_class,
        points_of(result.built, own_entry(result, c)),
        result_words(result, c),
        facility_link(result.built, pool) if pool >= 0 else None,
        result.built.form_wish(place, int(result.results.wish[c])) + 1 if seated else None,
    )


def _search(words: str, wanted: str) -> PageForm:
    kinds = (FieldChoice("", Text("すべて", "all")), *(FieldChoice(k.value, RESULT_WORDS[k]) for k in Result))
    return PageForm(
        "children",
        (
            FormField("words", Text("申請者番号、世帯番号、氏名", "Number, household or name"), value=words),
            FormField("result", RESULT, value=wanted, choices=kinds),
        ),
        Text("探す", "Find"),
        get=True,
    )


def _without_part(result: Solved) -> PageTable:
    children = result.built.applications.children
    rows = [(children[d.child].number, children[d.child].name or None, DROP_TEXTS[d.reason])
            for d in result.built.dropped if d.wish is None]  # fmt: skip
    return PageTable(
        Text("この回の対象ではない申込み", "Applications without part in this round"),
        (NUMBER, NAME, Text("理由", "Why")),
        tuple(rows[:MOST_ROWS]),
        len(rows) if len(rows) > MOST_ROWS else None,
        Text("ありません", "None"),
    )


def child_page(request: PageRequest, context: AppContext) -> AppPageView:
    """One child: the seat, every refused wish with its reason, siblings, and whether more points would have sufficed."""
    result = result_of(context)
    c = _find(result, request.query.get("number", ""))
    letter = letter_data(result.built, result.results, result.refused, result.cut_offs, only=(c,), fewest_told=1)[0]
    blocks: list[Block] = [
        Links((PageLink("children", Text("申込みを探す", "Find an application")),)),
        _facts(letter),
    ]
    blocks += [Heading(Text("かなわなかった希望", "Wishes not granted")), _refused(letter)]
    blocks += _enough(result, c, request.query.get("confirm", ""))
    if letter.siblings:
        blocks.append(_siblings(result, c))
    blocks += _order(result, c)
    links = (PageLink(f"letter?number={letter.application}", Text("通知書（PDF）を見る", "See the letter (PDF)")),)
    return AppPageView(
        Text(letter.name or letter.application, letter.name or letter.application), (*blocks, Links(links)), TITLE
    )


def _find(result: Solved, number: str) -> int:
    children = result.built.applications.children
    found = next((c for c, p in enumerate(result.built.child.tolist()) if children[p].number == number), None)
    if found is None:
        raise NotFound(
            Text(f"この回に申請者番号「{number}」はありません", f"there is no application {number} in this round"),
            remedy=Text("番号を確かめてください", "check the number"),
        )
    return found


def _facts(letter: LetterData) -> PageFacts:
    seat = letter.seat
    pairs = [
        (NUMBER, Text(letter.application, letter.application)),
        (Text("世帯番号", "Household"), Text(letter.household, letter.household)),
        (CLASS, Text(f"{letter.age_class}歳児", f"age {letter.age_class}")),
        (RESULT, RESULT_WORDS[letter.result]),
    ]
    if seat is not None:
        pairs.append((FACILITY, Text(f"{seat.facility} {seat.seats.ja}", f"{seat.facility}, {seat.seats.en}")))
        pairs.append((WISH, Text(f"第{seat.wish}希望", f"wish {seat.wish}")))
    if letter.current:
        pairs.append((Text("現在の施設", "Current nursery"), Text(letter.current, letter.current)))
    if letter.condition is not None:
        pairs.append((Text("きょうだいの条件", "Condition for siblings"), letter.condition))
    return PageFacts(tuple(pairs))


def _order(result: Solved, c: int) -> tuple[Block, ...]:
    """The criteria in the order in which they count, with the child's own value."""
    entry = own_entry(result, c)
    if entry < 0:
        return ()
    ruleset, keys = result.opened.ruleset, result.built.keys
    rows: list[tuple[PageCell, ...]] = [
        (place, criterion.title, value_words(ruleset, place, criterion, float(keys[entry, place])))
        for place, criterion in enumerate(result.built.criteria)
        if place  # the first is the own seat of transfer applicants
    ]
    head = (Text("順", "Order"), Text("基準", "Criterion"), Text("この子の値", "Value of this child"))
    return Heading(Text("優先順位", "Order")), PageTable(
        Text("基準の順と値", "Criteria in their order"), head, tuple(rows)
    )


def _refused(letter: LetterData) -> PageTable:
    return PageTable(
        Text("希望ごとの理由", "Reason by wish"),
        (WISH, FACILITY, SEATS, Text("理由", "Reason"), POINTS, Text("最後の内定者の指数", "Points of the last admitted"),
         Text("決め手", "Deciding criterion"), Text("待機順", "Waiting place")),
        tuple(_refused_row(line) for line in letter.refused),
        None,
        Text("いちばんの希望がかないました", "The first wish was granted"),
    )  # fmt: skip


def _refused_row(line: RefusedLine) -> tuple[PageCell, ...]:
    return (line.wish, line.facility, line.seats, line.reason, line.own_points, line.lowest_points, line.criterion, line.waiting_rank)  # fmt: skip


def _enough(result: Solved, c: int, confirm: str) -> tuple[Block, ...]:
    """Points that would have sufficed, and the run that confirms one of them when it is asked for."""
    enough = sufficing_points(result.built, result.refused)
    rows = np.flatnonzero((result.refused.child == c) & np.isfinite(enough))
    if not len(rows):
        return ()
    child = result.built.applications.children[int(result.built.child[c])]
    cells: list[tuple[PageCell, ...]] = []
    for row in rows.tolist():
        number = result.built.form_wish(int(result.built.child[c]), int(result.refused.wish[row])) + 1
        confirmed = PageLink(f"child?number={quote(child.number)}&confirm={number}", _CONFIRM)
        points = int(enough[row]) if enough[row] == int(enough[row]) else round(float(enough[row]), 2)
        cells.append((number, facility_link(result.built, int(result.refused.pool[row])), points, confirmed))
    head = (WISH, FACILITY, POINTS, Text("確かめる", "Confirm"))
    caption = _ENOUGH_WITH_SIBLINGS if _has_siblings(result, c) else _ENOUGH
    asked = next((int(row) for row, cell in zip(rows, cells, strict=True) if str(cell[0]) == confirm), None)
    answer = () if asked is None else (_confirmed(result, asked, float(enough[asked]), confirm),)
    return (
        Heading(Text("足りたはずの指数", "Points that would have sufficed")),
        *answer,
        PageTable(caption, head, tuple(cells)),
    )


def _confirmed(result: Solved, row: int, points: float, wish: str) -> Notice:
    """What a run with these points gives."""
    held = suffices(result, row, points)
    words = (
        Text(f"指数{points:g}で割り当て直すと、第{wish}希望かそれより上がかないました。", f"A run with {points:g} points grants wish {wish} or a better one.")
        if held
        else Text(f"指数{points:g}で割り当て直しても、第{wish}希望はかないませんでした。きょうだいの条件などが関わります。", f"A run with {points:g} points does not grant wish {wish}; siblings or others come into it.")
    )  # fmt: skip
    return Notice(words, Tone.GOOD if held else Tone.WARN)


_CONFIRM = Text("割り当て直す", "run again")
_ENOUGH = Text("ほかの人がそのままなら", "Everybody else unchanged")
_ENOUGH_WITH_SIBLINGS = Text(
    "この子の分だけを見たとき（きょうだいの条件も満たすかは、割り当て直すとわかります）",
    "For this child's part alone (a run tells whether the condition for siblings is met too)",
)


def _has_siblings(result: Solved, c: int) -> bool:
    families = result.built.market.child_family
    return int(np.count_nonzero(families == families[c])) > 1


def _siblings(result: Solved, c: int) -> PageTable:
    family = np.flatnonzero(result.built.market.child_family == result.built.market.child_family[c])
    return PageTable(
        Text("同じ世帯の申込み", "Applications of the same household"),
        (NUMBER, NAME, CLASS, POINTS, RESULT, FACILITY, WISH),
        tuple(_row(result, int(s)) for s in family if s != c),
    )
