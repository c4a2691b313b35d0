# SPDX-License-Identifier: Apache-2.0
"""Sending a letter: one message to each recipient, and to no address two, whatever dies and whoever else is sending.

Each message is on record as CLAIMED before the mail server is spoken to, in one step that only one program can take (`Shelf.put` with
the version it has seen). A claim that stays without an end was interrupted: it shows as UNKNOWN, and only a person who has asked the
recipient may have it sent again. What is claimed is an address: two recipients with the same one get one message.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from machikata.domain.actor import Role
from machikata.domain.case_study import NOTHING
from machikata.domain.digest import Delivery, DeliveryState, Digest, DigestState, Recipient
from machikata.domain.errors import (
    Cancelled,
    InputRefused,
    LetterNotSent,
    LetterPerhapsSent,
    MachikataError,
    MailServerUnusable,
    Place,
    Problem,
)
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Language, Text
from machikata.workspace.digest_letters import delivery_id, digest_letter
from machikata.workspace.digest_stale import stale_problems
from machikata.workspace.digests import DIGESTS, digest_versions, find_digest, list_digests
from machikata.workspace.library import EVERYONE
from machikata.workspace.mail import Letter, Outbox
from machikata.workspace.recipients import RECIPIENTS, chosen_recipients, find_recipient, names_by_body
from machikata.workspace.reminders import SENDING_TAKES_AT_MOST, why_no_mail
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

DELIVERIES: Final = Shelf("deliveries", Delivery, Text("総務大臣メールの1通", "message of a letter"))
_PERHAPS: Final = (DeliveryState.CLAIMED, DeliveryState.UNKNOWN)
_REACHED: Final = (DeliveryState.SENT, *_PERHAPS)


@dataclass(frozen=True, slots=True)
class Sending:
    """Where the sending of a letter stands. `chosen` recipients are to get it; of all `addresses` that have a message or shall get one,
    `sent`, `failed`, `unknown` and `claimed` have it in that state, `waiting` have none yet or one that no server has seen. `stopped`
    says why the rest waits, empty where nothing stands in the way.
    """

    digest: str
    chosen: int
    addresses: int
    sent: int
    failed: int
    unknown: int
    claimed: int
    waiting: int
    stopped: Text = NOTHING


def deliveries_of(ws: Workspace, digest_id: str) -> tuple[Kept[Delivery], ...]:
    """Every message on record, by id. One whose sending was interrupted is UNKNOWN."""
    ws.require(Role.OFFICER, owner=EVERYONE)
    old = ws.clock() - SENDING_TAKES_AT_MOST
    return tuple(
        replace(k, value=replace(k.value, state=DeliveryState.UNKNOWN))
        if k.value.state is DeliveryState.CLAIMED and k.value.at < old
        else k
        for k in DELIVERIES.all(ws, owner=EVERYONE, under=f"{digest_id}.")
    )


def sending_of(ws: Workspace, digest_id: str, *, stopped: Text = NOTHING) -> Sending:
    """Where the sending stands now, for those who are chosen now."""
    digest = find_digest(ws, digest_id).value
    recipients = _chosen(ws, digest)
    plan = _Plan.of(ws, digest, recipients)
    waiting = {key for key, k in plan.held.items() if not k.value.offered}
    states = [k.value.state for key, k in plan.on_record.items() if key not in waiting]
    return Sending(
        digest.id, len(recipients), len(plan.on_record) + len(plan.to_write), states.count(DeliveryState.SENT),
        states.count(DeliveryState.FAILED), states.count(DeliveryState.UNKNOWN), states.count(DeliveryState.CLAIMED),
        len(plan.to_write) + len(waiting), stopped,
    )  # fmt: skip


def send_digest(
    ws: Workspace,
    digest_id: str,
    *,
    again: Collection[str] = (),
    failed_again: bool = False,
    language: Language = "ja",
    progress: Progress = no_progress,
) -> Sending:
    """Send a letter that is READY, or go on with one that was stopped; recipients added since get it too.

    Nobody who has a message, or may have one, is written to. `failed_again` tries those whose message the server has refused;
    `again` names recipients by id of whom a person has found out that an interrupted message never arrived.

    Raises:
        InputRefused: no mail server is named, this is the demo, or the letter is not READY.
        Cancelled: a person has stopped it; what has left has left, the rest can be sent later.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    if problem := why_no_mail(ws):
        raise InputRefused([problem])
    assert ws.outbox is not None
    digest = _begun(ws, digest_id)
    recipients = _chosen(ws, digest.value)
    plan = _Plan.of(ws, digest.value, recipients)
    todo = plan.todo(recipients, again=frozenset(again), failed_again=failed_again)
    names = names_by_body(ws, {r.body for r, _ in todo})
    stopped = NOTHING
    for n, (recipient, seen) in enumerate(todo):
        _told(progress, n, len(todo))
        letter = digest_letter(ws, digest.value, recipient, language=language, body=names[recipient.body])
        stopped = _Message(ws, ws.outbox, digest, recipient, letter).leave(seen)
        if stopped != NOTHING:
            break
    return _ended(ws, digest.id, stopped)


def _told(progress: Progress, n: int, of: int) -> None:
    try:
        progress(n / of, Text(f"送っています：{n + 1}／{of}通", f"sending {n + 1} of {of}"))
    except Cancelled as stop:
        raise Cancelled(
            Text(
                f"送信を止めました。今回送った{n}通は取り消せません。続きは、もう一度「送る」で送れます",
                f"stopped; what was sent now ({n} of {of}) has left; send again to go on",
            )
        ) from stop


@dataclass(frozen=True, slots=True)
class _Plan:
    """Who has a message of this letter: all that is `on_record` by its id, `held` those of the recipients chosen now, `to_write` those of
    them without one. `ids` gives the id for each recipient.
    """

    ids: Mapping[str, str]
    on_record: Mapping[str, Kept[Delivery]]
    held: Mapping[str, Kept[Delivery]]
    to_write: Mapping[str, Recipient]

    @classmethod
    def of(cls, ws: Workspace, digest: Digest, recipients: Sequence[Recipient]) -> _Plan:
        """Of several recipients with one address the first one is written to. Who was written to at an earlier address is done."""
        on_record = {k.id: k for k in deliveries_of(ws, digest.id)}
        reached = {k.value.recipient for k in on_record.values() if k.value.state in _REACHED}
        ids = {r.id: delivery_id(ws, digest.id, r.mail) for r in recipients}
        held = {ids[r.id]: on_record[ids[r.id]] for r in recipients if ids[r.id] in on_record}
        to_write: dict[str, Recipient] = {}
        for r in recipients:
            if ids[r.id] not in held and r.id not in reached:
                to_write.setdefault(ids[r.id], r)
        return cls(ids, on_record, held, to_write)

    def todo(
        self, recipients: Sequence[Recipient], *, again: Collection[str], failed_again: bool
    ) -> tuple[tuple[Recipient, int], ...]:
        """Whom to write to now, each with the version of the record that was seen (0: none)."""
        wanted: dict[str, tuple[Recipient, int]] = {key: (r, 0) for key, r in self.to_write.items()}
        for r in recipients:
            held = self.held.get(self.ids[r.id])
            if held is not None and _once_more(held.value, asked=r.id in again, failed_again=failed_again):
                wanted.setdefault(held.id, (r, held.version))
        return tuple(wanted.values())


def _once_more(delivery: Delivery, *, asked: bool, failed_again: bool) -> bool:
    """Whether a message that is on record is to be sent again. One that is being sent at this moment never is."""
    if delivery.state is DeliveryState.FAILED:
        return failed_again or asked or not delivery.offered
    return delivery.state is DeliveryState.UNKNOWN and asked


@dataclass(frozen=True, slots=True)
class _Message:
    """One message on its way out."""

    ws: Workspace
    outbox: Outbox
    digest: Kept[Digest]
    recipient: Recipient
    letter: Letter

    def leave(self, seen: int) -> Text:
        """Claim the address, hand the message over, record what became of it; gives the reason to stop with the rest, if any."""
        claim = self._recorded(DeliveryState.CLAIMED, seen)
        if claim is None:
            return NOTHING  # another program has claimed it
        if not _still_leaving(self.ws, self.digest):
            self._recorded(DeliveryState.FAILED, claim.version, trouble=_REOPENED, offered=False)
            return _REOPENED
        try:
            self.outbox.send(self.letter)
        except LetterPerhapsSent as error:
            self._recorded(DeliveryState.UNKNOWN, claim.version, trouble=_said(error))
        except MailServerUnusable as error:
            self._recorded(DeliveryState.FAILED, claim.version, trouble=_said(error), offered=False)
            return _said(error)
        except LetterNotSent as error:
            self._recorded(DeliveryState.FAILED, claim.version, trouble=_said(error))
        else:
            self._recorded(DeliveryState.SENT, claim.version)
        return NOTHING

    def _recorded(
        self, state: DeliveryState, found: int, *, trouble: Text = NOTHING, offered: bool = True
    ) -> Kept[Delivery] | None:
        """None when another program has put something else on record meanwhile."""
        key = delivery_id(self.ws, self.digest.id, self.recipient.mail)
        delivery = Delivery(
            self.digest.id, self.recipient.id, self.recipient.mail, self.letter.message_id, state,
            self.ws.clock(), trouble, offered,
        )  # fmt: skip
        try:
            return DELIVERIES.put(self.ws, key, delivery, owner=EVERYONE, did=f"delivery-{state.value}", found=found)
        except InputRefused:
            return None


_REOPENED = Text(
    "総務大臣メールが下書きに戻されたので、送信を止めました",
    "the letter was put back to draft, so that sending has stopped",
)


def _said(error: MachikataError) -> Text:
    return Text(error.sentence("ja"), error.sentence("en"))


def _chosen(ws: Workspace, digest: Digest) -> tuple[Recipient, ...]:
    return chosen_recipients(ws, classes=digest.classes, roles=digest.roles)


def _begun(ws: Workspace, digest_id: str) -> Kept[Digest]:
    """The letter, on record as being sent."""
    held = find_digest(ws, digest_id)
    if held.value.state is DigestState.DRAFT:
        raise InputRefused([_not_ready(held.id)])
    if held.value.state is not DigestState.READY:
        return held
    # What was taken back since somebody said that the letter may leave.
    if stale := stale_problems(ws, digest_versions(ws, digest_id)):
        raise InputRefused(stale)
    sending = replace(held.value, state=DigestState.SENDING)
    try:
        return DIGESTS.put(ws, held.id, sending, owner=EVERYONE, did="digest-sending", found=held.version)
    except InputRefused:
        # Another program began at the same moment, or somebody put it back to draft.
        return _begun(ws, digest_id)


def _still_leaving(ws: Workspace, digest: Kept[Digest]) -> bool:
    """Asked after the claim: either this sees that the letter was put back, or `reopen_digest` sees the claim. One that was put back,
    changed and sent on its way again is not the one that leaves here.
    """
    now = DIGESTS.get(ws, digest.id, owner=EVERYONE).value
    leaving = now.state in (DigestState.SENDING, DigestState.SENT)
    return leaving and replace(now, state=DigestState.SENDING) == replace(digest.value, state=DigestState.SENDING)


def _ended(ws: Workspace, digest_id: str, stopped: Text) -> Sending:
    """Where it stands after a run; the letter is SENT when nothing waits any more."""
    sending = sending_of(ws, digest_id, stopped=stopped)
    held = find_digest(ws, digest_id)
    if held.value.state is DigestState.SENDING and not sending.waiting and not sending.claimed:
        _keep_if_unchanged(ws, held, DigestState.SENT, "digest-sent")
    return sending


def _keep_if_unchanged(ws: Workspace, held: Kept[Digest], state: DigestState, did: str) -> None:
    try:
        DIGESTS.put(ws, held.id, replace(held.value, state=state), owner=EVERYONE, did=did, found=held.version)
    except InputRefused:
        return  # another program has said so, or has something newer to say


def reopen_digest(ws: Workspace, digest_id: str) -> Kept[Digest]:
    """Put a letter back to draft as long as no message of it has left, or may have.

    Raises:
        InputRefused: a message has left, or it is a draft.
    """
    held = find_digest(ws, digest_id)
    if held.value.state is DigestState.DRAFT:
        return held
    if _has_left(ws, digest_id):
        raise InputRefused([_gone(held.id)])
    draft = replace(held.value, state=DigestState.DRAFT)
    reopened = DIGESTS.put(ws, held.id, draft, owner=EVERYONE, did="digest-reopened", found=held.version)
    if _has_left(ws, digest_id):
        # A program has claimed a message in between; it may have left with the text as it was.
        _keep_if_unchanged(ws, replace(reopened, value=held.value), held.value.state, "digest-sending")
        raise InputRefused([_gone(held.id)])
    return reopened


def _has_left(ws: Workspace, digest_id: str) -> bool:
    return any(k.value.state in _REACHED for k in deliveries_of(ws, digest_id))


def forget_recipient(ws: Workspace, recipient_id: str) -> None:
    """Delete a recipient with name and address, for a person who asks for it; it cannot be undone. That the messages were sent stays on
    record without the address, so that none is sent twice. A list that is brought again may bring the recipient back: `leave` would not.

    Raises:
        NotFound: there is none.
    """
    mail = find_recipient(ws, recipient_id).value.mail
    for digest in list_digests(ws):
        key = delivery_id(ws, digest.id, mail)
        held = DELIVERIES.find(ws, key, owner=EVERYONE)
        if held is not None and held.value.mail:
            nameless = replace(held.value, mail="", recipient="")
            new = DELIVERIES.put(ws, key, nameless, owner=EVERYONE, did="delivery-made-nameless", found=held.version)
            DELIVERIES.forget(ws, key, owner=EVERYONE, did="delivery-made-nameless", before=new.version)
    RECIPIENTS.forget(ws, recipient_id, owner=EVERYONE, did="recipient-forgotten")


def _not_ready(digest_id: str) -> Problem:
    return Problem(
        "digest-not-ready",
        Text("この総務大臣メールは、まだ送ってよいとされていません", "the letter is not marked ready"),
        Text("名前のある担当者に、内容を確かめてもらってください", "ask a named person to read it and mark it ready"),
        Place(value=digest_id),
    )


def _gone(digest_id: str) -> Problem:
    return Problem(
        "digest-gone",
        Text("もう送ったか、送ったかもしれない宛先があります", "a message has left already, or may have"),
        Text("次の号で訂正してください", "correct it in the next letter"),
        Place(value=digest_id),
    )
