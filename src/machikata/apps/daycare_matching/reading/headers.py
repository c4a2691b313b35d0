# SPDX-License-Identifier: Apache-2.0
"""Which column of a file is which: headers are compared without width, spaces and brackets, never by guess."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from machikata.apps.daycare_matching.reading.findings import Findings, place_of, warning
from machikata.apps.daycare_matching.reading.schema import NUMBERED
from machikata.automation.app.inputs import InputTable
from machikata.automation.app.manifest import InputColumn
from machikata.domain.errors import Problem
from machikata.domain.text import Text

_BETWEEN = re.compile(r"[\s()（）\[\]「」【】・_\-‐−ー]")
_OTHER_NAMES = {
    "宛名番号": "申請者番号",
    "宛名/申請者番号": "申請者番号",
    "宛名申請者番号": "申請者番号",
    "施設名": "名称",
    "施設名称": "名称",
    "児童氏名": "氏名",
}
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Headers:
    """The header in the file of each known column that is there; of numbered ones per number (from 1)."""

    single: Mapping[str, str]
    numbered: Mapping[str, Mapping[int, str]]

    def of(self, name: str, number: int | None = None) -> str:
        """The header in the file, "" when the column is not there."""
        if number is None:
            return self.single.get(name, "")
        return self.numbered.get(name, {}).get(number, "")

    def numbers(self, *names: str) -> list[int]:
        """All numbers that occur in any of the numbered columns."""
        return sorted({number for name in names for number in self.numbered.get(name, {})})


def plain_header(text: str) -> str:
    """A header for comparing: NFKC, without spaces, brackets and dashes.

    >>> plain_header("事由（ 父 ）") == plain_header("事由(父)")
    True
    """
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


def find_headers(table: InputTable, columns: Sequence[InputColumn], findings: Findings) -> Headers:
    """The known columns of a table. Missing required ones are errors, unknown ones one warning with what may have been meant."""
    single = {plain_header(c.name): c.name for c in columns if NUMBERED not in c.name}
    single |= {plain_header(other): name for other, name in _OTHER_NAMES.items() if name in single.values()}
    patterns = [(_pattern(c.name), c.name) for c in columns if NUMBERED in c.name]
    found = Headers({}, {})
    unknown = [h for h in table.columns.column_names if not _put(h, single, patterns, found, table, findings)]
    for problem in _missing(table, columns, found):
        findings.add(problem)
    if unknown:
        findings.add(_unknown(table, unknown, [c.name for c in columns if not _has(found, c.name)]))
    return found


def _put(
    header: str,
    single: Mapping[str, str],
    patterns: Sequence[tuple[re.Pattern[str], str]],
    found: Headers,
    table: InputTable,
    findings: Findings,
) -> bool:
    """Enter a header where it belongs; False when it is unknown."""
    plain = plain_header(header)
    if plain in single:
        place, key = found.single, single[plain]
        if key in place:
            findings.add(_twice(table, header, place[key]))
        place.setdefault(key, header)  # type: ignore[attr-defined]
        return True
    for pattern, name in patterns:
        if (match := pattern.fullmatch(plain)) is not None:
            numbers = found.numbered.setdefault(name, {})  # type: ignore[attr-defined]
            number = int(match[1])
            if number in numbers:
                findings.add(_twice(table, header, numbers[number]))
            numbers.setdefault(number, header)
            return True
    return False


def _pattern(name: str) -> re.Pattern[str]:
    before, after = plain_header(name).split(NUMBERED)
    return re.compile(
        rf"{re.escape(before)}0*([1-9]\d{{0,3}}){re.escape(after)}(?:番号)?"
        if after
        else rf"{re.escape(before)}0*([1-9]\d{{0,3}})"
    )


def _has(found: Headers, name: str) -> bool:
    return name in found.single or name in found.numbered


def _missing(table: InputTable, columns: Sequence[InputColumn], found: Headers) -> Iterator[Problem]:
    for column in columns:
        if column.required and not _has(found, column.name):
            shown = column.name.replace(NUMBERED, "1")
            what = Text(f"列「{shown}」がありません", f"the column “{shown}” is missing")
            remedy = Text(
                f"見出し「{shown}」の列を加えてください。{column.help.ja}",
                f"add a column with the header “{shown}”. {column.help.en}",
            )
            yield Problem("column-missing", what, remedy, place_of(table, None, shown))


def _twice(table: InputTable, header: str, first: str) -> Problem:
    what = Text(f"列「{first}」と同じ列がもう1つあります", f"there is another column like “{first}”")
    remedy = Text("どちらかを消してください", "delete one of the two")
    return Problem("column-twice", what, remedy, place_of(table, None, header))


def _unknown(table: InputTable, unknown: Sequence[str], free: Sequence[str]) -> Problem:
    shown = [_with_nearest(header, free) for header in unknown[:20]]
    more_ja, more_en = (
        (f"ほか{len(unknown) - 20}列", f" and {len(unknown) - 20} more") if len(unknown) > 20 else ("", "")
    )
    what = Text(
        f"使わない列が{len(unknown)}つあります：{'、'.join(ja for ja, _ in shown)}{more_ja}",
        f"{len(unknown)} columns are not used: {', '.join(en for _, en in shown)}{more_en}",
    )
    remedy = Text(
        "必要な列なら見出しを説明のとおりに直してください。そうでなければこのままで構いません",
        "if one is needed, correct its header as the explanations say; otherwise leave it",
    )
    return warning("columns-unknown", what, remedy, place_of(table, None))


def _with_nearest(header: str, free: Sequence[str]) -> tuple[str, str]:
    plain = {plain_header(name): name for name in free}
    near = difflib.get_close_matches(plain_header(header), list(plain), n=1, cutoff=_NEAR)
    if not near:
        return f"「{header}」", f"“{header}”"
    meant = plain[near[0]]
    return f"「{header}」（「{meant}」のことですか）", f"“{header}” (is “{meant}” meant?)"
