# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from jinja2 import UndefinedError

from machikata.domain.text import Language, Text
from machikata.web.rendering import templates


def written(source: str, language: Language = "ja", **values: Any) -> str:
    return templates(language).from_string(source).render(**values)


def test_a_text_comes_out_in_the_readers_language() -> None:
    assert written("{{ x }}", x=Text("比べる", "Compare")) == "比べる"
    assert written("{{ x }}", "en", x=Text("比べる", "Compare")) == "Compare"


def test_what_comes_from_files_is_escaped() -> None:
    assert written("{{ x }}", x=Text("<b>", "<b>")) == "&lt;b&gt;"
    assert written('<a title="{{ x }}">', x='"onload="') == '<a title="&#34;onload=&#34;">'


def test_a_missing_name_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        written("{{ nothing }}")


@pytest.mark.parametrize(
    ("language", "given", "expected"),
    [
        ("ja", "記録がありません", "記録がありません。"),
        ("ja", "記録がありません。", "記録がありません。"),
        ("ja", "種類を選んでください：申請（20）", "種類を選んでください：申請（20）。"),
        ("ja", "", ""),
        ("en", "no records", "No records."),
        ("en", "No records.", "No records."),
    ],
)
def test_a_sentence_ends_like_one(language: Language, given: str, expected: str) -> None:
    assert written("{{ sentence(x) }}", language, x=given) == expected


def test_numbers_carry_their_unit_and_a_missing_one_none() -> None:
    assert written("{{ days(32.04) }} {{ counted(18204, '件', 'case') }} {{ share(0.5) }} {{ days(none) }}") == (
        "32.0日 18,204件 50.0% ―"
    )
    assert written("{{ days(-4.9, 1, sign=true) }} {{ counted(1, '件', 'case') }} {{ ratio(0.876) }}", "en") == (
        "−4.9 days 1 case 0.88"
    )
