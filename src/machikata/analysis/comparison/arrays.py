# SPDX-License-Identifier: Apache-2.0
"""The case table: one row per case as NumPy arrays, what every method of the comparison works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CaseAttribute:
    """A categorical case attribute: `codes` int64 per case into `values`, −1 where missing."""

    name: str
    codes: Ints
    values: tuple[str, ...]
    names_person: bool = False
    """It names a person: never searched, never shown."""


@dataclass(frozen=True, slots=True, eq=False)
class CaseTable:
    """One row per case. `body` and `cluster` are indices; every cluster (staff × month) lies in one body.

    `days` is last minus first event in days of 24 hours; `observed_days` runs to the end of observation for open cases;
    `month` counts local months of the first event since year 0; `values` holds one float per case and declared indicator, NaN where
    the case has no value.
    """

    bodies: tuple[str, ...]
    body: Ints
    days: Floats
    observed_days: Floats
    is_open: Bools
    month: Ints
    cluster: Ints
    n_clusters: int
    log_index: Ints
    case_index: Ints
    attributes: Mapping[str, CaseAttribute] = field(default_factory=dict)
    values: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Number of cases."""
        return len(self.body)

    @property
    def n_bodies(self) -> int:
        """Number of bodies, those without cases included."""
        return len(self.bodies)

    def cluster_body(self) -> Ints:
        """The body of each cluster."""
        owner = np.zeros(self.n_clusters, dtype=np.int64)
        owner[self.cluster] = self.body
        return owner

    def where(self, mask: Bools) -> CaseTable:
        """The rows where `mask` holds, clusters numbered anew without gaps."""
        kept, cluster = np.unique(self.cluster[mask], return_inverse=True)
        rows: dict[str, Any] = {
            name: getattr(self, name)[mask]
            for name in ("body", "days", "observed_days", "is_open", "month", "log_index", "case_index")
        }
        attributes = {name: replace(a, codes=a.codes[mask]) for name, a in self.attributes.items()}
        values = {name: v[mask] for name, v in self.values.items()}
        return replace(
            self, **rows, cluster=cluster.astype(np.int64), n_clusters=len(kept), attributes=attributes, values=values
        )
