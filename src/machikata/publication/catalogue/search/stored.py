# SPDX-License-Identifier: Apache-2.0
"""The costly part of an index as bytes: two Arrow tables under zstd, with the edition of everything that decided the words.

Bytes of another edition, or that are damaged, count as nothing kept: the words are then found anew.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa

from machikata.publication.catalogue.search.analysed import Analysed
from machikata.publication.catalogue.search.case_fields import FIELDS
from machikata.publication.catalogue.search.morphology import WORDS_MARK
from machikata.publication.catalogue.search.vocabulary import Vocabulary
from machikata.publication.catalogue.search.word_list import word_list

_FORMAT: Final = "case-search 1"


def edition() -> str:
    """Format, dictionary, word list and fields: whatever makes the same texts give other words or numbers."""
    packages = " ".join(f"{name} {version(name)}" for name in ("sudachipy", "sudachidict-small"))
    return f"{_FORMAT}; {packages}; words {WORDS_MARK} {word_list().mark}; fields {' '.join(FIELDS)}"


def pack(vocabulary: Vocabulary, analysed: Sequence[Analysed]) -> bytes:
    """The vocabulary and every case, as `unpack` reads it; terms that no case holds any more are left out."""
    vocabulary, analysed = _in_use(vocabulary, analysed)
    words = pa.table({
        "term": vocabulary.terms,
        "readings": pa.array(vocabulary.readings, pa.list_(pa.string())),
        "written": pa.array(vocabulary.written, pa.list_(pa.string())),
    })  # fmt: skip
    cases = pa.table({
        "fingerprint": pa.array([a.fingerprint for a in analysed], pa.string()),
        "terms": pa.array([a.terms for a in analysed], pa.list_(pa.int32())),
        "fields": pa.array([a.fields for a in analysed], pa.list_(pa.uint8())),
        "counts": pa.array([a.counts for a in analysed], pa.list_(pa.uint8())),
        "lengths": pa.array([a.lengths for a in analysed], pa.list_(pa.int32())),
    })  # fmt: skip
    sink = io.BytesIO()
    for table in (words, cases):
        named = table.replace_schema_metadata({"edition": edition()})
        with pa.ipc.new_stream(sink, named.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_table(named)
    return sink.getvalue()


def unpack(data: bytes) -> tuple[Vocabulary, list[Analysed]]:
    """What `pack` wrote; nothing where the edition is another or the bytes are damaged."""
    try:
        source = io.BytesIO(data)
        words, cases = pa.ipc.open_stream(source).read_all(), pa.ipc.open_stream(source).read_all()
        if any((t.schema.metadata or {}).get(b"edition") != edition().encode() for t in (words, cases)):
            return Vocabulary(), []
        vocabulary, analysed = _vocabulary(words), _analysed(cases)
    except (pa.ArrowException, OSError, KeyError, ValueError):
        return Vocabulary(), []
    in_order = all(len(a.terms) == len(a.fields) == len(a.counts) and len(a.lengths) == len(FIELDS) for a in analysed)
    in_range = all(not len(a.terms) or (a.terms.min() >= 0 and a.terms.max() < len(vocabulary.terms)) for a in analysed)
    return (vocabulary, analysed) if in_order and in_range else (Vocabulary(), [])


def _in_use(vocabulary: Vocabulary, analysed: Sequence[Analysed]) -> tuple[Vocabulary, list[Analysed]]:
    """Terms numbered anew, in their order, so that an index taken over again and again does not grow."""
    used = np.unique(np.concatenate([a.terms for a in analysed])) if analysed else np.zeros(0, np.int32)
    number = np.full(len(vocabulary.terms), -1, np.int32)
    number[used] = np.arange(len(used), dtype=np.int32)
    kept = Vocabulary(
        numbers={},
        terms=[vocabulary.terms[t] for t in used],
        readings=[vocabulary.readings[t] for t in used],
        written=[vocabulary.written[t] for t in used],
    )
    return kept, [replace(a, terms=number[a.terms]) for a in analysed]


def _vocabulary(table: pa.Table) -> Vocabulary:
    terms = table["term"].to_pylist()
    return Vocabulary(
        numbers={term: number for number, term in enumerate(terms)},
        terms=terms,
        readings=[tuple(r) for r in table["readings"].to_pylist()],
        written=[tuple(w) for w in table["written"].to_pylist()],
    )


def _analysed(table: pa.Table) -> list[Analysed]:
    fingerprints = table["fingerprint"].to_pylist()
    columns = {name: _split(table[name]) for name in ("terms", "fields", "counts", "lengths")}
    return [
        Analysed(f, columns["terms"][n], columns["fields"][n], columns["counts"][n], columns["lengths"][n])
        for n, f in enumerate(fingerprints)
    ]


def _split(column: pa.ChunkedArray) -> list[np.ndarray]:
    """One array for each row; views of one."""
    lists = column.combine_chunks()
    lists = lists.chunk(0) if isinstance(lists, pa.ChunkedArray) else lists
    offsets, values = lists.offsets.to_numpy(), lists.values.to_numpy()
    return [values[a:b] for a, b in pairwise(offsets)]
