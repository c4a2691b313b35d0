# SPDX-License-Identifier: Apache-2.0
"""Small calls with few values, so that ties, crowding and impossible wishes are common."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from machikata.domain.call import Call, CallApplication, ClassWish
from machikata.domain.case_study import ServiceField
from machikata.domain.text import Text

FIELDS = (ServiceField.TAX, ServiceField.RESIDENTS, ServiceField.WELFARE)
AT = datetime(2026, 6, 1, tzinfo=UTC)
CALL = Call(
    "c", Text("公募", "call"), "*", FIELDS, date(2026, 4, 1), date(2026, 5, 1), smallest=3, largest=4, synthetic=True
)


@st.composite
def calls(draw: st.DrawFn, most: int = 8) -> tuple[Call, tuple[CallApplication, ...]]:
    n = draw(st.integers(0, most))
    codes = [f"99{i:04}" for i in range(n)]
    fields = FIELDS[: draw(st.integers(1, 3))]
    smallest = draw(st.sampled_from([3, 3, 3, 4]))
    call = replace(CALL, fields=fields, smallest=smallest, largest=draw(st.integers(smallest, 6)))
    return call, tuple(draw(applications(code, codes, fields)) for code in codes)


@st.composite
def applications(draw: st.DrawFn, code: str, codes: list[str], fields: tuple[ServiceField, ...]) -> CallApplication:
    others = [c for c in codes if c != code]
    return CallApplication(
        f"a{code}", "c", code, f"架空{code}", tuple(draw(st.permutations(fields))[: draw(st.integers(1, len(fields)))]),
        tuple(draw(st.lists(st.sampled_from(others), max_size=2, unique=True)) if others else ()),
        draw(st.sampled_from([ClassWish.ANY, ClassWish.ANY, ClassWish.ANY, ClassWish.NEAR, ClassWish.SAME])),
        draw(st.sampled_from([10_000, 10_000, 15_000, 21_000, 400_000, None])), draw(st.sampled_from(["A", "A", "B", ""])),
        datetime(2026, 4, 2, tzinfo=UTC), synthetic=True, withdrawn=Text("都合", "plans changed") if draw(st.integers(0, 9)) == 9 else Text("", ""),
    )  # fmt: skip
