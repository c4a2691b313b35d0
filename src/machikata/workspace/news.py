# SPDX-License-Identifier: Apache-2.0
"""What is new: every source of news for the letter, each a function of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from machikata.domain.call import Call
from machikata.domain.case_study import NOTHING, CaseStudy
from machikata.domain.digest import NewsItem, NewsKind
from machikata.domain.effect_report import EffectReport, Measured
from machikata.domain.text import LANGUAGES, Text
from machikata.domain.wording import long_date
from machikata.workspace.calls import CALLS
from machikata.workspace.cases import CASES
from machikata.workspace.effects import EFFECTS
from machikata.workspace.published_comparisons import COMPARISONS
from machikata.workspace.releases import Released, released
from machikata.workspace.workspace import Workspace

Source = Callable[[Workspace, date, date], Iterable[NewsItem]]


def news_since(ws: Workspace, since: date, until: date) -> tuple[NewsItem, ...]:
    """Everything published from `since` to `until`, both days included: by kind, then by day and subject."""
    found = [item for source in NEWS for item in source(ws, since, until)]
    return tuple(sorted(found, key=lambda i: (tuple(NewsKind).index(i.kind), i.at, i.subject)))


def case_news(ws: Workspace, since: date, until: date) -> Iterator[NewsItem]:
    """Case studies released here for the first time, corrected, or taken back. What ships with the program is no news."""
    for found in released(ws, CASES):
        case = found.kept.value
        gone = case.withdrawn != NOTHING
        # Of a withdrawn case its number and the reason are public, and nothing else.
        title = Text(f"事例 {case.id}", f"Case study {case.id}") if gone else case.title
        if since <= found.at.date() <= until:
            yield NewsItem(
                NewsKind.CASE,
                f"cases/{case.id}",
                _headline(title, found, withdrawn=case.withdrawn),
                case.withdrawn if gone else _told(case),
                f"/cases/{case.id}",
                found.at.date(),
                "" if gone else case.body_name,
                case.synthetic,
            )


def _told(case: CaseStudy) -> Text:
    """The summary, and as plainly that it was given up when it was."""
    failed = Text("うまくいかなかった例です。", "This did not work out. ") if case.unsuccessful else NOTHING
    return failed + case.summary


def effect_news(ws: Workspace, since: date, until: date) -> Iterator[NewsItem]:
    """Reports of effects released in the period. No figure is told here: the page shows them under disclosure control."""
    names = {b.code: b.name.ja for b in ws.library.bodies()}
    for found in released(ws, EFFECTS):
        report = found.kept.value
        if since <= found.at.date() <= until:
            yield NewsItem(
                NewsKind.EFFECT,
                f"effects/{report.id}",
                _headline(report.title, found, withdrawn=report.withdrawn),
                report.withdrawn if report.withdrawn != NOTHING else _measured(report),
                f"/effects#effect-{report.id}",
                found.at.date(),
                names.get(report.body, report.body),
                report.synthetic,
            )


def _measured(report: EffectReport) -> Text:
    if report.measured is not Measured.YES:
        return Text(f"効果は「{report.measured.label.ja}」です。", f"The effect: {report.measured.label.en}.")
    return Text(f"分野：{report.field.label.ja}", f"Field: {report.field.label.en}")


def comparison_news(ws: Workspace, since: date, until: date) -> Iterator[NewsItem]:
    """Comparisons released in the period: their most important sentence. The figures stand on the page."""
    for found in released(ws, COMPARISONS):
        c = found.kept.value
        if since <= found.at.date() <= until:
            first = c.statements[0].headline if c.statements else _NO_DIFFERENCE
            yield NewsItem(
                NewsKind.COMPARISON,
                f"comparisons/{c.id}",
                _headline(c.title, found, withdrawn=c.withdrawn),
                c.withdrawn if c.withdrawn != NOTHING else first,
                f"/comparisons/{c.id}",
                found.at.date(),
                synthetic=c.provenance.synthetic,
            )


_NO_DIFFERENCE = Text("はっきりした違いは見つかりませんでした。", "No clear difference was found.")


def call_news(ws: Workspace, since: date, until: date) -> Iterator[NewsItem]:
    """Calls released in the period that still take applications."""
    names = {b.code: b.name.ja for b in ws.library.bodies()}
    for found in released(ws, CALLS):
        call = found.kept.value
        if since <= found.at.date() <= until <= call.deadline and call.closed_at is None:
            yield NewsItem(
                NewsKind.CALL,
                f"calls/{call.id}",
                call.title,
                _deadline(call),
                f"/calls/{call.id}",
                found.at.date(),
                names.get(call.opened_by, call.opened_by),
                call.synthetic,
            )


def _deadline(call: Call) -> Text:
    ja, en = (long_date(call.deadline, language) for language in LANGUAGES)
    text = Text(f"締切：{ja}", f"Deadline: {en}")
    return text if call.text == NOTHING else text + Text("\n", "\n") + call.text


def _headline(title: Text, found: Released[Any], *, withdrawn: Text) -> Text:
    if withdrawn != NOTHING:
        return title + Text("（取り下げ）", " (withdrawn)")
    return title if found.at == found.first_at else title + Text("（訂正）", " (corrected)")


NEWS: tuple[Source, ...] = (case_news, comparison_news, effect_news, call_news)
"""Where news comes from. Renewed figures are announced by hand (`digests.add_news`)."""
