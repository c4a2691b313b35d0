# SPDX-License-Identifier: Apache-2.0
"""Whatever happens to the columns of the table: it is read as it is or refused, never joined to another municipality."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machikata.domain.errors import InputRefused
from machikata.facts.municipalities import municipality_facts
from machikata.records.adoption_table import read_adoption_table

REAL = [b.name for b in municipality_facts()]
WORDS = {True: "実施", False: "未実施", None: ""}
ANSWERS = st.sampled_from([True, False, None])


@st.composite
def tables(draw):
    """Names (that repeat, as real ones do), answers for each, and the rows of the file."""
    start = draw(st.integers(0, len(REAL) - 40))
    names = REAL[start : start + draw(st.integers(2, 12))] + draw(
        st.lists(st.sampled_from(["府中市", "伊達市", "森町"]), max_size=4)
    )
    ai, rpa = (draw(st.lists(ANSWERS, min_size=len(names), max_size=len(names))) for _ in range(2))
    rows = [["業務", "AIの導入状況", *(WORDS[a] for a in ai)], ["業務", "RPAの導入状況", *(WORDS[a] for a in rpa)]]
    others = [["体制", f"指標{i}", *(["50%"] * len(names))] for i in range(draw(st.integers(0, 3)))]
    body = draw(st.permutations([*rows, *others]))
    return names, tuple(ai), tuple(rpa), [["", "", *names], *body]


def written(rows, encoding="utf-8", blank=0):
    return "\n".join(",".join([*row, *[""] * blank]) for row in rows).encode(encoding)


@given(tables(), st.sampled_from(["utf-8", "utf-8-sig", "cp932"]), st.integers(0, 2))
def test_an_untouched_table_is_read_in_any_encoding_with_and_without_blank_last_columns(made, encoding, blank):
    names, ai, rpa, rows = made
    read = read_adoption_table(written(rows, encoding, blank), names=names)
    assert (read.ai, read.rpa) == (ai, rpa)


@given(tables(), st.data())
def test_two_columns_of_other_names_that_changed_places_are_refused(made, data):
    names, _, _, rows = made
    pairs = [(i, j) for i in range(len(names)) for j in range(i) if names[i] != names[j]]
    if not pairs:
        return
    i, j = data.draw(st.sampled_from(pairs))
    swapped = [[*row] for row in rows]
    for row in swapped:
        row[i + 2], row[j + 2] = row[j + 2], row[i + 2]
    with pytest.raises(InputRefused):
        read_adoption_table(written(swapped), names=names)


@given(tables(), st.data(), st.integers(0, 1))
def test_a_column_that_is_missing_or_doubled_is_refused(made, data, blank):
    names, _, _, rows = made
    at = data.draw(st.integers(2, len(names) + 1))
    dropped = [row[:at] + row[at + 1 :] for row in rows]
    doubled = [[*row[:at], row[at], *row[at:]] for row in rows]
    for changed in (dropped, doubled):
        with pytest.raises(InputRefused):
            read_adoption_table(written(changed, blank=blank), names=names)


@given(tables(), st.data())
def test_a_name_that_is_not_the_expected_one_is_refused(made, data):
    names, _, _, rows = made
    at = data.draw(st.integers(0, len(names) - 1))
    other = data.draw(st.sampled_from(REAL).filter(lambda name: name != names[at]))
    changed = [[*rows[0][: at + 2], other, *rows[0][at + 3 :]], *rows[1:]]
    with pytest.raises(InputRefused) as caught:
        read_adoption_table(written(changed), names=names)
    assert any(names[at] in p.sentence() or other in p.sentence() for p in caught.value.problems)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with pytest.raises(InputRefused):
        read_adoption_table(data, names=REAL)
