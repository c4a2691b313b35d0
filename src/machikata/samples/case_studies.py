# SPDX-License-Identifier: Apache-2.0
"""Invented case studies of invented bodies: any number of them, worded as different offices would, failures included."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np

from machikata.domain.case_study import (
    NOTHING,
    CaseFigure,
    CaseOrigin,
    CaseSource,
    CaseStatus,
    CaseStudy,
    ReadLevel,
    Technology,
)
from machikata.domain.municipality import Municipality
from machikata.domain.text import Text
from machikata.samples.case_figures import FAILED, figure_of
from machikata.samples.case_wording import OfficeWords, Use, uses, wording
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.municipalities import PREFECTURE, invent_municipalities

INVENTED = Text("架空の見本", "invented sample")
_MARK = Text("（架空の見本）", "(Invented sample.)")
_CLASSES = {
    "都市Ⅰ-3": 60, "都市Ⅰ-2": 40, "都市Ⅰ-1": 30, "都市Ⅱ-3": 40, "都市Ⅲ-3": 16, "都市Ⅳ-3": 8, "町村Ⅰ-0": 10,
    "町村Ⅱ-1": 20, "町村Ⅲ-2": 30, "町村Ⅳ-2": 26, "町村Ⅴ-2": 20,
}  # fmt: skip
_STATUSES = {
    CaseStatus.IN_SERVICE: 0.50, CaseStatus.TRIAL: 0.10, CaseStatus.TRIAL_ENDED: 0.10, CaseStatus.STOPPED: 0.10,
    CaseStatus.ABANDONED: 0.10, CaseStatus.PLANNED: 0.06, CaseStatus.UNKNOWN: 0.04,
}  # fmt: skip
_FIRST, _LAST = date(2018, 4, 2), date(2026, 8, 31)
_FIRST_GENERATIVE = date(2023, 4, 3)
_AS_OF = date(2026, 11, 20)
_SOURCE = CaseSource("S1", "架空の見本として書いた文", "", ReadLevel.FULL)


@cache
def sample_case_bodies(seed: int = 1) -> tuple[Municipality, ...]:
    """The 300 invented bodies of the case studies, by code: the demo's twelve, then others of all sizes."""
    others = invent_municipalities(_CLASSES, seed=seed)
    demo = tuple(b.municipality for b in DEMO_PLAN.bodies)
    return demo + others[len(demo) :]


def sample_cases(n: int, seed: int = 1) -> tuple[CaseStudy, ...]:
    """`n` invented case studies (`origin` SAMPLE, `synthetic`), ids S00001 and on; the first of them are the same for any `n`.

    Works, technologies, status, figures and wording vary; one in five was stopped or abandoned.

    >>> [c.origin.value for c in sample_cases(2)]
    ['sample', 'sample']
    """
    bodies = sample_case_bodies(seed)
    rounds = -(-n // len(uses()))
    order = [use for number in range(rounds) for use in _shuffled(seed, number)][:n]
    return tuple(_case(i, use, bodies, seed) for i, use in enumerate(order))


def _shuffled(seed: int, number: int) -> list[Use]:
    """Every use once, so that few cases already cover much."""
    order = np.random.default_rng([seed, 17, number]).permutation(len(uses()))
    return [uses()[i] for i in order]


def _case(i: int, use: Use, bodies: tuple[Municipality, ...], seed: int) -> CaseStudy:
    rng = np.random.default_rng([seed, 18, i])
    # The first cases go to the demo and belong to its bodies.
    body = bodies[i % 12] if i < 12 else bodies[int(rng.integers(len(bodies)))]
    words = OfficeWords(rng, body)
    status = tuple(_STATUSES)[int(rng.choice(len(_STATUSES), p=tuple(_STATUSES.values())))]
    begun, published = _days(use, status, rng)
    figures, result = _figures(use, status, words, rng)
    use_text, way = words.text(use.text), words.text(words.pick(use.family["way"]))
    burden = words.text(words.pick(use.burden))
    outcome = words.text(words.pick(wording()["statuses"][status.value]), later=_later(begun, published, status))
    title = words.text(words.pick(use.titles), name=use.name, full=use.full)
    return CaseStudy(
        id=f"S{i + 1:05d}",
        title=title,
        subtitle=INVENTED,
        body=body.code,
        body_name=str(body.name),
        prefecture=PREFECTURE,
        field=use.field,
        technologies=use.technologies,
        status=status,
        origin=CaseOrigin.SAMPLE,
        summary=_summary(words, burden, use_text, outcome, rng),
        start=_written(begun, rng) if status is not CaseStatus.PLANNED else "",
        users=words.text(use.family["users"]),
        works=(words.text(use.name).ja,),
        keywords=_keywords(use, rng),
        challenge=burden,
        content=words.joined(use_text, way),
        result=words.joined(*result),
        learnt=_learnt(use, status, words),
        evaluation=words.text(words.maybe(wording()["more"]["evaluation"], 0.3)),
        constraints=words.text(words.maybe(use.family["constraints"], 0.6)),
        figures=figures,
        sources=(_SOURCE,),
        published=published.isoformat(),
        updated=published.isoformat(),
        cost_yen=_cost(rng),
        verified_scope=Text(
            "架空の見本のため、確かめる元の資料はありません。", "Invented: there is no source to check."
        ),
        synthetic=True,
        **_more(words, use, body),
    )


def _more(words: OfficeWords, use: Use, body: Municipality) -> dict[str, Any]:
    """What offices tell or leave out."""
    more = wording()["more"]
    office = words.text(words.pick(use.office.split(" || ", maxsplit=1)[0].split("|"))).ja
    told = {name: words.text(words.maybe(more[name], chance)) for name, chance in _TOLD.items()}
    return {**told, "contact": f"{body.name}{office}（架空）"}


_TOLD = {"introduction": 0.5, "spread": 0.3, "sustaining": 0.3, "schemes": 0.3, "partners": 0.5}


def _summary(words: OfficeWords, burden: Text, use: Text, outcome: Text, rng: np.random.Generator) -> Text:
    """What it is about, now and then with what troubled the office first."""
    before = burden if rng.random() < 0.4 else NOTHING
    return words.joined(before, use, outcome, _MARK)


def _figures(
    use: Use, status: CaseStatus, words: OfficeWords, rng: np.random.Generator
) -> tuple[tuple[CaseFigure, ...], list[Text]]:
    """Some cases have no figure at all."""
    shapes = [s for s in use.family["figures"] if rng.random() < 0.75]
    pairs = [figure_of(s, status, words, rng, number_in_case=k) for k, s in enumerate(shapes, start=1)]
    return tuple(f for f, _ in pairs), [told for _, told in pairs]


def _learnt(use: Use, status: CaseStatus, words: OfficeWords) -> Text:
    family = use.family
    if status in FAILED:
        return words.text(words.pick(family["stop"]))
    if status is CaseStatus.PLANNED:
        return NOTHING
    good = words.text(words.maybe(family["good"], 0.7))
    bad = words.text(words.maybe(family["bad"], 0.5 if status is CaseStatus.TRIAL_ENDED else 0.3))
    return words.joined(good, bad)


def _days(use: Use, status: CaseStatus, rng: np.random.Generator) -> tuple[date, date]:
    """Begun and published."""
    first = _FIRST_GENERATIVE if Technology.GENERATIVE in use.technologies else _FIRST
    begun = first + timedelta(days=int(rng.integers((_LAST - first).days)))
    wait = 400 if status in FAILED else 60
    published = min(begun + timedelta(days=wait + int(rng.integers(500))), _AS_OF)
    return begun, published


def _later(begun: date, published: date, status: CaseStatus) -> str:
    """The fiscal year in which it went into service, ended, or is to begin."""
    day = (
        published + timedelta(days=365) if status is CaseStatus.PLANNED else max(begun, published - timedelta(days=90))
    )
    year = day.year if day.month >= 4 else day.year - 1
    return f"{year} || {year}"


def _written(day: date, rng: np.random.Generator) -> str:
    """A date as exactly as the office gives it."""
    fiscal = f"FY{day.year if day.month >= 4 else day.year - 1}"
    return str(rng.choice([f"{day.year}", f"{day:%Y-%m}", f"{day:%Y-%m}", day.isoformat(), fiscal, fiscal]))


def _keywords(use: Use, rng: np.random.Generator) -> tuple[str, ...]:
    count = min(2 + int(rng.integers(2)), len(use.keywords))
    held = sorted(rng.permutation(len(use.keywords))[:count])
    return tuple(use.keywords[i] for i in held)


def _cost(rng: np.random.Generator) -> int | None:
    if rng.random() < 0.5:
        return None
    yen = float(np.exp(rng.uniform(np.log(200_000), np.log(20_000_000))))
    return round(yen / 10_000) * 10_000
