# SPDX-License-Identifier: Apache-2.0
"""Use cases of publishing a comparison: what it says and its tables as nobody in particular may see them, frozen, signed for by two."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from machikata.analysis.comparison.result import Comparison, Statement
from machikata.automation.app.context import Proposal
from machikata.automation.canonical import canonical
from machikata.domain.actor import Role
from machikata.domain.case_study import NOTHING
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text
from machikata.publication.comparison_tables import ResultTable, comparison_tables
from machikata.publication.document import to_document
from machikata.workspace.library import EVERYONE
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


@dataclass(frozen=True, slots=True)
class PublishedComparison:
    """A comparison of a group on a process as it was on the day: its statements and tables, seen by nobody in particular."""

    id: str
    process: str
    process_title: Text
    group: str
    group_name: Text
    n_bodies: int
    statements: tuple[Statement, ...]
    tables: tuple[ResultTable, ...]
    provenance: Provenance
    withdrawn: Text = NOTHING

    @property
    def title(self) -> Text:
        """What was compared among whom."""
        return Text(
            f"{self.process_title.ja}の比較：{self.group_name.ja}",
            f"{self.process_title.en} compared: {self.group_name.en}",
        )


COMPARISONS: Final = Shelf("comparisons", PublishedComparison, Text("公表する比較", "comparison"))


def keep_comparison(ws: Workspace, comparison: Comparison, *, process: str) -> Kept[PublishedComparison]:
    """Freeze a comparison for publication; the same one again is the same version.

    Raises:
        InputRefused: it is one body's view, which shows that body's own small figures.
        NotAllowed: the actor is not the secretariat of the whole installation.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    if comparison.own:
        raise InputRefused([_ONE_VIEW])
    found = _frozen(ws, comparison, process)
    held = COMPARISONS.find(ws, found.id, owner=EVERYONE)
    if held is not None and held.value == found:
        return held
    return COMPARISONS.put(ws, found.id, found, owner=EVERYONE, did="comparison-kept", role=Role.SECRETARIAT)


_ONE_VIEW: Final = Problem(
    "comparison-view",
    Text("1つの団体から見た比較です", "this comparison is one body's view"),
    Text("「どの団体からも見ない」比較を開いてから公表してください", "open the comparison that is seen by nobody"),
    Place(column="own"),
)


def _frozen(ws: Workspace, c: Comparison, process: str) -> PublishedComparison:
    # What is compared and how it is counted names the comparison: the same question has one place, whatever its figures become.
    asked = canonical({"process": process, "group": c.group.id, "estimand": to_document(c.estimand)})
    name = f"{c.group.id}.{process}.{hashlib.sha256(asked.encode()).hexdigest()[:8]}"
    return PublishedComparison(
        name, process, ws.process(process).title, c.group.id, c.group.name, len(c.bodies), c.statements,
        comparison_tables(c), c.provenance,
    )  # fmt: skip


def propose_comparison(ws: Workspace, comparison_id: str) -> Proposal:
    """Ask for the two signatures that make the newest version public."""
    kept = own_comparison(ws, comparison_id).kept
    return propose_release(ws, COMPARISONS, kept, summary=kept.value.title)


def withdraw_comparison(ws: Workspace, comparison_id: str, *, reason: str) -> Proposal:
    """Ask for the signatures that take a public comparison back; until then it stays public.

    Raises:
        InputRefused: no reason is given, or it was never public.
    """
    held = own_comparison(ws, comparison_id)
    gone = replace(held.kept.value, withdrawn=reason_to_withdraw(held, reason))
    COMPARISONS.put(
        ws,
        comparison_id,
        gone,
        owner=EVERYONE,
        did="comparison-withdrawal-saved",
        found=held.kept.version,
        role=Role.SECRETARIAT,
    )
    return propose_comparison(ws, comparison_id)


def own_comparisons(ws: Workspace) -> tuple[Own[PublishedComparison], ...]:
    """What was frozen here, for whoever acts for the whole installation."""
    return own_values(ws, COMPARISONS)


def own_comparison(ws: Workspace, comparison_id: str) -> Own[PublishedComparison]:
    """One of them. Raises NotFound, and NotAllowed for whoever acts for a single body."""
    return own_value(ws, COMPARISONS, comparison_id, owner=EVERYONE)


def published_comparisons(ws: Workspace) -> tuple[Released[PublishedComparison], ...]:
    """What is public, the newest first; of one that was taken back only what it compared, and the reason."""
    found = sorted(released(ws, COMPARISONS), key=lambda r: (r.at, r.kept.id), reverse=True)
    return tuple(r if not r.kept.value.withdrawn.ja else replace(r, kept=_emptied(r.kept)) for r in found)


def _emptied(kept: Kept[PublishedComparison]) -> Kept[PublishedComparison]:
    return replace(kept, value=replace(kept.value, statements=(), tables=()))
