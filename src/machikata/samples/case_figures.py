# SPDX-License-Identifier: Apache-2.0
"""Plausible figures of invented case studies, of every kind, and the sentence that tells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from machikata.domain.case_study import NOTHING, Basis, CaseFigure, CaseStatus, FigureRole
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.samples.case_wording import OfficeWords, wording

_KINDS: dict[CaseStatus, tuple[FigureKind, ...]] = {
    CaseStatus.IN_SERVICE: (FigureKind.MEASURED, FigureKind.MEASURED, FigureKind.ANNUALISED_TRIAL),
    CaseStatus.TRIAL: (FigureKind.TRIAL, FigureKind.FORECAST),
    CaseStatus.TRIAL_ENDED: (FigureKind.TRIAL, FigureKind.ANNUALISED_TRIAL, FigureKind.NEGATIVE),
    CaseStatus.STOPPED: (FigureKind.NEGATIVE, FigureKind.MEASURED),
    CaseStatus.ABANDONED: (FigureKind.NEGATIVE, FigureKind.TRIAL),
    CaseStatus.PLANNED: (FigureKind.FORECAST,),
    CaseStatus.UNKNOWN: (FigureKind.TRIAL, FigureKind.MEASURED),
}
FAILED = frozenset({CaseStatus.STOPPED, CaseStatus.ABANDONED})
_SPOKEN = {"accesses": Text("件", "accesses"), "percent": Text("％", "percent"), "items": Text("台", "devices")}
_PER = {
    Basis.YEAR: "年間 ||  a year",
    Basis.MONTH: "1か月に ||  a month",
    Basis.BATCH: "1回の作業で ||  a round",
    Basis.CASE: "1件に ||  a case",
}


def figure_of(
    shape: Mapping[str, Any], status: CaseStatus, words: OfficeWords, rng: np.random.Generator, *, number_in_case: int
) -> tuple[CaseFigure, Text]:
    """One figure of the shape, of a kind that goes with the status, and a sentence telling it (empty for scale)."""
    kind = _kind(shape, status, rng)
    basis = Basis(shape.get("basis", "not_stated"))
    if kind in {FigureKind.TRIAL, FigureKind.NEGATIVE} and basis in {Basis.YEAR, Basis.MONTH}:
        basis = Basis.BATCH
    before, after, saved = _values(shape, kind, rng, weak=status in FAILED)
    figure = CaseFigure(
        id=f"F{number_in_case}",
        name=words.text(shape["name"]),
        unit=shape["unit"],
        role=FigureRole.SCALE if kind is None else FigureRole.EFFECT,
        kind=kind,
        basis=basis,
        before=before,
        after=after,
        saved=saved,
        rate_percent=None if before is None or saved is None or saved < 0 else round(100 * saved / before, 1),
        approximate=kind is FigureKind.FORECAST,
        source="S1",
    )
    return figure, _told(figure, shape, words)


def _kind(shape: Mapping[str, Any], status: CaseStatus, rng: np.random.Generator) -> FigureKind | None:
    """None: the figure tells the scale."""
    if shape.get("scale"):
        return None
    if shape.get("forecast") or status is CaseStatus.PLANNED:
        return FigureKind.FORECAST
    if shape.get("usage"):
        return FigureKind.USAGE
    kinds = _KINDS[status]
    kind = kinds[int(rng.integers(len(kinds)))]
    unfit = {FigureKind.NEGATIVE, FigureKind.ANNUALISED_TRIAL, FigureKind.FORECAST}
    if "level" in shape and kind in unfit:
        return FigureKind.TRIAL
    if kind is FigureKind.ANNUALISED_TRIAL and shape.get("basis") != "year":
        return FigureKind.TRIAL
    return kind


def _values(
    shape: Mapping[str, Any], kind: FigureKind | None, rng: np.random.Generator, *, weak: bool
) -> tuple[float | None, float | None, float | None]:
    """Before, after, saved; `weak` where it was given up: little use, little saved."""
    if "level" in shape:
        few = 0.06 if weak and shape.get("usage") else 1.0
        return None, max(_rounded(few * _spread(shape["level"], rng), shape["unit"]), 1.0), None
    if "saved" in shape:
        return None, None, _rounded(_spread(shape["saved"], rng), shape["unit"])
    batch = 0.1 if kind in {FigureKind.TRIAL, FigureKind.NEGATIVE} and shape.get("basis") == "year" else 1.0
    before = max(_rounded(_spread(shape["before"], rng) * batch, shape["unit"]), 2.0)
    low, high = shape["share"]
    share = -float(rng.uniform(0.05, 1.5)) if kind is FigureKind.NEGATIVE else float(rng.uniform(low, high))
    share *= 0.2 if weak and share > 0 else 1.0
    after = _rounded(before * (1 - share), shape["unit"])
    return before, after, round(before - after, 1)


def _spread(limits: tuple[float, float], rng: np.random.Generator) -> float:
    low, high = np.log(limits)
    return float(np.exp(rng.uniform(low, high)))


def _rounded(value: float, unit: str) -> float:
    return round(value, 1) if unit in {"hours", "percent"} and value < 1000 else float(round(value))


def _told(figure: CaseFigure, shape: Mapping[str, Any], words: OfficeWords) -> Text:
    if figure.kind is None:
        return NOTHING
    results = wording()["results"]
    if "level" in shape and figure.kind is FigureKind.FORECAST:
        pattern = "level_forecast"
    elif figure.kind is FigureKind.USAGE:
        pattern = "usage"
    elif "level" in shape:
        pattern = "level"
    elif shape.get("forecast"):
        pattern = "potential"
    else:
        pattern = f"saved_{figure.kind.value}"
    return words.text(
        words.pick(results[pattern]),
        name=shape["name"],
        unit=_SPOKEN.get(figure.unit) or figure.unit_label,
        per=_PER.get(figure.basis, ""),
        before=_written(figure.before),
        after=_written(figure.after),
        saved=_written(figure.saved),
        rate=_written(figure.rate_percent),
    )


def _written(value: float | None) -> str:
    """The same in both languages."""
    held = "" if value is None else number(value, 0 if value == int(value) else 1)
    return f"{held} || {held}"
