# SPDX-License-Identifier: Apache-2.0
"""Bodies, processes and groups of peers."""

from __future__ import annotations

from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.municipality import Municipality, kind_by_name
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.workspace.library import EVERYONE, LogEntry
from machikata.workspace.workspace import Workspace


def list_bodies(ws: Workspace) -> tuple[Municipality, ...]:
    """All bodies of the installation, by code. Names and classes are no secret within it."""
    return ws.library.bodies()


def save_body(ws: Workspace, body: Municipality) -> Municipality:
    """Add a body or change its data."""
    ws.require(Role.OFFICER, owner=body.code)
    problems = _body_problems(body)
    if problems:
        raise InputRefused(problems)
    ws.library.put_body(body)
    ws.note("body.saved", owner=body.code)
    return body


def _body_problems(body: Municipality) -> list[Problem]:
    problems = []
    if not body.code.strip() or not body.name.ja.strip():
        problems.append(
            Problem(
                "body-name",
                Text("団体コードと名称が要ります", "a body needs a code and a name"),
                Text("両方を入れてください", "fill in both"),
                Place(column="code"),
            )
        )
    if any(c in body.code for c in "/\\?#%") or body.code in {".", ".."}:
        problems.append(
            Problem(
                "body-code",
                Text("団体コードに使えない文字があります", "the code holds a character it may not"),
                Text("英数字、かな、漢字、- と _ を使ってください", "use letters, digits, - and _"),
                Place(column="code", value=body.code),
            )
        )
    if body.population is not None and body.population < 0:
        problems.append(
            Problem(
                "body-population",
                Text("人口は0以上です", "population cannot be negative"),
                Text("0以上の整数を入れてください", "enter a whole number from 0"),
                Place(column="population"),
            )
        )
    for name, share in (("s23", body.s23), ("s3", body.s3)):
        if share is not None and not 0 <= share <= 1:
            problems.append(
                Problem(
                    "body-share",
                    Text("就業者の割合は0から1です", "a share of workers lies between 0 and 1"),
                    Text("72.5%なら0.725と入れてください", "write 72.5 % as 0.725"),
                    Place(column=name),
                )
            )
    return problems


def remove_body(ws: Workspace, code: str) -> None:
    """Remove a body that holds no records.

    Raises:
        InputRefused: the body still has records.
    """
    ws.require(Role.OFFICER, owner=code)
    if any(entry.owner == code for entry in ws.library.logs()):
        raise InputRefused(
            [
                Problem(
                    "body-has-records",
                    Text("この団体には取り込んだ記録があります", "this body still has records"),
                    Text("先に記録を取り消してください", "remove its records first"),
                    Place(value=code),
                )
            ]
        )
    ws.library.remove_body(code)
    ws.note("body.removed", owner=code)


def ensure_body(ws: Workspace, body: str | Municipality) -> Municipality:
    """The body, added when it is new. A bare string becomes a body of which nothing but the key is known."""
    if isinstance(body, Municipality):
        return save_body(ws, body)
    known = next((b for b in ws.library.bodies() if b.code == body), None)
    return known or save_body(ws, Municipality(body, Text(body, body), kind_by_name(body)))


def list_processes(ws: Workspace) -> tuple[Process, ...]:
    """All processes, by id."""
    return ws.library.processes()


def save_process(ws: Workspace, process: Process) -> Process:
    """Add a process or change its title, dictionary or limit."""
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    ws.library.put_process(process)
    ws.note("process.saved", owner=EVERYONE, details={"process": process.id})
    return process


def ensure_process(ws: Workspace, process: str | Process) -> Process:
    """The process, added when it is new. A bare string becomes a process without a dictionary."""
    if isinstance(process, Process):
        return save_process(ws, process)
    known = next((p for p in ws.library.processes() if p.id == process), None)
    return known or save_process(ws, Process(process, Text(process, process)))


def list_groups(ws: Workspace) -> tuple[PeerGroup, ...]:
    """All groups of peers, by id."""
    return tuple(group for _, group in ws.library.groups())


def find_group(ws: Workspace, group_id: str) -> PeerGroup:
    """The group with this id.

    Raises:
        NotFound: no such group.
    """
    found = next((g for g in list_groups(ws) if g.id == group_id), None)
    if found is None:
        raise NotFound(
            Text(f"比べる相手「{group_id}」はありません", f"there is no group “{group_id}”"),
            remedy=Text("団体の画面で相手を決めてください", "form a group on the page of bodies"),
        )
    return found


def save_group(ws: Workspace, group: PeerGroup) -> PeerGroup:
    """Keep a group of peers. Its members must be known bodies, each named once."""
    ws.require(Role.SECRETARIAT, owner=group.id)
    known = {b.code for b in ws.library.bodies()}
    problems = [
        Problem(
            "group-member",
            Text(f"団体「{m}」はありません", f"there is no body “{m}”"),
            Text("先に団体を加えてください", "add the body first"),
            Place(value=m),
        )
        for m in group.members
        if m not in known
    ]
    if len(set(group.members)) < len(group.members):
        problems.append(
            Problem(
                "group-twice",
                Text("同じ団体が2度入っています", "a body is named twice"),
                Text("1度だけにしてください", "name it once"),
            )
        )
    if problems:
        raise InputRefused(problems)
    ws.library.put_group(group, owner=group.id)
    ws.note("group.saved", owner=group.id, details={"members": list(group.members)})
    return group


def remove_group(ws: Workspace, group_id: str) -> None:
    """Forget a group; the bodies and their records stay."""
    ws.require(Role.SECRETARIAT, owner=group_id)
    ws.library.remove_group(group_id)
    ws.note("group.removed", owner=group_id)


def list_records(ws: Workspace, *, body: str | None = None, process: str | None = None) -> tuple[LogEntry, ...]:
    """The admitted logs the actor may list: the own body's, newest first."""
    return tuple(
        e
        for e in ws.library.logs()
        if ws.actor.owns(e.owner) and body in (None, e.owner) and process in (None, e.process)
    )
