# SPDX-License-Identifier: Apache-2.0
"""What a run gets: files as they came, tables read by the project's readers, and the options a person chose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.domain.errors import Problem

MOST_BYTES = 512 << 20
"""The largest file that is taken."""


@dataclass(frozen=True, slots=True)
class InputContent:
    """A file as it came."""

    file_name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class InputTable:
    """A table as read: every column as strings ("" where nothing stood), in the order of the file.

    `rows[i]` is the row of the file (1 = first) in which row i of `columns` stands. `problems` are the reader's findings; an ERROR
    stands for rows that were left out.
    """

    file_name: str
    columns: pa.Table
    rows: npt.NDArray[np.int64]
    problems: tuple[Problem, ...] = ()
    sheet: str = ""

    def column(self, name: str) -> list[str]:
        """The strings of a column; all "" where there is no such column."""
        if name not in self.columns.column_names:
            return [""] * self.columns.num_rows
        found: list[str] = self.columns[name].to_pylist()
        return found


TableReader = Callable[[InputContent], InputTable]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a run is made from. `read` is the platform's: the readers of `machikata.records` with all their checks."""

    files: Mapping[str, InputContent]
    options: Mapping[str, str]
    read: TableReader
    seed: int = 0
    _tables: dict[str, InputTable] = field(default_factory=dict)

    def table(self, name: str) -> InputTable:
        """The input file `name` as a table, read once.

        Raises:
            InputRefused: it cannot be read as a table, with every reason.
            KeyError: it was not given.
        """
        if name not in self._tables:
            self._tables[name] = self.read(self.files[name])
        return self._tables[name]
