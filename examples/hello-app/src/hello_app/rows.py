# SPDX-License-Identifier: Apache-2.0
"""The rows of a run: what stood there, what is proposed, and why."""

from __future__ import annotations

from dataclasses import dataclass

from hello_app.spelling import spell_address
from hello_app.telephones import spell_telephone
from hello_app.words import ADDRESS, FOR_A_PERSON, NUMBER, TELEPHONE
from machikata.automation.app.inputs import Inputs
from machikata.domain.progress import Progress
from machikata.domain.text import Text

_ROWS_A_STEP = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `changes` are the codes of what is changed or left to a person, `state` one of `words.STATES`."""

    number: str
    address: str
    telephone: str
    new_address: str
    new_telephone: str
    changes: tuple[str, ...]

    @property
    def state(self) -> str:
        """same, changed or person."""
        if FOR_A_PERSON.intersection(self.changes):
            return "person"
        changed = (self.address, self.telephone) != (self.new_address, self.new_telephone)
        return "changed" if changed else "same"

    @property
    def answer(self) -> str:
        """What two apps for this task are compared by."""
        return f"{self.new_address}｜{self.new_telephone}"


def spell_rows(inputs: Inputs, progress: Progress) -> tuple[Row, ...]:
    """Every row with its proposal, by number, so that the order of the file changes nothing."""
    table = inputs.table("addresses")
    left = frozenset(inputs.table("exceptions").column(NUMBER)) if "exceptions" in inputs.files else frozenset[str]()
    columns = (table.column(NUMBER), table.column(ADDRESS), table.column(TELEPHONE))
    rows = sorted(zip(*columns, strict=True))
    found = []
    for i, (number, address, telephone) in enumerate(rows):
        if i % _ROWS_A_STEP == 0:
            progress(0.8 * i / len(rows), Text(f"{i:,}行目", f"row {i:,}"))
        found.append(_spelled(number, address, telephone, inputs, leave=number in left))
    return tuple(found)


def _spelled(number: str, address: str, telephone: str, inputs: Inputs, *, leave: bool) -> Row:
    if leave:
        return Row(number, address, telephone, address, telephone, ("left-as-it-is",))
    first = spell_address(address, full_width=inputs.options["digits"] == "full")
    second = spell_telephone(telephone, hyphens=inputs.options["telephones"] == "hyphens")
    return Row(number, address, telephone, first.text, second.text, (*first.changes, *second.changes))
