# SPDX-License-Identifier: Apache-2.0
"""Laws of the reading: the order of rows changes nothing, and what is written comes back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.reading import read_applications
from machikata.apps.daycare_matching.reading.findings import Fault
from machikata.apps.daycare_matching.reading.values import (
    read_age_class,
    read_classes,
    read_date,
    read_identifier,
    read_integer,
    read_least_age,
    read_seats,
)
from machikata.apps.daycare_matching.samples import SampleMarket, sample_municipality
from machikata.automation.app.inputs import InputContent
from machikata.automation.table_reading import read_input_table
from machikata.domain.errors import InputRefused

sizes = st.integers(2, 60)
seeds = st.integers(0, 10_000)


def written(header, rows, *, encoding="utf-8-sig", delimiter=","):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([header, *rows])
    return read_input_table(InputContent("file.csv", text.getvalue().encode(encoding)))


def read(sample: SampleMarket, children=None, facilities=None, **options) -> Applications:
    return read_applications(
        written(sample.children_header, sample.children_rows if children is None else children, **options),
        written(sample.facilities_header, sample.facilities_rows if facilities is None else facilities),
    )


def problems_of(sample, **rows):
    """Warnings, or the problems of a refusal."""
    try:
        return read(sample, **rows).warnings
    except InputRefused as refusal:
        return refusal.problems


def without_rows(applications):
    children = tuple(replace(c, row=0) for c in applications.children)
    warnings = sorted((w.code, w.count) for w in applications.warnings)
    return applications.facilities, applications.pools, children, applications.combinations, warnings


@settings(max_examples=12)
@given(sizes, seeds, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(size, seed, luck):
    sample = sample_municipality(children=size, facilities=5, seed=seed, sibling_share=0.5)
    children, facilities = list(sample.children_rows), list(sample.facilities_rows)
    luck.shuffle(children)
    luck.shuffle(facilities)
    assert without_rows(read(sample)) == without_rows(read(sample, children, facilities))
    order = list(range(len(sample.children_header)))
    luck.shuffle(order)
    turned = replace(
        sample,
        children_header=tuple(sample.children_header[i] for i in order),
        children_rows=tuple(tuple(row[i] for i in order) for row in sample.children_rows),
    )
    assert without_rows(read(turned)) == without_rows(read(sample))


@settings(max_examples=12)
@given(sizes, seeds)
def test_what_a_sample_writes_comes_back(size, seed):
    sample = sample_municipality(children=size, facilities=5, seed=seed, sibling_share=0.4, transfer_share=0.2)
    applications = read(sample)
    numbers = [(applications.facilities[p.facility].number, p.number) for p in applications.pools]
    made = sample.nurseries
    pool_of = {
        numbers.index((f"{int(f) + 1:04d}", n)): s
        for s, (f, n) in enumerate(zip(made.pool_facility, made.pool_number, strict=True))
    }
    for c, child in enumerate(applications.children):
        wished = [int(s) for s in sample.choices.pools[c] if s >= 0]
        assert [pool_of[w.pool] for w in child.wishes] == wished
        assert (None if child.current is None else pool_of[child.current]) == (
            None if sample.choices.current[c] < 0 else sample.choices.current[c]
        )
        assert (child.age_class, child.points, child.lot) == (
            sample.families.age[c],
            sample.scores.points[c],
            sample.scores.lots[c],
        )
    assert [p.intake for p in applications.pools] == [int(made.seats[pool_of[i]]) for i in range(len(numbers))]


@settings(max_examples=10)
@given(sizes, seeds, st.sampled_from(["utf-8", "utf-16"]), st.sampled_from([",", "\t"]))
def test_encoding_and_delimiter_change_nothing(size, seed, encoding, delimiter):
    sample = sample_municipality(children=size, facilities=4, seed=seed)
    assert without_rows(read(sample, encoding=encoding, delimiter=delimiter)) == without_rows(read(sample))


@settings(max_examples=35)
@given(seeds, st.integers(0, 39), st.integers(0, 60), st.text(max_size=12))
def test_any_cell_may_hold_anything_and_only_a_refusal_follows(seed, row, column, text):
    """A cell changed at random is read or refused with problems in both languages, never anything else."""
    sample = sample_municipality(children=40, facilities=4, seed=seed % 5, sibling_share=0.4)
    rows = [list(r) for r in sample.children_rows]
    rows[row][column % len(sample.children_header)] = text
    assert all(p.what.ja and p.what.en and p.remedy.ja and p.place.file for p in problems_of(sample, children=rows))


@settings(max_examples=35)
@given(seeds, st.integers(0, 10), st.integers(0, 11), st.text(max_size=12))
def test_any_cell_of_the_facilities_too(seed, row, column, text):
    sample = sample_municipality(children=10, facilities=4, seed=seed % 5)
    rows = [list(r) for r in sample.facilities_rows]
    rows[row][column] = text
    assert all(p.what.ja and p.what.en and p.remedy.ja and p.place.file for p in problems_of(sample, facilities=rows))


@given(st.text())
def test_no_value_raises(text):
    for reader in (read_identifier, read_integer, read_seats, read_date, read_classes, read_least_age, read_age_class):
        reader(text)


@given(st.integers(-(10**9), 10**9))
def test_integers_come_back_in_full_width_too(number):
    wide = str(number).translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)} | {ord("-"): "－"})
    assert read_integer(str(number)) == read_integer(wide) == read_integer(f"{number:,}") == number


@given(st.sets(st.integers(0, 5), min_size=1))
def test_classes_come_back(classes):
    ordered = sorted(classes)
    for between in ("・", "、", ",", "/"):
        assert read_classes(between.join(f"{c}歳" for c in ordered)) == classes
    if ordered == list(range(ordered[0], ordered[-1] + 1)):
        assert read_classes(f"{ordered[0]}〜{ordered[-1]}歳児") == classes


@given(st.from_regex(r"[0-9]\.[0-9]{1,10}[eE]\+[0-9]{2}", fullmatch=True))
def test_powers_of_ten_are_never_a_number(text):
    assert isinstance(read_identifier(text), Fault)


def test_the_same_sample_gives_equal_applications_whatever_the_memory():
    first, second = (read(sample_municipality(children=50, facilities=4, seed=9)) for _ in range(2))
    assert first == second
    assert isinstance(first.children[0].age_class, int)
    assert not isinstance(first.children[0].age_class, np.integer)
