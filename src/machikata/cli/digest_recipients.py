# SPDX-License-Identifier: Apache-2.0
"""`machikata digest recipients`: who gets the letter."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.digest import Recipient, RecipientRole
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number
from machikata.publication.document import to_document
from machikata.workspace.imports import opened_file
from machikata.workspace.recipient_files import read_recipients, recipients_csv
from machikata.workspace.recipients import (
    come_back,
    leave,
    list_recipients,
    names_by_body,
    save_recipient,
    take_recipients,
)
from machikata.workspace.reports import write_file
from machikata.workspace.workspace import Workspace

app = App(name="recipients", help="総務大臣メールの宛先。 Who gets the letter.")


@app.command(name="list")
def list_(*, left: bool = False, common: Common = STANDARD) -> None:
    """宛先の一覧。 List the recipients.

    Parameters
    ----------
    left
        送らなくなった宛先も。 Also those who get none any more.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = tuple(k.value for k in list_recipients(ws, left=left))
        output.result(to_document(found), lambda: _show(output, ws, found))


def _show(output: Output, ws: Workspace, found: tuple[Recipient, ...]) -> None:
    names = names_by_body(ws, {r.body for r in found})
    heads = [
        output.t(*h)
        for h in (("番号", "Id"), ("団体", "Body"), ("役割", "Role"), ("氏名・職", "Name"), ("アドレス", "Address"), ("送らない理由", "Not written to"))
    ]  # fmt: skip
    rows = [
        (r.id, f"{r.body} {names[r.body].in_(output.language)}", r.role.label.in_(output.language), r.name or NOTHING, r.mail,
         r.left.in_(output.language) or NOTHING)
        for r in found
    ]  # fmt: skip
    output.table("", heads, rows, whole=[0])


@app.command
def add(
    mail: str, *, body: str, role: RecipientRole = RecipientRole.HEAD, name: str = "", common: Common = STANDARD
) -> None:
    """宛先を登録する。 Add a recipient.

    Parameters
    ----------
    mail
        メールアドレス。 The mail address.
    body
        団体コード。 The body's code.
    role
        役割。 As whom they get it.
    name
        氏名・職。 Name and post.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        kept = save_recipient(ws, body=body, role=role, mail=mail, name=name)
        output.result(to_document(kept.value), lambda: _show(output, ws, (kept.value,)))


@app.command
def take(file: Path, *, sheet: str | None = None, common: Common = STANDARD) -> None:
    """宛先の表（CSV、Excel）を取り込む。直すところがあれば1件も登録しない。 Take a list in: all of it, or none.

    Parameters
    ----------
    file
        表。 The list.
    sheet
        シート名。 The sheet.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        with opened_file(file) as content:
            listed = read_recipients(ws, content.read(), name=file.name, sheet=sheet)
        with output.progress(Text("宛先", "recipients")) as progress:
            done = take_recipients(ws, listed, progress=progress)
        told = Text(
            f"新しく {number(len(done.added))}、直した {number(len(done.changed))}、同じ {number(len(done.known))}、"
            f"送らないまま {number(len(done.left))}",
            f"{number(len(done.added))} added, {number(len(done.changed))} changed, {number(len(done.known))} known, "
            f"{number(len(done.left))} still not written to",
        )
        output.result(to_document(done), lambda: output.say(told))


@app.command(name="leave")
def leave_(recipient: str, *, reason: str, common: Common = STANDARD) -> None:
    """もう送らない（back で戻す）。 Write no more letters to a recipient; `back` undoes it.

    Parameters
    ----------
    recipient
        宛先の番号。 The recipient's id.
    reason
        理由。 The reason.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        kept = leave(ws, recipient, reason=Text(reason, reason))
        output.result(to_document(kept.value), lambda: _show(output, ws, (kept.value,)))


@app.command
def back(recipient: str, *, common: Common = STANDARD) -> None:
    """また送る。 Write to a recipient again.

    Parameters
    ----------
    recipient
        宛先の番号。 The recipient's id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        kept = come_back(ws, recipient)
        output.result(to_document(kept.value), lambda: _show(output, ws, (kept.value,)))


@app.command
def export(to: Path | None = None, *, common: Common = STANDARD) -> None:
    """宛先をCSVに書き出す（個人のアドレスが入る）。 Write the list as CSV; it holds addresses of persons.

    Parameters
    ----------
    to
        書き出す先。 The file to write.
    """
    output = common.output()
    with complaints(output):
        content = recipients_csv(common.open(), output.language)
        output.written(write_file(to or Path(output.t("宛先.csv", "recipients.csv")), content))
