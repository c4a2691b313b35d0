# SPDX-License-Identifier: Apache-2.0
"""What a section would write beside each surveyed step: its place, whether it needs judgement, on what it works, the law behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from machikata.domain.workload import Medium, Nature


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step as the ordinary body does it. `order`: steps done side by side have the same; `exceptions`: share of cases (0–1)."""

    order: int
    nature: Nature
    medium: Medium
    system: str = ""
    legal_basis: str = ""
    exceptions: float = 0.0


_ROUTINE, _JUDGEMENT = Nature.ROUTINE, Nature.JUDGEMENT
_PAPER, _ELECTRONIC, _BOTH = Medium.PAPER, Medium.ELECTRONIC, Medium.BOTH
_CARE, _RESIDENTS, _TAX = "介護保険システム", "住民記録システム", "個人住民税システム"

FACTS: Mapping[str, StepFacts] = {
    "care.s1": StepFacts(1, _ROUTINE, _BOTH, _CARE, "介護保険法 第27条第1項", 0.05),
    "care.s2": StepFacts(2, _ROUTINE, _PAPER, _CARE, "介護保険法 第27条第2項", 0.12),
    "care.s3": StepFacts(3, _JUDGEMENT, _PAPER, "", "介護保険法 第27条第2項", 0.08),
    "care.s4": StepFacts(4, _JUDGEMENT, _PAPER, _CARE, "介護保険法 第27条第2項", 0.15),
    "care.s5": StepFacts(2, _ROUTINE, _PAPER, _CARE, "介護保険法 第27条第3項", 0.10),
    "care.s6": StepFacts(5, _ROUTINE, _PAPER, _CARE, "介護保険法 第27条第4項", 0.04),
    "care.s7": StepFacts(6, _ROUTINE, _PAPER, _CARE, "介護保険法 第27条第7項", 0.06),
    "moving.s1": StepFacts(1, _ROUTINE, _BOTH, _RESIDENTS, "住民基本台帳法 第22条、第27条", 0.04),
    "moving.s2": StepFacts(2, _JUDGEMENT, _BOTH, _RESIDENTS, "住民基本台帳法施行令 第11条", 0.09),
    "moving.s3": StepFacts(3, _ROUTINE, _ELECTRONIC, _RESIDENTS, "住民基本台帳法 第8条", 0.05),
    "moving.s4": StepFacts(4, _ROUTINE, _BOTH, _RESIDENTS, "住民基本台帳法 第12条、番号法 第17条", 0.06),
    "moving.s5": StepFacts(5, _ROUTINE, _PAPER, "", "住民基本台帳法 第28条～第29条の2", 0.03),
    "salary.s1": StepFacts(1, _ROUTINE, _BOTH, "", "地方税法 第317条の6", 0.03),
    "salary.s1p": StepFacts(2, _ROUTINE, _PAPER, "", "", 0.02),
    "salary.s2": StepFacts(3, _ROUTINE, _PAPER, _TAX, "", 0.05),
    "salary.s3": StepFacts(4, _JUDGEMENT, _ELECTRONIC, _TAX, "", 0.20),
    "salary.s4": StepFacts(5, _JUDGEMENT, _BOTH, _TAX, "地方税法 第298条", 0.10),
    "salary.s5": StepFacts(6, _ROUTINE, _ELECTRONIC, _TAX, "", 0.02),
}
"""By step id."""
