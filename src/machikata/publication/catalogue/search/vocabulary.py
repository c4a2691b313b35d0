# SPDX-License-Identifier: Apache-2.0
"""Every term of the indexed cases with its number, its readings and the ways it is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from machikata.publication.catalogue.search.sightings import Sighting


@dataclass(slots=True)
class Vocabulary:
    """Grows while cases are taken in and is then left alone; numbers of terms never change. Not shared between indexes."""

    numbers: dict[str, int] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    readings: list[tuple[str, ...]] = field(default_factory=list)
    written: list[tuple[str, ...]] = field(default_factory=list)
    """Folded, as it stands in texts: what is marked there."""

    def number_of(self, sighting: Sighting, written: str) -> int:
        """The number of the term, new or known; its reading and way of writing are noted."""
        number = self.numbers.setdefault(sighting.term, len(self.terms))
        if number == len(self.terms):
            self.terms.append(sighting.term)
            self.readings.append(())
            self.written.append(())
        if sighting.reading and sighting.reading not in self.readings[number]:
            self.readings[number] = (*self.readings[number], sighting.reading)
        if written and written not in self.written[number]:
            self.written[number] = (*self.written[number], written)
        return number

    def copy(self) -> Vocabulary:
        """One that can grow without this one."""
        return Vocabulary(dict(self.numbers), list(self.terms), list(self.readings), list(self.written))
