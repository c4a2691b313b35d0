# SPDX-License-Identifier: Apache-2.0
"""Implausible answers to a workload survey, each with its reason, figures and what to look at.

Five families: hours beyond the staff that exists, volume × minutes against yearly hours, outliers within the class, heaping, and plain
contradictions. In each of the first four the chance that anything is found in a whole set of sound answers is the declared level:
Holm's correction runs over all sections, lines and grids that are checked together, so that an answer is judged alike whether the set
is checked at once or section by section.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machikata.analysis.comparison.arrays import Bools
from machikata.analysis.workload.answers import Answers, SectionKey, answers_of
from machikata.analysis.workload.class_spread import ClassSpread, class_spread
from machikata.analysis.workload.contradiction_check import (
    ContradictionCheck,
    check_contradictions,
    contradiction_findings,
)
from machikata.analysis.workload.findings import Finding, LineKey, Titles, finding, step_titles
from machikata.analysis.workload.heaping_check import HeapingCheck, check_heaping, heaping_findings
from machikata.analysis.workload.outlier_check import OutlierCheck, check_outliers, outlier_findings
from machikata.analysis.workload.rounding import meant_minutes
from machikata.analysis.workload.staff_check import StaffCheck, check_staff, staff_findings
from machikata.analysis.workload.volume_check import VolumeCheck, check_volume, volume_findings
from machikata.domain.errors import Severity
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.domain.workload import SectionSurvey
from machikata.records.survey.tables import SurveyTables, joined, tables_of
from machikata.rules.survey_limits import SurveyLimits
from machikata.rules.survey_reporting import ReportingError

__all__ = ["CheckedAnswers", "Finding", "LineKey", "check_all_answers", "check_answers", "checked_answers"]


@dataclass(frozen=True, slots=True, eq=False)
class CheckedAnswers:
    """All answers of a set with what every family of checks found; `findings` puts it in words section by section."""

    answers: Answers
    peers: ClassSpread
    comparable: Bools
    """Lines about a common step, with minutes."""
    few: Bools
    """Lines that could be held against the class if more bodies had answered."""
    staff: StaffCheck
    volume: VolumeCheck
    outliers: OutlierCheck
    heaping: HeapingCheck
    contradictions: ContradictionCheck
    error: ReportingError
    limits: SurveyLimits
    titles: Titles

    def findings(self, sections: Iterable[SectionKey] | None = None) -> tuple[Finding, ...]:
        """What the given sections (default: all) should look at, in their order."""
        numbers = {key: i for i, key in enumerate(self.answers.sections)}
        chosen = self._with_something() if sections is None else [numbers[key] for key in sections]
        return tuple(found for section in chosen for found in self._of(section))

    def _of(self, section: int) -> Iterator[Finding]:
        yield from contradiction_findings(self.answers, self.contradictions, section, self.titles)
        yield from staff_findings(self.answers, self.staff, section, self.limits)
        yield from volume_findings(self.answers, self.volume, section, self.titles, self.error)
        yield from outlier_findings(self.answers, self.peers, self.outliers, section, self.titles)
        yield from heaping_findings(self.answers, self.heaping, section)
        yield from _not_compared(self, section)
        yield from _rounding_not_checked(self, section)

    def _with_something(self) -> list[int]:
        """Sections of which there may be something to say; most have nothing, and words take longest."""
        section, n = self.answers.section, self.answers.n_sections
        rows = [*self.contradictions.lines.values(), self.outliers.beyond, self.volume.beyond, self.few]
        marked = np.bincount(section[np.logical_or.reduce(rows)], minlength=n) > 0
        marked |= self.contradictions.n_unordered > 0
        marked |= self.contradictions.n_answered == 0
        marked |= (self.staff.missing | self.staff.unknown).any(axis=1) | self.staff.beyond.any(axis=1)
        marked |= _sheet_to_read(self.answers, self.limits)
        marked |= self.volume.section_beyond | self.heaping.beyond.any(axis=1)
        marked |= (self.heaping.lines > 0) & (self.heaping.lines < self.limits.fewest_lines.value)
        return [int(s) for s in np.flatnonzero(marked)]


def check_answers(
    survey: SectionSurvey,
    *,
    peers: SurveyTables | None,
    error: ReportingError,
    limits: SurveyLimits,
    processes: Sequence[Process] = (),
) -> tuple[Finding, ...]:
    """What a section should look at before its answers count.

    `peers` are the answers of the other bodies of the class (earlier answers of the section itself among them are replaced by `survey`);
    without them, or with too few, outliers and heaping are not checked, which a note says. `processes` give the steps their titles.
    """
    own = tables_of([survey])
    together = own if peers is None else joined([_without(peers, survey), own])
    checked = checked_answers(together, error=error, limits=limits, processes=processes)
    key = (survey.body, survey.section, survey.fiscal_year)
    if key not in checked.answers.sections:
        return (_empty(key),)
    return checked.findings([key])


def check_all_answers(
    tables: SurveyTables, *, error: ReportingError, limits: SurveyLimits, processes: Sequence[Process] = ()
) -> tuple[Finding, ...]:
    """What every section of a class should look at; the same findings as `check_answers` gives each with all others as peers."""
    return checked_answers(tables, error=error, limits=limits, processes=processes).findings()


def checked_answers(
    tables: SurveyTables, *, error: ReportingError, limits: SurveyLimits, processes: Sequence[Process] = ()
) -> CheckedAnswers:
    """Check a set of answers; the words are made when `findings` is asked for."""
    answers = answers_of(tables)
    peers = class_spread(answers, error=error)
    meant = meant_minutes(np.where(answers.with_minutes, answers.minutes, np.nan), answers.section, error=error)
    comparable = answers.with_minutes & (answers.item >= 0)
    return CheckedAnswers(
        answers=answers,
        peers=peers,
        comparable=comparable,
        few=comparable & (peers.peers < limits.fewest_peers.value),
        staff=check_staff(answers, meant, error=error, limits=limits),
        volume=check_volume(answers, meant, error=error, limits=limits),
        outliers=check_outliers(answers, meant, peers, limits=limits),
        heaping=check_heaping(answers, peers, error=error, limits=limits),
        contradictions=check_contradictions(answers),
        error=error,
        limits=limits,
        titles=step_titles(processes),
    )


def _without(peers: SurveyTables, survey: SectionSurvey) -> SurveyTables:
    """The peers without what the section answered before about the same processes, and without its old sheet of persons."""

    def others(table: pa.Table) -> pa.ChunkedArray:
        same = pc.equal(table["body"].cast(pa.string()), survey.body)
        same = pc.and_(same, pc.equal(table["section"].cast(pa.string()), survey.section))
        return pc.and_(same, pc.equal(table["fiscal_year"], survey.fiscal_year))

    lines, staff = peers.lines, peers.staff
    again = pc.is_in(lines["process"].cast(pa.string()), value_set=pa.array(survey.processes, pa.string()))
    lines = lines.filter(pc.invert(pc.and_(others(lines), again)))
    return SurveyTables(lines, staff.filter(pc.invert(others(staff))) if survey.staff else staff)


def _sheet_to_read(answers: Answers, limits: SurveyLimits) -> Bools:
    hours = answers.staff_hours > answers.persons * limits.year_hours.value
    overtime = answers.overtime > answers.persons * limits.overtime_hours.value
    return np.asarray((hours | overtime).any(axis=1))


def _not_compared(checked: CheckedAnswers, section: int) -> Iterator[Finding]:
    rows = checked.answers.rows_of(section)
    few = rows[checked.few[rows]]
    if not len(few):
        return
    lines, of = number(len(few)), number(int(checked.comparable[rows].sum()))
    need, most = number(checked.limits.fewest_peers.value), int(checked.peers.peers[few].max())
    others = (
        Text(f"多くて{number(most)}団体", f"{number(most)} at most") if most else Text("まだありません", "none yet")
    )
    what = Text(
        f"{of}行のうち{lines}行は、同じ工程に答えたほかの団体が少ない（{others.ja}。{need}団体以上が必要）ため、"
        "ほかの団体と大きく違わないかと、丸め方は確かめていません",
        f"{lines} of {of} lines were not held against the class, nor how they are rounded: too few other bodies have answered about the "
        f"same steps ({others.en}; {need} are needed)",
    )
    remedy = Text("答えた団体が増えてから、もう一度確かめます", "this is checked again when more bodies have answered")
    yield finding("too-few-bodies", (what, remedy), checked.answers.sections[section], severity=Severity.NOTE)


def _rounding_not_checked(checked: CheckedAnswers, section: int) -> Iterator[Finding]:
    """Few lines tell nothing of how a section rounds."""
    lines, need = int(checked.heaping.lines[section]), checked.limits.fewest_lines.value
    if not 0 < lines < need:
        return
    what = Text(
        f"ほかの団体と比べられる行が{number(lines)}行だけ（{number(need)}行以上が必要）なので、30分などの粗い丸めがないかは確かめていません",
        f"not checked for coarse rounding: only {number(lines)} line{'' if lines == 1 else 's'} can be compared with other bodies ({number(need)} are needed)",
    )
    remedy = Text(
        "1件あたりの分を、計った値か、5分より細かい見積もりで書いたか見てください",
        "see whether the minutes were timed, or estimated to five or less",
    )
    yield finding("too-few-lines", (what, remedy), checked.answers.sections[section], severity=Severity.NOTE)


def _empty(key: SectionKey) -> Finding:
    what = Text("答えが1行もありません", "there is no answer at all")
    remedy = Text("調査票に書き入れてください", "fill in the workbook")
    return finding("nothing-answered", (what, remedy), key, severity=Severity.ERROR)
