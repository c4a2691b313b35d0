# SPDX-License-Identifier: Apache-2.0
"""Counts the key figures from the published facts and from the answers of every municipality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from machikata.domain.adoption import AdoptionCount, Among, BodyAdoption, Tool
from machikata.domain.population_class import PopulationClass, class_id
from machikata.domain.prefectures import PREFECTURES
from machikata.domain.text import Text
from machikata.facts.adoption import AdoptionFacts
from machikata.facts.municipalities import ADOPTION_TABLE, CLASSES_AS_OF, POPULATION_TABLE
from machikata.publication.kpi.figures import WHOLE_COUNTRY, GroupFigure, GroupRow, Kpi, YearSeries, uses
from machikata.rules.similar_bodies import class_labels

COUNTED: Final = (Tool.AI, Tool.RPA, Tool.EITHER)
_ROMAN: Final = str.maketrans({"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V"})
_ENGLISH: Final = {
    "政令指定都市": "Designated cities",
    "特別区": "Special wards",
    "中核市": "Core cities",
    "施行時特例市": "Former special cities",
}
NO_CLASS: Final = "class-none"


@dataclass(frozen=True, slots=True)
class Band:
    """A band of population: from `at_least` persons to under `below`, without end where that is None."""

    id: str
    name: Text
    at_least: int
    below: int | None

    def holds(self, population: int) -> bool:
        """Whether a body of this population belongs to it."""
        return population >= self.at_least and (self.below is None or population < self.below)


BANDS: Final = (
    Band("band-0-10000", Text("1万人未満", "under 10,000"), 0, 10_000),
    Band("band-10000-50000", Text("1万人以上5万人未満", "10,000 to under 50,000"), 10_000, 50_000),
    Band("band-50000-100000", Text("5万人以上10万人未満", "50,000 to under 100,000"), 50_000, 100_000),
    Band("band-100000-300000", Text("10万人以上30万人未満", "100,000 to under 300,000"), 100_000, 300_000),
    Band("band-300000", Text("30万人以上", "300,000 and more"), 300_000, None),
)


def kpi(facts: AdoptionFacts, municipalities: Sequence[BodyAdoption], *, table: str = ADOPTION_TABLE) -> Kpi:
    """The key figures. `table` is the id, among the sources of `facts`, of the table the answers of `municipalities` come from.

    Raises ValueError without municipalities or when their answers are of several days, NotFound when `table` is no source.
    """
    days = {b.as_of for b in municipalities}
    if len(days) != 1:
        raise ValueError(f"the answers of municipalities are of one day, not of {sorted(days)}")
    bodies = tuple(sorted(municipalities, key=lambda b: b.code))
    facts.source(table)
    counted = _Counting(bodies, (table,))
    return Kpi(
        as_of=days.pop(),
        series=_series(facts.counts),
        targets=facts.targets,
        whole=counted.row("all", Text("全国", "Whole country"), WHOLE_COUNTRY, lambda _: True),
        bands=tuple(counted.by_population().row(b.id, b.name, WHOLE_COUNTRY, _in_band(b)) for b in BANDS),
        classes=counted.by_population().classes(),
        prefectures=tuple(
            counted.row(f"prefecture-{p.number}", p.name, p.code, _in_prefecture(p.number)) for p in PREFECTURES.values()
        ),
        bodies=bodies,
        body_sources=counted.by_population().sources,
        sources=facts.sources,
    )  # fmt: skip


def class_name(label: str) -> Text:
    """A class of similar bodies in words; in English with Latin letters.

    >>> class_name("都市Ⅱ-3").en, class_name("町村Ⅴ-2").en, class_name("").ja
    ('City II-3', 'Town or village V-2', '区分なし')
    """
    if not label:
        return Text("区分なし", "no class")
    plain = label.replace("都市", "City ", 1).replace("町村", "Town or village ", 1).translate(_ROMAN)
    return Text(label, _ENGLISH.get(label, plain))


def class_code(label: str) -> str:
    """The ASCII id of a class as computed for these facts; `NO_CLASS` for a body without."""
    return class_id(PopulationClass(label, str(CLASSES_AS_OF.year))) if label else NO_CLASS


def _series(counts: Sequence[AdoptionCount]) -> tuple[YearSeries, ...]:
    """Every pair of thing and kind of bodies that was counted, each by date."""
    pairs = [(tool, among) for tool in Tool for among in Among]
    found = {
        pair: tuple(sorted((c for c in counts if (c.tool, c.among) == pair), key=lambda c: c.as_of)) for pair in pairs
    }
    return tuple(YearSeries(*pair, of_pair) for pair, of_pair in found.items() if of_pair)


@dataclass(frozen=True, slots=True)
class _Counting:
    """Bodies to be counted, and the sources that a count of them rests on."""

    bodies: tuple[BodyAdoption, ...]
    sources: tuple[str, ...]

    def by_population(self) -> _Counting:
        """The same, where a count rests on population and class as well."""
        return _Counting(self.bodies, (*self.sources, POPULATION_TABLE))

    def row(self, id_: str, name: Text, code: str, wanted: Callable[[BodyAdoption], bool]) -> GroupRow:
        members = [b for b in self.bodies if wanted(b)]
        return GroupRow(id_, name, code, len(members), tuple(self._figure(members, tool) for tool in COUNTED))

    def classes(self) -> tuple[GroupRow, ...]:
        """The classes that have members, in the order of the rules; bodies without a class last."""
        labels = [*class_labels(as_of=CLASSES_AS_OF), ""]
        rows = (self.row(class_code(x), class_name(x), WHOLE_COUNTRY, _in_class(x)) for x in labels)
        return tuple(row for row in rows if row.n)

    def _figure(self, members: Sequence[BodyAdoption], tool: Tool) -> GroupFigure:
        answers = [uses(b, tool) for b in members]
        answered = sum(a is not None for a in answers)
        return GroupFigure(tool, sum(a is True for a in answers), answered, len(members), self.sources)


def _in_band(band: Band) -> Callable[[BodyAdoption], bool]:
    return lambda body: band.holds(body.population)


def _in_class(label: str) -> Callable[[BodyAdoption], bool]:
    return lambda body: body.body_class == label


def _in_prefecture(number: str) -> Callable[[BodyAdoption], bool]:
    return lambda body: body.code[:2] == number
