# SPDX-License-Identifier: Apache-2.0
"""The change log of published figures: what ships with the program is its beginning, every release adds what it changed.

Of what was taken back the log says that and why, and none of its figures: nothing else of it is public any more. So it is with a figure
that was shown once and is held back now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from itertools import chain
from typing import Final

from machikata.domain.case_study import CaseStudy
from machikata.domain.effect_report import EffectReport
from machikata.domain.text import Text
from machikata.facts.cases import seed_cases
from machikata.facts.municipalities import MUNICIPALITIES_AS_OF, municipality_facts
from machikata.publication.effects import ShownEffect, held_back, shown_effect
from machikata.publication.open_data import FigureChange, answer_changes, case_changes, effect_changes
from machikata.rules.thresholds import disclosure_thresholds
from machikata.workspace.adoption import EDITIONS, AdoptionEdition
from machikata.workspace.cases import CASES
from machikata.workspace.effects import EFFECTS, published_effects
from machikata.workspace.releases import Released, every_release
from machikata.workspace.workspace import Workspace

_TAKEN_BACK: Final = Text("取り下げ", "withdrawn")
_NO_UNIT: Final = Text("（数値なし）", "(no number)")


def shipped_at(ws: Workspace) -> datetime:
    """When the facts that ship with the program were last looked through, in the zone of the workspace."""
    day = max(datetime.fromisoformat(c.updated).date() for c in seed_cases())
    return datetime.combine(day, time(), tzinfo=ws.clock().tzinfo)


def figure_changes(ws: Workspace) -> tuple[FigureChange, ...]:
    """Every change of a public figure of cases, effects and adoption, oldest first."""
    found = chain(_of_cases(ws), _of_effects(ws), _of_adoption(ws))
    return tuple(sorted(found, key=lambda c: (c.at, c.subject, c.version)))


def _of_cases(ws: Workspace) -> Iterator[FigureChange]:
    at = shipped_at(ws)
    releases = every_release(ws, CASES)
    gone = _taken_back(releases)
    public: dict[str, CaseStudy] = {}
    for case in seed_cases():
        public[case.id] = case
        if case.id not in gone:
            yield from case_changes(None, case, at=at, version=0)
    for r in releases:
        k, now = r.kept, r.kept.value
        if k.id in gone:
            yield from _withdrawal(f"cases/{k.id}", r, now.withdrawn, synthetic=now.synthetic)
        else:
            yield from case_changes(public.get(k.id), now, at=r.at, version=k.version)
        public[k.id] = now


def _of_effects(ws: Workspace) -> Iterator[FigureChange]:
    releases = every_release(ws, EFFECTS)
    shown = _shower(ws)
    gone = _taken_back(releases)
    hidden = {p.effect.report.id: held_back(p.effect) for p in published_effects(ws)}
    public: dict[str, ShownEffect] = {}
    for r in releases:
        k, now, before = r.kept, shown(r.kept.value), public.get(r.kept.id)
        if k.id in gone:
            yield from _withdrawal(f"effects/{k.id}", r, k.value.withdrawn, synthetic=k.value.synthetic)
        else:
            yield from effect_changes(before, now, at=r.at, version=k.version, hidden=hidden.get(k.id, frozenset()))
        public[k.id] = now


def _shower(ws: Workspace) -> Callable[[EffectReport], ShownEffect]:
    thresholds, names = disclosure_thresholds(), {b.code: b.name for b in ws.library.bodies()}
    return lambda report: shown_effect(
        report, body_name=names.get(report.body, Text(report.body, report.body)), thresholds=thresholds
    )


def _taken_back(releases: Iterable[Released[CaseStudy]] | Iterable[Released[EffectReport]]) -> frozenset[str]:
    """Ids of what is withdrawn now."""
    newest = {r.kept.id: bool(r.kept.value.withdrawn.ja) for r in releases}
    return frozenset(found for found, withdrawn in newest.items() if withdrawn)


def _withdrawal(
    subject: str, r: Released[CaseStudy] | Released[EffectReport], why: Text, *, synthetic: bool
) -> Iterator[FigureChange]:
    if why.ja:
        yield FigureChange(r.at, subject, r.kept.version, _TAKEN_BACK, _NO_UNIT, None, None, why, synthetic)


def _of_adoption(ws: Workspace) -> Iterator[FigureChange]:
    """Which table counts after each release: the newest one that stands, else the one that ships with the program."""
    shipped = municipality_facts()
    subject = f"adoption/{MUNICIPALITIES_AS_OF}"
    yield from answer_changes((), shipped, at=shipped_at(ws), version=0, subject=subject)
    standing: dict[str, AdoptionEdition] = {}
    counting = shipped
    for r in every_release(ws, EDITIONS):
        standing.pop(r.kept.id, None)
        if not r.kept.value.withdrawn.ja:
            standing[r.kept.id] = r.kept.value
        now = standing[max(standing)].bodies if standing else shipped
        yield from answer_changes(counting, now, at=r.at, version=r.kept.version, subject=f"adoption/{r.kept.id}")
        counting = now
