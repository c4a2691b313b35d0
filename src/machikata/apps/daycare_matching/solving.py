# SPDX-License-Identifier: Apache-2.0
"""Solve a market, have the result checked by separate code, and explain it."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.apps.daycare_matching.allocation import Allocation
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.checking import CheckReport, check_certificate, check_reasons
from machikata.apps.daycare_matching.engine.allocate import allocate
from machikata.apps.daycare_matching.explaining.cut_offs import cut_offs
from machikata.apps.daycare_matching.explaining.reasons import refused_wishes
from machikata.apps.daycare_matching.explaining.results import child_results
from machikata.apps.daycare_matching.explaining.values import ChildResults, CutOffs, RefusedWishes
from machikata.apps.daycare_matching.opening import Opened
from machikata.domain.errors import MachikataError
from machikata.domain.progress import Progress, no_progress, part_of
from machikata.domain.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """An allocation of a market and everything that is told of it."""

    opened: Opened
    allocation: Allocation
    results: ChildResults
    refused: RefusedWishes
    cut_offs: CutOffs

    @property
    def built(self) -> Built:
        """The market and its meaning."""
        return self.opened.built


def solved(opened: Opened, *, progress: Progress = no_progress) -> Solved:
    """The allocation of a market, explained."""
    allocation = allocate(
        opened.built.market, stability=opened.stability, choice=opened.choice, progress=part_of(progress, 0.0, 0.8)
    )
    return explained(opened, allocation)


def explained(opened: Opened, allocation: Allocation) -> Solved:
    """An allocation that is there already, explained."""
    market = opened.built.market
    refused = refused_wishes(opened.built, allocation)
    return Solved(opened, allocation, child_results(market, allocation), refused, cut_offs(market, allocation, refused))


def checked(result: Solved) -> CheckReport:
    """What the separate checker says of the result.

    Raises:
        MachikataError: it does not agree; then the result must not be used.
    """
    report = check_certificate(result.built.market, result.allocation)
    if report.good:
        report += check_reasons(result.built, result.allocation, result.refused)
    if report.good:
        return report
    first = report.faults[0]
    raise MachikataError(
        Text(
            f"別のプログラムによる検査が、結果を認めませんでした：{first.text.ja}",
            f"the separate checker does not accept the result: {first.text.en}",
        ),
        remedy=Text(
            "この結果は使わず、入力のファイルを添えて知らせてください", "do not use it; report it with the input files"
        ),
    )
