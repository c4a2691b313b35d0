# SPDX-License-Identifier: Apache-2.0
"""The six real logs, read by the tokenizer and by the strict reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from machikata.records.xes import looks_like_xes, read_xes

pytestmark = pytest.mark.external
LOGS = {
    "five_municipalities/BPIC15_1.xes.gz": (1199, 52_217),
    "five_municipalities/BPIC15_2.xes.gz": (832, 44_354),
    "five_municipalities/BPIC15_3.xes.gz": (1409, 59_681),
    "five_municipalities/BPIC15_4.xes.gz": (1053, 47_293),
    "five_municipalities/BPIC15_5.xes.gz": (1156, 59_083),
    "receipt_phase/Receipt_phase_WABO.xes.gz": (1434, 8_577),
}


@pytest.fixture(params=LOGS, ids=lambda name: Path(name).stem)
def log_path(shared_data: Path, request: pytest.FixtureRequest) -> tuple[Path, tuple[int, int]]:
    return shared_data / "event_logs" / request.param, LOGS[request.param]


def test_both_readers_give_equal_tables_findings_and_facts(log_path):
    path, (cases, events) = log_path
    fast, strict = read_xes(path, reader="tokenizer"), read_xes(path, reader="strict")
    assert fast.cases is not None
    assert (fast.cases.num_rows, fast.events.num_rows) == (cases, events)
    assert fast.events.equals(strict.events)
    assert fast.cases.equals(strict.cases)
    assert (fast.problems, fast.facts, fast.title, fast.source) == (
        strict.problems,
        strict.facts,
        strict.title,
        strict.source,
    )


def test_the_tokenizer_hands_none_of_them_over(log_path):
    from zoneinfo import ZoneInfo

    from machikata.domain.progress import no_progress
    from machikata.records.xes.fast import read_fast
    from machikata.records.xes.findings import Findings
    from machikata.records.xes.limits import DEFAULT_LIMITS
    from machikata.records.xes.opening import OpenedFile
    from machikata.records.xes.strict import StrictReader

    path, (cases, events) = log_path
    zone = ZoneInfo("Asia/Tokyo")
    head = StrictReader(path.name, DEFAULT_LIMITS, Findings(10), zone, head_only=True)
    gathered = read_fast(head, OpenedFile(path, DEFAULT_LIMITS, no_progress).chunks, zone=zone)
    assert (gathered.case_count, len(gathered.case_index)) == (cases, events)


def test_they_are_recognised_as_xes(log_path):
    path, _ = log_path
    with path.open("rb") as stream:
        assert looks_like_xes(stream.read(4096))
