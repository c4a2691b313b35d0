# SPDX-License-Identifier: Apache-2.0
"""保育所利用調整: the app as the platform sees it."""

from __future__ import annotations

from functools import cached_property

from machikata.apps.daycare_matching.commands import COMMANDS
from machikata.apps.daycare_matching.opening import opened
from machikata.apps.daycare_matching.options import run_options
from machikata.apps.daycare_matching.outcome import outcome_of
from machikata.apps.daycare_matching.pages import PAGES
from machikata.apps.daycare_matching.pages.overview import overview
from machikata.apps.daycare_matching.reading.schema import INPUT_FILES
from machikata.apps.daycare_matching.samples import children_csv, facilities_csv, sample_municipality
from machikata.apps.daycare_matching.solving import checked, solved
from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.app.manifest import (
    Authority,
    Example,
    InputFile,
    Manifest,
    Network,
    PersonalData,
    Price,
    PricePer,
)
from machikata.automation.app.outcome import Outcome
from machikata.domain.errors import MachikataError, Problem
from machikata.domain.progress import part_of
from machikata.domain.text import Text
from machikata.domain.version import VERSION

_RULES = InputFile(
    "rules",
    Text("規則（YAML）", "Rules (YAML)"),
    Text(
        "自分の市区町村の規則。なければ、次の画面で選ぶ例の規則を使います。",
        "The rules of your municipality; without it, the example chosen on the next page is used.",
    ),
    required=False,
)


_EXAMPLE_RULES = "shiomihara-2027"


def example(seed: int) -> Example:
    """The applications and nurseries of an invented city; every name, number and day is made up."""
    sample = sample_municipality(children=400, facilities=30, seed=seed, ruleset=_EXAMPLE_RULES)
    files = {
        "children": InputContent("申込み（架空）.csv", children_csv(sample)),
        "facilities": InputContent("施設（架空）.csv", facilities_csv(sample)),
    }
    return Example(files, {"ruleset": _EXAMPLE_RULES})


class DaycareApp:
    """Exact, explained and audited allocation of nursery seats."""

    @cached_property
    def manifest(self) -> Manifest:
        """What the app says of itself."""
        return Manifest(
            id="daycare",
            version=VERSION,
            title=Text("保育所の利用調整", "Daycare seat allocation"),
            summary=Text(
                "申込みと施設の一覧から、規則のとおりの割当てを1つに決め、理由と証明をつけます。決めるのは職員です。",
                "From applications and facilities to the allocation that the rules ask for, with reasons and proof. Officers decide.",
            ),
            task="daycare-allocation",
            authority=Authority.DRAFTS,
            personal_data=PersonalData.SENSITIVE,
            network=Network.NONE,
            inputs=(*INPUT_FILES, _RULES),
            options=run_options(),
            pages=PAGES,
            commands=COMMANDS,
            signatures=2,
            price=Price(0.0, PricePer.YEAR, Text("町型に含まれます", "part of Machikata")),
            overview=overview,
            example=example,
        )

    def check(self, inputs: Inputs) -> tuple[Problem, ...]:
        """Every problem of tables and rules; a run begins only without errors."""
        try:
            found = opened(inputs)
        except MachikataError as refused:
            return refused.problems
        return found.applications.warnings

    def run(self, inputs: Inputs, context: AppContext) -> Outcome:
        """The allocation, checked by separate code, with reasons and certificate."""
        context.progress(0.02, Text("読み込んでいます", "reading"))
        found = opened(inputs)
        context.progress(0.3, Text("割り当てています", "allocating"))
        result = solved(found, progress=part_of(context.progress, 0.3, 0.6))
        context.progress(0.6, Text("別のプログラムで検査しています", "checking by separate code"))
        report = checked(result)
        context.progress(0.85, Text("理由をまとめています", "writing the reasons"))
        return outcome_of(result, report)


APP = DaycareApp()
