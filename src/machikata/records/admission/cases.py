# SPDX-License-Identifier: Apache-2.0
"""Cases: their values gathered from events, and whether they are still open."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.domain.event_log import ColumnMapping
from machikata.records.admission.ordering import Order
from machikata.records.coded import MISSING, Coded, Mask, Rows


@dataclass(frozen=True, slots=True)
class CaseValues:
    """One value per case, and the number of cases whose events disagree about it."""

    column: Coded
    disagreeing: int


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Which cases are open, and how that was told: 'status', 'end_activity' or 'unknown' (then none counts as open)."""

    is_open: Mask
    basis: str


def last_written(order: Order, missing: Mask) -> Rows:
    """Per case the place of its last event (by `seq`) that has a value, −1 where none has. `missing` is aligned with the order."""
    at = np.where(missing, -1, np.arange(len(missing)))
    return np.asarray(np.maximum.reduceat(at, order.case_starts))


def last_of_case(order: Order, column: Coded) -> CaseValues:
    """The last value written in each case (by `seq`). `column` is aligned with the order."""
    codes, starts = column.codes, order.case_starts
    last = last_written(order, column.missing)
    values = np.where(last >= 0, codes[np.maximum(last, 0)], MISSING).astype(np.int32)
    lowest = np.minimum.reduceat(np.where(codes == MISSING, np.iinfo(np.int32).max, codes), starts)
    highest = np.maximum.reduceat(codes, starts)
    disagreeing = int(((lowest < highest) & (last >= 0)).sum())
    return CaseValues(Coded(values, column.values), disagreeing)


def told_by_status(status: Coded, mapping: ColumnMapping) -> OpenCases:
    """Open by the value of the status column, one value per case; a case without status is not open."""
    keys = {value_key(v) for v in mapping.open_values}
    open_codes = [code for code, value in enumerate(status.values.to_pylist()) if value_key(value) in keys]
    return OpenCases(np.isin(status.codes, open_codes), "status")


def told_by_end(order: Order, activity: Coded, mapping: ColumnMapping) -> OpenCases:
    """Open unless one of the end activities was reached. `activity` is aligned with the order."""
    keys = {value_key(v) for v in mapping.end_activities}
    end_codes = [code for code, value in enumerate(activity.values.to_pylist()) if value_key(value) in keys]
    ended: npt.NDArray[np.bool_] = np.logical_or.reduceat(np.isin(activity.codes, end_codes), order.case_starts)
    return OpenCases(~ended, "end_activity")


def nobody_tells(order: Order) -> OpenCases:
    """Nothing in the file says which cases are open."""
    return OpenCases(np.zeros(order.cases, np.bool_), "unknown")


def value_key(value: str) -> str:
    """A value for comparing: width, case and outer spaces make no difference."""
    return unicodedata.normalize("NFKC", value).strip().casefold()
