# SPDX-License-Identifier: Apache-2.0
"""OCEL 2.0 in JSON (https://www.ocel-standard.org/specification/formats/json/)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.records.ocel.flatten import Ocel, OcelEvent, OcelObject, flatten, with_format
from machikata.records.raw import RawLog, SourceFile


def read_ocel_json(data: bytes, source: SourceFile, *, object_type: str | None, progress: Progress) -> RawLog:
    """Read an OCEL 2.0 JSON file and flatten it. Raises `InputRefused` when it is no such file, or when a type must be chosen."""
    progress(0.05, Text("JSONを読んでいます", "reading JSON"))
    document = _document(data, source.name)
    ocel = Ocel(list(_events(document, source.name)), {o.id: o for o in _objects(document, source.name)})
    progress(0.7, Text("案件ごとに並べています", "gathering cases"))
    return flatten(ocel, with_format(source, "ocel-json"), object_type)


def _document(data: bytes, file: str) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, RecursionError) as error:
        raise InputRefused([_no_ocel(file, Text("JSONとして読めません", "the JSON cannot be read"))]) from error
    except json.JSONDecodeError as error:
        what = Text(
            f"JSONが{error.lineno}行目の{error.colno}文字目で壊れています",
            f"the JSON breaks at line {error.lineno}, column {error.colno}",
        )
        raise InputRefused([_no_ocel(file, what)]) from error
    if not isinstance(document, dict) or not all(isinstance(document.get(k), list) for k in ("events", "objects")):
        what = Text(
            "OCEL 2.0のJSONではありません（events と objects がありません）",
            "no OCEL 2.0 JSON: events and objects are missing",
        )
        raise InputRefused([_no_ocel(file, what)])
    return document


def _events(document: dict[str, Any], file: str) -> Iterator[OcelEvent]:
    for position, item in enumerate(document["events"], start=1):
        try:
            yield OcelEvent(
                str(item["id"]),
                str(item["type"]),
                str(item["time"]),
                {str(a["name"]): _scalar(a.get("value")) for a in item.get("attributes") or ()},
                tuple(str(r["objectId"]) for r in item.get("relationships") or ()),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise InputRefused([_bad_entry(file, "events", position)]) from error


def _objects(document: dict[str, Any], file: str) -> Iterator[OcelObject]:
    for position, item in enumerate(document["objects"], start=1):
        try:
            changes = (
                (str(a["name"]), _scalar(a.get("value")), str(a.get("time", ""))) for a in item.get("attributes") or ()
            )
            yield OcelObject(str(item["id"]), str(item["type"]), tuple(changes))
        except (KeyError, TypeError, AttributeError) as error:
            raise InputRefused([_bad_entry(file, "objects", position)]) from error


def _scalar(value: object) -> object:
    return (
        value if value is None or isinstance(value, (str, int, float, bool)) else json.dumps(value, ensure_ascii=False)
    )


def _bad_entry(file: str, part: str, position: int) -> Problem:
    what = Text(
        f"{part} の{position:,}番目に、id・type・time などの欠けがあります",
        f"entry {position:,} of {part} lacks id, type or time",
    )
    return _no_ocel(file, what)


def _no_ocel(file: str, what: Text) -> Problem:
    remedy = Text("OCEL 2.0のJSONで書き出し直してください", "export OCEL 2.0 JSON again")
    return Problem("ocel-unreadable", what, remedy, Place(file=file))
