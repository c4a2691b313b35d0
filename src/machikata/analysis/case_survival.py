# SPDX-License-Identifier: Apache-2.0
"""How long the cases of a log take, with those that are still open taken for what they are: not finished yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machikata.analysis.log_scope import ALL_CASES, CaseFilter, ask
from machikata.analysis.survival import (
    MedianTime,
    RestrictedMean,
    SurvivalCurve,
    kaplan_meier,
    median_time,
    restricted_mean,
)
from machikata.domain.event_log import MICROSECONDS_PER_DAY
from machikata.domain.text import Text
from machikata.records.store import EventStore, StoredLog

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

CENSORING = Text(
    "終わっていない案件は、時点までの日数を「まだ終わっていない」として数えています。"
    "同じ日数だけたった案件は、終わったものも終わっていないものも、その後は同じように進むと仮定しています。"
    "長びく案件ほど記録が途中で切れる場合や、取り下げが記録されていない場合は、この仮定は成り立ちません。",
    "Open cases count with their days up to the as-of instant, as not finished yet. It is assumed that cases which have taken "
    "equally long go on alike, whether they were followed to their end or not. This does not hold when records of long cases "
    "break off, or when withdrawn cases are not marked as such.",
)
"""What has to be true for figures that use open cases."""


@dataclass(frozen=True, slots=True)
class CaseSurvival:
    """The Kaplan–Meier curve of the cases in days of 24 hours, its median, and its mean up to `mean.tau` days."""

    as_of: datetime
    n_cases: int
    n_open: int
    curve: SurvivalCurve
    median: MedianTime
    mean: RestrictedMean
    assumption: Text


def case_survival(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    cases: CaseFilter = ALL_CASES,
    as_of: datetime | None = None,
    tau_days: float | None = None,
    level: float = 0.95,
) -> CaseSurvival | None:
    """The survival of all chosen cases together; None when there are none.

    `as_of` is the instant up to which cases are known (default: the last event of each log); cases that ended later count as
    open then. `tau_days` limits the restricted mean (default and at most: the longest time seen).
    """
    return _survivals(
        store=store, logs=logs, cases=cases, as_of=as_of, tau_days=tau_days, level=level, by_body=False
    ).get("")


def case_survival_bodies(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    cases: CaseFilter = ALL_CASES,
    as_of: datetime | None = None,
    tau_days: float | None = None,
    level: float = 0.95,
) -> dict[str, CaseSurvival]:
    """The survival of each body's cases, by its code.

    Without `tau_days` all restricted means go up to the same number of days, the longest that was seen in every body, so that
    they can be compared.
    """
    return _survivals(store=store, logs=logs, cases=cases, as_of=as_of, tau_days=tau_days, level=level, by_body=True)


def _survivals(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    cases: CaseFilter,
    as_of: datetime | None,
    tau_days: float | None,
    level: float,
    by_body: bool,
) -> dict[str, CaseSurvival]:
    answer = ask(
        "case_times", store=store, logs=logs, cases=cases, by_body=by_body, tables={"as_of": as_of_table(as_of)}
    )
    rows = {scope: answer.filter(pc.equal(answer["scope"], scope)) for scope in pc.unique(answer["scope"]).to_pylist()}
    curves = {
        scope: kaplan_meier(
            durations=np.asarray(part["duration_us"]) / MICROSECONDS_PER_DAY,
            ended=np.asarray(part["closed"]),
            counts=np.asarray(part["n"]),
            level=level,
        )
        for scope, part in rows.items()
    }
    common = min((curve.longest for curve in curves.values()), default=0.0)
    tau = common if tau_days is None else min(tau_days, common)
    return {
        scope: CaseSurvival(
            as_of=_EPOCH + timedelta(microseconds=pc.max(part["as_of_us"]).as_py()),
            n_cases=curves[scope].n,
            n_open=curves[scope].n - curves[scope].n_ended,
            curve=curves[scope],
            median=median_time(curves[scope]),
            mean=restricted_mean(curves[scope], tau=tau),
            assumption=CENSORING,
        )
        for scope, part in rows.items()
    }


def as_of_table(as_of: datetime | None) -> pa.Table:
    """The instant as the questions take it: one row, null for the last event of each log."""
    instant = None if as_of is None else (as_of - _EPOCH) // timedelta(microseconds=1)
    return pa.table({"as_of_us": pa.array([instant], pa.int64())})
