# SPDX-License-Identifier: Apache-2.0
"""Filled survey workbooks of many invented bodies: one section each, 300 steps, one or two kinds of staff a step.

Every step is done by regular staff; some, or all, by fixed-term staff or a contractor besides. True minutes differ between bodies; what
the sections answer about them is drawn by the product's own model of self-report (`samples.surveys.answer_work`). The workbooks are the
product's form, written once into a folder and used again. The process and the bodies are invented; their keys are no codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind
from machikata.records.survey.form import SurveyForm, write_form
from machikata.rules.survey_reporting import reporting_error
from machikata.samples.step_facts import FACTS
from machikata.samples.surveys import answer_work
from machikata.samples.worked import AskedStep, WorkedLine, WorkedSection

YEAR = 2025
SECTION = "総務係"
STEPS_OF_A_DUTY = 30
SHARED = 0.4
"""Share of the steps that a second kind of staff does besides."""
CONTRACTED = 10
"""In every so manieth of these this is a contractor."""
NOTED = 20
"""About one line in so many has a remark."""
SPREAD = 0.25
"""Standard deviation of the logarithm of true minutes between bodies."""
HOURS_A_PERSON = 1_650
RESIDENTS = (10.1, 1.25)
"""Mean and standard deviation of the logarithm; about as those of Japan's municipalities."""
MADE_AS = 2
"""Changed with anything that changes the workbooks, so that old ones are not used again."""
WORDS = ("受付", "確認", "審査", "決定", "通知", "入力", "照合", "保管", "集計", "報告")


def made_process(steps: int) -> Process:
    """A process with so many steps in duties of thirty."""
    return Process(
        "benchmark", Text("架空業務", "Invented work"),
        steps=tuple(
            ProcessStep(
                f"b.s{n:03}", Text(f"{WORDS[n % len(WORDS)]}の工程{n}", f"Step {n}"), (),
                duty=Text(f"事務{n // STEPS_OF_A_DUTY + 1}", f"Duty {n // STEPS_OF_A_DUTY + 1}"),
            )
            for n in range(steps)
        ),
    )  # fmt: skip


def made_bodies(n: int) -> tuple[Municipality, ...]:
    """So many invented bodies with residents and industries, so that most classes of similar bodies have some."""
    rng = np.random.default_rng(n)
    residents = np.exp(np.clip(rng.normal(*RESIDENTS, n), np.log(400), np.log(900_000))).astype(int)
    s23, town = rng.uniform(0.6, 0.98, n), rng.random(n)
    s3 = s23 * rng.uniform(0.6, 0.85, n)
    kinds = np.where(residents < 30_000 + 20_000 * town, MunicipalityKind.TOWN, MunicipalityKind.CITY)
    return tuple(
        Municipality(
            f"body-{i:04}", Text(f"架空{i}", f"Body {i}"), MunicipalityKind(kinds[i]), "架空県",
            int(residents[i]), round(float(s23[i]), 3), round(float(s3[i]), 3), synthetic=True,
        )
        for i in range(n)
    )  # fmt: skip


def made_answers(body: Municipality, number: int, process: Process, *, shared: float = SHARED) -> SectionSurvey:
    """What the section of body `number` answers about every step, a second kind of staff doing this share of them."""
    rng = np.random.default_rng([number, YEAR])
    work = WorkedSection(SECTION, process.id, YEAR, tuple(_lines(process, body.population or 0, shared, rng)), ())
    work = replace(work, staff=_people(work.lines))
    made = answer_work((work,), body.code, seed=(number,), error=reporting_error(as_of=date(YEAR + 1, 3, 31)))
    [survey] = made.surveys
    noted = rng.random(len(survey.lines)) < 1 / NOTED
    notes = (
        f"{WORDS[i % len(WORDS)]}は{int(rng.integers(4, 12))}月に多い" if yes else "" for i, yes in enumerate(noted)
    )
    return replace(survey, lines=tuple(replace(line, note=n) for line, n in zip(survey.lines, notes, strict=True)))


def _lines(process: Process, residents: int, shared: float, rng: np.random.Generator) -> Iterator[WorkedLine]:
    facts = tuple(FACTS)
    usual = np.random.default_rng(len(process.steps))
    for n, step in enumerate(process.steps):
        share, minutes = float(np.exp(usual.normal(-5.5, 1.0))), float(np.exp(usual.normal(2.7, 0.8)))
        asked = AskedStep(step.id, step.title.ja, step.duty.ja, frozenset(), frozenset(), facts[n % len(facts)])
        together = int((n + 1) * shared) - int(n * shared)
        beside = StaffKind.CONTRACTOR if int((n + 1) * shared) % CONTRACTED == 0 else StaffKind.FIXED_TERM
        for kind, part in ((StaffKind.REGULAR, 1.0 - 0.3 * together), (beside, 0.3))[: 1 + together]:
            cases = max(1, int(rng.poisson(share * residents * part)))
            hours = cases * minutes * float(np.exp(SPREAD * rng.standard_normal())) / 60.0
            yield WorkedLine(asked, kind, cases, hours, (4, 6) if n % 3 == 0 else None)


def _people(lines: tuple[WorkedLine, ...]) -> tuple[SectionStaff, ...]:
    """As many as the work needs."""
    hours = {k: sum(x.hours for x in lines if x.staff is k) for k in (StaffKind.REGULAR, StaffKind.FIXED_TERM)}
    heads = {kind: np.ceil(1.3 * h / HOURS_A_PERSON + 0.5) for kind, h in hours.items()}
    pay = {StaffKind.REGULAR: 3_500.0, StaffKind.FIXED_TERM: 1_800.0}
    return tuple(SectionStaff(k, float(n), float(n) * HOURS_A_PERSON, float(n) * 100, pay[k]) for k, n in heads.items())


def write_workbooks(folder: Path, *, bodies: int, steps: int, shared: float = SHARED, processes: int = 2) -> list[Path]:
    """The workbooks of so many bodies, one file each, in order; those already there are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    said, wanted = folder / "made.json", {"bodies": bodies, "steps": steps, "shared": shared, "made_as": MADE_AS}
    if not said.exists() or json.loads(said.read_text(encoding="utf-8")) != wanted:
        for old in folder.glob("*.xlsx"):
            old.unlink()
        with get_context("spawn").Pool(processes) as pool:
            pool.starmap(_write_some, [(folder, bodies, steps, shared, n, processes) for n in range(processes)])
        said.write_text(json.dumps(wanted), encoding="utf-8")
    return sorted(folder.glob("*.xlsx"))


def _write_some(folder: Path, bodies: int, steps: int, shared: float, first: int, every: int) -> None:
    process = made_process(steps)
    for number, body in list(enumerate(made_bodies(bodies)))[first::every]:
        survey = made_answers(body, number, process, shared=shared)
        form = SurveyForm(body, SECTION, YEAR, (process,))
        (folder / f"{body.code}.xlsx").write_bytes(write_form(form, survey))
