# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from machikata.domain.municipality import Municipality
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import Medium, Nature, SectionStaff, SectionSurvey, StaffKind, SurveyLine
from machikata.records.survey.form import SurveyForm, write_form
from machikata.records.survey.form_layout import ANSWER_COLUMNS


@pytest.fixture(scope="session")
def permits():
    counter, desk = Text("窓口の事務", "Counter"), Text("審査の事務", "Desk")
    return Process(
        "permits",
        Text("占用許可", "Permits"),
        steps=(
            ProcessStep("permits.s1", Text("申請の受付", "Intake"), (), duty=counter),
            ProcessStep("permits.s2", Text("現地の確認", "Inspection"), (), duty=desk),
            ProcessStep("permits.s3", Text("許可書の作成・交付", "Permit"), (), duty=desk),
        ),
    )


@pytest.fixture(scope="session")
def form(permits):
    body = Municipality("992011", Text("みなと台市", "Minatodai"), synthetic=True)
    return SurveyForm(body, "道路管理係", 2025, (permits,))


@pytest.fixture(scope="session")
def answers():
    kind = StaffKind
    lines = (
        SurveyLine("permits", "permits.s1", "申請の受付", kind.REGULAR, "窓口の事務", 1, 1200, 15.0, 310.0, None, 3, 5,
                   Nature.ROUTINE, Medium.PAPER, "道路台帳システム", "道路法 第32条", 0.05, "電話は数えていない"),
        SurveyLine("permits", "permits.s1", "申請の受付", kind.FIXED_TERM, "窓口の事務", 1, 0, 15.0, 0.0),
        SurveyLine("permits", "permits.s2", "現地の確認", kind.CONTRACTOR, "審査の事務", 2, 400, fee_yen=3_200_000),
        SurveyLine("permits", "", "沿道住民への説明", kind.REGULAR, "調整の事務", 3, 12, 90.0, 18.0),
    )  # fmt: skip
    staff = (SectionStaff(kind.REGULAR, 3.5, 6_600.0, 410.5, 3285.0), SectionStaff(kind.FIXED_TERM, 1.0, 1_500.0))
    return SectionSurvey("992011", "道路管理係", 2025, lines, staff)


@pytest.fixture(scope="session")
def filled(form, answers):
    return write_form(form, answers)


def workbook(fill, *, sheet="業務量"):
    """The bytes of a workbook that `fill(book, sheet)` has written into."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        fill(book, book.add_worksheet(sheet))
    return buffer.getvalue()


def changed(data, member, change):
    """A workbook with one part changed by `change(bytes) -> bytes`."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item.filename, change(content) if item.filename == member else content)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def make_workbook():
    return workbook


@pytest.fixture(scope="session")
def change_part():
    return changed


def handed_in(*rows, heads=None, sheet="回答", extra=None):
    """A form as somebody handed it in: `rows` of head → cell over a plain first row, other columns as given."""
    usual = {
        "業務": "占用許可", "事務": "窓口の事務", "工程": "申請の受付", "担い手": "正規", "業務コード": "permits", "工程コード": "permits.s1",
        "団体コード": "992011", "係": "道路管理係", "年度（西暦）": 2025,
    }  # fmt: skip
    names = heads or [c.head for c in ANSWER_COLUMNS]

    def fill(book, page):
        percent = book.add_format({"num_format": "0%"})
        for x, name in enumerate(names):
            page.write(0, x, name)
        for y, row in enumerate(rows, start=1):
            for x, name in enumerate(names):
                cell = (usual | row).get(name)
                if isinstance(cell, tuple):
                    page.write_number(y, x, cell[0], percent)
                elif isinstance(cell, str):
                    page.write_string(y, x, cell)
                elif cell is not None:
                    page.write(y, x, cell)
        if extra is not None:
            extra(book, page)

    return workbook(fill, sheet=sheet)


@pytest.fixture(scope="session")
def hand_in():
    return handed_in
