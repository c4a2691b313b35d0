# SPDX-License-Identifier: Apache-2.0
"""Compares the bodies of a group on one process: from admitted logs to the typed result, nothing suppressed yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from machikata.analysis.comparison.arrays import Bools, CaseTable, Ints
from machikata.analysis.comparison.assumptions import name_assumptions
from machikata.analysis.comparison.case_mix import Strata, choose_case_mix
from machikata.analysis.comparison.case_table import FetchedCases, Source, fetch_cases
from machikata.analysis.comparison.estimand import Population
from machikata.analysis.comparison.flow_differences import find_flow_differences
from machikata.analysis.comparison.flow_map import MapInput, difference_map
from machikata.analysis.comparison.flow_tables import (
    activity_shares,
    flow_source,
    path_figures,
    path_medians,
    persons_per_activity,
)
from machikata.analysis.comparison.indicators import make_indicators
from machikata.analysis.comparison.open_cases import compare_survival
from machikata.analysis.comparison.refusing import check_activities, check_attributes, check_settings, refuse_too_few
from machikata.analysis.comparison.result import (
    CaseMix,
    ComparedBody,
    Comparison,
    FlowDifference,
    Indicator,
    LeftOut,
    Mode,
    Reversal,
    SurvivalComparison,
)
from machikata.analysis.comparison.reversals import find_reversals
from machikata.analysis.comparison.saying import make_estimand, make_provenance
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.comparison.statements import state
from machikata.analysis.comparison.telling_reversals import tell_reversals
from machikata.analysis.flow import DifferenceMap
from machikata.analysis.log_scope import CaseFilter
from machikata.domain.municipality import Municipality
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.records.store import EventStore, StoredLog

_MOSTLY = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class _Setting:
    """What every part of the comparison needs: all cases of the window, those that count, strata, mode, names, random streams."""

    source: Source
    fetched: FetchedCases
    table: CaseTable
    keys: Ints
    strata: Strata
    case_mix: CaseMix
    left_out: tuple[LeftOut, ...]
    comparable: Bools
    mode: Mode
    bodies: Mapping[str, Municipality]
    settings: ComparisonSettings

    @property
    def names(self) -> dict[str, Text]:
        return {code: self.bodies[code].name for code in self.table.bodies}

    def sides(self, own: str) -> tuple[str, ...]:
        """The bodies that are compared, and the own one."""
        return tuple(code for code, ok in zip(self.table.bodies, self.comparable, strict=True) if ok or code == own)

    def stream(self, number: int) -> np.random.Generator:
        """A random stream of its own for each part, so that one part never shifts the digits of another."""
        return np.random.default_rng([self.settings.seed, number])


def compare_logs(
    store: EventStore,
    logs: Sequence[StoredLog],
    *,
    group: PeerGroup,
    bodies: Sequence[Municipality],
    process: Process,
    own: str = "",
    settings: ComparisonSettings = ComparisonSettings(),
    activity_map: pa.Table | None = None,
    as_of: str = "",
    progress: Progress = no_progress,
) -> Comparison:
    """Everything that can be said of the bodies of `group` from their `logs`, for the eyes of nobody but the computer:
    call `disclose` on it before showing it to a person.

    `own` is the body whose view it is ('' = of the group). `activity_map` (body, activity, concept) brings activities on common
    names. The same logs, settings and seed give the same figures.

    Raises:
        ComparisonRefused: fewer than three bodies have enough cases; says how many are missing.
        InputRefused: the settings do not fit (minimum below 5, an attribute no log has or that names persons).
    """
    check_settings(settings)
    progress(0.0, Text("案件を集めています", "gathering cases"))
    setting = _set_up(store, logs, group, bodies, settings, activity_map)
    progress(0.2, Text("指標を比べています", "comparing indicators"))
    indicators = make_indicators(
        setting.table, setting.strata, settings, comparable=setting.comparable, mode=setting.mode, rng=setting.stream(1)
    )
    progress(0.5, Text("全体と内訳で向きが変わるところを探しています", "searching for reversals"))
    reversals = _reversals(setting)
    progress(0.6, Text("仕事の流れの違いを調べています", "comparing flow"))
    differences, drawn = _flow(setting, process, own)
    progress(0.95, Text("言えることをまとめています", "putting it into words"))
    parts = _Parts(indicators, reversals, differences, drawn)
    result = _put_together(setting, parts, group=group, process=process, own=own, as_of=as_of)
    progress(1.0, Text("終わりました", "done"))
    return result


def _set_up(
    store: EventStore,
    logs: Sequence[StoredLog],
    group: PeerGroup,
    bodies: Sequence[Municipality],
    settings: ComparisonSettings,
    activity_map: pa.Table | None,
) -> _Setting:
    known = {b.code: b for b in bodies}
    with_logs = {log.body for log in logs}
    members = tuple(code for code in group.members if code in with_logs and code in known)
    # In a fixed order, so that sums come out the same to the last digit whoever lists the logs.
    used = tuple(
        sorted((log for log in logs if log.body in members), key=lambda log: (members.index(log.body), log.id))
    )
    refuse_too_few(len(members), len(group.members), settings)
    window = CaseFilter(
        date.fromisoformat(settings.window_start) if settings.window_start else None,
        date.fromisoformat(settings.window_end) if settings.window_end else None,
        attributes=settings.only,
        without=settings.without,
    )
    source = Source(store, used, window, activity_map)
    check_activities(settings.without, source)
    fetched = fetch_cases(source, bodies=members, indicators=settings.indicators)
    check_attributes(settings.only, source, fetched.table)
    everything = np.ones(fetched.table.n, dtype=np.bool_)
    rows = everything if settings.population is Population.ALL else ~fetched.table.is_open
    table = fetched.table.where(rows)
    left_out = _left_out(table, fetched, settings)
    comparable = np.array([reason is LeftOut.NO for reason in left_out])
    refuse_too_few(int(comparable.sum()), len(group.members), settings)
    strata, mix = choose_case_mix(
        table, fetched.endings[rows], declared=settings.stratify_by, kept=settings.strata_kept,
        least=settings.minimum_count,
    )  # fmt: skip
    mode = _mode(int(comparable.sum()), settings)
    return _Setting(
        source, fetched, table, fetched.keys[rows], strata, mix, left_out, comparable, mode, known, settings
    )


def _left_out(table: CaseTable, fetched: FetchedCases, settings: ComparisonSettings) -> tuple[LeftOut, ...]:
    """Why each body is not compared: too few cases, figures of one single person, or conditions that leave out hardly any case."""
    counted = np.bincount(table.body, minlength=table.n_bodies)
    closed = settings.population is Population.CLOSED
    excluded = (fetched.recorded_closed if closed else fetched.recorded) - counted
    one_person = (fetched.staff.persons == 1) & (fetched.staff.with_person >= _MOSTLY)

    def reason(b: int) -> LeftOut:
        if one_person[b]:
            return LeftOut.ONE_PERSON
        if counted[b] < settings.minimum_count:
            return LeftOut.FEW
        return LeftOut.NEARLY_ALL if 0 < excluded[b] < settings.minimum_count else LeftOut.NO

    return tuple(reason(b) for b in range(table.n_bodies))


def _mode(bodies: int, settings: ComparisonSettings) -> Mode:
    if bodies >= settings.bodies_for_best_quarter:
        return Mode.BEST_QUARTER
    return Mode.RANKED if bodies >= settings.bodies_for_rank else Mode.VALUES_ONLY


def _reversals(setting: _Setting) -> tuple[Reversal, ...]:
    kept = setting.table.where(setting.comparable[setting.table.body])
    found, strata = find_reversals(kept, setting.settings)
    first = set(setting.case_mix.attributes)
    ordered = sorted(found, key=lambda f: f.attribute not in first)
    return tell_reversals(
        ordered, strata, kept, names=setting.names, mode=setting.mode, settings=setting.settings, rng=setting.stream(2)
    )


def _flow(setting: _Setting, process: Process, own: str) -> tuple[tuple[FlowDifference, ...], DifferenceMap | None]:
    # Logs without a dictionary may carry the common names themselves.
    labels = {c.label.ja: c.label for c in process.concepts} | {c.id: c.label for c in process.concepts}
    table, flow = setting.table, flow_source(setting.source, setting.table, setting.keys)
    activities, paths = activity_shares(flow), path_figures(flow)

    def label(activity: str) -> Text:
        return labels.get(activity, Text(activity, activity))

    differences = find_flow_differences(
        flow, table, setting.keys, _cells(setting), activities=activities, paths=paths, comparable=setting.comparable,
        settings=setting.settings, label=label,
    )  # fmt: skip
    if own not in table.bodies:
        return differences, None
    given = MapInput(
        table.bodies.index(own), setting.comparable, np.bincount(table.body, minlength=table.n_bodies).astype(np.float64),
        activities, paths, path_medians(flow, setting.sides(own), own),
        persons_per_activity(flow, table.bodies), setting.settings.minimum_count,
    )  # fmt: skip
    name = setting.names[own].ja
    return differences, difference_map(given, own_name=name, peer_name="ほかの団体の平均", label=label)


def _cells(setting: _Setting) -> Ints:
    """Numbers the cells of equal body, stratum of case mix and month."""
    table = setting.table
    month = table.month - table.month.min()
    joined = (table.body * setting.strata.n + setting.strata.codes) * (int(month.max()) + 1) + month
    return np.asarray(np.unique(joined, return_inverse=True)[1], dtype=np.int64)


def _survival(setting: _Setting, main: Indicator) -> SurvivalComparison:
    means = [row.crude.value if row.crude else None for row in main.bodies]
    return compare_survival(
        setting.fetched.table, means, comparable=setting.comparable,
        minimum_count=setting.settings.minimum_count, level=setting.settings.level,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Parts:
    """What was found, part by part."""

    indicators: tuple[Indicator, ...]
    reversals: tuple[Reversal, ...]
    differences: tuple[FlowDifference, ...]
    drawn: DifferenceMap | None


def _put_together(
    setting: _Setting, parts: _Parts, *, group: PeerGroup, process: Process, own: str, as_of: str
) -> Comparison:
    bodies = _bodies(setting)
    kept = [b for b, ok in zip(bodies, setting.comparable, strict=True) if ok]
    n_cases, n_open = sum(b.n_cases or 0 for b in kept), sum(b.n_open or 0 for b in kept)
    settings = setting.settings
    inputs = tuple(log.id for log in setting.source.logs)
    synthetic = any(setting.bodies[b.code].synthetic for b in bodies)
    return Comparison(
        group=group,
        own=own if own in setting.table.bodies else "",
        mode=setting.mode,
        estimand=make_estimand(process, settings, n_cases=n_cases, n_open=n_open),
        bodies=bodies,
        case_mix=setting.case_mix,
        indicators=parts.indicators,
        reversals=parts.reversals,
        flow_differences=parts.differences,
        difference_map=parts.drawn,
        survival=_survival(setting, parts.indicators[0]),
        assumptions=name_assumptions(
            setting.fetched.table, setting.fetched.staff, setting.case_mix,
            names=setting.names, comparable=setting.comparable, n_open=n_open,
            state_unknown=setting.source.bodies_of_unknown_state,
            strange_names=setting.source.strange_names(frozenset(c.id for c in process.concepts)),
        ),
        statements=state(own, parts.indicators, parts.reversals, parts.differences, names=setting.names),
        suppressed=(),
        settings=settings,
        provenance=make_provenance(
            process, settings, as_of=as_of, strata=setting.strata.n, n_cases=n_cases, n_bodies=len(kept),
            synthetic=synthetic, inputs=inputs,
        ),
    )  # fmt: skip


def _bodies(setting: _Setting) -> tuple[ComparedBody, ...]:
    table, every, staff = setting.table, setting.fetched.table, setting.fetched.staff
    counts = np.bincount(table.body, minlength=table.n_bodies)
    opened = np.bincount(every.body[every.is_open], minlength=table.n_bodies)
    return tuple(
        ComparedBody(
            code, setting.names[code], int(counts[b]), int(opened[b]), int(staff.persons[b]), float(staff.midnight[b]),
            setting.bodies[code].synthetic, setting.left_out[b],
        )
        for b, code in enumerate(table.bodies)
    )  # fmt: skip
