# SPDX-License-Identifier: Apache-2.0
"""A case as the fields of a form and back: the shipped ones come back whole, and faults stand at their fields."""

from __future__ import annotations

import pytest

from machikata.domain.case_study import CaseOrigin
from machikata.domain.errors import InputRefused
from machikata.facts.cases import seed_cases
from machikata.records.case_files.fields import case_fields, case_of_fields, rows_of

WITH_TECHNOLOGY = [c for c in seed_cases() if c.technologies]


@pytest.mark.parametrize("case", WITH_TECHNOLOGY, ids=lambda c: c.id)
def test_a_case_comes_back_from_its_fields_as_it_was(case):
    assert case_of_fields(case_fields(case), known=case)[0] == case


def test_what_the_office_fills_in_is_no_field():
    fields = case_fields(seed_cases()[0])
    assert not {"id", "origin", "verified", "starred", "synthetic", "withdrawn"} & set(fields)
    made, _ = case_of_fields(fields | {"verified": ("yes",), "origin": ("mission",), "starred": ("yes",)})
    assert (made.verified, made.starred, made.origin) == (False, False, CaseOrigin.SUBMITTED)


def test_every_fault_stands_at_its_field():
    fields = {
        "title": ("題名",), "start": ("いつか",), "technologies": ("rpa", "magic"), "status": ("trial",), "field": ("tax",),
        "body_name": ("汐見原市",), "body": ("990018",), "summary": ("要約",),
        "figure-2-name": ("時間",), "figure-2-role": ("effect",), "figure-2-before": ("約３",), "source-1-url": ("ftp://x",),
    }  # fmt: skip
    with pytest.raises(InputRefused) as refused:
        case_of_fields(fields)
    places = {p.place.column for p in refused.value.problems}
    assert places >= {
        "start",
        "technologies",
        "body",
        "figure-2-unit",
        "figure-2-before",
        "source-1-title",
        "source-1-url",
    }
    assert "title" not in places


def test_empty_rows_are_no_rows():
    assert rows_of("figure", {"figure-1-name": (" ",), "figure-3-note_en": ("x",)}) == (3,)
