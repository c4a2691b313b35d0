# SPDX-License-Identifier: Apache-2.0
"""Hypothesis strategies for case studies that can be submitted, and one that a person could have written."""

from __future__ import annotations

from hypothesis import strategies as st

from machikata.domain.case_study import (
    NOTHING,
    UNITS,
    Basis,
    CaseFigure,
    CaseMedia,
    CaseOrigin,
    CaseSource,
    CaseStatus,
    CaseStudy,
    FigureRole,
    ReadLevel,
    ServiceField,
    Technology,
)
from machikata.domain.effect import Aspect
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.records.masking.identifiers import find_identifiers

_SIMPLE = st.sampled_from(("児童手当", "保育園の入所", "問い合わせへの応答", "=1+1", "約 30％", "AI-OCR", "２０１９年"))
_ANY = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1, max_size=12
).filter(lambda t: t.strip() != "" and not find_identifiers(t) and "\ufffe" not in t and "\uffff" not in t)
_HARD = st.sampled_from((
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'先頭", "'=1", '"引用"', "一行目\n二行目", "一行目\n\n三行目\n", "段落¶の印", "\\¶\\n\\u0020",
    "  前後の空白  ", "\u3000全角の空白\u3000", "二つ  続く空白", "葛\U000e0100飾区", "外字\ue000", "𠮷野家", "か\u3099", "①㈱Ⅱ", "007", "1.0", "2018-07",
    "<a&b>", "_x000D_", "タブ\tあり", "a,b;c、d", "長い文" * 5_000, "記載なし", "はい", "\u00a0non-breaking\u00a0",
))  # fmt: skip
"""Texts that spreadsheets and CSV like to change: formulas, quotes, blanks, line breaks, our own marks for them, variation selectors."""


def _texts(*, hard: bool) -> st.SearchStrategy[str]:
    return (_SIMPLE | _ANY | _HARD) if hard else _SIMPLE


_DATES = st.sampled_from(("", "2018", "2018-07", "2018-07-02", "FY2018", "1999-12-31"))
_AMOUNTS = st.none() | st.integers(0, 10**9).map(lambda n: n / 100) | st.floats(0, 1e12, allow_subnormal=False)


@st.composite
def case_figures(draw: st.DrawFn, *, id_: str, sources: tuple[str, ...], hard: bool = False) -> CaseFigure:
    """One figure that the checks take, of whatever role."""
    words = _texts(hard=hard)
    role = draw(st.sampled_from(FigureRole))
    before, after, target, rate = (draw(_AMOUNTS) for _ in range(4))
    saved = draw(st.none() | st.integers(-(10**9), 10**9).map(lambda n: n / 8))
    low, high = sorted((draw(st.integers(-1000, 1000)), draw(st.integers(-1000, 1000))))
    pairs = ((Aspect.BEFORE, before), (Aspect.AFTER, after), (Aspect.SAVED, saved))
    held = [aspect for aspect, value in pairs if value is not None]
    derived = draw(st.sets(st.sampled_from(held))) if held else set()
    ranged = draw(st.booleans())
    return CaseFigure(
        id=id_,
        name=Text(draw(words), draw(st.just("") | words)),
        unit=draw(st.sampled_from(sorted(UNITS))),
        role=role,
        kind=draw(st.sampled_from(FigureKind)) if role is FigureRole.EFFECT else None,
        basis=draw(st.sampled_from(Basis)),
        before=before,
        after=after,
        saved=saved,
        target=target,
        rate_percent=rate,
        low=low / 2 if ranged else None,
        high=high / 2 if ranged else None,
        approximate=draw(st.booleans()),
        derived=tuple(a for a in held if a in derived),
        period=draw(_maybe(words)),
        note=draw(_maybe(words)),
        source=draw(st.sampled_from(("", *sources))),
    )


def _maybe(words: st.SearchStrategy[str]) -> st.SearchStrategy[Text]:
    return st.just(NOTHING) | st.builds(Text, words, st.just("") | words)


@st.composite
def case_studies(draw: st.DrawFn, *, hard: bool = False, id_: str | None = None) -> CaseStudy:
    """A case study that the checks take; `hard`: with texts that spreadsheets like to change."""
    words = _texts(hard=hard)
    maybe, plain = _maybe(words), st.just("") | words
    code = draw(
        st.just("")
        | st.integers(1, 999).map(lambda n: MunicipalityCode.from_five(f"99{n:03}").value)
        | st.just("082201")
    )
    sources = draw(st.integers(0, 2))
    source_ids = tuple(f"D{n + 1}" for n in range(sources))
    several = st.lists(words, max_size=3).map(tuple)
    return CaseStudy(
        id=id_ if id_ is not None else draw(st.sampled_from(("", "C01", "X-12"))),
        title=Text(draw(words), draw(plain)),
        body=code,
        body_name=draw(words),
        field=draw(st.sampled_from(ServiceField)),
        technologies=tuple(draw(st.lists(st.sampled_from(Technology), min_size=1, max_size=3, unique=True))),
        status=draw(st.sampled_from(CaseStatus)),
        origin=draw(st.sampled_from(CaseOrigin)),
        summary=Text(draw(words), draw(plain)),
        start=draw(_DATES),
        prefecture=draw(plain),
        population=draw(st.none() | st.integers(0, 10**7)),
        population_year=draw(st.none() | st.integers(1990, 2030)),
        works=draw(several),
        keywords=draw(several),
        cost_yen=draw(st.none() | st.integers(0, 10**12)),
        figures=tuple(draw(case_figures(id_=f"F{n + 1}", sources=source_ids, hard=hard)) for n in range(draw(st.integers(0, 2)))),
        sources=tuple(
            CaseSource(s, draw(words), draw(st.sampled_from(("", "https://example.jp/a?b=1&c=123456789012"))), draw(st.sampled_from(ReadLevel)))
            for s in source_ids
        ),
        media=tuple(CaseMedia(draw(words), "https://example.jp/m.png", draw(plain)) for _ in range(draw(st.integers(0, 1)))),
        related=draw(several),
        contact=draw(plain),
        published=draw(_DATES),
        updated=draw(_DATES),
        verified=draw(st.booleans()),
        starred=draw(st.booleans()),
        synthetic=code.startswith("99") or draw(st.booleans()),
        **{name: draw(maybe) for name in _FREE_TEXTS},
    )  # fmt: skip


_FREE_TEXTS = (
    "subtitle", "period", "users", "theme", "reason", "purpose", "challenge", "content", "learnt", "result", "introduction", "constraints",
    "spread", "sustaining", "evaluation", "schemes", "partners", "cost_note", "verified_scope",
)  # fmt: skip


def invented_case() -> CaseStudy:
    """A case of an invented town with two figures and their source: everything that must be filled in."""
    figures = (
        CaseFigure("F1", Text("入力の時間", "Time spent on entry"), "hours", FigureRole.EFFECT, FigureKind.ANNUALISED_TRIAL, Basis.YEAR,
                   before=424.7, after=88.3, saved=336.4, rate_percent=79.2, derived=(Aspect.BEFORE,), period=Text("2018年度", "FY2018"), source="D1"),
        CaseFigure("F2", Text("対象の業務", "Tasks concerned"), "tasks", FigureRole.SCALE, after=5, source="D1"),
    )  # fmt: skip
    return CaseStudy(
        id="", title=Text("市民税の入力の自動化", "Automatic entry for municipal tax"), body="990019", body_name="汐見原市",
        field=ServiceField.TAX, technologies=(Technology.RPA, Technology.OCR), status=CaseStatus.IN_SERVICE, origin=CaseOrigin.SUBMITTED,
        summary=Text("申告書の入力を自動入力に任せました。\n確認は職員が行います。", "A robot enters returns; staff check them."), start="FY2018",
        prefecture="架空県", works=("住民税",), keywords=("申告書", "自動化"), reason=Text("繁忙期の時間外が多かったためです。", ""),
        purpose=Text("入力の時間を減らすことです。", ""), content=Text("5つの業務で試しました。", ""), contact="総務課",
        figures=figures, sources=(CaseSource("D1", "自動化の報告書", "https://example.jp/report", ReadLevel.FULL),),
        published="2026-04-01", synthetic=True, population=123_456, population_year=2020,
    )  # fmt: skip
