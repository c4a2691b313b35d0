# SPDX-License-Identifier: Apache-2.0
"""Sections to be asked, as a person types them: one a line with body, section and mail address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.municipality import Municipality
from machikata.domain.text import Text
from machikata.workspace.mail import checked_address
from machikata.workspace.survey_values import Asked

_PARTS = re.compile(r"[\t,;、，；]")
_MOST_PARTS = 3


def read_asked(text: str, bodies: Sequence[Municipality]) -> tuple[Asked, ...]:
    """The sections that `text` names: a line for each, its parts set apart by commas or tabs, or by blanks behind a body. Empty lines
    count for nothing.

    A line is "body, section, mail", where the body is its code or its name and the mail address may be missing. Where only one body is
    asked, "section, mail" is enough.

    Raises:
        InputRefused: a line names no body that is asked, no section, or no mail address; every such line is named.

    >>> kaku = Municipality("990019", Text("架空町", "Kaku"))
    >>> read_asked("窓口係、madoguchi@town.example.jp", [kaku])
    (Asked(body='990019', section='窓口係', mail='madoguchi@town.example.jp'),)
    """
    named = {word: b.code for b in bodies for word in (_key(b.code), _key(b.name.ja), _key(b.name.en))}
    found: list[Asked] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [" ".join(p.split()) for p in _PARTS.split(line)]
        while parts and not parts[-1]:
            parts.pop()
        if not any(parts):
            continue
        parts = _at_blanks(parts, named)
        asked = _asked(parts, named, bodies[0].code if len(bodies) == 1 else "")
        wrong = list(_problems(asked, parts, number, line.strip()))
        problems += wrong
        if not wrong:
            found.append(asked)
    if problems:
        raise InputRefused(problems)
    return tuple(found)


def _key(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def _at_blanks(parts: Sequence[str], named: dict[str, str]) -> list[str]:
    """The parts of a line whose body, section and mail are set apart by blanks; certain where the line begins with a body."""
    first, _, rest = parts[0].partition(" ")
    if _key(parts[0]) in named or _key(first) not in named or not rest:
        return list(parts)
    section, _, mail = rest.rpartition(" ")
    behind = [section, mail] if section and "@" in mail else [rest]
    return [first, *behind, *parts[1:]]


def _asked(parts: Sequence[str], named: dict[str, str], only: str) -> Asked:
    """What a line means; `body` is "" when no body that is asked can be made out."""
    body = named.get(_key(parts[0]), "")
    rest = parts[1:] if body else parts if only else parts[1:]
    section, mail = (*rest, "", "")[:2]
    if "@" in section and not mail:
        section, mail = "", section
    return Asked(body or only, section, unicodedata.normalize("NFKC", mail))


def _problems(asked: Asked, parts: Sequence[str], number: int, line: str) -> Iterable[Problem]:
    place = Place(row=number, column="sections", value=line)
    if not asked.body:
        yield Problem(
            "asked-no-body",
            Text(f"{number}行目の「{parts[0]}」は、調査の相手の団体ではありません", f"line {number}: “{parts[0]}” is none of the bodies that are asked"),
            Text("行の初めに団体のコードか名称を書き、係とは「、」で区切ってください",
                 "begin the line with the code or name of a body, and a comma behind it"),
            place,
        )  # fmt: skip
    if len(parts) > _MOST_PARTS:
        yield Problem(
            "asked-too-long",
            Text(f"{number}行目に、区切りが多すぎます", f"line {number} has too many parts"),
            Text("「団体、係、メール」の順に、1行に1つの係を書いてください", "write body, section and mail address, one section a line"),
            place,
        )  # fmt: skip
    try:
        checked_address(asked.mail)
    except InputRefused as refused:
        for p in refused.problems:
            yield Problem(p.code, Text(f"{number}行目：", f"line {number}: ") + p.what, p.remedy, place)
