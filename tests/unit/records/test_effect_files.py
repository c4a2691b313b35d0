# SPDX-License-Identifier: Apache-2.0
"""Reports of effects as YAML: what is written comes back, and every fault is told with its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.domain.errors import InputRefused
from machikata.records.effect_files import read_effect, write_effect
from machikata.samples.effect_reports import sample_effects


@pytest.mark.parametrize("report", sample_effects(), ids=lambda r: r.body)
def test_what_is_written_comes_back(report):
    assert read_effect(write_effect(report), file_name="e.yaml") == replace(report, body="")


def test_a_plain_yes_is_the_answer_yes():
    assert read_effect("title: 名簿\nmeasured: yes\n".encode(), file_name="e.yaml").measured.value == "yes"


@pytest.mark.parametrize("data", [b"", b"- a\n", b"\xff\xfe\x00", b"a: [", b"just words", b"x" * (2 << 20)])
def test_what_is_no_report_is_refused_in_one_sentence(data):
    with pytest.raises(InputRefused) as refused:
        read_effect(data, file_name="e.yaml")
    assert [p.code for p in refused.value.problems] == ["effect-file"]


FAULTY = """
title: 名簿
field: nonsense
begins: 2025-13-01
colour: red
figures:
  - {name: 時間, quantity: hours, aspect: before, value: many, kind: measured, cases: -1, persons: 2.5}
  - just words
  - {name: 費用, aspect: saved, kind: measured, value: 1.0e+400}
"""


def test_every_fault_is_told_with_its_place():
    with pytest.raises(InputRefused) as refused:
        read_effect(FAULTY.encode(), file_name="e.yaml")
    places = {p.place.column for p in refused.value.problems}
    assert places == {
        "colour", "field", "begins", "figures[1].quantity", "figures[1].value", "figures[1].cases",
        "figures[1].persons", "figures[2]", "figures[3].quantity", "figures[3].value",
    }  # fmt: skip


def test_a_number_that_nobody_can_mean_is_refused():
    faulty = f"title: a\nfigures: [{{value: {10**400}, quantity: cost, aspect: saved, kind: measured}}]\n"
    with pytest.raises(InputRefused):
        read_effect(faulty.encode(), file_name="e.yaml")


def test_figures_that_are_no_list_are_refused():
    with pytest.raises(InputRefused, match="list"):
        read_effect(b"title: a\nfigures: 3\n", file_name="e.yaml")
