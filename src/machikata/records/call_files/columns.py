# SPDX-License-Identifier: Apache-2.0
"""The columns of the table of applications, in the order of the form; one row is one body's application."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from machikata.domain.call import Call, ClassWish
from machikata.domain.case_study import ServiceField
from machikata.domain.text import Text

CODE: Final = Text("団体コード", "Body code")
NAME: Final = Text("団体名", "Name of body")
WITH_WHOM: Final = Text("組みたい団体", "With whom")
CONTACT: Final = Text("連絡先", "Contact")
COMMENT: Final = Text("備考", "Comment")
MOST_PARTNERS: Final = 5
FORMULA: Final = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """What one row says. `row` counts as a person sees it in the file."""

    body: str
    body_name: str
    wishes: tuple[ServiceField, ...]
    partners: tuple[str, ...]
    class_wish: ClassWish
    contact: str
    comment: str
    row: int


def wish_head(number: int) -> Text:
    """The column of a wish, from 1."""
    return Text(f"第{number}希望の分野", f"Wish {number}")


def partner_head(number: int) -> Text:
    """The column of a preferred partner's code, from 1."""
    return Text(f"希望する相手{number}（団体コード）", f"Partner {number} (body code)")


def heads(call: Call) -> tuple[Text, ...]:
    """The header row of a call's form."""
    wishes = (wish_head(i) for i in range(1, len(call.fields) + 1))
    partners = (partner_head(i) for i in range(1, MOST_PARTNERS + 1))
    return (CODE, NAME, *wishes, WITH_WHOM, *partners, CONTACT, COMMENT)


def plain(word: str) -> str:
    """What two spellings have in common: width, case and blanks do not tell them apart.

    >>> plain("国民　ﾈﾝｷﾝ") == plain("国民ネンキン")
    True
    """
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
