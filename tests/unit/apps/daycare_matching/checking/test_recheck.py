# SPDX-License-Identifier: Apache-2.0
"""A certificate travels as a file: the same bytes each time, the same verdict, and clear words for damage."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from machikata.apps.daycare_matching.allocation import (
    Allocation,
    Blocked,
    Certificate,
    Choice,
    Deletions,
    Group,
    NodeEnd,
    Proof,
    SearchNode,
    SeatsAdded,
    Stability,
    Swap,
)
from machikata.apps.daycare_matching.checking import recheck
from machikata.domain.errors import InputRefused


def deletions(*rows):
    columns = list(zip(*rows, strict=True)) or [()] * 4
    return Deletions(*(np.array(c, dtype=t) for c, t in zip(columns, (int, int, np.int8, int), strict=True)))


@pytest.fixture
def everything(one_seat):
    """A document with every part filled, be it true or not."""
    node = SearchNode(parent=-1, option=-1, deletions=deletions((0, 1, 0, 0)), end=NodeEnd.SPLIT)
    leaf = SearchNode(parent=0, option=2, deletions=deletions(), end=NodeEnd.BLOCKED, blocking=0)
    return one_seat, Allocation(
        held=np.array([0, 3]),
        stability=Stability.HOUSEHOLD,
        choice=Choice.MOST_CHILDREN,
        proof=Proof.NONE,
        certificate=Certificate(deletions((0, 3, 1, 0), (1, 2, 0, 2)), ((node, leaf), ())),
        groups=(Group((0, 1), ((0, 3), (1, 2))),),
        blocked=Blocked((1,), (2,), 1, 1, (SeatsAdded(((0, 1),)),)),
        swaps=(Swap(0, 1, 0),),
    )


def test_a_right_result_is_confirmed_from_the_file_alone(one_seat, right):
    report = recheck.recheck(recheck.write_certificate(one_seat, right))
    assert report.good
    assert any("only stable" in text.en for text in report.confirmed)


def test_what_was_written_is_read_and_written_as_the_same_bytes(everything):
    content = recheck.write_certificate(*everything)
    assert recheck.write_certificate(*recheck.read_certificate(content)) == content
    market, allocation = recheck.read_certificate(content)
    assert np.array_equal(market.entry_rank, everything[0].entry_rank)
    assert (allocation.groups, allocation.blocked, allocation.swaps, allocation.proof) == (
        everything[1].groups,
        everything[1].blocked,
        everything[1].swaps,
        Proof.NONE,
    )
    assert allocation.certificate.searches[0][1].blocking == 0
    assert allocation.certificate.root.kind.dtype == np.int8


def test_the_file_is_lines_of_json_with_a_digest_that_others_can_work_out(everything):
    first, rest = recheck.write_certificate(*everything).split(b"\n", 1)
    assert json.loads(first)["sha256"] == hashlib.sha256(rest).hexdigest()
    assert [type(json.loads(line)) for line in rest.splitlines()] == [dict, dict, dict, list, list]


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_one_changed_byte_is_seen(everything, at):
    content = bytearray(recheck.write_certificate(*everything))
    content[int(at * len(content))] ^= 1
    with pytest.raises(InputRefused):
        recheck.read_certificate(bytes(content))


def test_every_shortened_file_is_refused(everything):
    content = recheck.write_certificate(*everything)
    for end in range(0, len(content), 7):
        with pytest.raises(InputRefused):
            recheck.read_certificate(content[:end])


def signed(lines):
    """A file with these lines and the right digest: altered on purpose."""
    rest = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    head = {"format": recheck.FORMAT, "version": 1, "sha256": hashlib.sha256(rest).hexdigest()}
    return json.dumps(head).encode() + b"\n" + rest


@pytest.mark.parametrize(
    ("row", "change", "part"),
    [
        (2, {"capacity": [1.5]}, "capacity"),
        (2, {"capacity": [True]}, "capacity"),
        (2, {"capacity": [2**63]}, "capacity"),
        (2, {"capacity": "1"}, "capacity"),
        (2, {"names": ["山田"]}, "market"),
        (3, {"stability": "weak"}, "stability"),
        (3, {"proof": []}, "proof"),
        (3, {"groups": [{"households": [0], "alternatives": [[0, 1]], "complete": True}]}, "alternatives"),
        (3, {"groups": [{"households": [0], "alternatives": [[0]], "complete": 1}]}, "complete"),
        (3, {"blocked": {}}, "blocked"),
        (3, {"swaps": [{"household": 0, "before": 1, "after": None}]}, "after"),
        (4, {"kind": [2, 0]}, "kind"),
        (4, {"round": None}, "round"),
    ],
)
def test_a_part_of_another_form_is_named_with_its_line(everything, row, change, part):
    lines = [json.loads(line) for line in recheck.write_certificate(*everything).splitlines()[1:]]
    lines[row - 2] |= change
    with pytest.raises(InputRefused) as refused:
        recheck.read_certificate(signed(lines))
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.row) == ("certificate-malformed", row)
    assert part in problem.what.en


def test_all_malformed_lines_are_told_at_once(everything):
    lines = [json.loads(line) for line in recheck.write_certificate(*everything).splitlines()[1:]]
    with pytest.raises(InputRefused) as refused:
        recheck.read_certificate(signed([{}, lines[1], [], [{}], [3]]))
    assert [p.place.row for p in refused.value.problems] == [2, 4, 5, 6]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "certificate-json"),
        (b"\xff\xfe\n", "certificate-json"),
        (b"[" * 100_000 + b"\n", "certificate-json"),
        (b'{"format":"other"}\n', "certificate-format"),
        (b'{"format":"machikata-daycare-certificate","version":2,"sha256":""}\n', "certificate-version"),
        (b'{"format":"machikata-daycare-certificate","version":1,"sha256":""}\n', "certificate-digest"),
        (b'{"format":1,"format":2}\n', "certificate-json"),
    ],
)
def test_other_files_are_refused_with_the_reason(content, code):
    with pytest.raises(InputRefused) as refused:
        recheck.read_certificate(content)
    assert [p.code for p in refused.value.problems] == [code]


def test_a_market_that_is_none_is_read_and_then_found_faulty(one_seat, right):
    lines = [json.loads(line) for line in recheck.write_certificate(one_seat, right).splitlines()[1:]]
    for name, wrong in (("capacity", []), ("entry_pool", [5, 5]), ("option_start", [9]), ("family_order", [0, 0])):
        altered = [lines[0] | {name: wrong}, *lines[1:]]
        assert not recheck.recheck(signed(altered)).good
