# SPDX-License-Identifier: Apache-2.0
"""`machikata call apply`, `withdraw`, `form`, `take`, `export`: applications to a call, one by one and as files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.call import CallApplication, ClassWish
from machikata.domain.case_study import ServiceField
from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number
from machikata.publication.document import to_document
from machikata.workspace.call_applications import applications, apply, own_application, withdraw_application
from machikata.workspace.call_files import (
    applications_csv,
    call_form,
    grouping_csv,
    grouping_json,
    grouping_workbook,
    take_applications,
)
from machikata.workspace.imports import opened_file
from machikata.workspace.reports import write_file
from machikata.workspace.workspace import Workspace


class CallFile(StrEnum):
    """What of a call is written out."""

    APPLICATIONS = "applications"
    GROUPS_CSV = "groups-csv"
    GROUPS_XLSX = "groups-xlsx"
    GROUPS_JSON = "groups-json"


def apply_(
    call: str, *, body: str, wish: list[ServiceField], class_wish: ClassWish = ClassWish.ANY,
    partner: list[str] | None = None, contact: str = "", comment: str = "", common: Common = STANDARD,
) -> None:  # fmt: skip
    """応募する。もう一度すると、直した応募になる。 Apply for a body; doing it again changes its application.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    body
        団体コード。 The body's code.
    wish
        希望の分野（何度でも、望む順に）。 Fields wanted, in order of preference.
    class_wish
        だれと組みたいか：same、near、any。 With whom: the same class, near population, any.
    partner
        組みたい団体のコード（何度でも）。 Codes of bodies it would like to work with.
    contact
        連絡先（事務局だけが見る）。 Contact, seen by the secretariat alone.
    comment
        備考（事務局だけが見る）。 A comment, seen by the secretariat alone.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        held = own_application(ws, call, body=body)
        kept = apply(
            ws, call, body=body, wishes=tuple(wish), class_wish=class_wish, partners=tuple(partner or ()),
            contact=contact, comment=comment, found=held.version if held else 0,
        )  # fmt: skip
        tell = Text(
            f"✓ {kept.value.body_name}の応募を受けました（第{kept.version}版）",
            f"✓ {kept.value.body_name} has applied (version {kept.version})",
        )
        output.result(to_document(kept), lambda: output.say(tell))


def withdraw(call: str, *, body: str, reason: str, common: Common = STANDARD) -> None:
    """応募を取り下げる（受付中なら、応募し直せる）。 Take an application back; applying again undoes it while the call is open.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    body
        団体コード。 The body's code.
    reason
        理由。 The reason.
    """
    output = common.output()
    with complaints(output):
        kept = withdraw_application(common.open(), call, body=body, reason=reason)
        tell = Text(
            f"✓ {kept.value.body_name}の応募を取り下げました",
            f"✓ the application of {kept.value.body_name} is withdrawn",
        )
        output.result(to_document(kept), lambda: output.say(tell))


def form(call: str, *, to: Path | None = None, common: Common = STANDARD) -> None:
    """応募用紙（Excel）をつくる。 Write the form of applications (Excel).

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    to
        書き出す先。 The file to write.
    """
    output = common.output()
    with complaints(output):
        content = call_form(common.open(), call, language=output.language)
        name = output.t(f"応募用紙_{call}.xlsx", f"application_{call}.xlsx")
        output.written(write_file(to or Path(name), content))


def take(call: str, file: Path, *, common: Common = STANDARD) -> None:
    """記入された応募用紙やCSVを取り込む。直すところがあれば1件も取り込まない。 Take filled forms or a CSV in: all rows, or none.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    file
        応募用紙（Excel）かCSV。 The filled form (Excel) or a CSV.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        with opened_file(file) as content:
            kept = take_applications(ws, call, content.read(), name=file.name)
        tell = Text(f"✓ {number(len(kept))}件を取り込みました", f"✓ {number(len(kept))} applications taken in")
        output.result(to_document(kept), lambda: output.say(tell))


def export(
    call: str, what: CallFile = CallFile.APPLICATIONS, *, to: Path | None = None, contacts: bool = False,
    common: Common = STANDARD,
) -> None:  # fmt: skip
    """応募の一覧かグループを書き出す。 Write the applications or the groups as a file.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    what
        何を書き出すか：applications（CSV）、groups-csv、groups-xlsx、groups-json。 What to write.
    to
        書き出す先。 The file to write.
    contacts
        連絡先と備考も（事務局だけ）。 With contacts and comments, for the secretariat alone.
    """
    output = common.output()
    with complaints(output):
        content = _content(common.open(), call, what, output.language, contacts=contacts)
        ending = what.value.partition("-")[2] or "csv"
        name = f"{what.value.partition('-')[0]}_{call}.{ending}"
        output.written(write_file(to or Path(name), content))


def _content(ws: Workspace, call: str, what: CallFile, language: Language, *, contacts: bool) -> bytes:
    if what is CallFile.APPLICATIONS:
        return applications_csv(ws, call, language=language, contacts=contacts)
    if what is CallFile.GROUPS_JSON:
        return grouping_json(ws, call)
    if what is CallFile.GROUPS_XLSX:
        return grouping_workbook(ws, call, language=language)
    return grouping_csv(ws, call, language=language)


def seen(ws: Workspace, call: str) -> tuple[CallApplication, ...]:
    """The applications that the actor may see."""
    return applications(ws, call)


def show_applications(output: Output, found: tuple[CallApplication, ...]) -> None:
    """Applications as a table."""
    if not found:
        return
    heads = [
        output.t(*h)
        for h in (
            ("団体", "Body"),
            ("名前", "Name"),
            ("希望の分野", "Wishes"),
            ("組む相手", "With"),
            ("取り下げ", "Withdrawn"),
        )
    ]
    rows = [
        (a.body, a.body_name + (output.t("（架空）", " (invented)") if a.synthetic else ""),
         output.t("、", ", ").join(w.label.in_(output.language) for w in a.wishes), _with(output, a),
         a.withdrawn.in_(output.language) or NOTHING)
        for a in found
    ]  # fmt: skip
    output.table("", heads, rows, whole=[0])


def _with(output: Output, a: CallApplication) -> str:
    return output.t("、", ", ").join((a.class_wish.label.in_(output.language), *a.partners))
