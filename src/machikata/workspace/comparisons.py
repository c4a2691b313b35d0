# SPDX-License-Identifier: Apache-2.0
"""Comparing a group of bodies on one process, and taking the result elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from machikata.analysis.comparison import compare_logs, disclose
from machikata.analysis.comparison.estimand import TOTAL_DAYS, share_over
from machikata.analysis.comparison.result import Comparison
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.domain.actor import ALL_BODIES, Role
from machikata.domain.errors import NotFound
from machikata.domain.population_class import PeerGroup, hand_group
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.publication.bundle import (
    Bundle,
    BundleInput,
    figure_differences,
    make_bundle,
    read_bundle,
    versions_in_use,
)
from machikata.publication.document import to_document
from machikata.workspace.bodies import find_group
from machikata.workspace.counting import Counting, counted_settings
from machikata.workspace.dictionary import activity_map
from machikata.workspace.imports import opened_file
from machikata.workspace.logs import logs_of
from machikata.workspace.workspace import Workspace


def default_settings(process: Process) -> ComparisonSettings:
    """Days from first to last record, and the share over the process's limit when it has one."""
    if process.limit_days is None:
        return ComparisonSettings()
    return ComparisonSettings(indicators=(TOTAL_DAYS, share_over(process.limit_days)))


def everyone(ws: Workspace, *, process: str) -> PeerGroup:
    """Every body that has records of the process, as a group of its own."""
    members = sorted({e.owner for e in ws.library.logs() if e.process == process})
    reason = Text("この業務の記録がある、すべての団体です", "every body that has records of this process")
    return hand_group("everyone", Text("記録のあるすべての団体", "every body with records"), members, reason=reason)


def compare(
    ws: Workspace,
    *,
    process: str,
    group: str | PeerGroup | None = None,
    own: str = "",
    settings: ComparisonSettings | None = None,
    counting: Counting = Counting(),
    progress: Progress = no_progress,
) -> Comparison:
    """Compare the bodies of `group` on `process`, as the actor may see it: other bodies' small figures are suppressed.

    `group` is a group, the id of a kept one, or None for every body that has records of the process. `settings` are those of the
    process when there are none; `counting` changes them.

    Raises:
        ComparisonRefused: fewer than three bodies have records of this process; says how many are missing.
        InputRefused: `counting` or `settings` cannot be used; every reason is named.
    """
    peers = find_group(ws, group) if isinstance(group, str) else group or everyone(ws, process=process)
    own = own or (ws.actor.body if ws.actor.body in peers.members else "")
    kind = ws.process(process)
    full = _compute(
        ws,
        kind,
        peers=peers,
        own=own,
        settings=counted_settings(settings or default_settings(kind), counting, kind),
        names=activity_map(ws, process=process),
        progress=progress,
    )
    return disclose(full, audience="" if ws.actor.body == ALL_BODIES else ws.actor.body)


def _compute(
    ws: Workspace,
    process: Process,
    *,
    peers: PeerGroup,
    own: str,
    settings: ComparisonSettings,
    names: pa.Table,
    progress: Progress,
) -> Comparison:
    known = {b.code: b for b in ws.library.bodies()}
    return compare_logs(
        ws.events,
        logs_of(ws, process=process.id, bodies=peers.members),
        group=peers,
        bodies=tuple(known[m] for m in peers.members if m in known),
        process=process,
        own=own,
        settings=settings,
        activity_map=names,
        as_of=ws.clock().date().isoformat(),
        progress=progress,
    )


def bundle_comparison(ws: Workspace, comparison: Comparison, *, process: str) -> Bundle:
    """What went into the comparison, how it was computed, and its figures."""
    entries = [e for e in ws.library.logs() if e.process == process and e.owner in comparison.group.members]
    inputs = tuple(
        BundleInput(e.id, e.owner, e.process, e.file_name, str(e.manifest["source"]["sha256"]))
        for e in sorted(entries, key=lambda e: (e.owner, e.id))
    )
    names = activity_map(ws, process=process).to_pylist()
    dictionary = tuple(sorted((r["body"], r["activity"], r["concept"]) for r in names))
    return make_bundle(comparison, process=process, inputs=inputs, dictionary=dictionary)


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Whether the same figures came again: the differences by path, and the versions that are not the same now."""

    differences: tuple[str, ...]
    versions_changed: tuple[str, ...]

    @property
    def same(self) -> bool:
        """True when every figure came again to the last digit."""
        return not self.differences


def reproduce(ws: Workspace, path: str | Path, *, progress: Progress = no_progress) -> Reproduction:
    """Compute a bundle's comparison again from the workspace's logs, with the bundle's settings and dictionary.

    Raises:
        InputRefused: not a bundle, or it cannot be opened.
        NotFound: a log that went in is not in this workspace (named by its file).
    """
    with opened_file(Path(path)) as content:
        bundle = read_bundle(content.read(), name=Path(path).name)
    ws.require(Role.READER, owner=bundle.group.id)
    missing = [i.file_name for i in bundle.inputs if ws.library.log(i.log) is None]
    if missing:
        raise NotFound(
            Text(
                f"元の記録がありません：{'、'.join(missing)}", f"records that went in are missing: {', '.join(missing)}"
            ),
            remedy=Text("先に同じファイルを取り込んでください", "import the same files first"),
        )
    rows = bundle.dictionary
    names = pa.table(
        {k: pa.array([r[i] for r in rows], pa.string()) for i, k in enumerate(("body", "activity", "concept"))}
    )
    again = _compute(
        ws,
        ws.process(bundle.process),
        peers=bundle.group,
        own=bundle.own,
        settings=bundle.settings,
        names=names,
        progress=progress,
    )
    figures = to_document(disclose(again, audience="" if ws.actor.body == ALL_BODIES else ws.actor.body))
    before = {**bundle.figures, "provenance": {**bundle.figures["provenance"], "as_of": figures["provenance"]["as_of"]}}
    now = versions_in_use()
    changed = tuple(f"{k}: {v} → {now.get(k, '-')}" for k, v in bundle.versions.items() if now.get(k) != v)
    return Reproduction(figure_differences(before, figures), changed)
