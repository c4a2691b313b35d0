# SPDX-License-Identifier: Apache-2.0
"""What a column of the table is for (numbers, time, options, names …), and how often each of its values occurs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from machikata.records.coded import Mask, Rows
from machikata.records.masking.headers import header_key, resident_kind
from machikata.records.table_checks.grid import Counts, Grid, GridColumn
from machikata.records.table_checks.kinds import Kind
from machikata.records.table_checks.region import Region
from machikata.records.tables.workbook import Cell, cell_text


class Role(StrEnum):
    """What a column is for."""

    NUMBER = "number"
    CODE = "code"
    """Figures that are names: codes, numbers of cases, telephone numbers."""
    TIME = "time"
    CHOICE = "choice"
    """Few words that occur again and again."""
    TEXT = "text"
    EMPTY = "empty"


_PROPER = re.compile(
    r"氏名|姓名|^姓$|^氏$|^名$|名前|名称|施設|学校|保育所|園名|会社|企業|法人|事業者|事業所|団体|自治体|都道府県|市区町村|市町村|住所|所在|地名|町名|字名|地区|"
    r"区域|駅名|路線|河川|担当者|職員|世帯主|代表者|システム名|製品|商品|品名|書名|作品|フリガナ|ふりがな|カナ|name|address|municipality|facility|company"
)
_PERSON = re.compile(r"氏名|姓名|^姓$|^氏$|^名$|名前|担当者|職員|世帯主|代表者|者名|(?<!file)(?<!column)(?<!field)name")
_CODE = re.compile(r"コード|ｺｰﾄﾞ|番号|^no$|id$|code|電話|tel|fax|郵便|〒|記号|^key$")
_NOTE = re.compile(
    r"備考|注記|^注|メモ|摘要|コメント|理由|自由記述|説明|内容|概要|詳細|根拠|意見|note|remark|comment|description|url|detail"
)
_TIME = re.compile(
    r"年月|年度|^年$|年$|[^毎]月$|^月$|(?<!何)(?<!稼働)(?<!営業)日$|日時|日付|時点|期日|期間|年次|時期|timestamp|datetime|date|^year$|year$|^month$|^period$|^time$"
)
_NOT_TIME = re.compile(r"日数|年数|月数|件数|回数|時間数|人数|額|費|率|updatecount|rate|count")
_MOSTLY = 0.6


@dataclass(frozen=True)
class TableColumn:
    """A column of the table: `number` in the sheet from 0, what its header says, its values with counts over the rows of data.

    `codes`, `values` are those of the grid; `counts` and `kinds` go with `values`.
    """

    number: int
    name: str
    grid: GridColumn
    rows: Rows
    of_values: tuple[Kind, ...]

    @cached_property
    def key(self) -> str:
        """The header for comparing."""
        return header_key(self.name.rpartition("／")[2])

    @cached_property
    def counts(self) -> Counts:
        """How often each value occurs in the rows of data."""
        return np.bincount(self.grid.codes[self.rows], minlength=len(self.grid.values))

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """What each value is."""
        return tuple(kind if n else Kind.BLANK for kind, n in zip(self.of_values, self.counts.tolist(), strict=True))

    @cached_property
    def tally(self) -> dict[Kind, int]:
        """Cells of each kind."""
        found = dict.fromkeys(Kind, 0)
        for kind, count in zip(self.kinds, self.counts.tolist(), strict=True):
            found[kind] += count
        return found

    @cached_property
    def filled(self) -> int:
        """Cells with something in them."""
        return len(self.rows) - self.tally[Kind.BLANK]

    @cached_property
    def used(self) -> tuple[tuple[int, Cell, int], ...]:
        """Code, value and count of every value that occurs, blanks left out."""
        return tuple(
            (code, self.grid.values[code], int(self.counts[code]))
            for code, k in enumerate(self.kinds)
            if k != Kind.BLANK
        )

    @cached_property
    def texts(self) -> tuple[tuple[int, str, int], ...]:
        """Code, text and count of every value that is text."""
        return tuple((code, value, n) for code, value, n in self.used if isinstance(value, str))

    @cached_property
    def _joined(self) -> str:
        """Every distinct text, for a sieve."""
        return "\x1f".join(text for _, text, _ in self.texts)

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether any text of the column holds `pattern`: most columns are done with after this one search."""
        return pattern.search(self._joined) is not None

    @cached_property
    def is_proper(self) -> bool:
        """Whether the header announces names of persons, places, bodies or things."""
        return bool(_PROPER.search(self.key)) and not re.search(r"数$|区分$|種別$|率$|件$|コード", self.key)

    @cached_property
    def is_person(self) -> bool:
        """Whether the header announces names of persons."""
        return bool(_PERSON.search(self.key))

    @cached_property
    def is_note(self) -> bool:
        """Whether the header announces free text."""
        return bool(_NOTE.search(self.key))

    @cached_property
    def is_private(self) -> bool:
        """Whether the header announces data of residents, whose values are not repeated in findings."""
        return resident_kind(self.name) is not None

    @cached_property
    def says_time(self) -> bool:
        """Whether the header announces times."""
        return bool(_TIME.search(self.key)) and not _NOT_TIME.search(self.key)

    @cached_property
    def role(self) -> Role:
        """What the column is for."""
        if not self.filled:
            return Role.EMPTY
        t = self.tally
        told = self.filled - t[Kind.SYMBOL]
        numbers = t[Kind.NUMBER] + t[Kind.DECORATED] + t[Kind.YEAR]
        if (
            t[Kind.DATE] + t[Kind.YEAR] >= _MOSTLY * max(told, 1)
            and told
            and (t[Kind.DATE] >= _MOSTLY * told or self.says_time or self._only_years)
        ):
            return Role.TIME
        if told and numbers + t[Kind.DATE] >= _MOSTLY * told:
            return Role.CODE if self._is_code else Role.NUMBER
        return self._of_words()

    @cached_property
    def _only_years(self) -> bool:
        """Four-digit years told as words, such as 令和6年度."""
        years = [
            v
            for (_, v, _), k in zip(self.used, (k for k in self.kinds if k != Kind.BLANK), strict=True)
            if k == Kind.YEAR
        ]
        return bool(years) and all(isinstance(v, str) and not v.strip().isdigit() for v in years)

    @cached_property
    def _is_code(self) -> bool:
        if _CODE.search(self.key):
            return True
        digits = [text for _, text, _ in self.texts if text.isascii() and text.isdigit()]
        if any(len(d) > 1 and d[0] == "0" for d in digits):
            return True
        return len(digits) > 1 and len({len(d) for d in digits}) == 1 and len(digits[0]) >= 8

    def _of_words(self) -> Role:
        if self.is_note or (_CODE.search(self.key) and not self.is_proper):
            return Role.TEXT
        distinct = len(self.used)
        longest = max((len(t) for _, t, _ in self.texts), default=0)
        repeated = self.filled >= 5 and distinct <= min(50, 0.5 * self.filled)
        return Role.CHOICE if repeated and longest <= 40 else Role.TEXT

    def rows_of(self, codes: set[int]) -> Rows:
        """The rows (of the sheet, from 0) whose value is one of `codes`."""
        wanted = np.zeros(len(self.grid.values), np.bool_)
        wanted[list(codes)] = True
        return self.rows[wanted[self.grid.codes[self.rows]]]

    def where(self, judge: Callable[[str], bool]) -> Rows:
        """The rows whose text `judge` picks; it is asked once per distinct text."""
        return self.rows_of({code for code, text, _ in self.texts if judge(text)})

    @cached_property
    def blanks(self) -> Mask:
        """Which rows of data are blank here."""
        blank = np.array([k == Kind.BLANK for k in self.kinds])
        return np.asarray(blank[self.grid.codes[self.rows]])

    def text_of(self, row: int) -> str:
        """The value of a row of the sheet (from 0) as a person would type it."""
        return cell_text(self.grid.values[int(self.grid.codes[row])])


def table_columns(grid: Grid, region: Region, of_values: Sequence[tuple[Kind, ...]]) -> tuple[TableColumn, ...]:
    """The columns of the table."""
    names = dict(region.head.names)
    return tuple(TableColumn(c, names.get(c, ""), grid.columns[c], region.rows, of_values[c]) for c in region.columns)


def of_role(columns: tuple[TableColumn, ...], *roles: Role) -> Iterator[TableColumn]:
    """The columns with one of `roles`."""
    return (c for c in columns if c.role in roles)
