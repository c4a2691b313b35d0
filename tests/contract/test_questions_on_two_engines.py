# SPDX-License-Identifier: Apache-2.0
"""Every question of the analysis, unchanged, gives equal results on DuckDB and on ClickHouse over the same files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from machikata.analysis import log_scope
from machikata.analysis.case_survival import case_survival, case_survival_bodies
from machikata.analysis.comparison import compare_logs
from machikata.analysis.comparison.estimand import TOTAL_DAYS, DeclaredIndicator, IndicatorKind
from machikata.analysis.comparison.result import Comparison
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.deadlines import DayCount, deadline_compliance
from machikata.analysis.flow import FlowOrder
from machikata.analysis.flow_discovery import discover_flow, discover_flow_bodies
from machikata.analysis.handovers import StaffKind, handovers
from machikata.analysis.log_scope import AttributeFilter, CaseFilter
from machikata.analysis.profile import profile, profile_bodies
from machikata.analysis.rework import rework
from machikata.analysis.variants import discover_variants
from machikata.analysis.workload.log_year import log_years
from machikata.analysis.workload_calendar import workload_calendar
from machikata.domain.municipality import Municipality
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.records.store import EventStore, StoredLog
from machikata.storage.event_files import EventFileStore
from machikata.testing.chdb_store import ChdbEventStore
from machikata.testing.logs import FIRST_OFFICE_DAY, JAPAN, SampleCase, SampleEvent, log_from_traces

NAMES = pa.table({
    "body": ["990019", "990019", "990027"], "activity": ["審査", "決裁", "補正の依頼"], "concept": ["確認", None, "照会"],
})  # fmt: skip
SOME = CaseFilter(
    started_from=date(2025, 4, 10),
    started_before=date(2025, 12, 1),
    attributes=(AttributeFilter("kind", ("新規", None)),),
    without=("照会",),
)
SURVEYED = Process(
    "p",
    Text("業務", "process"),
    steps=(
        ProcessStep("p.s1", Text("受付", "acceptance"), ("受付", "照会")),
        ProcessStep("p.s2", Text("審査", "examination"), ("確認", "審査"), ("確認",)),
        ProcessStep("p.s3", Text("決裁", "approval"), ("決裁",)),
    ),
)
AS_OF = datetime(2025, 9, 1, 12, tzinfo=JAPAN)


def random_log(seed: int, n_cases: int = 120):
    """Cases with ties, repetitions, missing persons and open ends."""
    rng = np.random.default_rng(seed)
    waits = [timedelta(), timedelta(seconds=90), timedelta(hours=7), timedelta(days=1), timedelta(days=13, minutes=1)]

    def event() -> SampleEvent:
        return SampleEvent(
            str(rng.choice(["受付", "審査", "決裁", "補正の依頼", "It's done"])),
            after=waits[rng.integers(len(waits))],
            resource=None if rng.random() < 0.1 else f"u{rng.integers(20)}",
            role=None if rng.random() < 0.1 else str(rng.choice(["係員", "係長", "会計年度任用"], p=[0.6, 0.1, 0.3])),
            section=str(rng.choice(["市民課", "税務課"])),
        )

    def case() -> SampleCase:
        kind = rng.choice(["新規", "更新", ""])
        return SampleCase(
            [event() for _ in range(rng.integers(1, 9))],
            start=FIRST_OFFICE_DAY + timedelta(hours=int(rng.integers(0, 9000))),
            open=bool(rng.random() < 0.2),
            attributes={"kind": kind} if kind else {},
        )

    return log_from_traces([case() for _ in range(n_cases)])


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EventStore, EventStore, list[StoredLog]]]:
    folder: Path = tmp_path_factory.mktemp("events")
    first = EventFileStore(folder)
    logs = [
        first.admit(random_log(seed), body=body, process="p", manifest={})
        for seed, body in enumerate(["990019", "990027", "990019", "990035"])
    ]
    second = ChdbEventStore(folder)
    yield first, second, logs
    second.close()


def comparison(store: EventStore, logs: Sequence[StoredLog]) -> Comparison:
    """Three bodies, with an indicator of every kind that asks its own question."""
    codes = tuple(sorted({log.body for log in logs}))
    days_between = DeclaredIndicator(
        "days-between", Text("日数", "days"), IndicatorKind.DAYS_BETWEEN, start_activity="受付", end_activity="決裁"
    )
    repeated = DeclaredIndicator(
        "repeated", Text("やり直し", "repeated"), IndicatorKind.SHARE_REPEATED, activity="審査"
    )
    return compare_logs(
        store,
        logs,
        group=PeerGroup("g", Text("組", "group"), PeerGroupKind.HAND, codes),
        bodies=[Municipality(code, Text(code, code)) for code in codes],
        process=Process("p", Text("業務", "process")),
        own=codes[0],
        settings=ComparisonSettings(indicators=(TOTAL_DAYS, days_between, repeated), replicates=60, without=("照会",)),
        activity_map=NAMES,
    )


Ask = Callable[[EventStore, Sequence[StoredLog]], Any]
QUESTIONS: dict[str, Ask] = {
    "profile": lambda s, ls: profile(store=s, logs=ls, activity_map=NAMES),
    "profile of bodies": lambda s, ls: profile_bodies(store=s, logs=ls, cases=SOME),
    "flow in file order": lambda s, ls: discover_flow(store=s, logs=ls, order=FlowOrder.FILE),
    "tie-aware flow": lambda s, ls: discover_flow(store=s, logs=ls, order=FlowOrder.TIE_AWARE),
    "flows of bodies in file order": lambda s, ls: discover_flow_bodies(
        store=s, logs=ls, order=FlowOrder.FILE, cases=SOME, activity_map=NAMES
    ),
    "tie-aware flows of bodies": lambda s, ls: discover_flow_bodies(
        store=s, logs=ls, order=FlowOrder.TIE_AWARE, cases=SOME, activity_map=NAMES
    ),
    "variants in file order": lambda s, ls: discover_variants(store=s, logs=ls, order=FlowOrder.FILE, top=30),
    "tie-aware variants": lambda s, ls: discover_variants(
        store=s, logs=ls, order=FlowOrder.TIE_AWARE, activity_map=NAMES
    ),
    "handovers between roles": lambda s, ls: handovers(store=s, logs=ls, by=StaffKind.ROLE),
    "handovers between sections": lambda s, ls: handovers(store=s, logs=ls, by=StaffKind.SECTION, cases=SOME),
    "work over time": lambda s, ls: workload_calendar(store=s, logs=ls),
    "work over time as it stood": lambda s, ls: workload_calendar(store=s, logs=ls, as_of=AS_OF, cases=SOME),
    "limit in elapsed days": lambda s, ls: deadline_compliance(store=s, logs=ls, limit_days=10),
    "limit in business days": lambda s, ls: deadline_compliance(
        store=s, logs=ls, limit_days=5, day_count=DayCount.BUSINESS, holidays=[date(2025, 4, 29)], as_of=AS_OF
    ),
    "survival": lambda s, ls: case_survival(store=s, logs=ls, as_of=AS_OF),
    "survival of bodies": lambda s, ls: case_survival_bodies(store=s, logs=ls, cases=SOME),
    "rework": lambda s, ls: rework(store=s, logs=ls, activity_map=NAMES),
    "comparison": comparison,
    "year of a survey": lambda s, ls: log_years(
        store=s, logs=ls, process=SURVEYED, fiscal_year=2025, activity_map=NAMES
    ),
}


def equal(one: Any, other: Any, place: str = "") -> None:
    """Equal up to the last digits of floats, which depend on the order of adding up."""
    assert type(one) is type(other), place
    if is_dataclass(one):
        for field in fields(one):
            equal(getattr(one, field.name), getattr(other, field.name), f"{place}.{field.name}")
    elif isinstance(one, dict):
        assert one.keys() == other.keys(), place
        for key, value in one.items():
            equal(value, other[key], f"{place}[{key}]")
    elif isinstance(one, tuple):
        assert len(one) == len(other), place
        for number, (a, b) in enumerate(zip(one, other, strict=True)):
            equal(a, b, f"{place}[{number}]")
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9), place
    else:
        assert one == other, place


@pytest.mark.parametrize("name", QUESTIONS)
def test_both_engines_give_the_same_answer(engines: tuple[EventStore, EventStore, list[StoredLog]], name: str) -> None:
    duckdb, clickhouse, logs = engines
    answer = QUESTIONS[name](duckdb, logs)
    assert answer
    equal(answer, QUESTIONS[name](clickhouse, logs))


def test_no_question_is_left_out(
    engines: tuple[EventStore, EventStore, list[StoredLog]], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    text_of = log_scope.question

    def remembering(name: str) -> str:
        asked.add(name)
        return text_of(name)

    monkeypatch.setattr(log_scope, "question", remembering)
    for ask in QUESTIONS.values():
        ask(engines[0], engines[2])
    folder = root / "src/machikata/analysis"
    assert asked == {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.sql")}
