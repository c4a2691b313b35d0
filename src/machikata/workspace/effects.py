# SPDX-License-Identifier: Apache-2.0
"""Use cases of effects: a body writes down what its redesign brought, as it chose to measure it, and two persons make it public."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from machikata.automation.app.context import Proposal
from machikata.domain.actor import Role
from machikata.domain.effect import Aspect, Quantity
from machikata.domain.effect_report import EffectReport, Measured, ReportedMeasure
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.text import Text
from machikata.publication.comparison_tables import ResultTable
from machikata.publication.effects import ShownEffect, effects_table, shown_effect
from machikata.rules.thresholds import disclosure_thresholds
from machikata.workspace.releases import (
    Own,
    Released,
    own_value,
    own_values,
    propose_release,
    reason_to_withdraw,
    released,
)
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

EFFECTS: Final = Shelf("effects", EffectReport, Text("効果の報告", "effect report"))


@dataclass(frozen=True, slots=True)
class PublishedEffect:
    """A public report: as others may see it, and since when; `release` too is without figures."""

    effect: ShownEffect
    release: Released[EffectReport]


def published_effects(ws: Workspace) -> tuple[PublishedEffect, ...]:
    """What bodies have made public, by body and title; those taken back too (`EffectReport.withdrawn`), without
    anything but what they were about and why.
    """
    thresholds = disclosure_thresholds()
    names = {b.code: b.name for b in ws.library.bodies()}
    found = []
    public = released(ws, EFFECTS)
    for r in public:
        report = r.kept.value if not r.kept.value.withdrawn.ja else _emptied(r.kept.value)
        name = names.get(report.body, Text(report.body, report.body))
        shown = shown_effect(report, body_name=name, thresholds=thresholds, beside=_beside(public, report))
        found.append(PublishedEffect(shown, replace(r, kept=replace(r.kept, value=shown.report))))
    return tuple(sorted(found, key=lambda p: (p.effect.report.body, p.effect.report.title.ja, p.effect.report.id)))


def _beside(public: Iterable[Released[EffectReport]], report: EffectReport) -> list[EffectReport]:
    """What else of its body stands in public."""
    of_body = (r.kept.value for r in public if r.kept.owner == report.body and r.kept.id != report.id)
    return [other for other in of_body if not other.withdrawn.ja]


def _emptied(report: EffectReport) -> EffectReport:
    r = report
    return EffectReport(r.id, r.body, r.title, r.field, r.measured, synthetic=r.synthetic, withdrawn=r.withdrawn)


def published_effects_table(ws: Workspace) -> ResultTable:
    """The same as a table; what was taken back is not in it."""
    shown = [p.effect for p in published_effects(ws) if not p.effect.report.withdrawn.ja]
    return effects_table(shown, disclosure_thresholds())


def preview_effect(ws: Workspace, effect_id: str, *, owner: str) -> ShownEffect:
    """The newest version as others would see it, to look at before anybody signs."""
    report = own_effect(ws, effect_id, owner=owner).kept.value
    body = ws.library.body(owner)
    name = body.name if body is not None else Text(owner, owner)
    beside = _beside(released(ws, EFFECTS), report)
    return shown_effect(report, body_name=name, thresholds=disclosure_thresholds(), beside=beside)


def own_effects(ws: Workspace) -> tuple[Own[EffectReport], ...]:
    """What the actor's bodies have written down, by id."""
    return own_values(ws, EFFECTS)


def own_effect(ws: Workspace, effect_id: str, *, owner: str) -> Own[EffectReport]:
    """One of them.

    Raises:
        NotFound: that body has none of that id.
        NotAllowed: it is another body's.
    """
    return own_value(ws, EFFECTS, effect_id, owner=owner)


def save_effect(ws: Workspace, report: EffectReport, *, owner: str, found: int | None = None) -> Kept[EffectReport]:
    """Keep a report as a new version; a new one when its id is "".

    Raises:
        InputRefused: what it says does not hold together, or somebody has changed it since version `found`.
        NotAllowed: the actor is no officer of `owner`.
    """
    ws.require(Role.OFFICER, owner=owner)
    problems = [*_body_problems(ws, owner), *effect_problems(report)]
    if report.id and EFFECTS.find(ws, report.id, owner=owner) is None:
        problems.append(_UNKNOWN_ID)
    if problems:
        raise InputRefused(problems)
    body = ws.library.body(owner)
    settled = replace(
        report, id=report.id or EFFECTS.next_id(ws, owner), body=owner, synthetic=body is not None and body.synthetic
    )
    did = "effect-withdrawal-saved" if settled.withdrawn.ja else "effect-saved"
    return EFFECTS.put(ws, settled.id, settled, owner=owner, did=did, found=found if report.id else 0)


def _body_problems(ws: Workspace, owner: str) -> Iterator[Problem]:
    if ws.library.body(owner) is None:
        try:
            MunicipalityCode(owner)
        except InputRefused as refused:
            yield from (replace(p, place=Place(column="owner", value=owner)) for p in refused.problems)


def propose_effect(ws: Workspace, effect_id: str, *, owner: str) -> Proposal:
    """Ask for the two signatures that make the newest version public."""
    kept = own_effect(ws, effect_id, owner=owner).kept
    return propose_release(ws, EFFECTS, kept, summary=kept.value.title)


def withdraw_effect(ws: Workspace, effect_id: str, *, owner: str, reason: str) -> Proposal:
    """Ask for the signatures that take a public report back; until then it stays public.

    Raises:
        InputRefused: no reason is given, or it was never public.
    """
    held = own_effect(ws, effect_id, owner=owner)
    gone = replace(held.kept.value, withdrawn=reason_to_withdraw(held, reason))
    return propose_effect(ws, save_effect(ws, gone, owner=owner, found=held.kept.version).id, owner=owner)


def effect_problems(report: EffectReport) -> Iterator[Problem]:
    """Everything in a report that does not hold together."""
    if not report.title.ja.strip():
        yield _problem("effect-title", "title", Text("取り組みの名前がありません", "the name of the work is missing"))
    measured = report.measured is Measured.YES
    if measured and not report.measures:
        yield _problem(
            "effect-no-figure",
            "measures",
            Text("「測った」なのに値がありません", "it was measured, but there is no figure"),
            Text("値を入れるか、「測っていない」を選んでください", "enter one, or choose “not measured”"),
        )
    if not measured and report.measures:
        yield _problem(
            "effect-not-measured",
            "measures",
            Text(
                f"「{report.measured.label.ja}」なのに値があります",
                f"“{report.measured.label.en}”, but there are figures",
            ),
            Text("値を消すか、「測った」を選んでください", "remove them, or choose “measured”"),
        )
    if measured and (report.begins is None or report.ends is None):
        yield _problem("effect-period", "begins", Text("測った期間がありません", "the period is missing"))
    if report.begins and report.ends and report.ends < report.begins:
        yield _problem(
            "effect-period", "ends", Text("期間の終わりが始めより前です", "the period ends before it begins")
        )
    for number, m in enumerate(report.measures, start=1):
        yield from _measure_problems(m, number)


def _measure_problems(m: ReportedMeasure, number: int) -> Iterator[Problem]:
    value, row = m.measure.value, f"measure-{number}"
    if not math.isfinite(value) or (value < 0 and m.measure.aspect is not Aspect.SAVED):
        yield _problem(
            "effect-value",
            row,
            Text(
                "値は0以上の数です（減った分だけは負にもなります）",
                "a figure is 0 or more; only what was saved may be negative",
            ),
        )
    if m.measure.quantity is Quantity.ACCURACY and not 0 <= value <= 1:
        yield _problem("effect-share", row, Text("割合は0から1までです", "a share lies between 0 and 1"))
    if not m.measure.name.ja.strip() or not m.measure.method.ja.strip():
        yield _problem(
            "effect-method", row, Text("何を、どう測ったかがありません", "what was measured, or how, is missing")
        )
    if (m.measure.n is not None and m.measure.n < 0) or (m.persons is not None and m.persons < 0):
        yield _problem("effect-count", row, Text("件数と人数は0以上です", "numbers of cases and persons are 0 or more"))
    if m.measure.quantity is Quantity.STAFF_TIME and m.persons is None:
        yield _problem(
            "effect-persons",
            row,
            Text("何人の仕事の時間かがありません", "whose working time it is, is missing"),
            Text(
                "人数を入れてください。1人の仕事の時間は公表されません",
                "enter how many persons; one person's time is never shown",
            ),
        )


_ENTER = Text("入れてください", "enter it")


def _problem(code: str, column: str, what: Text, remedy: Text = _ENTER) -> Problem:
    return Problem(code, what, remedy, Place(column=column))


_UNKNOWN_ID = _problem(
    "effect-id",
    "id",
    Text("この番号の報告はありません", "there is no report of this id"),
    Text("新しい報告なら、番号を空けてください", "leave the id empty for a new one"),
)
