# SPDX-License-Identifier: Apache-2.0
"""Records by weekday and hour, as a shaded table."""

from __future__ import annotations

from collections.abc import Sequence
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


def draw_hours(hours: Sequence[HourLoad], *, language: Language = "ja", id_prefix: str = "hours") -> Picture:
    """Events by weekday and hour of the day, from the first busy hour to the last; those without a time of day in a column apart.

    A shaded table of fixed size, with the number of events in every cell. Raises ValueError when there is no event.
    """
    counts = {(h.weekday, h.hour): h.events for h in hours if h.events > 0}
    if not counts:
        raise ValueError("no event to draw")
    busy = [hour for _, hour in counts if hour is not None]
    columns: list[int | None] = [*range(min(busy), max(busy) + 1)] if busy else []
    columns += [None] if any(hour is None for _, hour in counts) else []
    rows = range(7 if any(day > 4 for day, _ in counts) else 5)
    # Dates without a time of day would swamp the hours: they are shaded among themselves.
    largest = {
        True: max((n for (_, h), n in counts.items() if h is None), default=0),
        False: max((n for (_, h), n in counts.items() if h is not None), default=0),
    }
    width = max(max(text_width(compact(n, language)) for n in counts.values()) + 10, 38.0)
    lefts = [_LEFT + i * (width + _GAP) + (18.0 if h is None and busy else 0.0) for i, h in enumerate(columns)]
    cells = [
        _cell(
            Box(left, _HEAD + day * (_ROW + _GAP), width, _ROW),
            day,
            hour,
            counts.get((day, hour), 0),
            largest[hour is None],
            language,
        )
        for day in rows
        for left, hour in zip(lefts, columns, strict=True)
    ]
    no_time = _no_time(language)
    right = max(lefts[-1] + width, lefts[-1] + (text_width(no_time) if columns[-1] is None else 0.0)) + 8
    return framed(
        label(Text("時", "hour").in_(language), x=_LEFT, y=14, fill=WEAK) if busy else "",
        *(_head(left, width, hour, no_time) for left, hour in zip(lefts, columns, strict=True)),
        *(
            label(DAYS[day].in_(language), x=_LEFT - 10, y=_HEAD + day * (_ROW + _GAP) + 21, anchor="end")
            for day in rows
        ),
        *cells,
        id_prefix=id_prefix,
        title=Text("曜日と時刻ごとの記録", "Records by weekday and hour").in_(language),
        description=_description(counts, language),
        width=float(round(right)),
        height=_HEAD + len(rows) * (_ROW + _GAP) + 4,
        class_="pic pic-table",
    )


def _no_time(language: Language) -> str:
    return Text("時刻なし", "no time").in_(language)


def _head(left: float, width: float, hour: int | None, no_time: str) -> str:
    if hour is None:
        return label(no_time, x=left, y=34, fill=WEAK)
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
