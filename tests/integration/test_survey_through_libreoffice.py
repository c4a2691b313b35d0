# SPDX-License-Identifier: Apache-2.0
"""A filled form that somebody has opened and saved in LibreOffice says the same as before."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import fields, replace

import pytest

from machikata.domain.municipality import Municipality
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import Medium, Nature, SectionStaff, SectionSurvey, StaffKind, SurveyLine
from machikata.records.survey.form import SurveyForm, write_form
from machikata.records.survey.form_layout import ANSWER_SHEET
from machikata.records.survey.reading import read_survey

SECONDS = 120
TEXTS = (
    "=1+1", "+81 3", "-1", "@SUM(A1)", "'先頭の引用符", '"引用"', "一行目\n二行目", "  前後の空白  ", "葛\U000e0100飾区", "外字\ue000\uf8ff", "𠮷野家",
    "か\u3099", "①㈱", "007", "1.0", "1/2", "2026-04-01", "TRUE", "<a&b>", "_x000D_", "長" * 32_767,
)  # fmt: skip
PERMITS = Process("permits", Text("許可", "Permits"), steps=(ProcessStep("permits.s1", Text("受付", "Intake"), ()),))
FORM = SurveyForm(Municipality("992011", Text("みなと台市", "M"), synthetic=True), "管理係", 2025, (PERMITS,))


def survey() -> SectionSurvey:
    usual = SurveyLine(
        "permits", "permits.s1", "受付", StaffKind.REGULAR, "窓口", 1, 1200, 12.5, 310.25, None, 12, 2, Nature.ROUTINE, Medium.BOTH,
        "台帳", "道路法 第32条", 0.123,
    )  # fmt: skip
    own = tuple(
        replace(
            usual, step="", title=f"独自{n}", note=text, system=text[:50], cases=10**n % 10**9, minutes_per_case=n / 10
        )
        for n, text in enumerate(TEXTS)
    )
    contractor = SurveyLine("permits", "permits.s1", "受付", StaffKind.CONTRACTOR, "窓口", cases=0, fee_yen=10**12)
    people = (SectionStaff(StaffKind.REGULAR, 2.5, 4_800.0, 120.75, 3285.0), SectionStaff(StaffKind.FIXED_TERM, 1.0))
    return SectionSurvey("992011", "管理係", 2025, (usual, contractor, *own), people)


@pytest.fixture(scope="module")
def saved_by_libreoffice(tmp_path_factory):
    """Opens a workbook in LibreOffice and saves it as a file of another kind."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice on this machine (Debian: libreoffice-calc-nogui)")
    folder = tmp_path_factory.mktemp("libreoffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"

    def convert(data: bytes, kind: str) -> bytes:
        source = folder / "form.xlsx"
        source.write_bytes(data)
        command = [program, "--headless", profile, "--convert-to", kind, "--outdir", str(folder / kind), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        return (folder / kind / f"form.{kind}").read_bytes()

    return convert


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_form_saved_by_libreoffice_says_the_same(saved_by_libreoffice, kind):
    reading = read_survey(
        saved_by_libreoffice(write_form(FORM, survey()), kind), name=f"form.{kind}", processes=(PERMITS,)
    )
    assert reading.survey == survey()
    assert {p.code for p in reading.problems} == ({"workbook-old-format"} if kind == "xls" else set())
    sheet = next(s for s in reading.report.sheets if s.sheet == ANSWER_SHEET)
    failed = {r.check.id for r in sheet.results if r.answer == "fail"}
    # blanks, line breaks, odd characters and lists in the notes are the planted ones; xls is no format of the rule
    assert ("1-01" in failed) == (kind == "xls")
    assert not failed & {
        "1-02",
        "1-03",
        "1-05",
        "1-11",
        "1-12",
        "1-13",
        "2-01",
        "2-02",
        "2-03",
        "2-06",
        "3-01",
        "3-04",
        "3-05",
        "3-06",
        "3-09",
    }


def test_numbers_come_back_to_the_fifteen_digits_a_spreadsheet_keeps(saved_by_libreoffice):
    line = replace(survey().lines[0], minutes_per_case=1 / 3, hours=0.1 + 0.2)
    data = saved_by_libreoffice(write_form(FORM, replace(survey(), lines=(line,))), "xlsx")
    (found,) = read_survey(data, processes=(PERMITS,), checks=False).survey.lines
    same = [f.name for f in fields(line) if f.name not in {"minutes_per_case", "hours"}]
    assert [getattr(found, n) for n in same] == [getattr(line, n) for n in same]
    assert found.minutes_per_case == pytest.approx(1 / 3, rel=1e-14)
    assert found.hours == pytest.approx(0.3, rel=1e-14)
