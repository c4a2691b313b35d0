# SPDX-License-Identifier: Apache-2.0
"""Use cases of the public site: everything released, as a folder of plain files or as one ZIP."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from machikata.domain.actor import Role
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.publication.kpi import class_name
from machikata.publication.open_data import Publisher
from machikata.publication.static_site import SiteCall, SiteCase, SiteComparison, SiteContent, data_bytes, static_site
from machikata.rules.thresholds import disclosure_thresholds
from machikata.workspace.adoption import key_figures
from machikata.workspace.audit_trail import record
from machikata.workspace.body_facts import BodyFacts, body_facts
from machikata.workspace.call_groupings import GROUPINGS
from machikata.workspace.calls import CALLS
from machikata.workspace.cases import CaseEntry, catalogue
from machikata.workspace.effects import published_effects
from machikata.workspace.figure_changes import figure_changes
from machikata.workspace.library import EVERYONE
from machikata.workspace.open_data import PUBLISHER, official_names, open_data
from machikata.workspace.published_comparisons import PublishedComparison, published_comparisons
from machikata.workspace.releases import released
from machikata.workspace.site_folder import put_site, standing_files
from machikata.workspace.workspace import Workspace

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_READING: Final = Text("公表された内容を集めています", "gathering what is public")
_MAKING: Final = Text("ページをつくっています", "making the pages")
_WRITING: Final = Text("書き出しています", "writing")


@dataclass(frozen=True, slots=True)
class WrittenSite:
    """A site that was written: where, how many files, how many bytes, and how many of these are data to be downloaded."""

    folder: str
    files: int
    size: int
    data: int
    sha256: str


def site_content(ws: Workspace, *, publisher: Publisher = PUBLISHER, base: str = "") -> SiteContent:
    """What the public site says today: only what was released or ships with the program, disclosure-controlled."""
    entries = catalogue(ws)
    facts = body_facts(ws, (e.case.body for e in entries if e.case.body and not e.case.withdrawn.ja))
    return SiteContent(
        publisher=publisher,
        made_on=ws.clock().date(),
        kpi=key_figures(ws),
        cases=tuple(_case(e, facts) for e in entries),
        effects=tuple(p.effect for p in published_effects(ws)),
        thresholds=disclosure_thresholds(),
        calls=_calls(ws),
        data_sets=open_data(ws, publisher),
        changes=figure_changes(ws),
        comparisons=tuple(_comparison(r.kept.value) for r in published_comparisons(ws)),
        base=base,
    )


def _case(entry: CaseEntry, facts: Mapping[str, BodyFacts]) -> SiteCase:
    case = entry.case
    if case.withdrawn.ja:
        return SiteCase(replace(case, body=""))
    of_body = facts.get(case.body, BodyFacts(case.body))
    name = class_name(of_body.class_label) if of_body.class_label else Text("", "")
    return SiteCase(case, name, of_body.population, of_body.as_of, entry.version, entry.released_at)


def _comparison(c: PublishedComparison) -> SiteComparison:
    shown = replace(c, statements=(), tables=()) if c.withdrawn.ja else c
    statements = tuple((s.headline, s.detail) for s in shown.statements)
    return SiteComparison(c.id, c.title, c.n_bodies, statements, shown.tables, c.provenance, c.withdrawn)


def _calls(ws: Workspace) -> tuple[SiteCall, ...]:
    """Public calls, the latest deadline first. One that was closed since it was signed for is not open any more."""
    today = ws.clock().date()
    groupings = {r.kept.id: r.kept.value for r in released(ws, GROUPINGS)}
    found = []
    for r in released(ws, CALLS):
        call, newest = r.kept.value, CALLS.find(ws, r.kept.id, owner=r.kept.owner)
        closed = newest is not None and newest.value.closed_at is not None
        grouping = groupings.get(r.kept.id)
        names = {} if grouping is None else official_names(ws, grouping)
        found.append(SiteCall(call, call.opens <= today <= call.deadline and not closed, grouping, names))
    return tuple(sorted(found, key=lambda c: (c.call.deadline, c.call.id), reverse=True))


def write_site(
    ws: Workspace, folder: Path, *, publisher: Publisher = PUBLISHER, base: str = "", progress: Progress = no_progress
) -> WrittenSite:
    """Write the site as `folder`, whole or not at all; a site written there before is replaced. `base` is the address it will have.

    Raises:
        InputRefused: the folder holds something that no site put there.
        NotAllowed: the actor is no secretariat of the whole installation.
        WorkspaceUnusable: the folder cannot be written.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    standing_files(folder)
    site = _made(ws, publisher, base, progress)
    progress(0.9, _WRITING)
    put_site(folder, site)
    size, data, fingerprint = sum(map(len, site.values())), data_bytes(site), _fingerprint(site)
    record(ws, "site-written", owner=EVERYONE, details={"files": len(site), "bytes": size, "sha256": fingerprint})
    progress(1.0, _WRITING)
    return WrittenSite(str(folder), len(site), size, data, fingerprint)


def site_zip(
    ws: Workspace, *, publisher: Publisher = PUBLISHER, base: str = "", progress: Progress = no_progress
) -> bytes:
    """The same as one ZIP. Equal content gives equal bytes.

    Raises:
        NotAllowed: the actor is no secretariat of the whole installation.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    site = _made(ws, publisher, base, progress)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for path, content in site.items():
            info = zipfile.ZipInfo(f"site/{path}", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            pack.writestr(info, content)
    details = {"files": len(site), "bytes": sum(map(len, site.values())), "sha256": _fingerprint(site)}
    record(ws, "site-written", owner=EVERYONE, details=details)
    progress(1.0, _WRITING)
    return buffer.getvalue()


def _made(ws: Workspace, publisher: Publisher, base: str, progress: Progress) -> Mapping[str, bytes]:
    progress(0.0, _READING)
    content = site_content(ws, publisher=publisher, base=base)
    progress(0.3, _MAKING)
    return static_site(content)


def _fingerprint(site: Mapping[str, bytes]) -> str:
    """SHA-256 over paths and contents."""
    digest = hashlib.sha256()
    for path, content in site.items():
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
