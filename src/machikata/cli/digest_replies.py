# SPDX-License-Identifier: Apache-2.0
"""`machikata digest replies`: what comes back, sorted and answered."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.stopping import stopped_between_steps
from machikata.domain.digest import Reply, ReplyKind
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, moment, number
from machikata.publication.document import to_document
from machikata.workspace.digest_answers import answer_eml, answer_reply, answer_state_of
from machikata.workspace.digest_replies import (
    assign_reply,
    by_a_person,
    fetch_replies,
    list_replies,
    shown_text,
    sort_reply,
    take_reply,
    thread_of,
)
from machikata.workspace.imports import opened_file
from machikata.workspace.reports import write_file
from machikata.workspace.shelf import Kept
from machikata.workspace.workspace import Workspace

app = App(name="replies", help="総務大臣メールへの返信。 What comes back for the letter.")


@app.command
def take(files: list[Path], *, common: Common = STANDARD) -> None:
    """メールソフトで保存した返信（.eml）を取り込む。 Take replies in that a mail program has saved (.eml).

    Parameters
    ----------
    files
        返信のファイル。 The files.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        kept, problems = [], []
        for file in files:
            try:
                with opened_file(file) as content:
                    kept.append(take_reply(ws, content.read()))
            except InputRefused as refused:
                problems += [Problem(p.code, p.what, p.remedy, Place(file=file.name)) for p in refused.problems]
        if problems:
            raise InputRefused(problems)
        output.result(to_document(tuple(k.value for k in kept)), lambda: _list(output, ws, kept))


@app.command
def fetch(*, common: Common = STANDARD) -> None:
    """受信箱から新しい返信を受け取る。 Take in what waits unseen in the inbox."""
    output = common.output()
    with complaints(output):
        ws = common.open()
        with output.progress(Text("受信箱", "inbox")) as report, stopped_between_steps(report) as progress:
            found = fetch_replies(ws, progress=progress)

        def told() -> None:
            _list(output, ws, list(found.kept))
            output.say(
                Text(
                    f"新しい返信 {number(len(found.kept))}、取り込み済み {number(found.known)}",
                    f"{number(len(found.kept))} new, {number(found.known)} known",
                )
            )
            for which, why in found.refused:
                output.err.print(f"✗ {which}: {why.in_(output.language)}", markup=False, highlight=False)

        output.result(to_document(found), told)


@app.command(name="list")
def list_(*, digest: str | None = None, automatic: bool = False, common: Common = STANDARD) -> None:
    """返信の一覧。 List the replies, the newest first.

    Parameters
    ----------
    digest
        総務大臣メールの番号。 Of one letter.
    automatic
        自動の返信も。 Also what programs have written.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = list_replies(ws, digest=digest, automatic=automatic)
        output.result(to_document(tuple(k.value for k in found)), lambda: _list(output, ws, list(found)))


def _list(output: Output, ws: Workspace, found: list[Kept[Reply]]) -> None:
    heads = [
        output.t(*h)
        for h in (("番号", "Id"), ("受信", "Received"), ("総務大臣メール", "Letter"), ("団体", "Body"), ("件名", "Subject"), ("種類", "Kind"), ("答え", "Answer"))
    ]  # fmt: skip
    language = output.language
    rows = [
        (k.id, moment(k.value.received_at, language), k.value.digest or NOTHING, k.value.body or NOTHING, k.value.subject,
         (k.value.automatic if k.value.automatic.ja else k.value.kind.label).in_(language), _answered(output, ws, k.value))
        for k in found
    ]  # fmt: skip
    output.table("", heads, rows, whole=[0])


def _answered(output: Output, ws: Workspace, reply: Reply) -> str:
    state = answer_state_of(ws, reply)
    return NOTHING if state is None else state.label.in_(output.language)


@app.command
def show(reply: str, *, common: Common = STANDARD) -> None:
    """返信を1つ、やりとりの順に見る。 Show one reply with its thread.

    Parameters
    ----------
    reply
        返信の番号。 The reply's id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        thread = thread_of(ws, reply)

        def told() -> None:
            for kept in thread:
                _show(output, kept.value)

        output.result(to_document(tuple(k.value for k in thread)), told)


def _show(output: Output, r: Reply) -> None:
    output.say(f"■ {r.id}　{r.subject}　{r.sender}　{moment(r.received_at, output.language)}")
    if r.synthetic:
        output.say(Text("（架空）", "(invented)"))
    if r.automatic.ja:
        output.say(Text("人が書いたメールではありません：", "no person has written it: ") + r.automatic)
    output.say(shown_text(r))
    if r.answer:
        output.say(
            Text(f"――{r.answered_by} の答え――\n", f"-- answered by {r.answered_by} --\n") + Text(r.answer, r.answer)
        )


def _tell(output: Output, ws: Workspace, kept: Kept[Reply]) -> None:
    output.result(to_document(kept.value), lambda: _list(output, ws, [kept]))


@app.command
def sort(reply: str, kind: ReplyKind, *, common: Common = STANDARD) -> None:
    """返信を分ける。 Say what a reply is.

    Parameters
    ----------
    reply
        返信の番号。 The reply's id.
    kind
        種類。 The kind.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        _tell(output, ws, sort_reply(ws, reply, kind))


@app.command
def assign(reply: str, digest: str, *, recipient: str = "", common: Common = STANDARD) -> None:
    """どの号への、だれの返信かを決める。 Say which letter a reply answers, and whose it is.

    Parameters
    ----------
    reply
        返信の番号。 The reply's id.
    digest
        総務大臣メールの番号。 The letter's id.
    recipient
        宛先の番号。 The recipient's id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        _tell(output, ws, assign_reply(ws, reply, digest=digest, recipient=recipient))


@app.command
def person(reply: str, *, common: Common = STANDARD) -> None:
    """自動の返信ではなく、人が書いたものとする。 Say that a person has written it after all.

    Parameters
    ----------
    reply
        返信の番号。 The reply's id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        _tell(output, ws, by_a_person(ws, reply))


@app.command
def answer(
    reply: str, text: str = "", *, file: Path | None = None, to: Path | None = None, by_hand: bool = False,
    again: bool = False, common: Common = STANDARD,
) -> None:  # fmt: skip
    """返信に答える：メールで送るか、.eml に書き出す。 Answer a reply: by mail, or as an .eml file.

    Parameters
    ----------
    reply
        返信の番号。 The reply's id.
    text
        答えの文。 The answer.
    file
        答えの文のファイル。 A file that holds it.
    to
        .eml の書き出し先（記録は --by-hand で）。 Write it as an .eml file; --by-hand puts on record that it went.
    by_hand
        自分で送ったと記録する。 Say that a person has sent it.
    again
        届いていないと確かめた答えを、もう一度送る。 Send once more an answer that did not arrive.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        words = text
        if file is not None:
            with opened_file(file) as content:
                words = _words(content.read(), file)
        if to is not None:
            content_of = answer_eml(ws, reply, words, language=output.language)
            if by_hand:
                answer_reply(ws, reply, words, send=False, again=again, language=output.language)
            output.written(write_file(to, content_of))
            return
        kept = answer_reply(ws, reply, words, send=not by_hand, again=again, language=output.language)
        _tell(output, ws, kept)
        if kept.value.answer_trouble.ja:
            output.err.print(kept.value.answer_trouble.in_(output.language), markup=False, highlight=False)


def _words(content: bytes, file: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = Text("文字として読めません", "it cannot be read as text")
        problem = Problem(
            "answer-file", what, Text("UTF-8で保存してください", "save it as UTF-8"), Place(file=file.name)
        )
        raise InputRefused([problem]) from None
