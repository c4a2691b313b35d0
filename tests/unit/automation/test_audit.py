# SPDX-License-Identifier: Apache-2.0
"""What may stand in the audit trail, and what its check makes of rows that no program wrote."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from machikata.automation.audit import (
    AuditHead,
    AuditLine,
    AuditNote,
    entry_of,
    head_of,
    note_problems,
    read_heads,
    sealed,
    verify,
)
from machikata.domain.errors import InputRefused

NOTE = AuditNote(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "架空 花子", "p1", False, "990019", "run-started", {"n": 1})


def forged(line: AuditLine, **changes: object) -> AuditLine:
    """The line with another content under a right seal of its own."""
    text = json.dumps({**json.loads(line.text), **changes}, sort_keys=True, separators=(",", ":"))
    return replace(line, text=text, hash=hashlib.sha256(text.encode()).hexdigest())


def test_the_seal_is_the_sha256_of_the_text_so_that_anybody_can_check_it() -> None:
    first = sealed(NOTE, after=None)
    second = sealed(NOTE, after=first)
    assert first.hash == hashlib.sha256(first.text.encode("ascii")).hexdigest()
    assert json.loads(second.text)["previous"] == first.hash
    assert json.loads(first.text) == {
        "at": "2026-11-23T09:00:00+00:00", "authenticated": False, "by": "架空 花子", "details": {"n": 1}, "format": 1,
        "number": 1, "owner": "990019", "person": "p1", "previous": "0" * 64, "what": "run-started",
    }  # fmt: skip


@pytest.mark.parametrize(
    "details",
    [
        {"comment": "x" * 201},
        {"comment": "一行目\n二行目"},
        {"share": float("nan")},
        {"bytes": b"x"},
        {"deep": {"a": {"b": {"c": {}}}}},
        {"many": ["x" * 190] * 30},
        {"set": {1}},
        {1: "number as key"},
    ],
)
def test_details_that_are_no_small_plain_json_are_refused(details: dict[object, object]) -> None:
    [problem] = note_problems(replace(NOTE, details=details))  # type: ignore[arg-type]
    assert problem.code == "audit-note"
    with pytest.raises(InputRefused):
        sealed(replace(NOTE, details=details), after=None)  # type: ignore[arg-type]


def test_a_word_that_is_none_and_a_time_without_zone_are_refused_together() -> None:
    found = note_problems(replace(NOTE, what="Run Started", at=datetime(2026, 11, 23)))  # noqa: DTZ001 - that is the fault
    assert [p.place.column for p in found] == ["what", "at"]


def test_an_app_may_put_its_name_before_the_word() -> None:
    assert note_problems(replace(NOTE, what="daycare.lots-drawn")) == ()


def test_the_check_bears_whatever_stands_in_the_database() -> None:
    first = sealed(NOTE, after=None)
    second = sealed(NOTE, after=first)
    for text in ("", "null", "[]", "{}", '{"number":1}', "\ud800", "x" * 100, '{"at":1}'):
        broken = replace(first, text=text)
        assert verify([broken, second]).broken == 1
        right = replace(broken, hash=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
        assert verify([right, second]).broken == 1
    assert verify([replace(first, number=0), first, second]).broken == 1
    assert verify([replace(first, number=-3)]).broken == 1
    assert verify([]).intact


def test_a_right_seal_of_a_wrong_number_or_link_does_not_help() -> None:
    first = sealed(NOTE, after=None)
    assert verify([forged(first, number=2)]).broken == 1
    assert verify([forged(first, previous="1" * 64)]).broken == 1
    assert verify([forged(first, details={"n": 2})]).intact  # nothing after it, no head: then nobody can tell
    assert verify([forged(first, details={"n": 2})], [head_of(first)]).broken == 1


def test_heads_are_read_from_files_and_letters_and_torn_lines_are_passed_over() -> None:
    line = sealed(NOTE, after=None)
    head = head_of(line)
    text = f"町型の控え\r\n  {head.line()}\r\n12 3fa\n2 {'a' * 64} 2026-11-2\n0 {'b' * 64} 2026-11-23T09:00:00Z\n"
    assert read_heads(text) == (head,)
    assert read_heads(head.line()) == (head,)
    assert entry_of(line).number == head.number == 1


def test_two_heads_that_contradict_one_another_cannot_both_be_right() -> None:
    line = sealed(NOTE, after=None)
    report = verify([line], [head_of(line), AuditHead(1, "a" * 64, "2026-11-23")])
    assert report.broken == 1
    assert report.head is None
    assert report.confirmed == 0
