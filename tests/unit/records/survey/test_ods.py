# SPDX-License-Identifier: Apache-2.0
"""What an ods keeps beside its values is seen as in an xlsx."""

from __future__ import annotations

import io
import zipfile

import pytest

from machikata.domain.errors import InputRefused, Severity
from machikata.records.survey.form_layout import ANSWER_COLUMNS
from machikata.records.survey.reading import read_survey

USUAL = {
    "process_title": "占用許可", "title": "申請の受付", "staff": "正規", "process": "permits", "step": "permits.s1", "body": "992011",
    "section": "係", "fiscal_year": 2025,
}  # fmt: skip


def text(value, more=""):
    return f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p></table:table-cell>'


def number(value, more=""):
    return f'<table:table-cell office:value-type="float" office:value="{value}"{more}><text:p>{value}</text:p></table:table-cell>'


def ods(*rows):
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="回答">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        container.writestr(
            "META-INF/manifest.xml", '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        container.writestr("content.xml", content)
    return buffer.getvalue()


def row(cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


HEAD = row([text(c.head) for c in ANSWER_COLUMNS])


def answer(given, more=""):
    """A row of the form; `given` holds ready cells by field."""
    cells = []
    for column in ANSWER_COLUMNS:
        value = USUAL.get(column.field)
        plain = "<table:table-cell/>" if value is None else number(value) if isinstance(value, int) else text(value)
        cells.append(given.get(column.field, plain))
    return row(cells, more)


@pytest.fixture
def read(permits):
    return lambda data: read_survey(data, name="回答.ods", processes=(permits,), checks=False)


def test_values_formulas_and_hidden_rows(read):
    formula = ' table:formula="of:=3*4"'
    data = ods(
        HEAD, answer({"cases": number(12, formula)}), answer({"cases": number(3)}, ' table:visibility="collapse"')
    )
    reading = read(data)
    assert [line.cases for line in reading.survey.lines] == [12, 3]
    assert {p.code for p in reading.problems} >= {"formulas", "rows-or-columns-hidden", "survey-row-repeated"}


def test_cells_in_error_and_merged_figures_are_refused(read):
    broken = text("#DIV/0!", ' office:string-value="" calcext:value-type="error"')  # as LibreOffice writes it
    merged = number(7, ' table:number-rows-spanned="2" table:number-columns-spanned="1"')
    data = ods(
        HEAD,
        answer({"cases": broken, "hours": number(1)}),
        answer({"cases": merged}),
        answer({"cases": "<table:covered-table-cell/>"}),
    )
    with pytest.raises(InputRefused) as caught:
        read(data)
    faults = {(p.code, p.place.row) for p in caught.value.problems if p.severity is Severity.ERROR}
    assert faults == {("survey-cell-error", 2), ("survey-answer-merged", 3)}


def test_a_share_whose_format_is_not_seen_is_refused(read):
    with pytest.raises(InputRefused) as caught:
        read(ods(HEAD, answer({"exception_share": number(0.05)})))
    assert caught.value.problems[0].code == "survey-share-doubtful"
    assert read(ods(HEAD, answer({"exception_share": number(5)}))).survey.lines[0].exception_share == 0.05


def test_repeated_cells_do_not_unfold(read):
    everywhere = number(1, ' table:number-columns-repeated="16384"')
    with pytest.raises(InputRefused) as caught:
        read(ods(row([everywhere], ' table:number-rows-repeated="1048576"')))
    assert [p.code for p in caught.value.problems] == ["cells-far-out"]


def test_empty_repeated_rows_cost_nothing(read):
    data = ods(
        HEAD,
        answer({"cases": number(5)}),
        row(["<table:table-cell table:number-columns-repeated='16384'/>"], ' table:number-rows-repeated="1048000"'),
    )
    assert read(data).survey.lines[0].cases == 5
