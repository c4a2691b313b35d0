# SPDX-License-Identifier: Apache-2.0
"""How one body does one process: everything its page, workbook and command show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from machikata.analysis.case_survival import CaseSurvival, case_survival
from machikata.analysis.deadlines import DeadlineCompliance, deadline_compliance
from machikata.analysis.flow import FlowMap, FlowOrder
from machikata.analysis.flow_discovery import discover_flow
from machikata.analysis.handovers import HandoverMatrix, StaffKind, handovers
from machikata.analysis.one_person import (
    activities_of_one,
    is_of_one,
    profile_without_days,
    variants_without_days,
    without_waits,
)
from machikata.analysis.profile import LogProfile, profile
from machikata.analysis.rework import Rework, rework
from machikata.analysis.variants import VariantSummary, discover_variants
from machikata.analysis.waits import Wait, longest_waits
from machikata.analysis.workload_calendar import WorkloadCalendar, workload_calendar
from machikata.domain.actor import Role
from machikata.domain.errors import NotFound
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.provenance import Provenance
from machikata.domain.text import Language, Text
from machikata.workspace.dictionary import activity_labels, activity_map
from machikata.workspace.logs import logs_of
from machikata.workspace.workspace import Workspace

T = TypeVar("T")
_SHOWN_WAITS = 8
_SHOWN_VARIANTS = 20


@dataclass(frozen=True, slots=True)
class BodyWork:
    """One body's work on one process. `labels` gives the words for every activity key that occurs."""

    body: Municipality
    process: Process
    profile: LogProfile
    flow: FlowMap
    waits: tuple[Wait, ...]
    variants: VariantSummary
    rework: tuple[Rework, ...]
    calendar: WorkloadCalendar | None
    deadline: DeadlineCompliance | None
    """None when no limit is stated."""
    survival: CaseSurvival | None
    handovers: tuple[HandoverMatrix, ...]
    labels: dict[str, str]
    provenance: Provenance
    of_one_person: bool = False
    """The whole log is the work of one person: only counts are given."""
    kept_back: Text = Text("", "")
    """What is not given because it would be the figure of one person; empty when nothing is."""


def body_work(
    ws: Workspace,
    *,
    body: str,
    process: str,
    order: FlowOrder = FlowOrder.TIE_AWARE,
    limit_days: float | None = None,
    language: Language = "ja",
    progress: Progress = no_progress,
) -> BodyWork:
    """The analysis of one body's own records, without the figures of single employees. `limit_days` stands in for the process's own
    limit.

    Raises:
        NotAllowed: the body is not the actor's.
        NotFound: there are no records of this body and process.
    """
    ws.require(Role.READER, owner=body)
    owner, kind = ws.body(body), ws.process(process)
    logs = logs_of(ws, process=process, bodies=(body,))
    if not logs:
        raise NotFound(
            Text(f"{owner.name.ja}の{kind.title.ja}の記録はまだありません", f"there are no records of {kind.title.en} in {owner.name.en} yet"),
            remedy=Text("記録を取り込んでください", "import some"))  # fmt: skip
    names = activity_map(ws, process=process)
    labels = {key: text.in_(language) for key, text in activity_labels(ws, process=process).items()}
    limit = kind.limit_days if limit_days is None else limit_days
    step = _Steps(progress, 8)
    found = _known(step(lambda: profile(store=ws.events, logs=logs, activity_map=names)))
    alone = activities_of_one(store=ws.events, logs=logs, activity_map=names)

    def flow_in(wanted: FlowOrder) -> FlowMap:
        drawn = discover_flow(store=ws.events, logs=logs, order=wanted, activity_map=names, labels=labels)
        return without_waits(drawn, alone)

    flow = step(lambda: flow_in(order))
    tie_aware = flow if order is FlowOrder.TIE_AWARE else flow_in(FlowOrder.TIE_AWARE)
    whole = BodyWork(
        body=owner,
        process=kind,
        profile=found,
        flow=flow,
        waits=longest_waits(tie_aware, top=_SHOWN_WAITS),
        variants=step(lambda: discover_variants(
            store=ws.events, logs=logs, order=order, top=_SHOWN_VARIANTS, activity_map=names)),
        rework=step(lambda: rework(store=ws.events, logs=logs, activity_map=names)),
        calendar=step(lambda: workload_calendar(store=ws.events, logs=logs)),
        deadline=step(lambda: None if limit is None else deadline_compliance(
            store=ws.events, logs=logs, limit_days=limit)),
        survival=step(lambda: case_survival(store=ws.events, logs=logs)),
        handovers=step(lambda: tuple(handovers(store=ws.events, logs=logs, by=by) for by in StaffKind)),
        labels=labels,
        provenance=_provenance(owner, found, tuple(log.id for log in logs)),
        kept_back=_WAITS_KEPT_BACK if any(a.median_us is None for a in flow.arcs) else Text("", ""),
    )  # fmt: skip
    return _counts_alone(whole) if is_of_one(found) else whole


_WAITS_KEPT_BACK = Text(
    "1人の職員だけが行う作業までの日数は、その職員の値になるため表示しません（―）。",
    "Waits that end with an activity of a single employee are not shown (―): they would be that person's figures.",
)
_DAYS_KEPT_BACK = Text(
    "記録に現れる職員が1人だけです。その職員の値になるため、日数、やり直し、時間帯は表示しません。件数と流れだけを示します。",
    "A single employee appears in these records. Days, repetitions and hours would be that person's figures and are not shown; "
    "counts and the flow are.",
)


def _counts_alone(work: BodyWork) -> BodyWork:
    """The work without every figure that would be one person's."""
    return replace(
        work,
        profile=profile_without_days(work.profile),
        flow=without_waits(work.flow, frozenset(n.activity for n in work.flow.nodes)),
        waits=(),
        variants=variants_without_days(work.variants),
        rework=(),
        calendar=None,
        deadline=None,
        survival=None,
        of_one_person=True,
        kept_back=_DAYS_KEPT_BACK,
    )


def _known(found: LogProfile | None) -> LogProfile:
    if found is None:
        raise NotFound(Text("条件に合う案件がありません", "no case meets the conditions"))
    return found


@dataclass(slots=True)
class _Steps:
    """Runs one part after the other and reports each."""

    progress: Progress
    n: int
    done: int = 0

    def __call__(self, part: Callable[[], T]) -> T:
        self.progress(self.done / self.n, Text("記録を数えています", "counting"))
        self.done += 1
        return part()


def _provenance(body: Municipality, found: LogProfile, inputs: tuple[str, ...]) -> Provenance:
    return Provenance(
        source=Text(f"{body.name.ja}の処理記録", f"records of {body.name.en}"),
        as_of=found.last_date.isoformat(),
        method=Text(
            "すべての案件を数えたもの。日数は最後の記録−最初の記録",
            "all cases counted; days are last minus first record",
        ),
        n_cases=found.n_cases,
        n_bodies=1,
        synthetic=body.synthetic,
        inputs=inputs,
    )
