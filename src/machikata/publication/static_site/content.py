# SPDX-License-Identifier: Apache-2.0
"""What the public site is made from: released and published values, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from machikata.domain.call import Call, Grouping
from machikata.domain.case_study import CaseOrigin, CaseStudy
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text
from machikata.publication.comparison_tables import ResultTable
from machikata.publication.effects import ShownEffect
from machikata.publication.kpi import Kpi
from machikata.publication.open_data import DataSet, FigureChange, Publisher
from machikata.rules.thresholds import DisclosureThresholds


@dataclass(frozen=True, slots=True)
class SiteCase:
    """A public case with what its body's code tells. `class_name` and `population_as_of` are "" and `population` None where that is not
    known; `version` 0 and `released_at` None for a case that ships with the program.
    """

    case: CaseStudy
    class_name: Text = Text("", "")
    population: int | None = None
    population_as_of: str = ""
    version: int = 0
    released_at: datetime | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back: then only the reason is shown."""
        return bool(self.case.withdrawn.ja)

    @property
    def checked(self) -> bool:
        """Whether it need not be marked as unverified: a body's own case is its own word."""
        return self.case.verified or self.case.origin in (CaseOrigin.SUBMITTED, CaseOrigin.SAMPLE)


@dataclass(frozen=True, slots=True)
class SiteCall:
    """A public call, whether applications are taken on the day the site is made, and its groups once they are public.

    `names` gives the official names of grouped bodies by code.
    """

    call: Call
    open: bool
    grouping: Grouping | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SiteComparison:
    """A public comparison: what it says and its tables, as nobody in particular may see them; of one taken back only the reason."""

    id: str
    title: Text
    n_bodies: int
    statements: tuple[tuple[Text, Text], ...]
    tables: tuple[ResultTable, ...]
    provenance: Provenance
    withdrawn: Text = Text("", "")


@dataclass(frozen=True, slots=True)
class SiteContent:
    """Everything of the site. `made_on` is the day that stands on its pages; `base` the address it will have, ending in /, or "".

    Cases and effects that were taken back are in it with their reason, and the site shows no more of them.
    """

    publisher: Publisher
    made_on: date
    kpi: Kpi
    cases: tuple[SiteCase, ...]
    effects: tuple[ShownEffect, ...]
    thresholds: DisclosureThresholds
    calls: tuple[SiteCall, ...]
    data_sets: tuple[DataSet, ...]
    changes: tuple[FigureChange, ...]
    comparisons: tuple[SiteComparison, ...] = ()
    base: str = ""

    @property
    def public_cases(self) -> tuple[SiteCase, ...]:
        """Those that stand."""
        return tuple(c for c in self.cases if not c.withdrawn)
