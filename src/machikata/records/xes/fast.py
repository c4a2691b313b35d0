# SPDX-License-Identifier: Apache-2.0
"""The fast XES reader: the head by the strict reader, everything from the first trace on by the byte tokenizer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import numpy as np

from machikata.records.xes.columns import Gathered
from machikata.records.xes.encodings import is_utf8
from machikata.records.xes.finishing import Path, attribute_of, mixed_paths, paths_of
from machikata.records.xes.heads import without_nested
from machikata.records.xes.strict import FirstCase, StrictReader
from machikata.records.xes.tokens import Handover, Tokens, chunks_from
from machikata.records.xes.values import Kind

_HEAD_PIECE = 1 << 16
_PIECE = 1 << 16
_CASE_TAG = b"<trace"
Chunks = Callable[[], Iterator[bytes]]


def read_fast(head: StrictReader, chunks: Chunks, *, zone: ZoneInfo) -> Gathered:
    """What the strict reader would find in a file that gives it nothing to report. `chunks` starts a new pass over the file.

    Raises `Handover` when the file is not ordinary enough. A second pass is made when one name has values of several kinds.
    """
    tokens, position = _first_pass(head, chunks())
    paths = paths_of(tokens)
    kinds = mixed_paths(paths)
    if kinds:
        tokens = Tokens(head.limits, frozenset(kinds))
        for chunk in chunks_from(position, chunks()):
            tokens.feed(chunk)
        tokens.close()
        paths = paths_of(tokens)
    return _gathered(head, tokens, paths, zone=zone, kinds=kinds)


def _first_pass(head: StrictReader, chunks: Iterator[bytes]) -> tuple[Tokens, int]:
    """The tokens of the whole file and the position of its first trace."""
    before = bytearray()
    for chunk in chunks:
        seen = max(len(before) - len(_CASE_TAG), 0)
        before += chunk
        if before.find(_CASE_TAG, seen) >= 0 or len(before) > head.limits.token_bytes * 4:
            break
    shorter, cut = without_nested(bytes(before), head)
    position = _feed_head(head, shorter)
    while position < 0 and (further := next(chunks, b"")):
        before += further
        position = _feed_head(head, further)
    # What was cut out held lines: a finding behind it would name a wrong one.
    misplaced = cut > 0 and bool(head.findings.all())
    if position < 0 or misplaced or not is_utf8(head.encoding) or not head.plain_names:
        raise Handover
    tokens = Tokens(head.limits)
    position += cut
    for begin in range(position, len(before), _PIECE):
        tokens.feed(bytes(before[begin : begin + _PIECE]))
    for chunk in chunks:
        tokens.feed(chunk)
    tokens.close()
    return tokens, position


def _feed_head(head: StrictReader, chunk: bytes) -> int:
    """The position of the first trace; −1 when it is not in `chunk`."""
    # Expat goes on to the end of what it was given even when told to stop: small pieces waste little.
    for begin in range(0, len(chunk), _HEAD_PIECE):
        try:
            head.feed(chunk[begin : begin + _HEAD_PIECE])
        except FirstCase as found:
            return found.position
    return -1


def _gathered(
    head: StrictReader, tokens: Tokens, paths: list[Path], *, zone: ZoneInfo, kinds: dict[int, frozenset[Kind]]
) -> Gathered:
    head.head.report()
    attributes = [(p.of_case, attribute_of(tokens, p, zone=zone, kinds=kinds.get(p.number))) for p in paths]
    return Gathered(
        case_count=tokens.case_count,
        case_index=np.concatenate(tokens.case_of_event),
        case_attributes=[a for of_case, a in attributes if of_case],
        event_attributes=[a for of_case, a in attributes if not of_case],
        facts=head.head.facts,
        encoding=head.encoding,
    )
