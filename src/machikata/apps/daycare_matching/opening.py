# SPDX-License-Identifier: Apache-2.0
"""From the files and options of a run to the market."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.apps.daycare_matching.allocation import Choice, Stability
from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.building import build
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.options import AS_RULES, CHILMAI
from machikata.apps.daycare_matching.reading import looks_like_chilmai, read_applications, read_chilmai
from machikata.apps.daycare_matching.rules import Ruleset, load_ruleset, ruleset
from machikata.apps.daycare_matching.sibling_codes import parse_sibling_condition
from machikata.automation.app.inputs import Inputs
from machikata.domain.errors import InputRefused, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A run's inputs as they go into the engine."""

    applications: Applications
    ruleset: Ruleset
    built: Built
    round: str
    stability: Stability
    choice: Choice


def rules_of(inputs: Inputs) -> Ruleset:
    """The rules file that was given, else the one that was chosen; ChilmAI's files bring their own order with them."""
    if "rules" in inputs.files:
        content = inputs.files["rules"]
        return load_ruleset(content.data, file=content.file_name)
    return ruleset(CHILMAI if _from_chilmai(inputs) else inputs.options["ruleset"])


def applications_of(inputs: Inputs, rules: Ruleset | None) -> Applications:
    """What was applied for, from our own tables or from ChilmAI's pair of files."""
    children, facilities = inputs.table("children"), inputs.table("facilities")
    combinations = inputs.table("siblings") if "siblings" in inputs.files else None
    if _from_chilmai(inputs):
        return read_chilmai(children, facilities, combinations)
    return read_applications(
        children,
        facilities,
        combinations,
        fiscal_year=rules.reference_day.year if rules else None,
        default_condition=parse_sibling_condition(rules.siblings.default) if rules else None,
    )


def _from_chilmai(inputs: Inputs) -> bool:
    return looks_like_chilmai(inputs.table("children"), inputs.table("facilities"))


def opened(inputs: Inputs) -> Opened:
    """The market of a run, read and built.

    Raises:
        InputRefused: with every problem of the tables and of the rules at once.
    """
    problems: list[Problem] = []
    rules: Ruleset | None = None
    applications: Applications | None = None
    try:
        rules = rules_of(inputs)
    except InputRefused as refused:
        problems.extend(refused.problems)
    try:
        applications = applications_of(inputs, rules)
    except InputRefused as refused:
        problems.extend(p for p in refused.problems if p not in problems)
    if rules is None or applications is None:
        raise InputRefused(problems)
    return with_rules(applications, rules, inputs)


def with_rules(applications: Applications, rules: Ruleset, inputs: Inputs) -> Opened:
    """The market of these applications under these rules, with the options of a run."""
    chosen = inputs.options
    round_id = chosen["round"]
    stability = rules.stability if chosen["stability"] == AS_RULES else Stability(chosen["stability"])
    choice = rules.choice if chosen["choice"] == AS_RULES else Choice(chosen["choice"])
    return Opened(applications, rules, build(applications, rules, round=round_id), round_id, stability, choice)
