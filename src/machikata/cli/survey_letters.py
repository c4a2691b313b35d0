# SPDX-License-Identifier: Apache-2.0
"""`machikata survey remind`: letters to sections, shown, written as files, or sent."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.survey_named import campaign_named, whose_answer
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.publication.document import to_document
from machikata.workspace.reminders import (
    LetterSettings,
    Mailing,
    draft_letters,
    eml_files,
    record_letters,
    send_letters,
)
from machikata.workspace.reports import write_file
from machikata.workspace.survey_values import Reminder
from machikata.workspace.workspace import Workspace


def remind(
    campaign: str, *, to: Path | None = None, form: Literal["text", "eml"] = "text", send: bool = False, again: bool = False,
    no_form: bool = False, where: str = "", contact: str = "", common: Common = STANDARD,
) -> None:  # fmt: skip
    """回答のない係への手紙を書く、送る。 Write to sections that have not answered; --send sends by mail.

    Without --to and --send the letters are shown and nothing is kept.

    Parameters
    ----------
    campaign
        調査の番号。 The campaign.
    to
        手紙を書き出すフォルダ。 The folder to write the letters to; this puts them on record.
    form
        text か eml。 As text files, or as .eml files with the form attached.
    send
        メールで送る。 Send them by mail.
    again
        今日送った係にも送る。 Also to those written to today.
    no_form
        調査票を付けない。 Attach no form.
    where
        調査票のある場所と出し方。 Where to find the form and hand it in.
    contact
        問い合わせ先。 Who answers questions.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = campaign_named(ws, campaign)
        settings = LetterSettings(output.language, attach=not no_form, where=where, contact=contact)
        with output.progress(Text("手紙", "letters")) as progress:
            letters = draft_letters(
                ws, found.id, settings=settings, with_forms=send or form == "eml", progress=progress
            )
            if send:
                mailing = send_letters(ws, letters, again=again, progress=progress)
                output.result(to_document(mailing), lambda: _show_mailing(ws, output, mailing))
                return
        if to is not None:
            _write_letters(to, letters, form)
            record_letters(ws, letters)
        output.result(to_document(tuple(_without_files(letters))), lambda: _show_letters(ws, output, letters, to))


def _write_letters(folder: Path, letters: tuple[Reminder, ...], form: str) -> None:
    if form == "eml":
        write_file(folder / "letters.zip", eml_files(letters))
        return
    for n, letter in enumerate(letters, start=1):
        text = f"To: {letter.letter.to}\nSubject: {letter.letter.subject}\n\n{letter.letter.text}"
        write_file(folder / f"{n:04}_{letter.body}.txt", text.encode())


def _without_files(letters: tuple[Reminder, ...]) -> list[dict[str, str]]:
    """The letters for a document, without what is attached."""
    return [
        {"body": r.body, "section": r.section, "kind": r.kind.value, "to": r.letter.to, "subject": r.letter.subject, "text": r.letter.text}
        for r in letters
    ]  # fmt: skip


def _show_letters(ws: Workspace, output: Output, letters: tuple[Reminder, ...], to: Path | None) -> None:
    if not letters:
        output.say(Text("手紙の要る係はありません", "no section needs a letter"))
        return
    if to is not None:
        n = number(len(letters))
        output.say(Text(f"✓ {n}通を {to} に書き出しました", f"✓ {n} letters written to {to}"))
        return
    for letter in letters:
        whom = whose_answer(ws, letter.body, letter.section)
        to_whom = letter.letter.to or output.t("（メールアドレスなし）", "(no mail address)")
        output.say(f"― {whom.in_(output.language)} {to_whom}\n{letter.letter.subject}\n\n{letter.letter.text}")


def _show_mailing(ws: Workspace, output: Output, mailing: Mailing) -> None:
    for r in mailing.reminders:
        named = whose_answer(ws, r.body, r.section)
        why = Text("　", " ") + r.error if r.error else Text("", "")
        output.say(named + Text("：", ": ") + r.state.label + why)
    for whom, why in mailing.held_back:
        output.say(whose_answer(ws, whom.body, whom.section) + Text("：送りませんでした。", ": held back; ") + why)
