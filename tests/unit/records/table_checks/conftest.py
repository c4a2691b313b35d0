# SPDX-License-Identifier: Apache-2.0
"""Small files for the checks, made in the test that looks at them."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter
import xlwt

from machikata.records.table_checks import check_table_bytes


@pytest.fixture
def of_csv():
    """Check rows of text as a CSV: `of_csv("a,b\\n1,2\\n")`."""

    def checked(text, *, encoding="utf-8-sig", name="表.csv", **choices):
        return check_table_bytes(text.encode(encoding), name=name, **choices)

    return checked


@pytest.fixture
def of_rows():
    """Check rows of values on a sheet: `of_rows([["件数（件）"], [3]], change)`; `change(book, sheet)` adds what a sheet can hold."""

    def checked(rows, change=None, *, name="表.xlsx", sheet="表", **choices):
        return check_table_bytes(workbook(rows, change, sheet=sheet), name=name, **choices)

    return checked


def workbook(rows, change=None, *, sheet="表"):
    """The bytes of a workbook with `rows` on one sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value:
                    page.write_string(number, column, value)
                elif value not in ("", None):
                    page.write(number, column, value)
        if change is not None:
            change(book, page)
    return buffer.getvalue()


@pytest.fixture
def made_workbook():
    """`workbook`, for tests that change the bytes."""
    return workbook


@pytest.fixture
def old_workbook():
    """The bytes of an xls with `rows` on one sheet."""

    def made(rows):
        book = xlwt.Workbook()
        page = book.add_sheet("表")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write(number, column, value)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    return made


@pytest.fixture
def open_document():
    """The bytes of an OpenDocument sheet with `rows`."""

    def made(rows):
        def cell(value):
            if isinstance(value, str):
                return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

        body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        spaces = "".join(
            f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
        )
        content = f'<?xml version="1.0"?><office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name="表">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as container:
            container.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            container.writestr("content.xml", content)
            container.writestr(
                "META-INF/manifest.xml",
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            )
        return buffer.getvalue()

    return made
