# SPDX-License-Identifier: Apache-2.0
"""The table of refused wishes in a letter, and the sentences that say how to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from machikata.apps.daycare_matching.letters.values import LetterData, RefusedLine
from machikata.automation.app.documents import Grid
from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number

_HIDDEN = Text("非公表", "not told")
_Column = tuple[Text, Callable[[RefusedLine], Text | str], bool]


def told_refusals(data: LetterData) -> tuple[RefusedLine, ...]:
    """The refused wishes that the letter tells: with a seat, those that were preferred to it; else all. Best first."""
    lines = sorted(data.refused, key=lambda line: line.wish)
    return tuple(line for line in lines if data.seat is None or line.wish < data.seat.wish)


def refusals_grid(lines: Sequence[RefusedLine], language: Language) -> Grid:
    """One row a wish; columns that say nothing in any row are left out."""
    columns: tuple[_Column, ...] = (
        (Text("希望", "Wish"), lambda line: str(line.wish), True),
        (Text("施設・クラス・枠", "Nursery, class, seats"), _where, True),
        (Text("理由", "Reason"), _why, True),
        (
            Text("あなたの指数（点）", "Your points"),
            lambda line: points_text(line.own_points),
            _any(lines, "own_points"),
        ),
        (
            Text("最後の順位で内定した方の指数（点）", "Points of the last child offered a seat"),
            _lowest,
            any(_has_lowest(line) for line in lines),
        ),
        (Text("決め手となった基準", "Deciding criterion"), _decided, _any(lines, "criterion")),
        (Text("待機順位", "Waiting rank"), lambda line: _rank(line.waiting_rank), _any(lines, "waiting_rank")),
    )
    shown = [(head, tell) for head, tell, useful in columns if useful]
    rows = tuple(tuple(_in(tell(line), language) for _, tell in shown) for line in lines)
    return Grid(tuple(head.in_(language) for head, _ in shown), rows)


def refusals_notes(lines: Sequence[RefusedLine]) -> Iterator[Text]:
    """What the table needs said below it."""
    if any(line.lowest_hidden for line in lines):
        yield Text(
            "「非公表」は、内定した方が少なく、その指数を示すと特定のご家庭の指数がわかるおそれがあるものです。",
            "“Not told”: so few children were offered a seat that these points would be those of a family others know.",
        )
    if any(_tells_enough(line) for line in lines):
        yield Text(
            "「内定に届いた指数」は、ほかの申込みがすべて同じであったと仮定したものです。",
            "Points that would have sufficed assume that all other applications stay the same.",
        )
    if any(line.waiting_rank is not None for line in lines):
        yield Text(
            "待機順位は、この回の結果によるものです。次の回では、新たな申込みを含めて計算し直しますので、この順位は引き継がれません。",
            "The waiting rank is that of this round. The next round computes it anew with all new applications; it is not carried over.",
        )


def _any(lines: Sequence[RefusedLine], name: str) -> bool:
    return any(getattr(line, name) is not None for line in lines)


def _has_lowest(line: RefusedLine) -> bool:
    return line.lowest_points is not None or line.lowest_hidden


def _in(cell: Text | str, language: Language) -> str:
    return cell.in_(language) if isinstance(cell, Text) else cell


def points_text(value: float | None) -> str:
    """Points as they are written: whole where they are.

    >>> points_text(31.0), points_text(31.5), points_text(-0.25), points_text(None)
    ('31', '31.5', '−0.25', '―')
    """
    decimals = next((d for d in (0, 1) if value is None or round(value, d) == value), 2)
    return number(value, decimals)


def _rank(value: int | None) -> Text | str:
    return NOTHING if value is None else Text(f"{value}番", str(value))


def _where(line: RefusedLine) -> Text:
    return Text(f"{line.facility}\n{line.seats.ja}", f"{line.facility}\n{line.seats.en}")


def _lowest(line: RefusedLine) -> Text | str:
    return _HIDDEN if line.lowest_hidden else points_text(line.lowest_points)


def _tells_enough(line: RefusedLine) -> bool:
    """Where the lowest points are hidden, what would have sufficed would tell them."""
    return line.points_that_suffice is not None and not line.lowest_hidden


def _why(line: RefusedLine) -> Text:
    if not _tells_enough(line):
        return line.reason
    enough = points_text(line.points_that_suffice)
    return line.reason + Text(
        f"\n（内定に届いた指数：{enough}点以上）", f"\n(Points that would have sufficed: {enough} or more)"
    )


def _decided(line: RefusedLine) -> Text | str:
    if line.criterion is None:
        return NOTHING
    if line.own_value is None or line.lowest_value is None:
        return line.criterion
    own, lowest = line.own_value, line.lowest_value
    return line.criterion + Text(
        f"\nあなた：{own.ja}\n内定した方：{lowest.ja}", f"\nyou: {own.en}\noffered: {lowest.en}"
    )
