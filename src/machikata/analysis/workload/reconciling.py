# SPDX-License-Identifier: Apache-2.0
"""Holds the survey of a body against itself and against its event log: hours, counts and order, on the dictionary both share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from machikata.analysis.workload.log_year import LogYear, log_years
from machikata.analysis.workload.reconciliation import Aspect, Reconciliation
from machikata.analysis.workload.reconciling_counts import (
    LoggedVolume,
    logged_volumes,
    reconcile_steps,
    unmatched_activities,
)
from machikata.analysis.workload.reconciling_hours import reconcile_hours
from machikata.analysis.workload.reconciling_order import order_differences
from machikata.analysis.workload.telling_reconciliation import (
    begins_with_year,
    counts_judgement,
    hours_judgement,
    hours_say_the_same,
    no_log,
    not_whole_year,
    order_judgement,
    verdict,
)
from machikata.domain.calendar import fiscal_year_days, fiscal_year_text
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.provenance import FigureKind, Provenance
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey, SurveyLine
from machikata.records.store import EventStore, StoredLog
from machikata.records.survey.tables import SurveyTables, surveys_of
from machikata.rules.survey_limits import SurveyLimits
from machikata.rules.survey_reporting import ReportingError

__all__ = ["LogYear", "Reconciliation", "log_years", "reconcile", "reconcile_bodies"]


def reconcile(
    surveys: SurveyTables,
    *,
    process: Process,
    log: LogYear | None,
    error: ReportingError,
    limits: SurveyLimits,
    together: int = 1,
    synthetic: bool = False,
) -> Reconciliation:
    """How far the answers of one body about one year of `process` agree with themselves and with the log of that year.

    `log` is what `log_years` says of the body, None without a log. `together` is the number of bodies judged at once: the error level is
    that of all their comparisons together (Bonferroni). Answers about other processes are left aside.

    Raises:
        ValueError: the answers are not those of one body and fiscal year.
    """
    sections = [s for s in surveys_of(surveys) if process.id in s.processes]
    keys = {(s.body, s.fiscal_year) for s in sections}
    if len(keys) != 1:
        raise ValueError(f"answers of one body and year about {process.id} are needed, not of {len(keys)}")
    return _reconcile(_Case(process, tuple(sections), log, error, limits, together, synthetic))


def reconcile_bodies(
    surveys: SurveyTables,
    *,
    process: Process,
    store: EventStore,
    logs: Sequence[StoredLog],
    error: ReportingError,
    limits: SurveyLimits,
    activity_map: pa.Table | None = None,
    synthetic: Collection[str] = (),
    progress: Progress = no_progress,
) -> tuple[Reconciliation, ...]:
    """`reconcile` for every body and fiscal year with answers about `process`, by body and year, all judged together.

    `logs` are admitted logs of that process (of these or other bodies), `activity_map` as for `log_scope.ask`, `synthetic` the codes of
    invented bodies.
    """
    progress(0.0, Text("調査票を読んでいます", "reading the answers"))
    about = surveys.lines.filter(pc.equal(surveys.lines["process"].cast(pa.string()), process.id))
    cases: dict[tuple[str, int], list[SectionSurvey]] = {}
    for survey in surveys_of(SurveyTables(about, surveys.staff)):
        if survey.lines:
            cases.setdefault((survey.body, survey.fiscal_year), []).append(survey)
    years: dict[tuple[str, int], LogYear] = {}
    for year in sorted({year for _, year in cases}):
        progress(0.2, Text("記録に問い合わせています", "asking the logs"))
        bodies = {body for body, of in cases if of == year}
        own = [log for log in logs if log.body in bodies and log.process == process.id]
        found = log_years(store=store, logs=own, process=process, fiscal_year=year, activity_map=activity_map)
        years |= {(body, year): log for body, log in found.items()}
    results = []
    for number, (key, sections) in enumerate(sorted(cases.items())):
        progress(0.5 + 0.5 * number / len(cases), Text("調査票と記録を照らしています", "holding answers against logs"))
        results.append(_reconcile(
            _Case(process, tuple(sections), years.get(key), error, limits, len(cases), key[0] in synthetic)
        ))  # fmt: skip
    return tuple(results)


@dataclass(frozen=True, slots=True)
class _Case:
    """What is held against what."""

    process: Process
    surveys: tuple[SectionSurvey, ...]
    log: LogYear | None
    error: ReportingError
    limits: SurveyLimits
    together: int
    synthetic: bool

    @property
    def lines(self) -> list[SurveyLine]:
        """All answers about the process."""
        return [line for s in self.surveys for line in self.of(s)]

    def of(self, survey: SectionSurvey) -> list[SurveyLine]:
        """The answers of one section about the process."""
        return [line for line in survey.lines if line.process == self.process.id]

    @property
    def refused(self) -> Text | None:
        """Why the log's volume is not compared."""
        if self.log is None:
            return no_log()
        return None if self.log.is_whole(self.limits.missing_days.value) else not_whole_year(self.log)

    def level(self, comparisons: int) -> float:
        """Error level of one of so many comparisons of this body; hours and order share the declared level."""
        return self.limits.level.value / (2.0 * self.together * max(comparisons, 1))


def _reconcile(case: _Case) -> Reconciliation:
    log, refused, lines = case.log, case.refused, case.lines
    volumes = logged_volumes(case.process, log) if log is not None and refused is None else None
    steps, factors = reconcile_steps(case.process, lines, volumes, case.limits)
    whole, sections = reconcile_hours(
        [(s.section, case.of(s)) for s in case.surveys], factors if volumes is not None else None,
        error=case.error, limits=case.limits, level=case.level(len(case.surveys) + 1),
    )  # fmt: skip
    surveyed = [s.step for s in steps if s.survey_cases]
    orders, n_pairs = ((), 0) if log is None else order_differences(
        lines, log, case.limits, level=case.level(len(surveyed) * (len(surveyed) - 1) // 2)
    )  # fmt: skip
    titles = {s.id: s.title for s in case.process.surveyed_steps}
    compared = whole.log_volume.computed if whole.log_volume else 0.0
    judgements = (
        hours_judgement(Aspect.OWN_VOLUME, whole, sections, None, case.limits),
        hours_judgement(Aspect.LOG_VOLUME, whole, sections, refused, case.limits),
        counts_judgement(steps, compared, refused, case.limits),
        order_judgement(orders, n_pairs, titles, refused if log is None else None),
    )
    agreement, reason = verdict(judgements, refused, same_hours=hours_say_the_same(whole, sections))
    return Reconciliation(
        body=case.surveys[0].body,
        process=case.process.id,
        fiscal_year=case.surveys[0].fiscal_year,
        agreement=agreement,
        reason=reason,
        judgements=judgements,
        whole=whole,
        sections=sections,
        steps=steps,
        orders=orders,
        n_pairs=n_pairs,
        steps_without_log=tuple(s for s in surveyed if s not in volumes) if volumes is not None else (),
        own_steps=tuple(dict.fromkeys(n.title for n in lines if not n.step)),
        unmatched=unmatched_activities(case.process, log) if log is not None else (),
        log_refused=refused,
        notes=_notes(log, volumes),
        hours_limit=case.limits.hours_margin,
        count_limit=case.limits.count_margin,
        survey_provenance=_survey_provenance(case, [s.survey_cases for s in steps]),
        log_provenance=_log_provenance(case),
    )


def _notes(log: LogYear | None, volumes: dict[str, LoggedVolume] | None) -> tuple[Text, ...]:
    widened = log is not None and any(v.high > v.cases for v in (volumes or {}).values())
    return (begins_with_year(log),) if log is not None and widened else ()


def _survey_provenance(case: _Case, cases: Sequence[int | None]) -> Provenance:
    year = case.surveys[0].fiscal_year
    told = fiscal_year_text(year)
    return Provenance(
        source=Text(f"業務量調査（{told.ja}）の答え", f"answers to the workload survey of {told.en}"),
        as_of=fiscal_year_days(year)[1].isoformat(),
        method=Text(
            f"申告した時間。幅は丸めと記憶の誤差による（{case.error.source.ja}）",
            f"hours as reported; intervals from rounding and memory ({case.error.source.en})",
        ),
        n_cases=max((n for n in cases if n), default=0),
        n_bodies=1,
        kind=FigureKind.REPORTED,
        synthetic=case.synthetic,
    )


def _log_provenance(case: _Case) -> Provenance | None:
    log = case.log
    if log is None or log.last_date is None:
        return None
    told = fiscal_year_text(log.fiscal_year)
    return Provenance(
        source=Text(f"{case.process.title.ja}の記録（{told.ja}）", f"event log of {case.process.title.en}, {told.en}"),
        as_of=log.last_date.isoformat(),
        method=Text(
            "年度内の日付の作業を、共通の作業名で工程に数える。同じ時刻の作業に順序はない",
            "events dated in the year, counted for steps by their common names; equal timestamps are no order",
        ),
        n_cases=log.n_begun,
        n_bodies=1,
        synthetic=case.synthetic,
        inputs=log.logs,
    )
