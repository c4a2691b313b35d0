# SPDX-License-Identifier: Apache-2.0
"""The exchange of case studies loses nothing: what goes out (publication) comes in again (records) as it was."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.domain.errors import Severity
from machikata.publication.catalogue.gif import gif_csv, gif_json, gif_zip
from machikata.records.case_files import read_gif
from machikata.records.case_files.gif_layout import from_line, one_line
from machikata.testing.case_strategies import case_studies


def several(hard=True):
    cases = st.lists(case_studies(hard=hard), min_size=1, max_size=3)
    return cases.map(lambda found: tuple(replace(c, id=f"X-{n}") for n, c in enumerate(found)))


@settings(max_examples=40)
@given(several())
def test_json_comes_back_as_it_went_out(cases):
    reading = read_gif(gif_json(cases), file_name="事例.json")
    assert reading.cases == cases
    assert all(p.severity is not Severity.ERROR for p in reading.problems)


@settings(max_examples=40)
@given(several())
def test_tables_come_back_as_they_went_out(cases):
    reading = read_gif(gif_zip(cases), file_name="事例.zip")
    assert reading.cases == cases


@settings(max_examples=10)
@given(several())
def test_what_came_in_goes_out_byte_for_byte(cases):
    assert gif_zip(read_gif(gif_json(cases), file_name="a.json").cases) == gif_zip(cases)
    assert gif_json(read_gif(gif_zip(cases), file_name="a.zip").cases) == gif_json(cases)


@settings(max_examples=20)
@given(several())
def test_no_value_of_a_table_breaks_a_line_or_begins_a_formula(cases):
    for name, data in gif_csv(cases).items():
        text = data.decode("utf-8-sig")
        assert "\n" not in text.replace("\r\n", "")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert not any(cell.startswith(("=", "+", "@")) for cell in cells), name
        assert all(is_number(cell) for cell in cells if cell.startswith("-")), name


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


@given(st.text())
def test_every_text_survives_as_one_line(text):
    line = one_line(text)
    assert from_line(line) == text
    assert line == " ".join(line.split(" ")).strip()
    assert not any(c in line for c in "\n\r\t\u2028")
