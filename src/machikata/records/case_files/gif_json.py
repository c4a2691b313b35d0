# SPDX-License-Identifier: Apache-2.0
"""Case studies as JSON with the item names of the GIF model as keys."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.records.case_files import gif_messages as say
from machikata.records.case_files.assembling import WrittenCase
from machikata.records.case_files.columns import CASE_FIELDS, DERIVED
from machikata.records.case_files.gif_csv import WrittenCases
from machikata.records.case_files.gif_layout import (
    CASE_NAMES,
    CASES_KEY,
    DERIVED_KEY,
    FIGURE_NAMES,
    FIGURES_KEY,
    LISTED,
    MEDIA_KEY,
    MEDIA_NAMES,
    SOURCE_NAMES,
    SOURCES_KEY,
    WITHDRAWN_KEY,
    label_of,
)
from machikata.records.case_files.values import Record, ValueReader, Written, is_blank
from machikata.records.survey.labels import word_key
from machikata.records.tables.encodings import decode

_SILENT: Final = frozenset({"標準地域コード", "関連URL", "団体の正式名称", "類似団体の区分"})
"""Keys that follow from others."""


class _Doubled(dict[str, Any]):
    """An object that had a key twice; which one is meant is not known."""

    keys_twice: tuple[str, ...] = ()


def read_json(data: bytes, file: str, reader: ValueReader) -> WrittenCases:
    """The cases of a JSON: an object with a list under 事例, or the list itself."""
    content = _parsed(data, file)
    found = content.get(CASES_KEY) if isinstance(content, dict) else content
    if not isinstance(found, list):
        raise InputRefused([Problem("gif-json-shape", *say.JSON_SHAPE, Place(file=file))])
    cases = tuple(_case(c, Place(file, f"{CASES_KEY}[{n}]"), reader) for n, c in enumerate(found, start=1))
    withdrawn = content.get(WITHDRAWN_KEY, ()) if isinstance(content, dict) else ()
    return WrittenCases(tuple(c for c in cases if c is not None), tuple(_withdrawn(withdrawn, file, reader)))


def _parsed(data: bytes, file: str) -> Any:
    text = decode(data, file=file).data.decode()
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = Place(file=file, row=error.lineno)
        raise InputRefused([Problem("gif-json-broken", *say.JSON_BROKEN, place)]) from None
    except (RecursionError, ValueError):
        raise InputRefused([Problem("gif-json-broken", *say.JSON_BROKEN, Place(file=file))]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = _Doubled(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        made.keys_twice = tuple(k for k in made if keys.count(k) > 1)
    return made


def _case(found: Any, at: Place, reader: ValueReader) -> WrittenCase | None:
    if not isinstance(found, dict):
        reader.refuse("gif-json-type", *say.WRONG_TYPE, at, found)
        return None
    nested = {key: _nested(found.get(key, ()), names, key, at, reader) for key, names in _NESTED.items()}
    record = _record(found, CASE_NAMES, at, reader, silent=_SILENT | _NESTED.keys())
    return WrittenCase(record, nested[FIGURES_KEY], nested[SOURCES_KEY], nested[MEDIA_KEY], at)


_NESTED: Final = {FIGURES_KEY: FIGURE_NAMES, SOURCES_KEY: SOURCE_NAMES, MEDIA_KEY: MEDIA_NAMES}


def _nested(found: Any, names: Mapping[str, str], key: str, at: Place, reader: ValueReader) -> tuple[Record, ...]:
    if not isinstance(found, (list, tuple)):
        reader.refuse("gif-json-type", *say.WRONG_TYPE, replace(at, column=key), found)
        return ()
    made = []
    for n, entry in enumerate(found, start=1):
        place = replace(at, sheet=f"{at.sheet}.{key}[{n}]")
        if isinstance(entry, dict):
            made.append(
                _record(entry, names, place, reader, silent=frozenset({DERIVED_KEY})) | _derived(entry, place, reader)
            )
        else:
            reader.refuse("gif-json-type", *say.WRONG_TYPE, place, entry)
    return tuple(made)


def _record(
    found: Mapping[str, Any], names: Mapping[str, str], at: Place, reader: ValueReader, *, silent: frozenset[str]
) -> dict[str, Sequence[Written]]:
    """What an object says for each item; 事例実施年 and the like give way to the item's own name."""
    for key in getattr(found, "keys_twice", ()):
        reader.refuse("gif-key-repeated", *say.KEY_REPEATED, replace(at, column=key))
    record: dict[str, list[Written]] = {}
    for key, value in found.items():
        field = names.get(word_key(key))
        if key in silent or _repeats(key, field, found, names):
            continue
        if field is None:
            reader.warn("gif-key-unknown", *say.KEY_UNKNOWN, replace(at, column=key))
            continue
        written = list(_values(value, field, replace(at, column=key), reader))
        if written:
            record.setdefault(field, []).extend(written)
    return dict(record)


def _repeats(key: str, field: str | None, found: Mapping[str, Any], names: Mapping[str, str]) -> bool:
    if field is None or names is not CASE_NAMES or field not in CASE_FIELDS:
        return False
    own = label_of(field)
    return key != own and own in found


def _values(value: Any, field: str, at: Place, reader: ValueReader) -> Iterator[Written]:
    for part in value if isinstance(value, list) and field in LISTED else (value,):
        if part is not None and not isinstance(part, (str, int, float, bool)):
            reader.refuse("gif-json-type", *say.WRONG_TYPE, at, json.dumps(part, ensure_ascii=False)[:60])
        elif not is_blank(part):
            yield Written(part, at)


def _derived(entry: Mapping[str, Any], at: Place, reader: ValueReader) -> dict[str, Sequence[Written]]:
    """The names of the values that were calculated, as the form's three columns have them."""
    place = replace(at, column=DERIVED_KEY)
    found: dict[str, Sequence[Written]] = {}
    for name in _listed(entry.get(DERIVED_KEY, [])):
        if isinstance(name, str) and f"derived_{name}" in DERIVED:
            found[f"derived_{name}"] = [Written("yes", place)]
        else:
            reader.refuse("gif-json-type", *say.WRONG_TYPE, place, name)
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _withdrawn(found: Any, file: str, reader: ValueReader) -> Iterator[tuple[str, Text]]:
    reason = CASE_FIELDS["withdrawn"]
    for n, entry in enumerate(_listed(found) if found else (), start=1):
        at = Place(file, f"{WITHDRAWN_KEY}[{n}]")
        keys = ("ID", reason.label.ja, reason.english.label.ja)
        parts = [entry.get(key, "") for key in keys] if isinstance(entry, dict) else ["", "", ""]
        if not all(isinstance(p, str) for p in parts) or not parts[0] or not parts[1]:
            reader.refuse("gif-withdrawn-incomplete", *say.WITHDRAWN_INCOMPLETE, at)
            continue
        yield parts[0], Text(parts[1], parts[2])
