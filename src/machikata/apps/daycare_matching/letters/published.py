# SPDX-License-Identifier: Apache-2.0
"""What may be shown to everybody: seats left, lowest points and statistics, with what is too small hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from machikata.apps.daycare_matching.applications import Child, SameFacility, Staggering
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.letters.pools import (
    PERSONS,
    POINTS,
    POOL_COLUMNS,
    class_text,
    column,
    lowest_points,
    pool_cells,
    pool_order,
)
from machikata.apps.daycare_matching.letters.values import RESULT_WORDS, LetterData, PoolCounts, Result
from machikata.automation.app.context import Suppression
from machikata.automation.app.documents import Cell, Sheet
from machikata.domain.text import Text

FEWEST_TOLD = 3
"""With fewer children admitted the lowest points would be those of a family that others know."""

_TOLD, _NOBODY, _FEW = (
    Text("公表", "shown"),
    Text("内定なし", "nobody was offered a seat"),
    Text("少人数のため非公表", "hidden: few children"),
)
_NO_POINTS = Text("指数を用いない", "no points are used")
_UNKNOWN = Text("（区の記載なし）", "(no ward given)")

_Group = Callable[[Child, LetterData], tuple[tuple[int | str, ...], Text]]
"""The group a child belongs to: what groups are ordered by, and its name."""


def publication_sheets(
    built: Built, letters: Sequence[LetterData], counts: PoolCounts, *, suppression: Suppression
) -> tuple[Sheet, ...]:
    """Seats left, lowest points, statistics. No child, household or number of an application stands in them."""
    return (
        unused_seats(built, counts),
        cut_off_table(built, counts),
        statistics(built, letters, suppression=suppression),
    )


def unused_seats(built: Built, counts: PoolCounts) -> Sheet:
    """空き枠一覧: the pools with seats left for the next round."""
    rows = tuple(
        (*pool_cells(built.applications, s), int(counts.unused[s]))
        for s in pool_order(built.applications)
        if counts.unused[s] > 0 and not built.applications.pools[s].excluded
    )
    title = Text("空き枠一覧", "Seats left")
    return Sheet("unused-seats", title, (*POOL_COLUMNS, column("空き人数", "Seats left", PERSONS)), rows)


def cut_off_table(built: Built, counts: PoolCounts, *, fewest_told: int = FEWEST_TOLD) -> Sheet:
    """最低指数: the points of the last child admitted, hidden where fewer than `fewest_told` were.

    Neither how many were admitted nor any sum or mean over pools stands beside it, so that no hidden figure follows from others.
    """
    lowest = lowest_points(built, counts)
    rows = []
    for s in pool_order(built.applications):
        if built.applications.pools[s].excluded:
            continue
        admitted = int(counts.admitted[s])
        shown = lowest[s] if admitted >= fewest_told else None
        state = _NOBODY if not admitted else _FEW if admitted < fewest_told else _NO_POINTS if shown is None else _TOLD
        rows.append((*pool_cells(built.applications, s), shown, state))
    columns = (*POOL_COLUMNS, column("最低指数", "Lowest points", POINTS), column("公表の状態", "What is shown"))
    return Sheet("cut-offs", Text("最低指数一覧", "Lowest points"), columns, tuple(rows))


def statistics(built: Built, letters: Sequence[LetterData], *, suppression: Suppression | None) -> Sheet:
    """利用調整の統計: children by group and result, one row a figure. `suppression` None: nothing is hidden, for the section itself."""
    children = [built.applications.children[int(c)] for c in built.child]
    rows: list[tuple[Cell, ...]] = []
    for kind, group in _groups(built):
        counted = Counter(
            (*group(child, letter), letter.result) for child, letter in zip(children, letters, strict=True)
        )
        rows.extend((kind, name, result, n) for name, result, n in _shown(counted, suppression))
    columns = (
        column("分け方", "Grouped by"),
        column("区分", "Group"),
        column("結果", "Result"),
        column("児童数", "Children", PERSONS),
    )
    return Sheet("statistics", Text("利用調整の統計", "Statistics"), columns, tuple(rows))


def _shown(
    counted: Counter[tuple[tuple[int | str, ...], Text, Result]], suppression: Suppression | None
) -> Iterator[tuple[Text, Text, int | None]]:
    """Group, result and count; every result of every group, also where nobody is."""
    groups = sorted({(key, name.ja, name.en) for key, name, _ in counted})
    results = [r for r in Result if any(result is r for _, _, result in counted)]
    table: Sequence[Sequence[int | None]] = [[counted[key, Text(ja, en), r] for r in results] for key, ja, en in groups]
    if suppression is not None:
        table = suppression.table([[n or 0 for n in row] for row in table]) if table else table
    for (_, ja, en), row in zip(groups, table, strict=True):
        for result, n in zip(results, row, strict=True):
            yield Text(ja, en), RESULT_WORDS[result], n


def _groups(built: Built) -> tuple[tuple[Text, _Group], ...]:
    pools, facilities = built.applications.pools, built.applications.facilities

    def ward(child: Child, _: LetterData) -> tuple[tuple[int | str, ...], Text]:
        name = facilities[pools[child.wishes[0].pool].facility].ward if child.wishes else ""
        return (name,), Text(name, name) if name else _UNKNOWN

    return (
        (Text("クラス年齢", "Age class"), lambda child, _: ((child.age_class,), class_text([child.age_class]))),
        (Text("申込みの種類", "Kind of application"), _new_or_transfer),
        (Text("きょうだいの条件", "Sibling condition"), lambda child, _: _condition(child)),
        (Text("育休延長の許容", "Accepts longer leave"), _leave),
        (Text("第1希望の施設の区", "Ward of the first wish"), ward),
        (Text("内定した希望の順位", "Wish that was granted"), _granted),
    )


def _new_or_transfer(child: Child, _: LetterData) -> tuple[tuple[int | str, ...], Text]:
    return ((0,), Text("新規", "new")) if child.current is None else ((1,), Text("転園", "transfer"))


def _leave(child: Child, _: LetterData) -> tuple[tuple[int | str, ...], Text]:
    return ((1,), Text("許容する", "yes")) if child.leave_extension else ((0,), Text("許容しない", "no"))


def _granted(_: Child, letter: LetterData) -> tuple[tuple[int | str, ...], Text]:
    if letter.seat is None:
        return (99,), Text("内定なし", "none offered")
    wish = letter.seat.wish
    return (
        ((wish,), Text(f"第{wish}希望", f"wish {wish}")) if wish < 6 else ((6,), Text("第6希望以下", "wish 6 or later"))
    )


_SAME = {
    SameFacility.REQUIRED: Text("同じ施設のみ", "same facility only"),
    SameFacility.PREFERRED: Text("同じ施設を優先", "same facility preferred"),
    SameFacility.FREE: Text("別の施設でもよい", "any facility"),
}
_STAGGERED = {
    Staggering.TOGETHER: Text("同時のみ", "together only"),
    Staggering.OLDER_FIRST: Text("上の子から", "older first"),
    Staggering.YOUNGER_FIRST: Text("下の子から", "younger first"),
    Staggering.ANY: Text("ひとりでもよい", "one alone is fine"),
}


def _condition(child: Child) -> tuple[tuple[int | str, ...], Text]:
    if child.siblings is None:
        return (0,), Text("きょうだいの申込みなし", "no sibling applies")
    same, staggered = child.siblings.same_facility, child.siblings.staggering
    name = _SAME[same] + Text("・", ", ") + _STAGGERED[staggered]
    return (1, list(SameFacility).index(same), list(Staggering).index(staggered)), name
