# SPDX-License-Identifier: Apache-2.0
"""Records by weekday and hour, as a shaded table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from machikata.analysis.workload_calendar import HourLoad
from machikata.domain.text import Language, Text
from machikata.domain.wording import number
from machikata.drawing.charts.shades import compact, draw_cell, step_of
from machikata.drawing.graph.shapes import Box
from machikata.drawing.lettering import text_width
from machikata.drawing.markup import label
from machikata.drawing.palette import WEAK
from machikata.drawing.picture import Picture, framed

DAYS: Final = (
    Text("月", "Mon"),
    Text("火", "Tue"),
    Text("水", "Wed"),
    Text("木", "Thu"),
    Text("金", "Fri"),
    Text("土", "Sat"),
    Text("日", "Sun"),
)
_ROW: Final = 32.0
_HEAD: Final = 44.0
_LEFT: Final = 44.0
_GAP: Final = 2.0
_APART: Final = 18.0


@dataclass(frozen=True, slots=True)
class _Table:
    """Counts by weekday and hour (None: without a time of day), and where columns stand."""

    counts: dict[tuple[int, int | None], int]
    hours: tuple[int | None, ...]
    lefts: tuple[float, ...]
    width: float
    days: int
    language: Language

    @property
    def timed(self) -> bool:
        return any(hour is not None for hour in self.hours)

    def largest(self, hour: int | None) -> int:
        # Dates without a time of day would swamp the hours: they are shaded among themselves.
        return max((n for (_, h), n in self.counts.items() if (h is None) == (hour is None)), default=0)


def draw_hours(hours: Sequence[HourLoad], *, language: Language = "ja", id_prefix: str = "hours") -> Picture:
    """Events by weekday and hour of the day, from the first busy hour to the last; those without a time of day in a column apart.

    A shaded table of fixed size, with the number of events in every cell. Raises ValueError when there is no event.
    """
    table = _table({(h.weekday, h.hour): h.events for h in hours if h.events > 0}, language)
    no_time = text_width(_no_time(language)) if table.hours[-1] is None else 0.0
    return framed(
        label(Text("時", "hour").in_(language), x=_LEFT, y=14, fill=WEAK) if table.timed else "",
        *(_head(left, table.width, hour, language) for left, hour in zip(table.lefts, table.hours, strict=True)),
        *(row for day in range(table.days) for row in _row(table, day)),
        id_prefix=id_prefix,
        title=Text("曜日と時刻ごとの記録", "Records by weekday and hour").in_(language),
        description=_description(table.counts, language),
        width=float(round(table.lefts[-1] + max(table.width, no_time) + 8)),
        height=_HEAD + table.days * (_ROW + _GAP) + 4,
        class_="pic pic-table",
    )


def _table(counts: dict[tuple[int, int | None], int], language: Language) -> _Table:
    if not counts:
        raise ValueError("no event to draw")
    busy = [hour for _, hour in counts if hour is not None]
    hours: list[int | None] = [*range(min(busy), max(busy) + 1)] if busy else []
    hours += [None] if any(hour is None for _, hour in counts) else []
    width = max(max(text_width(compact(n, language)) for n in counts.values()) + 10, 38.0)
    lefts = (_LEFT + i * (width + _GAP) + (_APART if h is None and busy else 0.0) for i, h in enumerate(hours))
    return _Table(counts, tuple(hours), tuple(lefts), width, 7 if any(day > 4 for day, _ in counts) else 5, language)


def _row(table: _Table, day: int) -> list[str]:
    top = _HEAD + day * (_ROW + _GAP)
    cells = [
        _cell(
            Box(left, top, table.width, _ROW),
            day,
            hour,
            table.counts.get((day, hour), 0),
            table.largest(hour),
            table.language,
        )
        for left, hour in zip(table.lefts, table.hours, strict=True)
    ]
    return [label(DAYS[day].in_(table.language), x=_LEFT - 10, y=top + 21, anchor="end"), *cells]


def _no_time(language: Language) -> str:
    return Text("時刻なし", "no time").in_(language)


def _head(left: float, width: float, hour: int | None, language: Language) -> str:
    if hour is None:
        return label(_no_time(language), x=left, y=34, fill=WEAK)
    return label(str(hour), x=left + width / 2, y=34, anchor="middle", fill=WEAK)


def _cell(box: Box, day: int, hour: int | None, count: int, largest: int, language: Language) -> str:
    when = _no_time(language) if hour is None else Text(f"{hour}時台", f"{hour}:00–{hour}:59").in_(language)
    told = Text(f"{DAYS[day].ja}曜 {when} {number(count)}回", f"{DAYS[day].en} {when}: {number(count)}")
    return draw_cell(
        box, compact(count, language) if count else "", step=step_of(count, largest), tooltip=told.in_(language)
    )


def _description(counts: dict[tuple[int, int | None], int], language: Language) -> str:
    timed = {key: n for key, n in counts.items() if key[1] is not None}
    without = sum(counts.values()) - sum(timed.values())
    text = Text("", "")
    if timed:
        (day, hour), most = max(timed.items(), key=lambda item: (item[1], item[0]))
        text += Text(
            f"最も多いのは{DAYS[day].ja}曜の{hour}時台で{number(most)}回。",
            f"Most records: {DAYS[day].en}, {hour}:00–{hour}:59, {number(most)}. ",
        )
    if without:
        text += Text(
            f"日付だけで時刻のない記録が{number(without)}回。", f"{number(without)} records have a date but no time."
        )
    return text.in_(language).strip()
