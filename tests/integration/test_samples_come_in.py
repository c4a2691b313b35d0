# SPDX-License-Identifier: Apache-2.0
"""The samples' files go through the same door as a municipality's own, and what comes in is what happened."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from machikata.domain.event_log import ColumnRole
from machikata.records.admission.admit import apply_mapping
from machikata.records.mapping.propose import propose_mapping
from machikata.records.readers import read_file
from machikata.records.survey.reading import read_survey
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.play import as_recorded, play
from machikata.samples.tables import log_tables
from machikata.samples.write import write_samples

SEED, SCALE = 1, 0.15
KEY = b"0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_samples(tmp_path_factory.mktemp("samples"), seed=SEED, scale=SCALE)


@pytest.fixture(scope="module")
def brought(written):
    """Per file what was read and what was admitted with the stated mapping."""
    read = [(sample, read_file(sample.path)) for sample in written.files]
    return [(sample, raw, apply_mapping(raw, sample.mapping, secret=KEY)) for sample, raw in read]


def test_every_file_is_admitted_but_for_the_announced_rows(brought):
    for sample, _, admission in brought:
        assert admission.tables.events.num_rows == sample.events - sample.faulty_rows, sample.path.name
        assert bool(admission.errors) == bool(sample.faulty_rows)
        assert sum(p.count for p in admission.errors) == sample.faulty_rows


def test_the_proposed_columns_are_the_ones_that_were_meant(brought):
    for sample, raw, _ in brought:
        proposed = propose_mapping(raw).mapping
        assert set(proposed.columns) == set(sample.mapping.columns), sample.path.name
        assert proposed.date_style is sample.mapping.date_style


def test_admitted_events_are_those_that_were_played(brought):
    played = {(p.body.municipality.code, p.model.process.id): p for p in play(DEMO_PLAN, seed=SEED, scale=SCALE)}
    for sample, _, admission in brought:
        if sample.faulty_rows or "雲雀野" in sample.path.name:
            continue
        one = played[sample.body.code, sample.process.id]
        direct = log_tables(as_recorded(one.log, one.body.style))
        labels = {c.id: c.label.ja for c in sample.process.concepts}
        names = {label: labels[concept] for label, concept in sample.concepts.items()}
        assert _told(direct, {}) == _told(admission.tables, names), sample.path.name


def _told(tables, names):
    """Every event as case, moment and activity; cases bear other numbers, so they are known by order of start."""
    starts = np.lexsort((tables.cases["events"].to_numpy(), tables.cases["start_us"].to_numpy()))
    rank = np.empty(len(starts), dtype=np.int64)
    rank[starts] = np.arange(len(starts))
    case = rank[tables.events["case_index"].to_numpy()].tolist()
    activity = [names.get(a, a) for a in tables.events["activity"].to_pylist()]
    return sorted(zip(case, tables.events["time_us"].to_pylist(), activity, strict=True))


def test_open_cases_staff_and_case_attributes_arrive(brought):
    for sample, _, admission in brought:
        cases, events = admission.tables.cases, admission.tables.events
        for column in sample.mapping.named(ColumnRole.CASE_ATTRIBUTE):
            assert cases[f"c:{column.name}"].null_count == 0
        assert events["role"].null_count < events.num_rows
        assert events["section"].null_count < events.num_rows
    open_cases = sum(a.tables.cases["open"].to_pylist().count(True) for _, _, a in brought)
    assert open_cases > 20


def test_no_invented_number_survives_the_import(brought):
    for sample, _, admission in brought:
        if "e:備考" in admission.tables.events.column_names:
            remarks = set(admission.tables.events["e:備考"].to_pylist()) - {None}
            assert not [r for r in remarks if "9999" in r], sample.path.name
            assert any("個人番号" in r for r in remarks)


def test_every_survey_form_comes_back_as_the_section_answered_it(written):
    for file in (f for f in written.survey_files if f.mapping is None):
        reading = read_survey(file.path, processes=written.processes, body=file.body.code)
        assert reading.survey == file.answers, file.path.name
        assert reading.problems == ()


def test_a_sections_own_table_comes_back_by_the_mapping_its_author_would_confirm(written):
    """Hours a case become minutes again but for the last digits of a third of an hour."""
    (file,) = [f for f in written.survey_files if f.mapping is not None]
    reading = read_survey(file.path, processes=written.processes, mapping=file.mapping, fiscal_year=2025)
    minutes = [line.minutes_per_case for line in reading.survey.lines]
    assert minutes == [m and pytest.approx(m) for m in (line.minutes_per_case for line in file.answers.lines)]
    assert _without_minutes(reading.survey) == _without_minutes(file.answers)
    named = {p.code for p in reading.problems}
    assert named >= {"cells-merged", "survey-row-left-out", "survey-number-full-width", "survey-year-written"}


def _without_minutes(survey):
    return replace(survey, lines=tuple(replace(line, minutes_per_case=None) for line in survey.lines))
