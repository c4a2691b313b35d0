# SPDX-License-Identifier: Apache-2.0
"""Search engines over texts that are already cut into words, in a process of its own environment: nothing of ours but the stopwatch.

    python benchmarks/case_search_peer.py fts5|tantivy|bm25s|substring GIVEN.json

GIVEN holds `weights` (field → weight), `ids`, `docs` (per case field → words) and `queries` (words of each). The last line of the output
has CPU seconds of building, CPU milliseconds of each query (median of three) and the ten best cases of each.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from measuring import Stopwatch

BEST = 10
Answer = Callable[[list[str]], list[int]]


def fts5(given: dict) -> Answer:
    """SQLite's own: bm25() with a weight for each column."""
    fields = list(given["weights"])
    base = sqlite3.connect(":memory:")
    base.execute(
        f'CREATE VIRTUAL TABLE cases USING fts5({", ".join(fields)}, tokenize = "unicode61 remove_diacritics 0")'
    )
    rows = ((n, *(" ".join(doc.get(f, [])) for f in fields)) for n, doc in enumerate(given["docs"]))
    base.executemany(
        f"INSERT INTO cases (rowid, {', '.join(fields)}) VALUES ({', '.join('?' * (len(fields) + 1))})", rows
    )
    weights = ", ".join(str(given["weights"][f]) for f in fields)

    def answer(words: list[str]) -> list[int]:
        if not words:
            return []
        match = " OR ".join('"' + w.replace('"', '""') + '"' for w in words)
        found = base.execute(
            f"SELECT rowid FROM cases WHERE cases MATCH ? ORDER BY bm25(cases, {weights}), rowid LIMIT {BEST}", (match,)
        )
        return [row[0] for row in found]

    return answer


def tantivy(given: dict) -> Answer:
    """Lucene's design in Rust: BM25 of each field, added with its weight."""
    import tantivy as engine

    fields = list(given["weights"])
    builder = engine.SchemaBuilder().add_unsigned_field("n", stored=True)
    for f in fields:
        builder = builder.add_text_field(f, tokenizer_name="whitespace")
    schema = builder.build()
    index = engine.Index(schema)
    index.register_tokenizer("whitespace", engine.TextAnalyzerBuilder(engine.Tokenizer.whitespace()).build())
    writer = index.writer(50_000_000, 1)
    for n, doc in enumerate(given["docs"]):
        writer.add_document(engine.Document(n=n, **{f: " ".join(doc.get(f, [])) for f in fields}))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def answer(words: list[str]) -> list[int]:
        asked = [
            (engine.Occur.Should, engine.Query.boost_query(engine.Query.term_query(schema, f, w), given["weights"][f]))
            for w in words
            for f in fields
        ]
        hits = searcher.search(engine.Query.boolean_query(asked), BEST).hits
        return [searcher.doc(address)["n"][0] for _, address in hits]

    return answer


def bm25s(given: dict) -> Answer:
    """Scores worked out beforehand in NumPy; one field, so words are repeated by the weight of theirs."""
    import bm25s as engine

    docs = [[w for f, words in doc.items() for w in words * round(2 * given["weights"][f])] for doc in given["docs"]]
    index = engine.BM25()
    index.index(docs, show_progress=False)

    def answer(words: list[str]) -> list[int]:
        held = [w for w in words if w in index.vocab_dict]
        if not held:
            return []
        found, scores = index.retrieve([held], k=min(BEST, len(docs)), show_progress=False)
        return [int(n) for n, score in zip(found[0], scores[0], strict=True) if score > 0]

    return answer


def substring(given: dict) -> Answer:
    """Every text read for every query: the words counted, times the weight of the field."""
    texts = [[(given["weights"][f], "".join(words)) for f, words in doc.items()] for doc in given["docs"]]

    def answer(words: list[str]) -> list[int]:
        scores = [
            (-sum(weight * text.count(w) for w in words for weight, text in own), n) for n, own in enumerate(texts)
        ]
        return [n for score, n in sorted(scores)[:BEST] if score]

    return answer


ENGINES = {"fts5": fts5, "tantivy": tantivy, "bm25s": bm25s, "substring": substring}


def timed(answer: Answer, words: list[str]) -> tuple[float, list[int]]:
    """CPU milliseconds, the median of three, and the answer."""
    times = []
    for _ in range(3):
        began = time.process_time()
        found = answer(words)
        times.append((time.process_time() - began) * 1e3)
    return statistics.median(times), found


def main(engine: str, path: Path) -> None:
    given = json.loads(path.read_text(encoding="utf-8"))
    clock = Stopwatch()
    with clock("building"):
        answer = ENGINES[engine](given)
    each = [timed(answer, words) for words in given["queries"]]
    best = [[given["ids"][n] for n in found] for _, found in each]
    clock.report(milliseconds=[ms for ms, _ in each], best=best)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
