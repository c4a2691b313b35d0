# SPDX-License-Identifier: Apache-2.0
"""Parts of surveys that are carried through, for tests: bodies, a process, filled workbooks, and an outbox that keeps its letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from machikata.domain.errors import MachikataError
from machikata.domain.municipality import Municipality, MunicipalityCode, MunicipalityKind
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind, SurveyLine
from machikata.records.survey.form import SurveyForm, write_form
from machikata.workspace.handing_in import SurveyFile
from machikata.workspace.mail import Letter

YEAR = 2025


def town(number: int) -> Municipality:
    """An invented town; numbers give different ones."""
    code = str(MunicipalityCode.from_five(f"99{number:03}"))
    name = Text(f"架空{number}町", f"Kaku Town {number}")
    return Municipality(code, name, MunicipalityKind.TOWN, "架空県", 9000 + number, 0.7, 0.5, synthetic=True)


def surveyed_process(process_id: str = "moving-in", *, steps: int = 3) -> Process:
    """A process with steps to ask about."""
    return Process(
        process_id,
        Text("転入届", "Moving in"),
        steps=tuple(ProcessStep(f"{process_id}.s{n}", Text(f"工程{n}", f"Step {n}"), ()) for n in range(1, steps + 1)),
    )


def answered(
    body: str, section: str, *, process: Process, minutes: float = 12.0, cases: int = 400, year: int = YEAR
) -> SectionSurvey:
    """A section that has answered about every step for its regular staff, without contradiction."""
    hours = cases * minutes / 60.0
    lines = tuple(
        SurveyLine(
            process.id, s.id, s.title.ja, StaffKind.REGULAR, order=n, cases=cases, minutes_per_case=minutes, hours=hours
        )
        for n, s in enumerate(process.surveyed_steps, start=1)
    )
    return SectionSurvey(body, section, year, lines, (SectionStaff(StaffKind.REGULAR, 3.0, 5400.0, 120.0, 3000.0),))


def filled_form(survey: SectionSurvey, *, body: Municipality, processes: Sequence[Process]) -> SurveyFile:
    """The workbook as the section would hand it in."""
    form = SurveyForm(body, survey.section, survey.fiscal_year, tuple(processes))
    return SurveyFile(f"{survey.body}_{survey.section}.xlsx", write_form(form, survey))


@dataclass(slots=True)
class KeepingOutbox:
    """Keeps what is sent instead of sending it; raises the `troubles` in their order first."""

    troubles: list[MachikataError] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    sender: str = "survey@pref.example.jp"

    def send(self, letter: Letter) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.letters.append(letter)

    def addressees(self) -> Iterable[str]:
        """To whom letters went, in order."""
        return [letter.to for letter in self.letters]
