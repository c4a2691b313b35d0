# SPDX-License-Identifier: Apache-2.0
"""`machikata call`: calls for bodies that work together, what they ask for, and the applications to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cyclopts import App

from machikata.cli import call_applying, call_groups
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.releasing import decided_proposal, tell_proposal
from machikata.domain.call import Call
from machikata.domain.case_study import ServiceField
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, long_date, number
from machikata.publication.document import to_document
from machikata.workspace.calls import (
    CALLS,
    CallState,
    close_call,
    edit_call,
    find_call,
    list_calls,
    open_call,
    propose_call,
    reopen_call,
)
from machikata.workspace.library import EVERYONE
from machikata.workspace.releases import release_of
from machikata.workspace.workspace import Workspace

app = App(
    name="call", help="公募を開き、応募を受け、グループを編成する。 Calls, applications to them, and the groups formed."
)
app.command(call_applying.apply_, name="apply")
app.command(call_applying.withdraw)
app.command(call_applying.form)
app.command(call_applying.take)
app.command(call_applying.export)
app.command(call_groups.app, name="groups")


@app.command(name="open")
def open_(
    title: str, *, by: str, field: list[ServiceField], deadline: date, opens: date | None = None, title_en: str = "",
    text: str = "", text_en: str = "", process: str = "", smallest: int = 3, largest: int = 6, common: Common = STANDARD,
) -> None:  # fmt: skip
    """公募を開く。 Open a call.

    Parameters
    ----------
    title
        題名。 Its title.
    by
        募集する団体の名前。 Who asks.
    field
        分野（何度でも）。 Fields of work.
    deadline
        応募の締切。 The last day of applications.
    opens
        応募を始める日（なければ今日）。 The first day; today where none is named.
    title_en
        英語の題名。 The title in English.
    text
        説明。 What is asked for.
    text_en
        英語の説明。 The same in English.
    process
        グループで比べる業務。 The process that the groups compare.
    smallest
        グループの団体数（最小）。 The smallest group.
    largest
        グループの団体数（最大）。 The largest group.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        kept = open_call(
            ws, title=Text(title, title_en or title), opened_by=by, fields=tuple(field), opens=opens or ws.clock().date(),
            deadline=deadline, text=Text(text, text_en or text), process=process, smallest=smallest, largest=largest,
            synthetic=any(b.synthetic for b in ws.library.bodies()),
        )  # fmt: skip
        _tell(output, ws, kept.id)


@app.command(name="list")
def list_(*, common: Common = STANDARD) -> None:
    """公募の一覧。 List the calls."""
    output = common.output()
    with complaints(output):
        found = list_calls(common.open())
        heads = [
            output.t(*h)
            for h in (("番号", "Id"), ("題名", "Title"), ("締切", "Deadline"), ("受付", "State"), ("応募", "Applied"))
        ]
        rows = [
            (s.kept.id, s.kept.value.title.in_(output.language), s.kept.value.deadline.isoformat(),
             _state(s).in_(output.language), number(s.applied))
            for s in found
        ]  # fmt: skip
        output.result(to_document(found), lambda: output.table("", heads, rows, right=[4], whole=[0, 2]))


def _state(state: CallState) -> Text:
    if state.open:
        return Text("受付中", "open")
    return Text("受付は終わりました", "no longer open") if state.over else Text("これから始まります", "not yet open")


@app.command
def show(call: str, *, common: Common = STANDARD) -> None:
    """公募を1つ見る。 Show one call, and the applications that the actor may see.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    """
    output = common.output()
    with complaints(output):
        _tell(output, common.open(), call, applied=True)


def _tell(output: Output, ws: Workspace, call_id: str, *, applied: bool = False) -> None:
    state = find_call(ws, call_id)
    found = call_applying.seen(ws, call_id) if applied else ()
    document = {"call": to_document(state)} | ({"applications": to_document(found)} if applied else {})

    def told() -> None:
        _show(output, state)
        if applied:
            call_applying.show_applications(output, found)

    output.result(document, told)


def _show(output: Output, state: CallState) -> None:
    call, language = state.kept.value, output.language
    mark = output.t("（架空）", " (invented)") if call.synthetic else ""
    output.say(f"■ {call.id}　{call.title.in_(language)}{mark}")
    lines = (
        (Text("募集する団体", "opened by"), call.opened_by),
        (Text("受付", "state"), _state(state).in_(language)),
        (Text("受付の期間", "applications"), f"{long_date(call.opens, language)} {output.t('〜', 'to')} {long_date(call.deadline, language)}"),
        (Text("分野", "fields"), output.t("、", ", ").join(f.label.in_(language) for f in call.fields)),
        (Text("グループの団体数", "bodies in a group"), f"{call.smallest}–{call.largest}"),
        (Text("比べる業務", "process"), call.process or NOTHING),
        (Text("応募", "applied"), number(state.applied)),
        (Text("説明", "text"), call.text.in_(language) or NOTHING),
    )  # fmt: skip
    for name, value in lines:
        output.say(f"  {name.in_(language)}{output.t('：', ': ')}{value}")


@app.command
def edit(
    call: str, *, title: str | None = None, title_en: str | None = None, by: str | None = None,
    field: list[ServiceField] | None = None, opens: date | None = None, deadline: date | None = None,
    text: str | None = None, text_en: str | None = None, process: str | None = None, smallest: int | None = None,
    largest: int | None = None, common: Common = STANDARD,
) -> None:  # fmt: skip
    """公募を直す。言わなかった項目はそのまま。 Change a call; what is not named stays. What is public stays until it is signed anew.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    title
        題名。 Its title.
    title_en
        英語の題名。 The title in English.
    by
        募集する団体の名前。 Who asks.
    field
        分野（すべて）。 All fields of work.
    opens
        応募を始める日。 The first day.
    deadline
        締切。 The last day.
    text
        説明。 What is asked for.
    text_en
        英語の説明。 The same in English.
    process
        グループで比べる業務。 The process that the groups compare.
    smallest
        グループの団体数（最小）。 The smallest group.
    largest
        グループの団体数（最大）。 The largest group.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        kept = find_call(ws, call).kept
        plain = {
            "opened_by": by, "fields": None if field is None else tuple(field), "opens": opens, "deadline": deadline,
            "process": process, "smallest": smallest, "largest": largest,
        }  # fmt: skip
        changed: Call = replace(
            kept.value, title=_both(kept.value.title, title, title_en), text=_both(kept.value.text, text, text_en),
            **{k: v for k, v in plain.items() if v is not None},  # type: ignore[arg-type]
        )  # fmt: skip
        edit_call(ws, changed, found=kept.version)
        _tell(output, ws, call)


def _both(held: Text, ja: str | None, en: str | None) -> Text:
    """A text with what was named of it; the English follows the Japanese where it was the same."""
    if ja is None and en is None:
        return held
    japanese = held.ja if ja is None else ja
    same = japanese if held.en == held.ja else held.en
    return Text(japanese, same if en is None else en)


@app.command
def close(call: str, *, common: Common = STANDARD) -> None:
    """応募を締め切る（reopen で戻す）。 Take no more applications; `reopen` undoes it.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        close_call(ws, call)
        _tell(output, ws, call)


@app.command
def reopen(call: str, *, common: Common = STANDARD) -> None:
    """締切の日まで、また応募を受ける。 Take applications again, until the deadline.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        reopen_call(ws, call)
        _tell(output, ws, call)


@app.command
def propose(call: str, *, common: Common = STANDARD) -> None:
    """公募を公表する署名を求める。 Ask for the two signatures that make the call public.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    """
    output = common.output()
    with complaints(output):
        tell_proposal(output, propose_call(common.open(), call))


@app.command
def sign(call: str, *, comment: str = "", common: Common = STANDARD) -> None:
    """内容を確かめて署名する（--person で名前を指定）。 Agree and sign; name who signs with --person.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    comment
        付記。 A comment.
    """
    output = common.output()
    with complaints(output):
        _decide(output, common.open(), call, agrees=True, comment=comment)


@app.command
def reject(call: str, *, comment: str, common: Common = STANDARD) -> None:
    """認めずに戻す（--person で名前を指定）。 Disagree and send it back; name who does with --person.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    comment
        理由。 The reason.
    """
    output = common.output()
    with complaints(output):
        _decide(output, common.open(), call, agrees=False, comment=comment)


def _decide(output: Output, ws: Workspace, call_id: str, *, agrees: bool, comment: str) -> None:
    kept = CALLS.get(ws, call_id, owner=EVERYONE)
    decided_proposal(ws, output, release_of(ws, CALLS, kept), call_id, agrees=agrees, comment=comment)
