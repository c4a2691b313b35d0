# SPDX-License-Identifier: Apache-2.0
"""`machikata person`: who may act and sign here, until the installation has a sign-in."""

from __future__ import annotations

from cyclopts import App

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.actor import ALL_BODIES, Person, Role
from machikata.domain.errors import NotFound
from machikata.domain.text import Text
from machikata.publication.document import to_document
from machikata.workspace.persons import list_persons, remove_person, save_person
from machikata.workspace.workspace import Workspace

app = App(
    name="person",
    help="操作する人を登録する。 Who acts, signs and is on record. Act as somebody with --person or $MACHIKATA_PERSON.",
)


def list_(*, common: Common = STANDARD) -> None:
    """登録した人の一覧。 List the persons on record."""
    output = common.output()
    with complaints(output):
        found = list_persons(common.open())
        output.result(to_document(found), lambda: _show(output, found))


app.command(list_, name="list")


@app.command
def add(name: str, *, body: str = ALL_BODIES, role: list[Role] | None = None, common: Common = STANDARD) -> None:
    """人を登録する。 Put a person on record.

    Parameters
    ----------
    name
        氏名。 The name that records keep.
    body
        団体コード（なければ、すべての団体）。 The body's code; all bodies where none is named.
    role
        役割（何度でも。なければ担当者）。 Roles; an officer where none is named. The last signature of a decision is an approver's.
    """
    output = common.output()
    with complaints(output):
        saved = save_person(common.open(), name=name, body=body, roles=tuple(role or (Role.OFFICER,)))
        output.result(to_document(saved), lambda: _show(output, (saved,)))


@app.command
def remove(person: str, *, common: Common = STANDARD) -> None:
    """人を外す（署名と記録は残る）。 Let nobody act as this person any more; signatures and records stay.

    Parameters
    ----------
    person
        名前か番号。 The name or id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        gone = remove_person(ws, _id_of(ws, person))
        output.result(
            to_document(gone), lambda: output.say(Text(f"✓ {gone.name} さんを外しました", f"✓ removed {gone.name}"))
        )


def _id_of(ws: Workspace, words: str) -> str:
    named = [p.id for p in list_persons(ws) if words in (p.name, p.id)]
    if len(named) > 1:
        raise NotFound(
            Text(f"「{words}」さんが{len(named)}人います", f"{len(named)} persons are named {words}"),
            remedy=Text("番号で指定してください", "name the id"),
        )
    return named[0] if named else words


def _show(output: Output, found: tuple[Person, ...]) -> None:
    if not found:
        output.say(Text("まだだれも登録していません", "nobody is on record yet"))
        return
    heads = [output.t(*h) for h in (("番号", "Id"), ("氏名", "Name"), ("団体", "Body"), ("役割", "Roles"))]
    rows = [
        (p.id, p.name, p.body, "、".join(r.label.in_(output.language) for r in Role if r in p.roles)) for p in found
    ]
    output.table("", heads, rows, whole=[0])
