# SPDX-License-Identifier: Apache-2.0
"""Hypothesis strategies for answers to the workload survey."""

from __future__ import annotations

from hypothesis import strategies as st

from machikata.domain.workload import Medium, Nature, SectionStaff, SectionSurvey, StaffKind, SurveyLine

_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), min_size=1, max_size=12
).map(lambda t: " ".join(t.split()) or "工程")
_PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=8)
_HARD = st.one_of(
    _PLAIN.map(lambda t: f"x{t}"),
    st.builds(lambda mark, t: mark + t, st.sampled_from(("=", "+", "-", "@", "'", '"', "=cmd|' /C calc'!A0", "<a&b>", "_x000D_")), _PLAIN),
    st.sampled_from(("葛\U000e0100飾区", "外字\ue000\uf8ff", "一行目\n二行目", "  前後の空白  ", "\u3000全角の空白", "長い文" * 5_000, "①㈱Ⅱ", "𠮷野家", "か\u3099", "7", "1.0")),
)  # fmt: skip
"""Texts that a spreadsheet likes to change: formulas, quotes, marks of XML, variation selectors, private characters, line breaks,
blanks at the ends, long texts, digits."""
_MONTH = st.integers(1, 12)
_HOURS = st.integers(0, 2_000_000).map(lambda n: n / 100)


@st.composite
def survey_lines(draw: st.DrawFn, *, step: str = "permits.s1", hard: bool = False) -> SurveyLine:
    """One answered line; a contractor's has a fee and no minutes. `hard`: with texts that spreadsheets like to change."""
    words = _WORDS | _HARD if hard else _WORDS
    kind = draw(st.sampled_from(StaffKind))
    contractor = kind is StaffKind.CONTRACTOR
    busy = draw(st.none() | st.tuples(_MONTH, _MONTH))
    return SurveyLine(
        process="permits",
        step=step,
        title=draw(words),
        staff=kind,
        duty=draw(words),
        order=draw(st.none() | st.integers(1, 99)),
        cases=draw(st.none() | st.integers(0, 10_000_000)),
        minutes_per_case=None if contractor else draw(st.none() | st.integers(0, 100_000).map(lambda n: n / 10)),
        hours=None if contractor else draw(st.none() | _HOURS),
        fee_yen=draw(st.none() | st.integers(0, 10**10)) if contractor else None,
        busy_from=busy and busy[0],
        busy_to=busy and busy[1],
        nature=draw(st.none() | st.sampled_from(Nature)),
        medium=draw(st.none() | st.sampled_from(Medium)),
        system=draw(st.just("") | words),
        legal_basis=draw(st.just("") | words),
        exception_share=draw(st.none() | st.integers(0, 1000).map(lambda n: n / 1000)),
        note=draw(st.just("") | words),
    )


@st.composite
def section_staffs(draw: st.DrawFn) -> tuple[SectionStaff, ...]:
    """The people of a section: each kind at most once."""
    kinds = draw(st.sets(st.sampled_from(StaffKind), max_size=3))
    return tuple(
        SectionStaff(
            kind,
            draw(st.none() | st.integers(0, 500).map(lambda n: n / 10)),
            draw(st.none() | _HOURS),
            draw(st.none() | _HOURS),
            draw(st.none() | st.integers(800, 20_000).map(float)),
        )
        for kind in StaffKind
        if kind in kinds
    )


@st.composite
def surveys(draw: st.DrawFn, *, most: int = 3, hard: bool = False) -> tuple[SectionSurvey, ...]:
    """Answers of several sections, each with at least one line and different keys; `hard` as in `survey_lines`."""
    numbers = draw(st.lists(st.integers(0, 20), min_size=1, max_size=most, unique=True))
    return tuple(
        SectionSurvey(
            f"{990000 + n}",
            f"係{n}",
            draw(st.integers(2019, 2030)),
            tuple(
                draw(survey_lines(step=draw(st.sampled_from(("", "permits.s1", "permits.s2"))), hard=hard))
                for _ in range(draw(st.integers(1, 4)))
            ),
            draw(section_staffs()),
        )
        for n in numbers
    )
