# SPDX-License-Identifier: Apache-2.0
"""Invented municipalities through the whole app: files, options, solved result, and what the kit's platform keeps of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from machikata.apps.daycare_matching.app import APP
from machikata.apps.daycare_matching.opening import opened
from machikata.apps.daycare_matching.samples import SampleMarket, children_csv, facilities_csv, sample_municipality
from machikata.apps.daycare_matching.solving import Solved, solved
from machikata.automation.app.documents import Sheet
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.publication.csv_table import csv_file
from machikata.testing.app_contexts import FakeContext
from machikata.testing.app_given import Given

RULES = "shiomihara-2027"


def table_of(sheet: Sheet, name: str) -> InputContent:
    """A sheet of the app as the file that a person uploads."""
    rows = [[c.head.ja for c in sheet.columns], *(["" if v is None else str(v) for v in row] for row in sheet.rows)]
    return InputContent(name, csv_file(rows))


@dataclass(frozen=True)
class Case:
    """Files and options of a run."""

    given: Given

    @classmethod
    def of(cls, sample: SampleMarket, *, ruleset: str = RULES, **options: str) -> Case:
        files = {
            "children": InputContent("申込み.csv", children_csv(sample)),
            "facilities": InputContent("施設.csv", facilities_csv(sample)),
        }
        return cls(Given(files, {"ruleset": ruleset, **options}))

    @classmethod
    def of_sheets(cls, children: Sheet, facilities: Sheet, **options: str) -> Case:
        files = {"children": table_of(children, "申込み2.csv"), "facilities": table_of(facilities, "施設2.csv")}
        return cls(Given(files, {"ruleset": RULES, **options}))

    @property
    def inputs(self) -> Inputs:
        return self.given.inputs(APP.manifest)

    def solved(self) -> Solved:
        return solved(opened(self.inputs))

    def changed(self, name: str, old: str, new: str) -> Case:
        """The same with one place of a file changed, which must be there."""
        content = self.given.files[name]
        text = content.data.decode("utf-8-sig")
        assert old in text
        data = text.replace(old, new, 1).encode("utf-8-sig")
        return Case(Given({**self.given.files, name: InputContent(content.file_name, data)}, self.given.options))

    def ran(self) -> FakeContext:
        """The platform after the run, with the run on record."""
        context = FakeContext(APP.manifest.id)
        context.keep(self.inputs, APP.run(self.inputs, context))
        return context

    def problems(self) -> tuple[str, ...]:
        """The codes of what the app finds before a run."""
        return tuple(p.code for p in APP.check(self.inputs))


@pytest.fixture(scope="session")
def city() -> Callable[..., Case]:
    """`city(children=…, facilities=…, seed=…)`: an invented municipality; what it takes beside is for the sample."""

    def made(
        *, children: int = 120, facilities: int = 8, seed: int = 1, ruleset: str = RULES, in_round: str = "first", **more: object,
    ) -> Case:  # fmt: skip
        sample = sample_municipality(children=children, facilities=facilities, seed=seed, ruleset=ruleset, **more)
        return Case.of(sample, ruleset=ruleset, round=in_round)

    return made


@pytest.fixture(scope="session")
def following_case() -> Callable[..., Case]:
    """`following_case(children, facilities, round=…)`: the sheets of a next round as the files of a run."""
    return Case.of_sheets
