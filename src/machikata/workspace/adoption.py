# SPDX-License-Identifier: Apache-2.0
"""Use cases of the key figures: who uses AI and RPA by what was published, and next year's table when it comes.

What ships with the program counts until a newer table was taken in and two persons have signed for it; older ones stay in the history.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from machikata.automation.app.context import Proposal
from machikata.domain.actor import Role
from machikata.domain.adoption import AdoptionCount, Among, BodyAdoption, FactSource
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.text import Text
from machikata.facts.adoption import AdoptionFacts, adoption_facts
from machikata.facts.municipalities import MUNICIPALITIES_AS_OF, municipality_facts
from machikata.publication.kpi import COUNTED, Kpi, kpi, uses
from machikata.records.adoption_table import read_adoption_table
from machikata.records.tables.encodings import decode
from machikata.workspace.library import EVERYONE
from machikata.workspace.releases import Own, own_value, own_values, propose_release, reason_to_withdraw, released
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

_TERMS: Final = Text("出典を示して利用（公表元の利用条件による）", "attribution; terms of the publisher")
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_HEAD: Final = ("code", "prefecture", "name", "class", "population")


@dataclass(frozen=True, slots=True)
class AdoptionEdition:
    """A table of the government as it was taken in: the answers of every municipality at `as_of` (ISO date), and where they stand."""

    as_of: str
    bodies: tuple[BodyAdoption, ...]
    source: FactSource
    file_sha256: str
    withdrawn: Text = Text("", "")


EDITIONS: Final = Shelf("adoption", AdoptionEdition, Text("導入状況の表", "adoption table"))


def take_adoption_table(
    ws: Workspace, data: bytes, *, as_of: date, title: str, url: str, publisher: str, bodies_file: bytes | None = None
) -> Kept[AdoptionEdition]:
    """Take in the government's table of a later day. It counts once two persons have signed for it (`propose_edition`).

    `bodies_file` is a list of the municipalities in the table's order (CSV: code, prefecture, name, class, population), needed when some
    have merged since the list that ships with the program.

    Raises:
        InputRefused: the table is not what it must be (`read_adoption_table`), the list is not, or the day is not later.
        NotAllowed: the actor is no secretariat of the whole installation.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    known = municipality_facts() if bodies_file is None else read_bodies(bodies_file)
    problems = list(_about(as_of, title, publisher, url.strip(), today=ws.clock().date()))
    try:
        table = read_adoption_table(data, names=[b.name for b in known])
    except InputRefused as refused:
        raise InputRefused([*problems, *refused.problems]) from None
    if problems:
        raise InputRefused(problems)
    edition_id = as_of.isoformat()
    source = FactSource(
        f"table-{edition_id}", Text(title, title), url.strip(), Text(publisher, publisher), _TERMS,
        ws.clock().date().isoformat(),
    )  # fmt: skip
    answers = table.answers_of(known, as_of=edition_id)
    edition = AdoptionEdition(edition_id, answers, source, hashlib.sha256(data).hexdigest())
    return EDITIONS.put(ws, edition_id, edition, owner=EVERYONE, did="adoption-table-taken", role=Role.SECRETARIAT)


def _about(as_of: date, title: str, publisher: str, url: str, *, today: date) -> Sequence[Problem]:
    problems = []
    if as_of.isoformat() <= MUNICIPALITIES_AS_OF or as_of > today:
        problems.append(
            Problem(
                "adoption-day",
                Text("時点は、収録済みの表より後で、今日までの日です", "the day must be later than that of the table that ships, and not later than today"),
                Text(f"{MUNICIPALITIES_AS_OF} より後の日を入れてください", f"enter a day after {MUNICIPALITIES_AS_OF}"),
                Place(column="as_of", value=as_of.isoformat()),
            )
        )  # fmt: skip
    problems += [
        Problem(
            "adoption-source",
            Text("出典がありません", "the source is missing"),
            Text("資料名と公表元を入れてください", "enter the title and who published it"),
            Place(column=column),
        )
        for column, value in (("title", title), ("publisher", publisher))
        if not value.strip()
    ]
    if url and not _WEB_ADDRESS.fullmatch(url):
        problems.append(
            Problem(
                "adoption-url",
                Text("出典のアドレスとして読めません", "this is no address of a source"),
                Text("https://… の形で入れるか、空けてください", "write it as https://…, or leave it empty"),
                Place(column="url", value=url),
            )
        )
    return problems


def read_bodies(data: bytes) -> tuple[BodyAdoption, ...]:
    """A list of municipalities in the layout of `facts/municipalities.csv` (its answers are not read).

    Raises:
        InputRefused: columns are missing, a code is wrong or stands twice, a population is no number.
    """
    rows = list(csv.DictReader(decode(data, file="").data.decode("utf-8").lstrip("\ufeff").splitlines()))
    missing = [name for name in _HEAD if not rows or name not in rows[0]]
    if missing:
        raise InputRefused(
            [
                Problem(
                    "bodies-columns",
                    Text(f"列がありません：{'、'.join(missing)}", f"columns are missing: {', '.join(missing)}"),
                    Text(f"見出しは {','.join(_HEAD)} です", f"the header is {','.join(_HEAD)}"),
                    Place(row=1),
                )
            ]
        )
    problems: list[Problem] = []
    seen: set[str] = set()
    found = [_body(row, number, seen, problems) for number, row in enumerate(rows, start=2)]
    if problems:
        raise InputRefused(problems)
    return tuple(found)


def _body(row: dict[str, str], number: int, seen: set[str], problems: list[Problem]) -> BodyAdoption:
    code, population = (row["code"] or "").strip(), (row["population"] or "").strip()
    try:
        MunicipalityCode(code)
    except InputRefused as refused:
        problems += [replace(p, place=Place(row=number, column="code", value=code)) for p in refused.problems]
    if code in seen:
        what = Text("同じ団体コードが2度あります", "this code stands twice")
        problems.append(
            Problem("bodies-twice", what, Text("片方を消してください", "remove one"), Place(row=number, value=code))
        )
    seen.add(code)
    if not re.fullmatch(r"\d{1,9}", population):
        what = Text("人口が整数ではありません", "the population is no whole number")
        remedy = Text("数字だけで入れてください", "enter digits only")
        problems.append(
            Problem("bodies-population", what, remedy, Place(row=number, column="population", value=population))
        )
        population = "0"
    return BodyAdoption(
        code, (row["name"] or "").strip(), (row["prefecture"] or "").strip(), (row["class"] or "").strip(),
        int(population), None, None, "",
    )  # fmt: skip


def own_editions(ws: Workspace) -> tuple[Own[AdoptionEdition], ...]:
    """Tables that were taken in here, whatever became of them."""
    return own_values(ws, EDITIONS)


def own_edition(ws: Workspace, edition_id: str) -> Own[AdoptionEdition]:
    """One of them; its id is its day. Raises NotFound."""
    return own_value(ws, EDITIONS, edition_id, owner=EVERYONE)


def propose_edition(ws: Workspace, edition_id: str) -> Proposal:
    """Ask for the two signatures by which the table counts."""
    kept = own_edition(ws, edition_id).kept
    summary = Text(f"導入状況の表（{kept.value.as_of}）", f"adoption table of {kept.value.as_of}")
    return propose_release(ws, EDITIONS, kept, summary=summary)


def withdraw_edition(ws: Workspace, edition_id: str, *, reason: str) -> Proposal:
    """Ask for the signatures that take a table back: the one before it counts again."""
    held = own_edition(ws, edition_id)
    gone = replace(held.kept.value, withdrawn=reason_to_withdraw(held, reason))
    EDITIONS.put(
        ws,
        edition_id,
        gone,
        owner=EVERYONE,
        did="adoption-table-withdrawal",
        found=held.kept.version,
        role=Role.SECRETARIAT,
    )
    return propose_edition(ws, edition_id)


def public_editions(ws: Workspace) -> tuple[AdoptionEdition, ...]:
    """The tables that count, oldest first; the one that ships with the program is not among them."""
    found = (r.kept.value for r in released(ws, EDITIONS))
    return tuple(sorted((e for e in found if not e.withdrawn.ja), key=lambda e: e.as_of))


def key_figures(ws: Workspace) -> Kpi:
    """The key figures by the newest table that counts; every table adds its counts to the years."""
    editions = public_editions(ws)
    if not editions:
        return kpi(adoption_facts(), municipality_facts())
    facts = adoption_facts()
    counts = (*facts.counts, *(c for e in editions for c in _counts(e)))
    facts = AdoptionFacts(counts, facts.targets, (*facts.sources, *(e.source for e in editions)))
    return kpi(facts, editions[-1].bodies, table=editions[-1].source.id)


def _counts(edition: AdoptionEdition) -> tuple[AdoptionCount, ...]:
    n = len(edition.bodies)
    users = {tool: sum(uses(b, tool) is True for b in edition.bodies) for tool in COUNTED}
    return tuple(
        AdoptionCount(
            f"{tool.value}-municipalities-{edition.as_of}", tool, Among.MUNICIPALITIES, edition.as_of, n, count, count,
            (edition.source.id,), derived=_DERIVED,
        )
        for tool, count in users.items()
    )  # fmt: skip


_DERIVED: Final = Text("表の「実施」を数えた", "counted in the table")
