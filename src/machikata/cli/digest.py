# SPDX-License-Identifier: Apache-2.0
"""`machikata digest`: the periodical letter drafted from what is new, edited, read by another person, and sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from machikata.cli import digest_recipients, digest_replies
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.stopping import stopped_between_steps
from machikata.domain.digest import Digest, RecipientRole
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.publication.document import to_document
from machikata.workspace.digest_edit_file import read_digest_edit
from machikata.workspace.digest_files import digest_eml, digest_emls, preview_digest
from machikata.workspace.digest_replies import reply_counts
from machikata.workspace.digest_sending import Sending, reopen_digest, send_digest, sending_of
from machikata.workspace.digests import (
    DigestEdit,
    ItemEdit,
    draft_digest,
    edit_digest,
    find_digest,
    list_digests,
    ready_digest,
    renew_news,
    title_of,
)
from machikata.workspace.imports import opened_file
from machikata.workspace.reports import write_file
from machikata.workspace.shelf import Kept
from machikata.workspace.workspace import Workspace

app = App(
    name="digest",
    help="首長への総務大臣メールをつくり、送り、返信に答える。 The letter to heads of municipalities, and what comes back.",
)
app.command(digest_recipients.app, name="recipients")
app.command(digest_replies.app, name="replies")


@app.command
def draft(
    sender: str, *, sender_en: str = "", since: date | None = None, until: date | None = None, site: str = "",
    common: Common = STANDARD,
) -> None:  # fmt: skip
    """新しく公表されたものから、次の号の下書きをつくる。 Draft the next letter from what is new.

    Parameters
    ----------
    sender
        差出人。 Who sends it.
    sender_en
        英語の差出人。 The sender in English.
    since
        いつからの分か（なければ前の号から）。 From which day; since the last letter where none is named.
    until
        いつまでの分か（なければ今日）。 Up to which day; today where none is named.
    site
        公表サイトのアドレス。 The address of the public site.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        kept = draft_digest(ws, sender_name=Text(sender, sender_en or sender), since=since, until=until, site=site)
        _tell(output, ws, kept)


@app.command(name="list")
def list_(*, common: Common = STANDARD) -> None:
    """総務大臣メールの一覧。 List the letters, with what became of them."""
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = [(k, reply_counts(ws, k.id)) for k in list_digests(ws)]
        heads = [output.t(*h) for h in (("番号", "Id"), ("題名", "Title"), ("期間の終わり", "Until"), ("状態", "State"), ("項目", "Items"),
                                        ("送った", "Sent"), ("返信", "Replies"), ("未回答", "Waiting"))]  # fmt: skip
        rows = [
            (k.id, title_of(k.value).in_(output.language), k.value.until.isoformat(), k.value.state.label.in_(output.language),
             number(len(k.value.items)), number(c.sent), number(c.replies), number(c.waiting))
            for k, c in found
        ]  # fmt: skip
        document = [_document(k) | {"replies": to_document(c)} for k, c in found]
        output.result(document, lambda: output.table("", heads, rows, right=[4, 5, 6, 7], whole=[0, 2]))


def _document(kept: Kept[Digest]) -> dict[str, object]:
    return {"id": kept.id, "version": kept.version, "by": kept.by, "digest": to_document(kept.value)}


@app.command
def show(digest: str, *, to: str = "", html: bool = False, common: Common = STANDARD) -> None:
    """総務大臣メールの文面を見る。--json で書き出したものは edit で読める。 Show a letter; what --json writes can be edited and read back.

    Parameters
    ----------
    digest
        総務大臣メールの番号。 The letter's id.
    to
        だれ宛ての文面か（宛先の番号）。 To which recipient; the first one where none is named.
    html
        HTMLの文面を出す。 The letter as HTML.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        preview = preview_digest(ws, digest, recipient_id=to, language=output.language)
        kept = find_digest(ws, digest)
        document = _document(kept) | {"sending": to_document(sending_of(ws, digest)), "preview": to_document(preview)}

        def told() -> None:
            if not html:
                output.say(_state(kept))
            output.say(
                preview.html if html else f"{output.t('件名：', 'Subject: ')}{preview.subject}\n\n{preview.text}"
            )

        output.result(document, told)


def _state(kept: Kept[Digest]) -> Text:
    return (
        Text(f"［{kept.id}　第{kept.version}版　", f"[{kept.id}, version {kept.version}, ")
        + kept.value.state.label
        + Text("］", "]")
    )


def _tell(output: Output, ws: Workspace, kept: Kept[Digest]) -> None:
    """The letter as a command has left it."""
    chosen = sending_of(ws, kept.id).chosen
    items = Text(
        f"項目 {number(len(kept.value.items))}、宛先 {number(chosen)}",
        f"{number(len(kept.value.items))} items, {number(chosen)} recipients",
    )
    output.result(
        _document(kept),
        lambda: output.say(_state(kept) + Text("　", " ") + title_of(kept.value) + Text("：", ": ") + items),
    )


@app.command
def edit(
    digest: str, file: Path | None = None, *, title: str | None = None, opening: str | None = None,
    closing: str | None = None, site: str | None = None, drop: list[str] | None = None,
    role: list[RecipientRole] | None = None, class_: Annotated[list[str] | None, Parameter(name="--class")] = None, everybody: bool = False,
    common: Common = STANDARD,
) -> None:  # fmt: skip
    """下書きを直す：show --json で書き出して直したファイルか、項目ごとに。 Edit a draft: a file that show --json wrote, or single parts.

    Parameters
    ----------
    digest
        総務大臣メールの番号。 The letter's id.
    file
        直したファイル（JSONかYAML）。 The edited file (JSON or YAML).
    title
        題名（日本語）。 The title in Japanese.
    opening
        はじめの文（日本語）。 The opening in Japanese.
    closing
        終わりの文（日本語）。 The closing in Japanese.
    site
        公表サイトのアドレス。 The address of the public site.
    drop
        載せない項目（cases/C01 など、何度でも）。 Items to leave out, by subject.
    role
        宛先の役割（何度でも）。 Roles of recipients.
    class_
        宛先の区分（何度でも）。 Classes of bodies.
    everybody
        役割と区分で絞らない。 All recipients, whatever their role and class.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        held = find_digest(ws, digest)
        if file is not None:
            if any(v is not None for v in (title, opening, closing, site, drop, role, class_)) or everybody:
                raise InputRefused([_file_or_parts(file)])
            with opened_file(file) as content:
                change, seen = read_digest_edit(content.read(), file_name=file.name)
            _tell(output, ws, edit_digest(ws, digest, change, found=held.version if seen is None else seen))
            return
        d = held.value
        change = DigestEdit(
            title=_japanese(d.title, title), opening=_japanese(d.opening, opening), closing=_japanese(d.closing, closing),
            site=site, classes=() if everybody else tuple(class_) if class_ else None,
            roles=() if everybody else tuple(role) if role else None, items=_without(d, drop) if drop else None,
        )  # fmt: skip
        _tell(output, ws, edit_digest(ws, digest, change, found=held.version))


def _japanese(held: Text, ja: str | None) -> Text | None:
    return None if ja is None else Text(ja, held.en)


def _without(digest: Digest, drop: list[str]) -> tuple[ItemEdit, ...]:
    unknown = sorted(set(drop) - {i.subject for i in digest.items})
    if unknown:
        choices = tuple(i.subject for i in digest.items)
        raise InputRefused([
            Problem("digest-item", Text("この項目は総務大臣メールにありません", "the letter has no such item"),
                    Text(f"次から選んでください：{'、'.join(choices)}", f"choose one of: {', '.join(choices)}"),
                    Place(column="--drop", value=subject), choices=choices)
            for subject in unknown
        ])  # fmt: skip
    return tuple(ItemEdit(i.subject, i.title, i.text) for i in digest.items if i.subject not in drop)


def _file_or_parts(file: Path) -> Problem:
    return Problem(
        "digest-file-and-parts",
        Text("ファイルと項目ごとの指定は、一緒に使えません", "a file and single parts cannot be given together"),
        Text("どちらかにしてください", "give one of them"),
        Place(file=file.name),
    )


@app.command
def renew(digest: str, *, common: Common = STANDARD) -> None:
    """下書きのあとに公表されたものを加える。 Add to a draft what was published since.

    Parameters
    ----------
    digest
        総務大臣メールの番号。 The letter's id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        _tell(output, ws, renew_news(ws, digest))


@app.command
def ready(digest: str, *, common: Common = STANDARD) -> None:
    """確かめて、送ってよいとする（書いた人とは別の人が、--person で）。 Read it and say that it may leave; not by who wrote it.

    Parameters
    ----------
    digest
        総務大臣メールの番号。 The letter's id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        _tell(output, ws, ready_digest(ws, digest))


@app.command
def reopen(digest: str, *, common: Common = STANDARD) -> None:
    """まだ1通も出ていない総務大臣メールを、下書きに戻す。 Make a letter a draft again, as long as no message has left.

    Parameters
    ----------
    digest
        総務大臣メールの番号。 The letter's id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        _tell(output, ws, reopen_digest(ws, digest))


@app.command
def send(digest: str, *, failed_again: bool = False, again: list[str] | None = None, common: Common = STANDARD) -> None:
    """送る。Ctrl+Cで1通ずつの区切りで止まり、もう一度で続きから。 Send; Ctrl+C stops between two messages, and send goes on later.

    Parameters
    ----------
    digest
        総務大臣メールの番号。 The letter's id.
    failed_again
        送れなかった宛先にも、もう一度送る。 Also try those again that were refused.
    again
        届いていないと確かめた宛先の番号（何度でも）。 Recipients who were asked and did not get theirs.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        with (
            output.progress(Text("総務大臣メールを送る", "sending")) as report,
            stopped_between_steps(report) as progress,
        ):
            done = send_digest(
                ws,
                digest,
                again=tuple(again or ()),
                failed_again=failed_again,
                language=output.language,
                progress=progress,
            )
        output.result(to_document(done), lambda: _show_sending(output, done))


def _show_sending(output: Output, done: Sending) -> None:
    parts = (
        (Text("送った", "sent"), done.sent), (Text("まだ", "waiting"), done.waiting), (Text("送れなかった", "not sent"), done.failed),
        (Text("届いたか分からない", "may have arrived"), done.unknown),
    )  # fmt: skip
    output.say(output.t("、", ", ").join(f"{name.in_(output.language)} {number(n)}" for name, n in parts))
    if done.stopped.ja:
        output.say(done.stopped)


@app.command
def eml(digest: str, *, to: Path | None = None, recipient: str = "", common: Common = STANDARD) -> None:
    """メールソフトで開ける .eml を書き出す。 Write .eml files for a mail program: all recipients as a ZIP, or one.

    Parameters
    ----------
    digest
        総務大臣メールの番号。 The letter's id.
    to
        書き出す先。 The file to write.
    recipient
        1人だけのときの宛先の番号。 One recipient, by id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        if recipient:
            content = digest_eml(ws, digest, recipient, language=output.language)
        else:
            with output.progress(Text("書き出しています", "writing")) as progress:
                content = digest_emls(ws, digest, language=output.language, progress=progress)
        output.written(write_file(to or Path(f"{digest}.eml" if recipient else f"{digest}.zip"), content))
