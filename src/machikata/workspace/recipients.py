# SPDX-License-Identifier: Apache-2.0
"""Use cases of the recipients: who gets the letters, chosen by class and role; whoever has left is not written to."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from machikata.domain.actor import Role
from machikata.domain.case_study import NOTHING
from machikata.domain.digest import Recipient, RecipientRole
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.lines import one_line
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.population_class import PopulationClass
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.facts.municipalities import fact_of
from machikata.rules.similar_bodies import classify
from machikata.workspace.library import EVERYONE
from machikata.workspace.mail import checked_address
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

RECIPIENTS: Final = Shelf("recipients", Recipient, Text("宛先", "recipient"))
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class RecipientsTaken:
    """What became of a list that was brought in: recipients added, those whose name changed, those known as they were, and those that
    stand in the list but have left and therefore still get nothing.
    """

    added: tuple[Recipient, ...]
    changed: tuple[Recipient, ...]
    known: tuple[Recipient, ...]
    left: tuple[Recipient, ...]


def list_recipients(ws: Workspace, *, left: bool = False) -> tuple[Kept[Recipient], ...]:
    """Who gets the letters, by body, role and address; with `left` also those who get none any more.

    Raises:
        NotAllowed: the actor does not act for the whole installation: addresses are nobody else's business.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    held = (k for k in RECIPIENTS.all(ws, owner=EVERYONE) if left or k.value.left == NOTHING)
    return tuple(sorted(held, key=lambda k: (k.value.body, tuple(RecipientRole).index(k.value.role), k.value.mail)))


def find_recipient(ws: Workspace, recipient_id: str) -> Kept[Recipient]:
    """The recipient with this id, left or not.

    Raises:
        NotFound: there is none.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    return RECIPIENTS.get(ws, recipient_id, owner=EVERYONE)


def new_recipient(ws: Workspace, *, body: str, role: RecipientRole, mail: str, name: str = "") -> Recipient:
    """A recipient as it would be kept: texts plain, the id made from body, role and address, which nobody can guess from it.

    Raises:
        InputRefused: body, address or name cannot be used; all of it is said.
    """
    plain = Recipient("", body.strip(), one_line(name), role, mail.strip())
    if problems := tuple(recipient_problems(ws, plain)):
        raise InputRefused(problems)
    known = ws.library.body(plain.body)
    synthetic = known.synthetic if known is not None else plain.body.startswith("99")
    return replace(plain, id=_id(ws, plain), synthetic=synthetic)


def _id(ws: Workspace, recipient: Recipient) -> str:
    told = "\n".join(("recipient", *_same(recipient)))
    return hmac.new(ws.secret, told.encode(), "sha256").hexdigest()[:16]


def _same(recipient: Recipient) -> tuple[str, str, str]:
    """What makes two entries the same recipient."""
    return recipient.body, recipient.role.value, recipient.mail.casefold()


def save_recipient(
    ws: Workspace,
    *,
    body: str,
    role: RecipientRole,
    mail: str,
    name: str = "",
    recipient_id: str | None = None,
    found: int | None = None,
) -> Kept[Recipient]:
    """Add a recipient, or change one by its id; letters that went to it before stay its own.

    Raises:
        InputRefused: it cannot be used, or another entry has the same body, role and address.
        NotFound: no recipient with that id.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    wanted = new_recipient(ws, body=body, role=role, mail=mail, name=name)
    others = [k.value for k in RECIPIENTS.all(ws, owner=EVERYONE) if k.id != recipient_id]
    if any(_same(o) == _same(wanted) for o in others):
        raise InputRefused([_twice(wanted, Place(column="mail", value=wanted.mail))])
    if recipient_id is None:
        return RECIPIENTS.put(ws, wanted.id, wanted, owner=EVERYONE, did="recipient-saved", found=0)
    held = RECIPIENTS.get(ws, recipient_id, owner=EVERYONE)
    changed = replace(wanted, id=held.id, left=held.value.left)
    seen = held.version if found is None else found
    return RECIPIENTS.put(ws, held.id, changed, owner=EVERYONE, did="recipient-saved", found=seen)


def leave(ws: Workspace, recipient_id: str, *, reason: Text) -> Kept[Recipient]:
    """Write no more letters to this recipient.

    Raises:
        InputRefused: no reason is given.
        NotFound: no recipient with that id.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    why = Text(one_line(reason.ja) or one_line(reason.en), one_line(reason.en) or one_line(reason.ja))
    if why == NOTHING:
        raise InputRefused([_no_reason()])
    held = RECIPIENTS.get(ws, recipient_id, owner=EVERYONE)
    gone = replace(held.value, left=why)
    return RECIPIENTS.put(ws, held.id, gone, owner=EVERYONE, did="recipient-left", found=held.version)


def come_back(ws: Workspace, recipient_id: str) -> Kept[Recipient]:
    """Write letters to this recipient again."""
    ws.require(Role.OFFICER, owner=EVERYONE)
    held = RECIPIENTS.get(ws, recipient_id, owner=EVERYONE)
    back = replace(held.value, left=NOTHING)
    return RECIPIENTS.put(ws, held.id, back, owner=EVERYONE, did="recipient-returned", found=held.version)


def take_recipients(
    ws: Workspace, recipients: Sequence[Recipient], *, progress: Progress = no_progress
) -> RecipientsTaken:
    """Keep a checked list (`recipient_files.read_recipients`): new ones are added, names brought up to date, nobody is dropped, and who
    has left stays so. Interrupted in the middle, the same list brought again does the rest.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    held = {_same(k.value): k for k in RECIPIENTS.all(ws, owner=EVERYONE)}
    added, changed, known, left = [], [], [], []
    for n, recipient in enumerate(recipients):
        progress(n / len(recipients), Text(f"宛先を登録しています：{n + 1}件目", f"keeping recipient {n + 1}"))
        before = held.get(_same(recipient))
        if before is None:
            RECIPIENTS.put(ws, recipient.id, recipient, owner=EVERYONE, did="recipient-saved", found=0)
            added.append(recipient)
        elif before.value.left != NOTHING:
            left.append(before.value)
        elif recipient.name and recipient.name != before.value.name:
            renamed = replace(before.value, name=recipient.name)
            RECIPIENTS.put(ws, before.id, renamed, owner=EVERYONE, did="recipient-saved", found=before.version)
            changed.append(renamed)
        else:
            known.append(before.value)
    return RecipientsTaken(tuple(added), tuple(changed), tuple(known), tuple(left))


def chosen_recipients(
    ws: Workspace, *, classes: Collection[str] = (), roles: Collection[RecipientRole] = ()
) -> tuple[Recipient, ...]:
    """Who is written to: by class of similar bodies (labels as the ministry writes them) and by role; empty means all. A body whose class
    is not known is chosen only where no class is asked for.
    """
    everybody = [k.value for k in list_recipients(ws)]
    of_role = [r for r in everybody if not roles or r.role in roles]
    if not classes:
        return tuple(of_role)
    found = classes_by_body(ws, {r.body for r in of_role})
    return tuple(r for r in of_role if found[r.body] in classes)


def classes_of(ws: Workspace, recipients: Iterable[Recipient]) -> tuple[tuple[str, int], ...]:
    """How many of them are in each class, for choosing; "" where the class is not known."""
    listed = tuple(recipients)
    found = classes_by_body(ws, {r.body for r in listed})
    return tuple(sorted(Counter(found[r.body] for r in listed).items()))


def classes_by_body(ws: Workspace, codes: Collection[str]) -> Mapping[str, str]:
    """The class of each body: computed from what the workspace knows of it, else as published; "" where neither tells."""
    known = {b.code: classify(b, as_of=ws.clock().date()) for b in ws.library.bodies() if b.code in codes}
    return {code: _class(known.get(code), code) for code in codes}


def _class(computed: PopulationClass | None, code: str) -> str:
    if computed is not None:
        return computed.label
    fact = fact_of(code)
    return fact.body_class if fact is not None else ""


def names_by_body(ws: Workspace, codes: Collection[str]) -> Mapping[str, Text]:
    """The name of each body, "" where nobody knows it."""
    known = {b.code: b.name for b in ws.library.bodies() if b.code in codes}
    return {code: known[code] if code in known else _published_name(code) for code in codes}


def _published_name(code: str) -> Text:
    fact = fact_of(code)
    return Text(fact.name, fact.name) if fact is not None else NOTHING


def recipient_problems(ws: Workspace, recipient: Recipient, *, place: Place = Place()) -> Iterator[Problem]:
    """Everything that keeps an entry from being used."""
    if ws.library.body(recipient.body) is None:
        try:
            MunicipalityCode(recipient.body)
        except InputRefused as refused:
            yield from (replace(p, place=replace(place, column="body", value=recipient.body)) for p in refused.problems)
    try:
        empty = not checked_address(recipient.mail)
    except InputRefused as refused:
        yield from (
            replace(p, place=replace(place, column="mail", value=one_line(recipient.mail))) for p in refused.problems
        )
    else:
        if empty:
            yield Problem(
                "recipient-no-mail", Text("メールアドレスがありません", "the mail address is missing"),
                Text("1つ入れてください", "enter one"), replace(place, column="mail"),
            )  # fmt: skip
    if len(recipient.name) > _LONGEST_NAME:
        yield Problem(
            "recipient-name", Text("氏名・職が長すぎます", "the name is too long"),
            Text(f"{_LONGEST_NAME}字までで入れてください", f"enter up to {_LONGEST_NAME} characters"), replace(place, column="name"),
        )  # fmt: skip


def twice_in(recipients: Sequence[tuple[Recipient, Place]]) -> Iterator[Problem]:
    """Entries of a list that say the same body, role and address as one before them."""
    seen: set[tuple[str, str, str]] = set()
    for recipient, place in recipients:
        if _same(recipient) in seen:
            yield _twice(recipient, replace(place, column="mail", value=one_line(recipient.mail)))
        seen.add(_same(recipient))


def _twice(recipient: Recipient, place: Place) -> Problem:
    return Problem(
        "recipient-twice",
        Text(
            f"{recipient.body} の{recipient.role.label.ja}に、同じアドレスがもうあります",
            f"{recipient.body} has this address for this role already ({recipient.role.label.en})",
        ),
        Text("1つにしてください", "keep one of them"),
        place,
    )


def _no_reason() -> Problem:
    return Problem(
        "recipient-left-why",
        Text("送らない理由がありません", "the reason is missing"),
        Text("「本人の希望」「アドレスが無効」のように入れてください", "enter one, such as “asked for it” or “address invalid”"),
        Place(column="reason"),
    )  # fmt: skip
