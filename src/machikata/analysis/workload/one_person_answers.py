# SPDX-License-Identifier: Apache-2.0
"""Answers without those that would be the figures of one person, for what is shown line by line or section by section.

Lines of steps that one person does are taken out. Where a section is a single person, the sections of its body are joined to one: whole
minus the other sections would tell it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from machikata.analysis.workload.cells import NOBODY, make_cells, own_prices, who_sees
from machikata.analysis.workload.lines import CONTRACTOR, KINDS, Lines, hours_of, lines_of
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.records.survey.tables import SurveyTables
from machikata.rules.survey_reporting import reporting_error

_TWO = 2.0


@dataclass(frozen=True, slots=True)
class WithoutOnePerson:
    """The answers, and by body how many steps were taken out (0 left away), and the bodies whose sections were joined."""

    tables: SurveyTables
    steps_left_out: dict[str, int]
    joined: frozenset[str]

    def note(self, body: str) -> Text:
        """What of `body` is not shown; empty when everything is."""
        n = self.steps_left_out.get(body, 0)
        steps = Text(
            f"{number(n)}工程は、1人の職員の値になるため照らしていません。",
            f"{number(n)} step{'s are' if n > 1 else ' is'} left out: the figures would be one person's. ",
        )
        sections = Text(
            "1人の係があるため、係をまとめて照らしました。",
            "A section is a single person, so the sections are taken together. ",
        )
        nothing = Text("", "")
        return (steps if n else nothing) + (sections if body in self.joined else nothing)


def without_one_person(tables: SurveyTables, *, process: Process, fiscal_year: int) -> WithoutOnePerson:
    """The answers about `process` and year without what would be one person's."""
    bodies = sorted({b for b in tables.lines["body"].unique().to_pylist() if b is not None})
    ids = [s.id for s in process.surveyed_steps]
    lines = lines_of(tables, process=process.id, fiscal_year=fiscal_year, bodies=bodies, steps=ids)
    effort = hours_of(lines, reporting_error(as_of=date(fiscal_year + 1, 3, 31)))
    cells = make_cells(lines, effort, own_prices(lines))
    names: list[tuple[str, str | None]] = [
        *((step, None) for step in lines.steps.ids),
        *(("", t) for t in lines.steps.own_titles),
    ]
    alone = who_sees(cells, WorkloadSettings()).cell == NOBODY
    places = zip(cells.body[alone].tolist(), cells.step[alone].tolist(), strict=True)
    hidden = {(lines.bodies[body], *names[step]) for body, step in places}
    left_out: dict[str, int] = {}
    for body, _, _ in hidden:
        left_out[body] = left_out.get(body, 0) + 1
    joined = _bodies_of_small_sections(lines)
    return WithoutOnePerson(_without(tables, hidden, joined, ids), left_out, joined)


def _bodies_of_small_sections(lines: Lines) -> frozenset[str]:
    """Bodies of several sections, one of which has fewer than two persons of the kinds that answered."""
    doing = np.zeros((len(lines.section_body), len(KINDS)), dtype=np.bool_)
    doing[lines.section, lines.kind] = True
    doing[:, CONTRACTOR] = False
    persons = np.where(doing, lines.persons, 0.0).sum(axis=1)
    several = np.bincount(lines.section_body, minlength=len(lines.bodies)) > 1
    small = (persons < _TWO) & doing.any(axis=1) & several[lines.section_body]
    return frozenset(lines.bodies[b] for b in lines.section_body[small].tolist())


def _without(
    tables: SurveyTables, hidden: set[tuple[str, str, str | None]], joined: frozenset[str], ids: list[str]
) -> SurveyTables:
    table, known = tables.lines, set(ids)
    body, step, title = (table[name].to_pylist() for name in ("body", "step", "title"))
    keys = ((b, s, None) if s in known else (b, "", t) for b, s, t in zip(body, step, title, strict=True))
    kept = table.filter(pa.array([key not in hidden for key in keys], pa.bool_()))
    return SurveyTables(_with_one_section(kept, joined), _with_one_section(tables.staff, joined))


def _with_one_section(table: pa.Table, joined: frozenset[str]) -> pa.Table:
    if not joined:
        return table
    bodies, sections = table["body"].to_pylist(), table["section"].to_pylist()
    told = pa.array(["" if b in joined else s for b, s in zip(bodies, sections, strict=True)], pa.string())
    place = table.schema.get_field_index("section")
    return table.set_column(place, table.schema.field(place), told.dictionary_encode())
