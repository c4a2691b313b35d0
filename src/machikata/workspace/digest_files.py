# SPDX-License-Identifier: Apache-2.0
"""A letter to look at and to carry: previews, and its messages as .eml files for a person's own mail program."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from machikata.domain.case_study import NOTHING
from machikata.domain.digest import Digest, Recipient, RecipientRole
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Language, Text
from machikata.publication.digest import html, plain_text, subject
from machikata.workspace.digest_letters import digest_letter, eml_of
from machikata.workspace.digests import find_digest
from machikata.workspace.recipients import chosen_recipients, find_recipient, names_by_body
from machikata.workspace.workspace import Workspace

_BEGINNING = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as its reader will see it. `html` is a whole document; a page shows it in a frame that may run and load nothing."""

    subject: str
    text: str
    html: str
    to: Text
    mail: str


def preview_digest(ws: Workspace, digest_id: str, *, recipient_id: str = "", language: Language = "ja") -> Preview:
    """The letter to one recipient; without one to the first who would get it, or to nobody yet.

    Raises:
        NotFound: there is no such letter or recipient.
    """
    digest = find_digest(ws, digest_id).value
    recipient = find_recipient(ws, recipient_id).value if recipient_id else _first(ws, digest)
    if recipient is None:
        nobody = Recipient("", "", "", RecipientRole.HEAD, "")
        texts = (
            subject(digest, nobody, language),
            plain_text(digest, nobody, language),
            html(digest, nobody, language),
        )
        return Preview(*texts, NOTHING, "")
    body = names_by_body(ws, (recipient.body,))[recipient.body]
    letter = digest_letter(ws, digest, recipient, language=language, body=body)
    return Preview(letter.subject, letter.text, letter.html, body, letter.to)


def _first(ws: Workspace, digest: Digest) -> Recipient | None:
    return next(iter(chosen_recipients(ws, classes=digest.classes, roles=digest.roles)), None)


def digest_eml(ws: Workspace, digest_id: str, recipient_id: str, *, language: Language = "ja") -> bytes:
    """The message to one recipient as an .eml file. Nothing is put on record: who has sent it by hand knows.

    Raises:
        NotFound: there is no such letter or recipient.
    """
    digest = find_digest(ws, digest_id).value
    recipient = find_recipient(ws, recipient_id).value
    body = names_by_body(ws, (recipient.body,))[recipient.body]
    return eml_of(ws, digest_letter(ws, digest, recipient, language=language, body=body))


def digest_emls(ws: Workspace, digest_id: str, *, language: Language = "ja", progress: Progress = no_progress) -> bytes:
    """The messages to everybody who would get the letter, as a zip of .eml files; one for each address. Equal letters give equal bytes."""
    digest = find_digest(ws, digest_id).value
    recipients = chosen_recipients(ws, classes=digest.classes, roles=digest.roles)
    addresses = {r.mail.casefold(): r for r in reversed(recipients)}
    names = names_by_body(ws, {r.body for r in recipients})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        listed = [r for r in recipients if addresses[r.mail.casefold()] is r]
        for n, r in enumerate(listed, start=1):
            progress(n / len(listed), Text(f"書き出しています：{n}／{len(listed)}通", f"writing {n} of {len(listed)}"))
            eml = eml_of(ws, digest_letter(ws, digest, r, language=language, body=names[r.body]))
            pack.writestr(zipfile.ZipInfo(f"{n:04}_{r.body}_{r.role.value}.eml", _BEGINNING), eml)
    return buffer.getvalue()
