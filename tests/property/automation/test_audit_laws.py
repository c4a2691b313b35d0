# SPDX-License-Identifier: Apache-2.0
"""Laws of the audit trail: a chain as it was sealed is whole, and no edit, deletion, move or new seal goes unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from machikata.automation.audit import AuditLine, AuditNote, entry_of, head_of, read_heads, sealed, verify

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VALUES = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text('ab窓\U000e0100"\\', max_size=5)
NOTES = st.builds(
    AuditNote,
    at=st.integers(0, 10**6).map(lambda s: NOW + timedelta(seconds=s)),
    by=st.text(max_size=5),
    person=st.text("abc", max_size=3),
    authenticated=st.booleans(),
    owner=st.sampled_from(["990019", "990027", "*"]),
    what=st.sampled_from(["run-started", "proposal-signed", "daycare.lots-drawn"]),
    details=st.dictionaries(st.text("xyz", max_size=3), VALUES | st.lists(VALUES, max_size=2), max_size=3),
)
CHAINS = st.lists(NOTES, min_size=1, max_size=7)


def chain(notes: list[AuditNote], *, after: AuditLine | None = None) -> list[AuditLine]:
    lines: list[AuditLine] = []
    for note in notes:
        after = sealed(note, after=after)
        lines.append(after)
    return lines


@given(CHAINS)
def test_a_chain_as_it_was_sealed_is_whole_and_holds_what_was_noted(notes: list[AuditNote]) -> None:
    lines = chain(notes)
    heads = read_heads("\n".join(head_of(line).line() for line in lines))
    report = verify(lines, heads)
    assert report.intact
    assert (report.entries, report.heads, report.confirmed) == (len(notes), len(notes), len(notes))
    assert report.head == head_of(lines[-1])
    assert [entry_of(line).note for line in lines] == notes


@given(CHAINS, st.data())
def test_an_edited_entry_is_the_first_that_is_named(notes: list[AuditNote], data: st.DataObject) -> None:
    lines = chain(notes)
    at = data.draw(st.integers(0, len(lines) - 1))
    where = data.draw(st.integers(0, len(lines[at].text) - 1))
    other = data.draw(st.characters())
    edited = lines[at].text[:where] + other + lines[at].text[where + 1 :]
    assume(edited != lines[at].text)
    lines[at] = replace(lines[at], text=edited)
    assert verify(lines).broken == at + 1


@given(CHAINS, NOTES, st.data())
def test_an_entry_that_is_edited_and_sealed_anew_breaks_the_next_one_or_contradicts_a_head(
    notes: list[AuditNote], other: AuditNote, data: st.DataObject
) -> None:
    lines = chain(notes)
    at = data.draw(st.integers(0, len(lines) - 1))
    assume(other != notes[at])
    head = head_of(lines[-1])
    lines[at] = sealed(other, after=lines[at - 1] if at else None)
    report = verify(lines, [head])
    assert report.broken == (at + 2 if at + 1 < len(lines) else at + 1)


@given(CHAINS, st.data())
def test_a_deleted_entry_is_missed(notes: list[AuditNote], data: st.DataObject) -> None:
    lines = chain(notes)
    at = data.draw(st.integers(0, len(lines) - 1))
    head = head_of(lines[-1])
    del lines[at]
    assert verify(lines, [head]).broken == at + 1
    # The same, with the numbers closed up.
    closed = [replace(line, number=i) for i, line in enumerate(lines, 1)]
    assert verify(closed, [head]).broken == at + 1


@given(CHAINS, st.data())
def test_entries_that_changed_places_are_seen(notes: list[AuditNote], data: st.DataObject) -> None:
    lines = chain(notes)
    assume(len(lines) > 1)
    i, j = sorted(data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2, unique=True)))
    lines[i], lines[j] = replace(lines[j], number=i + 1), replace(lines[i], number=j + 1)
    assert verify(lines).broken == i + 1


@given(CHAINS, st.data())
def test_an_end_that_was_cut_off_contradicts_a_later_head(notes: list[AuditNote], data: st.DataObject) -> None:
    lines = chain(notes)
    kept = data.draw(st.integers(0, len(lines) - 1))
    report = verify(lines[:kept], [head_of(line) for line in lines])
    assert report.broken == kept + 1
    assert report.confirmed == kept
    assert verify(lines[:kept]).intact  # without a head nobody can see it: hence the heads


@given(CHAINS, CHAINS, st.data())
def test_a_chain_that_was_sealed_anew_as_a_whole_contradicts_every_older_head(
    notes: list[AuditNote], others: list[AuditNote], data: st.DataObject
) -> None:
    lines = chain(notes)
    at = data.draw(st.integers(0, len(lines) - 1))
    assume(others[0] != notes[at])
    forged = [*lines[:at], *chain([*others, *notes], after=lines[at - 1] if at else None)]
    assert verify(forged).intact
    heads = [head_of(line) for line in lines[at:]]
    report = verify(forged, [data.draw(st.sampled_from(heads))])
    assert report.broken is not None
    assert report.problem is not None
    assert report.problem.code == "audit-rewritten"


@given(CHAINS, NOTES, st.data())
def test_an_entry_that_was_put_in_is_seen(notes: list[AuditNote], other: AuditNote, data: st.DataObject) -> None:
    lines = chain(notes)
    at = data.draw(st.integers(0, len(lines) - 1))
    put_in = sealed(other, after=lines[at - 1] if at else None)
    later = [replace(line, number=line.number + 1) for line in lines[at:]]
    assume(put_in != lines[at])
    assert verify([*lines[:at], put_in, *later]).broken == at + 2
