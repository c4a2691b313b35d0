# SPDX-License-Identifier: Apache-2.0
"""What goes along with a table of open data: the meaning of its codes, the definition of its columns, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from machikata.domain.text import LANGUAGES, Text
from machikata.publication.csv_table import csv_file
from machikata.publication.open_data.datasets import DataFile, DataSet, Publisher, citation

Columns = tuple[tuple[str, str, Text], ...]
"""Head, unit ("" none) and definition of each column."""
Codes = Iterable[tuple[str, str, Text]]
"""Column, code and meaning."""
CSV_TYPE: Final = "text/csv"
_YES_NO: Final = {"yes": Text("はい", "yes"), "no": Text("いいえ", "no")}
_HISTORY: Final = ("(history)", "none", "2026年 第1版", "2026: first form")
_FILE: Final = ("(file)", "none", "文字コードはUTF-8、BOMあり、改行はCRLF", "UTF-8 with BOM, lines ended by CRLF")


def heads(columns: Columns) -> tuple[str, ...]:
    """The header row."""
    return tuple(name for name, _, _ in columns)


def code_table(codes: Codes) -> bytes:
    """`codes.csv`."""
    return csv_file([("column", "code", "meaning_ja", "meaning_en"), *((c, code, t.ja, t.en) for c, code, t in codes)])


def yes_no(*columns: str) -> Codes:
    """The codes of columns that say yes or no."""
    return [(column, code, words) for column in columns for code, words in _YES_NO.items()]


def definitions(columns: Columns, *notes: tuple[str, Text]) -> bytes:
    """`definitions.csv`; `notes` are said of the whole file."""
    rows = [(name, unit or "none", words.ja, words.en) for name, unit, words in columns]
    rows += [_FILE, _HISTORY, *((f"({name})", "none", words.ja, words.en) for name, words in notes)]
    return csv_file([("column", "unit", "definition_ja", "definition_en"), *rows])


def with_citation(data: DataSet, publisher: Publisher) -> DataSet:
    """The data set with a file that says how to cite it, in both languages."""
    lines = [citation(data, publisher, language) for language in LANGUAGES]
    path = f"data/{data.id}/citation.txt"
    return replace(data, files=(*data.files, DataFile(path, "text/plain", ("\n".join(lines) + "\n").encode())))
