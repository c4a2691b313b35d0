# SPDX-License-Identifier: Apache-2.0
"""Filters and counts: which cases have which value, as one row of yes and no per value."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from machikata.domain.case_study import CaseOrigin, CaseStatus, CaseStudy, ServiceField, Technology
from machikata.domain.provenance import FigureKind
from machikata.publication.catalogue.search.values import CaseFilters, Facets

Yes = npt.NDArray[np.bool_]
Rows = Mapping[Any, Yes]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Per facet (named as in `CaseFilters` and `Facets`) and value, which cases have it."""

    facets: Mapping[str, Rows]
    unsuccessful: Yes
    verified: Yes

    def masks(self, filters: CaseFilters) -> Mapping[str, Yes]:
        """Per facet, the cases that its filter lets through; "" holds the yes-or-no filters."""
        masks = {name: self._any_of(rows, getattr(filters, name)) for name, rows in self.facets.items()}
        plain = np.ones(len(self.verified), np.bool_)
        if filters.unsuccessful is not None:
            plain &= self.unsuccessful == filters.unsuccessful
        if filters.verified is not None:
            plain &= self.verified == filters.verified
        return masks | {"": plain}

    def counts(self, hits: Yes, masks: Mapping[str, Yes]) -> Facets:
        """Hits per value, each facet beside the filters of the others."""
        found: dict[str, Mapping[Any, int]] = {}
        for name, rows in self.facets.items():
            open_hits = hits.copy()
            for other, mask in masks.items():
                if other != name:
                    open_hits &= mask
            counted = {value: int(np.count_nonzero(row & open_hits)) for value, row in rows.items()}
            found[name] = {value: n for value, n in counted.items() if n}
        return Facets(**found)

    def _any_of(self, rows: Rows, values: Sequence[Hashable]) -> Yes:
        if not values:
            return np.ones(len(self.verified), np.bool_)
        chosen = np.zeros(len(self.verified), np.bool_)
        for value in values:
            if value in rows:
                chosen |= rows[value]
        return chosen


def narrowing_of(cases: Sequence[CaseStudy], classes: Mapping[str, str]) -> Narrowing:
    """`classes`: body code → id of its class; a case of another body has none."""

    def rows(values: Iterable[Any], of: Callable[[CaseStudy], Iterable[Any]]) -> Rows:
        made = {value: np.zeros(len(cases), np.bool_) for value in values}
        for number, case in enumerate(cases):
            for value in of(case):
                made[value][number] = True
        return made

    def class_of(case: CaseStudy) -> tuple[str, ...]:
        return (classes[case.body],) if case.body in classes else ()

    return Narrowing(
        facets={
            "technologies": rows(Technology, lambda c: c.technologies),
            "fields": rows(ServiceField, lambda c: (c.field,)),
            "classes": rows(sorted(set(classes.values())), class_of),
            "kinds": rows(FigureKind, lambda c: c.kinds),
            "statuses": rows(CaseStatus, lambda c: (c.status,)),
            "origins": rows(CaseOrigin, lambda c: (c.origin,)),
        },
        unsuccessful=np.array([c.unsuccessful for c in cases], np.bool_),
        verified=np.array([c.verified for c in cases], np.bool_),
    )
