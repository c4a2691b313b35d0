# SPDX-License-Identifier: Apache-2.0
"""What a person typed into a form, read field by field: every fault is collected at its field, and the rest goes on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.event_log import DateStyle
from machikata.domain.text import Text
from machikata.domain.written_dates import DateFault, read_moment
from machikata.web.view import Posted

E = TypeVar("E", bound=StrEnum)
_HIDDEN = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


def hidden_number(form: Posted, name: str) -> int:
    """A number that the page itself wrote into a form, such as the version that was seen: 0 where it is missing, -1, which no version is,
    where somebody has put something else in.
    """
    written = form.text(name)
    return int(written) if _HIDDEN.fullmatch(written) else -1 if written else 0


@dataclass(slots=True)
class Typed:
    """A form being read; `problems` grows."""

    form: Posted
    problems: list[Problem] = field(default_factory=list)

    def refuse(self) -> None:
        """Raise everything that was found.

        Raises:
            InputRefused: something was.
        """
        if self.problems:
            raise InputRefused(self.problems)

    def text(self, name: str) -> str:
        """What stands there, without blanks around it."""
        return self.form.text(name).strip()

    def both(self, name: str) -> Text:
        """A text with its English beside it (`name`_en); the same in both when no English was given."""
        ja = self.text(name)
        return Text(ja, self.text(f"{name}_en") or ja)

    def number(self, name: str) -> float | None:
        """A decimal number, full-width digits and separators allowed; None when nothing stands there."""
        written = self.text(name)
        plain = unicodedata.normalize("NFKC", written).replace(",", "").replace("−", "-").replace("△", "-")
        if not plain:
            return None
        if _DECIMAL.fullmatch(plain):
            return float(plain)
        self._unreadable(name, written, Text("数字だけで入れてください（例 1234.5）", "digits only, e.g. 1234.5"))
        return None

    def whole(self, name: str) -> int | None:
        """A whole number from 0; None when nothing stands there."""
        value = self.number(name)
        if value is None:
            return None
        if value >= 0 and value == int(value):
            return int(value)
        self._unreadable(name, self.text(name), Text("0以上の整数で入れてください", "a whole number from 0"))
        return None

    def day(self, name: str) -> date | None:
        """A day, Western or 和暦; None when nothing stands there."""
        written = self.text(name)
        if not written:
            return None
        found = read_moment(written, DateStyle.JAPANESE)
        if isinstance(found, DateFault):
            self._unreadable(name, written, found.remedy)
            return None
        return found.day

    def choice(self, name: str, kind: type[E]) -> E | None:
        """One of the values of `kind`; None when nothing was chosen."""
        written = self.text(name)
        if not written:
            return None
        try:
            return kind(written)
        except ValueError:
            self._unreadable(name, written, Text("一覧から選んでください", "choose one from the list"))
            return None

    def _unreadable(self, name: str, written: str, remedy: Text) -> None:
        what = Text(f"「{written}」は読み取れません", f"“{written}” cannot be read")
        self.problems.append(Problem("typed-value", what, remedy, Place(column=name, value=written)))
