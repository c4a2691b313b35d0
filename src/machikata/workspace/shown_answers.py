# SPDX-License-Identifier: Apache-2.0
"""A section's answer as pages, files and commands show it once it is taken: without the figures of one person.

Where a kind of staff is a single person, cases, minutes and hours of its lines are that person's, and pay and overtime too. They are
shown to nobody, those who run the survey and the own body's officers included: the comparison needs them, no reader does. Two things keep
them on purpose: the check before an answer is taken, where the person has the very file in hand, and the section's own form, which goes
back to the section filled in, so that a correction loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from machikata.analysis.workload.findings import Finding, line_name
from machikata.domain.errors import Problem
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind, SurveyLine
from machikata.records.survey.tables import surveys_of
from machikata.workspace.campaigns import CampaignState
from machikata.workspace.survey_values import Submission
from machikata.workspace.workspace import Workspace

_TWO = 2.0


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A version and its answers as they may be shown; `of_one_person` are the kinds of staff whose figures are left out."""

    submission: Submission
    survey: SectionSurvey
    of_one_person: tuple[StaffKind, ...] = ()

    @property
    def note(self) -> Text:
        """What is not shown, and why; "" when everything is."""
        if not self.of_one_person:
            return Text("", "")
        kinds = [k.label for k in self.of_one_person]
        return Text(
            f"{'と'.join(k.ja for k in kinds)}は1人なので、その人の値になる件数、時間、費用は表示しません。係の調査票には元の値が入っています。",
            f"Cases, hours and pay of {' and '.join(k.en.lower() for k in kinds)} would be one person's and are not shown; the section's "
            "own form keeps them.",
        )


def shown_answer(ws: Workspace, submission: Submission, *, versions: Iterable[Submission] = ()) -> ShownAnswer:
    """The answers of a version. With `versions` what one of them would show of one person is left out of all, so that none tells another."""
    others = tuple(v for v in versions if v.id != submission.id)
    held = ws.library.answers((submission.id, *(v.id for v in others)))
    surveys = [next(iter(surveys_of(tables)), None) for tables in held]
    survey = surveys[0] or SectionSurvey(submission.body, submission.section, submission.fiscal_year, ())
    alone = kinds_of_one_person(s for s in surveys if s is not None)
    return ShownAnswer(without_figures(submission, alone, ws.library.processes()), _blanked(survey, alone), alone)


def shown_state(ws: Workspace, state: CampaignState) -> CampaignState:
    """A campaign whose answers tell no figure of one person in their findings."""
    told = [s.submission for s in state.sections if s.submission and (s.submission.findings or s.submission.problems)]
    answers = zip(told, ws.library.answers(tuple(s.id for s in told)), strict=True)
    processes = ws.library.processes()
    shown = {s.id: without_figures(s, kinds_of_one_person(surveys_of(tables)), processes) for s, tables in answers}
    sections = tuple(
        replace(s, submission=shown.get(s.submission.id, s.submission)) if s.submission else s for s in state.sections
    )
    return replace(state, sections=sections)


def kinds_of_one_person(surveys: Iterable[SectionSurvey]) -> tuple[StaffKind, ...]:
    """Kinds of employed staff that are fewer than two persons in any of the answers.

    >>> kinds_of_one_person(
    ...     [
    ...         SectionSurvey(
    ...             "b", "s", 2025, (), (SectionStaff(StaffKind.REGULAR, 1.0), SectionStaff(StaffKind.FIXED_TERM, 2.0))
    ...         )
    ...     ]
    ... )
    (<StaffKind.REGULAR: 'regular'>,)
    """
    found = {
        s.staff
        for survey in surveys
        for s in survey.staff
        if s.staff is not StaffKind.CONTRACTOR and s.persons is not None and 0.0 < s.persons < _TWO
    }
    return tuple(k for k in StaffKind if k in found)


def without_figures(submission: Submission, alone: tuple[StaffKind, ...], processes: Iterable[Process]) -> Submission:
    """The version without what its findings and remarks say of the figures of these kinds."""
    if not alone:
        return submission
    titles = {(p.id, s.id): s.title for p in processes for s in p.surveyed_steps}
    return replace(
        submission,
        findings=tuple(_without(f, alone, titles) for f in submission.findings),
        problems=tuple(map(_without_value, submission.problems)),
        table_findings=tuple(map(_without_value, submission.table_findings)),
    )


def _blanked(survey: SectionSurvey, alone: tuple[StaffKind, ...]) -> SectionSurvey:
    return replace(
        survey,
        lines=tuple(_blank_line(line) if line.staff in alone else line for line in survey.lines),
        staff=tuple(SectionStaff(s.staff, s.persons) if s.staff in alone else s for s in survey.staff),
    )


def _blank_line(line: SurveyLine) -> SurveyLine:
    return replace(line, cases=None, minutes_per_case=None, hours=None, exception_share=None)


def _without(found: Finding, alone: tuple[StaffKind, ...], titles: dict[tuple[str, str], Text]) -> Finding:
    """A finding about a line of one person, or about a section that has such lines, without its figures."""
    if found.line is not None and found.line.staff not in alone:
        return found
    about = Text("この係の答え", "the answers of this section") if found.line is None else line_name(found.line, titles)
    what = Text(
        f"{about.ja}に確かめるところがあります（1人の職員の値が入るため、数は表示しません）",
        f"{about.en}: something to look at (figures of one person are in it and are not shown)",
    )
    return replace(found, what=what, hours=None)


def _without_value(problem: Problem) -> Problem:
    return replace(problem, place=replace(problem.place, value=""))
