# SPDX-License-Identifier: Apache-2.0
"""A small market as text, and a reader of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.reading import read_applications
from machikata.automation.app.inputs import InputContent, InputTable
from machikata.automation.table_reading import read_input_table
from machikata.domain.errors import InputRefused, Problem, Severity

FACILITIES = """施設番号,名称,種別,区,枠番号,枠種別,対象クラス,募集人数,受入月齢,連携施設,従業員枠除外,転園時空き枠扱い
0012,つきかげ保育園,認可,北区,1,一般,0,3,生後57日,,,
0012,つきかげ保育園,認可,北区,2,,1,4,,,,
0012,つきかげ保育園,認可,北区,3,一般,3-5,6,,0020,,次回
0012,つきかげ保育園,認可,北区,4,障害児,3・4・5,1,,,,
0020,あさぎ小規模,小規模,南区,1,一般,0・1・2,5,６か月,,,
0020,あさぎ小規模,小規模,南区,9,一般,0〜2歳,2,,,○,
0031,ひばり園,認可,南区,1,一般,1,0,,,,
0031,ひばり園,認可,南区,2,一般,3歳〜5歳,2,,,,
"""
HEAD = "申請者番号,世帯番号,生年月日,クラス年齢,指数,希望1施設,希望1枠番号,希望1加点,希望2施設,希望2枠番号,きょうだい条件,転園元施設,転園元枠番号,氏名"
CHILDREN = f"""{HEAD}
1001,51,令和6年5月6日,2,40,0020,,3,,,A,,,汐見　葵
1002,51,2025-05-06,1,40,0012,2,,0020,,A,,,汐見　凪
1003,52,2025/9/1,1,38,0012,,,0031,1,,,,葛\U000e0100城　律
1004,53,2023-04-01,4,38,0012,3,,,,,0031,2,辻　湊
"""


def table(text: str, name: str = "children.csv") -> InputTable:
    return read_input_table(InputContent(name, text.encode()))


@pytest.fixture
def read() -> Callable[..., Applications]:
    """Read CSV texts; the small market's where none is given."""

    def made(
        children: str = CHILDREN, facilities: str = FACILITIES, siblings: str | None = None, **options
    ) -> Applications:
        combinations = None if siblings is None else table(siblings, "siblings.csv")
        return read_applications(
            table(children), table(facilities, "facilities.csv"), combinations, **{"fiscal_year": 2027, **options}
        )

    return made


@pytest.fixture
def refused(read) -> Callable[..., list[Problem]]:
    """The errors of what must be refused."""

    def made(*texts: str, **options) -> list[Problem]:
        with pytest.raises(InputRefused) as refusal:
            read(*texts, **options)
        return [p for p in refusal.value.problems if p.severity is Severity.ERROR]

    return made


@pytest.fixture
def with_children() -> Callable[..., str]:
    """A children's file with these rows instead of the small market's, under its header or another."""

    def made(*rows: str, head: str = HEAD) -> str:
        return "\n".join((head, *rows)) + "\n"

    return made


@pytest.fixture
def with_pools() -> Callable[..., str]:
    """The facilities' file with more rows."""
    return lambda *rows: FACILITIES + "\n".join(rows) + "\n"
