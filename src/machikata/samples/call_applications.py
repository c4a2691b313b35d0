# SPDX-License-Identifier: Apache-2.0
"""An invented call and invented applications to it, wished for as often as the fields were in the ministry's enquiry of 2019.

Then 30 bodies answered: residents 18, tax 18, internal administration 15, welfare 12, health insurance 12, pension 10, other 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

import numpy as np

from machikata.domain.call import Call, CallApplication, ClassWish
from machikata.domain.case_study import NOTHING, ServiceField
from machikata.domain.municipality import Municipality
from machikata.domain.text import Text
from machikata.rules.similar_bodies import classify
from machikata.samples.municipalities import invent_municipalities

ASKED_IN_2019: Final = {
    ServiceField.RESIDENTS: 18, ServiceField.TAX: 18, ServiceField.INTERNAL: 15, ServiceField.WELFARE: 12,
    ServiceField.HEALTH_INSURANCE: 12, ServiceField.PENSION: 10, ServiceField.OTHER: 8,
}  # fmt: skip
"""How many of the 30 bodies named the field (自治体行政スマートプロジェクト, 応募意向調査)."""
_MEAN_WISHES = 93 / 30
_CLASS_WISHES = ((ClassWish.SAME, 0.25), (ClassWish.NEAR, 0.35), (ClassWish.ANY, 0.40))
_CLASSES = {"都市Ⅰ-3": 7, "都市Ⅱ-3": 6, "都市Ⅰ-1": 4, "町村Ⅱ-2": 5, "町村Ⅴ-2": 5, "町村Ⅲ-1": 3}
_DAYS = 30


def sample_call(opens: date, *, call_id: str = "sample") -> Call:
    """An invented call that runs for 30 days from `opens`."""
    return Call(
        call_id,
        Text("架空県 業務プロセス比較の参加団体の公募", "Invented prefecture: call for bodies to compare their work"),
        "架空県（架空）",
        tuple(ASKED_IN_2019),
        opens,
        opens + timedelta(days=_DAYS),
        Text(
            "人口規模や区分の近い団体でグループをつくり、業務の流れを比べます（架空の公募です）",
            "Groups of bodies of similar size or class compare how they work (an invented call)",
        ),
        synthetic=True,
    )


def sample_applicants(*, seed: int) -> tuple[Municipality, ...]:
    """Thirty invented bodies of six classes, those of the demo first."""
    return invent_municipalities(_CLASSES, seed=seed)


def sample_applications(
    bodies: Sequence[Municipality], call: Call, *, seed: int, zone: tzinfo
) -> tuple[CallApplication, ...]:
    """One application of each body while the call runs, wishes and partners drawn; one of thirty withdraws."""
    rng = np.random.default_rng([seed, 17])
    codes = [b.code for b in bodies]
    return tuple(_application(b, codes, call, rng, zone) for b in bodies)


def _application(
    body: Municipality, codes: Sequence[str], call: Call, rng: np.random.Generator, zone: tzinfo
) -> CallApplication:
    day = call.opens + timedelta(days=int(rng.integers(0, (call.deadline - call.opens).days + 1)))
    at = datetime.combine(day, time(9 + int(rng.integers(0, 8)), int(rng.integers(0, 60))), zone)
    found = classify(body, as_of=day)
    gone = rng.random() < 1 / 30
    return CallApplication(
        f"{call.id}/{body.code}", call.id, body.code, body.name.ja, _wishes(call, rng), _partners(body.code, codes, rng),
        ClassWish(rng.choice([w.value for w, _ in _CLASS_WISHES], p=[p for _, p in _CLASS_WISHES])), body.population,
        found.label if found else "", at, "架空 花子（企画課）", "", synthetic=True,
        withdrawn=Text("庁内の都合（架空）", "reasons within the office (invented)") if gone else NOTHING,
    )  # fmt: skip


def _wishes(call: Call, rng: np.random.Generator) -> tuple[ServiceField, ...]:
    """One to all fields, about three, those often asked for in 2019 more often and earlier."""
    weights = np.array([float(ASKED_IN_2019.get(f, 8)) for f in call.fields])
    count = min(1 + int(rng.binomial(6, (_MEAN_WISHES - 1) / 6)), len(call.fields))
    drawn = rng.choice(len(call.fields), size=count, replace=False, p=weights / weights.sum())
    return tuple(call.fields[int(i)] for i in drawn)


def _partners(own: str, codes: Sequence[str], rng: np.random.Generator) -> tuple[str, ...]:
    """None for half of the bodies; neighbours in the order of codes for the others."""
    at = codes.index(own)
    steps = rng.permutation([-2, -1, 1, 2])[: int(rng.choice([0, 0, 1, 2]))]
    return tuple(codes[at + int(step)] for step in steps if 0 <= at + int(step) < len(codes))
