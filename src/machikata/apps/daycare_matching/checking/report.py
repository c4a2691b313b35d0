# SPDX-License-Identifier: Apache-2.0
"""What a check says: the faults it found, what it confirmed, and what it could not confirm."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.text import Text


class FaultKind(StrEnum):
    """What is wrong. The values are stable codes."""

    MARKET = "market"
    """The market breaks an invariant of `market.Market`."""
    NOT_OWN_OPTION = "not-own-option"
    OVERFULL = "overfull"
    SEAT_LOST = "seat-lost"
    """A transfer applicant is left without the seat it held."""
    BLOCKS = "blocks"
    """A household has a better option that it could have, and is not declared as blocked."""
    DECLARED_BLOCKED = "declared-blocked"
    """The declaration of blocked households does not fit what the definitions give."""
    SWAP = "swap"
    DELETION = "deletion"
    """A deleted option of the certificate is not justified."""
    SEARCH = "search"
    """The search tree of the certificate has a gap, or an end that is not so."""
    INDEPENDENCE = "independence"
    """Two groups of households touch each other."""
    CLAIM = "claim"
    """The certificate shows something else than the allocation claims."""
    CHOICE = "choice"
    """Stable, but not the one that the declared criterion chooses."""
    REASON = "reason"
    """The reason for a refused wish is not so."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be. Households, pools and options are indices into the market."""

    kind: FaultKind
    text: Text
    household: int | None = None
    pool: int | None = None
    option: int | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome of a check. `confirmed` says what was shown to hold, `unconfirmed` what the material at hand cannot show."""

    faults: tuple[Fault, ...] = ()
    confirmed: tuple[Text, ...] = ()
    unconfirmed: tuple[Text, ...] = ()

    @property
    def good(self) -> bool:
        """Nothing is wrong."""
        return not self.faults

    def __add__(self, other: CheckReport) -> CheckReport:
        return CheckReport(
            self.faults + other.faults, self.confirmed + other.confirmed, self.unconfirmed + other.unconfirmed
        )
