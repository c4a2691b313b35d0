# SPDX-License-Identifier: Apache-2.0
"""The rows of a file as read: their case, activity and instant, and the faults that keep rows out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from machikata.domain.event_log import ColumnMapping, ColumnRole
from machikata.domain.text import Text
from machikata.records.admission.columns import Cover
from machikata.records.admission.faults import KEPT_ROWS, RowFault, shortened
from machikata.records.admission.instants import Instants, read_instants
from machikata.records.coded import Coded, Mask, Rows, coded
from machikata.records.raw import RawLog

CASE_INDEX = "case_index"


@dataclass(frozen=True, slots=True)
class ReadRows:
    """All rows of the file in file order. `case_key` numbers the cases; `case_ids` gives the id of each key (never missing)."""

    instants: Instants
    case_key: npt.NDArray[np.int64]
    case_ids: Coded
    activity: Coded
    faults: tuple[RowFault, ...]
    refused: Mask
    unnamed_cases: int = 0
    """Cases of the file that bear no id and were numbered."""
    ids_alike: int = 0
    """Case ids that differ from another one only in width, upper case or blanks: one case written in two ways, perhaps."""

    @property
    def admissible(self) -> Rows:
        """Positions of the rows without faults."""
        return np.flatnonzero(~self.refused)


def read_rows(raw: RawLog, mapping: ColumnMapping, cover: Cover) -> ReadRows:
    """Read case, activity and instant of every row; nothing is refused yet, only named."""
    instants = read_instants(raw.events, mapping)
    name = mapping.named(ColumnRole.ACTIVITY)[0].name
    activity = cover.text(name, coded(raw.events[name]))
    key, ids, case_faults, unnamed = _cases(raw, mapping, cover)
    alike = _alike(ids)
    faults = (*case_faults, *_missing(activity.missing, name, _NO_ACTIVITY), *instants.faults)
    refused = np.zeros(raw.events.num_rows, np.bool_)
    for fault in faults:
        refused[fault.rows] = True
    return ReadRows(instants, key, ids, activity, faults, refused, unnamed, alike)


def _alike(ids: Coded) -> int:
    plain = pc.utf8_lower(pc.utf8_normalize(ids.values, form="NFKC"))
    return len(ids.values) - len(pc.unique(pc.replace_substring_regex(plain, r"\s", "")))


def row_numbers_of(raw: RawLog) -> Rows:
    """The number of each row as a person finds it: in the sheet, or the position of the event in a file without rows."""
    if raw.row_numbers is not None:
        return raw.row_numbers
    first = 1 if raw.cases is not None else raw.source.header_row + 1
    return np.arange(first, first + raw.events.num_rows)


def _cases(
    raw: RawLog, mapping: ColumnMapping, cover: Cover
) -> tuple[npt.NDArray[np.int64], Coded, tuple[RowFault, ...], int]:
    if raw.cases is None:
        return _cases_of_rows(raw, mapping, cover)
    key = raw.events[CASE_INDEX].to_numpy().astype(np.int64)
    columns = mapping.named(ColumnRole.CASE_ID)
    if not columns:
        return key, _numbered(raw.cases.num_rows), (), raw.cases.num_rows
    column = coded(raw.cases[columns[0].name])
    covered = cover.case_ids(columns[0].name, column)
    faults = _repeated_ids(covered, key, columns[0].name)
    return key, _without_gaps(covered), faults, int(column.missing.sum())


def _cases_of_rows(
    raw: RawLog, mapping: ColumnMapping, cover: Cover
) -> tuple[npt.NDArray[np.int64], Coded, tuple[RowFault, ...], int]:
    name = mapping.named(ColumnRole.CASE_ID)[0].name
    column = coded(raw.events[name])
    faults = tuple(_missing(column.missing, name, _NO_CASE))
    covered = cover.case_ids(name, column)
    ids = Coded(np.arange(len(covered.values), dtype=np.int32), covered.values)
    return column.codes.astype(np.int64), ids, faults, 0


def _numbered(cases: int) -> Coded:
    return Coded(np.arange(cases, dtype=np.int32), pa.array([f"#{i + 1}" for i in range(cases)], pa.string()))


def _without_gaps(ids: Coded) -> Coded:
    """Cases without an id are called by their position in the file."""
    gaps = np.flatnonzero(ids.missing)
    if not len(gaps):
        return ids
    codes = ids.codes.copy()
    codes[gaps] = len(ids.values) + np.arange(len(gaps))
    names = pa.array([f"#{i + 1}" for i in gaps.tolist()], pa.string())
    return Coded(codes, pa.concat_arrays([ids.values, names]))


def _repeated_ids(ids: Coded, key: npt.NDArray[np.int64], name: str) -> tuple[RowFault, ...]:
    """Events of every case whose id an earlier case of the file bears already."""
    first = np.full(len(ids.values) + 1, len(ids.codes), np.int64)
    np.minimum.at(first, ids.codes, np.arange(len(ids.codes)))
    repeated = (np.arange(len(ids.codes)) > first[ids.codes]) & ~ids.missing
    rows = np.flatnonzero(repeated[key])
    if not len(rows):
        return ()
    values = shortened([ids.text_at(int(key[r])) for r in rows[:KEPT_ROWS].tolist()])
    what = Text(
        f"同じ番号の案件が{int(repeated.sum())}件、くり返し出てきます",
        f"{int(repeated.sum())} cases bear the id of an earlier case",
    )
    remedy = Text(
        "別の案件なら違う番号に、同じ案件なら1つにまとめてください",
        "give different cases different ids, or join them into one",
    )
    return (RowFault("case-id-twice", what, remedy, name, rows, values),)


_NO_CASE = (
    "case-id-missing",
    Text("案件の番号が空白のため、どの案件か決められません", "the case id is empty, so the case is not known"),
    Text("番号を書いてください。分からない行は消してください", "write the id, or delete rows whose case nobody knows"),
)
_NO_ACTIVITY = (
    "activity-missing",
    Text("作業の名前が空白です", "the activity is empty"),
    Text(
        "作業の名前を書いてください。分からない行は消してください",
        "write the activity, or delete rows for which nobody knows it",
    ),
)


def _missing(empty: Mask, name: str, finding: tuple[str, Text, Text]) -> tuple[RowFault, ...]:
    rows = np.flatnonzero(empty)
    return (RowFault(*finding, name, rows),) if len(rows) else ()
