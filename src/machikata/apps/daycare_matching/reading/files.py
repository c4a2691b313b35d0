# SPDX-License-Identifier: Apache-2.0
"""The whole reading: the tables of one round become `Applications`, or every error is told at once."""

from __future__ import annotations

from collections.abc import Mapping

from machikata.apps.daycare_matching.applications import Applications, Child, Seat, SiblingCondition
from machikata.apps.daycare_matching.reading.children import make_children, read_rows
from machikata.apps.daycare_matching.reading.combinations import RowOptions, read_combinations
from machikata.apps.daycare_matching.reading.facilities import Places, read_facilities
from machikata.apps.daycare_matching.reading.findings import Findings, place_of
from machikata.apps.daycare_matching.reading.templates import without_examples
from machikata.automation.app.inputs import InputTable
from machikata.domain.errors import Problem
from machikata.domain.text import Text

MOST_ROWS = 300_000
"""Ten times the applications of the largest municipality."""


def read_applications(
    children: InputTable,
    facilities: InputTable,
    combinations: InputTable | None = None,
    *,
    fiscal_year: int | None = None,
    default_condition: SiblingCondition | None = None,
) -> Applications:
    """The applications of one round, sorted by number: the order of rows changes nothing but `Child.row`.

    `fiscal_year` is the year whose 1 April decides the classes; without it, the year with which most birth dates agree, told in a note.
    `default_condition` is what the rules take for siblings that say nothing; their `Child.siblings` stays None. Without it, that is an error.
    Raises `InputRefused` with every problem of all files, errors first. What does not stop stands in `Applications.warnings`.
    """
    findings = Findings()
    take_tables(findings, children, facilities, combinations)
    children, facilities = without_examples(children, findings), without_examples(facilities, findings)
    places = read_facilities(facilities, findings)
    rows = read_rows(children, places, fiscal_year, findings)
    options: RowOptions = (
        {}
        if combinations is None
        else read_combinations(without_examples(combinations, findings), rows, places, findings)
    )
    exempt = frozenset(row for row, household in enumerate(rows.households) if household in options)
    made = make_children(rows, places, exempt, findings, default=default_condition)
    findings.refuse()
    return assembled(places, made, options, findings)


def take_tables(findings: Findings, *tables: InputTable | None) -> None:
    """The reader's findings. Raises `InputRefused` at once for a table larger than any municipality's."""
    for table in tables:
        if table is not None:
            findings.take(table.problems)
            if table.columns.num_rows > MOST_ROWS:
                findings.add(_too_many(table))
                findings.refuse()


def _too_many(table: InputTable) -> Problem:
    rows = table.columns.num_rows
    what = Text(
        f"行が{rows:,}あります。読めるのは{MOST_ROWS:,}行までです",
        f"there are {rows:,} rows; at most {MOST_ROWS:,} are read",
    )
    remedy = Text("ほかのファイルを選んでいないか確かめてください", "check that it is the right file")
    return Problem("too-many-rows", what, remedy, place_of(table, None))


def assembled(
    places: Places,
    made: list[Child | None],
    options: Mapping[str, tuple[tuple[tuple[int, int | None], ...], ...]],
    findings: Findings,
) -> Applications:
    """Children sorted by number; combinations, which name rows, name places in that order."""
    there = [(child, row) for row, child in enumerate(made) if child is not None]
    there.sort(key=lambda pair: (len(pair[0].number), pair[0].number))
    place = {row: i for i, (_, row) in enumerate(there)}
    combined = {
        household: tuple(
            tuple(
                Seat(child, pool)
                for child, pool in sorted(((place[row], pool) for row, pool in option), key=lambda seat: seat[0])
            )
            for option in options[household]
        )
        for household in sorted(options)
    }
    return Applications(places.facilities, places.pools, tuple(c for c, _ in there), combined, findings.warnings)
