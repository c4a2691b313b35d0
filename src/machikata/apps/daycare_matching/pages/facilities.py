# SPDX-License-Identifier: Apache-2.0
"""Review by facility: seats given, kept and left; per facility who was admitted and who waits."""

from __future__ import annotations

from urllib.parse import quote

import numpy as np

from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.pages.shared import (
    CLASS,
    FACILITY,
    MOST_ROWS,
    NAME,
    NUMBER,
    POINTS,
    SEATS,
    WISH,
    child_link,
    facility_link,
    points_of,
    seats_text,
)
from machikata.apps.daycare_matching.solving import Solved
from machikata.automation.app.context import AppContext
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    FieldChoice,
    FormField,
    Heading,
    Links,
    PageCell,
    PageFacts,
    PageForm,
    PageLink,
    PageRequest,
    PageTable,
)
from machikata.domain.errors import NotFound
from machikata.domain.text import Text

TITLE = Text("施設ごとの結果", "By facility")
_LEAVE = Text("育休の延長を許容", "accepts a longer leave")
_EVERY = FieldChoice("", Text("すべて", "all"))


def facilities_page(request: PageRequest, context: AppContext) -> AppPageView:
    """Every pool, or those of one ward, or those that are wanted, or have seats left."""
    result = result_of(context)
    ward, words, state = (request.query.get(k, "") for k in ("ward", "words", "state"))
    chosen = [s for s in range(len(result.built.applications.pools)) if _matches(result, s, ward, words, state)]
    table = PageTable(
        Text("枠ごとの結果", "Result by pool"),
        (FACILITY, SEATS, Text("募集", "Seats"), Text("内定", "Admitted"), Text("継続", "Staying"), Text("空き", "Left"),
         Text("待ち", "Waiting"), Text("最後の内定者の指数", "Points of the last admitted")),
        tuple(_row(result, s) for s in chosen[:MOST_ROWS]),
        len(chosen) if len(chosen) > MOST_ROWS else None,
        Text("当てはまる枠はありません", "No pool fits"),
    )  # fmt: skip
    return AppPageView(TITLE, (_search(result, ward, words, state), table))


def _matches(result: Solved, pool: int, ward: str, words: str, state: str) -> bool:
    facility = result.built.applications.facilities[result.built.applications.pools[pool].facility]
    cuts = result.cut_offs
    return (
        (not ward or facility.ward == ward)
        and (not words or words in facility.name or words == facility.number)
        and (state != "waiting" or cuts.waiting[pool] > 0)
        and (state != "left" or cuts.unused[pool] > 0)
    )


def _row(result: Solved, pool: int) -> tuple[PageCell, ...]:
    cuts = result.cut_offs
    return (
        facility_link(result.built, pool),
        seats_text(result.built, pool),
        int(result.built.market.capacity[pool]),
        int(cuts.admitted[pool]),
        int(cuts.staying[pool]),
        int(cuts.unused[pool]),
        int(cuts.waiting[pool]),
        points_of(result.built, int(cuts.lowest_entry[pool])),
    )


def _search(result: Solved, ward: str, words: str, state: str) -> PageForm:
    wards = sorted({f.ward for f in result.built.applications.facilities if f.ward})
    return PageForm(
        "facilities",
        (
            FormField("words", Text("施設の名前か番号", "Name or number of the facility"), value=words),
            FormField(
                "ward",
                Text("区・地区", "Ward"),
                value=ward,
                choices=(_EVERY, *(FieldChoice(w, Text(w, w)) for w in wards)),
            ),
            FormField(
                "state",
                Text("絞り込み", "Show"),
                value=state,
                choices=(
                    _EVERY,
                    FieldChoice("waiting", Text("待っている子がいる枠", "pools with a waiting list")),
                    FieldChoice("left", Text("空きがある枠", "pools with seats left")),
                ),
            ),
        ),
        Text("絞り込む", "Show"),
        get=True,
    )


def facility_page(request: PageRequest, context: AppContext) -> AppPageView:
    """One facility: pool by pool the children admitted, in their order, and those who wait."""
    result = result_of(context)
    number = request.query.get("number", "")
    pools = [
        s for s, p in enumerate(result.built.applications.pools)
        if result.built.applications.facilities[p.facility].number == number
    ]  # fmt: skip
    if not pools:
        raise NotFound(
            Text(f"施設「{number}」はありません", f"there is no facility {number}"),
            remedy=Text("施設の一覧から選んでください", "choose one from the list"),
        )
    name = result.built.applications.facilities[result.built.applications.pools[pools[0]].facility].name
    blocks: list[Block] = [Links((PageLink("facilities", Text("施設の一覧", "All facilities")),))]
    for pool in pools:
        blocks += _pool(result, pool)
    return AppPageView(Text(name, name), tuple(blocks), TITLE)


def _pool(result: Solved, pool: int) -> tuple[Block, ...]:
    cuts, known = result.cut_offs, result.built.applications.pools[pool]
    number = result.built.applications.facilities[known.facility].number
    seats, left = int(result.built.market.capacity[pool]), int(cuts.unused[pool])
    counts = PageFacts(((Text("席", "Seats"), Text(f"{seats}人分（残り{left}人分）", f"{seats} ({left} left)")),))
    address = f"what-if?facility1={quote(number)}&pool1={quote(known.number)}"
    link = Links((PageLink(address, Text("この枠の席数を変えて試す", "Try other numbers of seats here")),))
    return Heading(seats_text(result.built, pool)), counts, _admitted(result, pool), _waiting(result, pool), link


def _admitted(result: Solved, pool: int) -> PageTable:
    market = result.built.market
    here = np.flatnonzero(result.results.pool == pool)
    ranked = here[np.argsort(market.entry_rank[result.results.entry[here]], kind="stable")]
    return PageTable(
        Text("内定した子と継続する子", "Admitted and staying"),
        (NUMBER, NAME, CLASS, POINTS, WISH),
        tuple(_child_row(result, int(c), int(result.results.entry[c])) for c in ranked[:MOST_ROWS]),
        len(ranked) if len(ranked) > MOST_ROWS else None,
        Text("いません", "Nobody"),
    )


def _child_row(result: Solved, c: int, entry: int) -> tuple[PageCell, ...]:
    child = result.built.applications.children[int(result.built.child[c])]
    wish: PageCell = Text("継続", "stays")
    if not result.results.stays[c]:
        wish = result.built.form_wish(int(result.built.child[c]), int(result.results.wish[c])) + 1
    return child_link(child), child.name or None, child.age_class, points_of(result.built, entry), wish


def _waiting(result: Solved, pool: int) -> PageTable:
    refused = result.refused
    rows = np.flatnonzero((refused.pool == pool) & (refused.waiting_rank > 0))
    rows = rows[np.argsort(refused.waiting_rank[rows], kind="stable")]
    cells: list[tuple[PageCell, ...]] = []
    for row in rows[:MOST_ROWS].tolist():
        place = int(result.built.child[refused.child[row]])
        child = result.built.applications.children[place]
        cells.append(
            (
                int(refused.waiting_rank[row]),
                child_link(child),
                child.name or None,
                points_of(result.built, int(refused.own_entry[row])),
                result.built.form_wish(place, int(refused.wish[row])) + 1,
                _LEAVE if child.leave_extension else None,
            )
        )
    return PageTable(
        Text("待っている子（待機順）", "Waiting, in their order"),
        (Text("順番", "Place"), NUMBER, NAME, POINTS, WISH, Text("備考", "Note")),
        tuple(cells),
        len(rows) if len(rows) > MOST_ROWS else None,
        Text("いません", "Nobody"),
    )
