# SPDX-License-Identifier: Apache-2.0
"""Searching 10,000 case studies: building the index, taking it over, each query; beside search engines over the same texts.

    python benchmarks/case_search.py [--peers build/peers-search/bin/python] [--cases 10000] [--runs 3]

Ours gives hits with reasons, marked passages, corrections and counts of every filter; the engines give ids. They see the texts as pairs of
characters (what one would give them without a dictionary) and, to weigh engines alone, as our own words. Every run is a fresh process.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from case_relevance import judged_cases, ndcg, telling_pairs, tuning_questions
from measuring import RESULTS, Stopwatch, machine, peak, run_fresh, spread, table

HERE = Path(__file__).resolve()
PEER = HERE.with_name("case_search_peer.py")
BUILD, PACK, TAKE_OVER, CHANGE = "building", "packing", "taking over", "one case changed"
PAIRS, OURS = "pairs of characters", "our words"

QUERIES = {
    "one word": ["除雪", "RPA", "議事録", "児童手当", "税金", "観光", "ドローン", "窓口", "AI", "介護"],
    "words": ["保育所 選考", "固定資産税 写真", "チャットボット 夜間", "国保 レセプト 点検", "道路 損傷 画像", "健診 受診率", "農地 台帳 入力", "外国人 翻訳"],
    "kana": ["じどうてあて", "ほいくえん", "ちゃっとぼっと", "ぎじろく", "ひっこしのてつづき", "ろぼっと", "こくみんけんこうほけん", "かいごにんてい"],
    "slip": ["チャトボット", "国民健庫保険", "会儀録", "保育園入所先考", "ドロン", "固定資算税", "チャットポット 引越", "じどうてあ", "音声認職 議事緑 文字起し"],
    "width": ["ＲＰＡ", "ｵｰｼｰｱｰﾙ", "ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ", "ＬＩＮＥ　通報", "２４時間", "ﾁｬｯﾄﾎﾞｯﾄ ＡＩ"],
    "question": [
        "夜間の問い合わせに答えたい",
        "申請書の手書き文字を読み取ってシステムに入力する作業を減らしたい",
        "議事録づくりの時間を減らした市の例と、うまくいかなかった例を知りたい。人口の少ない町でも使えるか",
        "職員の残業が多く、税の申告の時期に入力が間に合わないので、自動で入力できる仕組みを入れた団体はあるか",
        "バスの便が減った地域で高齢者が病院や買い物に行けるようにしたい",
        "導入したが効果が出ずにやめた事例とその理由を教えてほしい",
        "雪が降った朝に除雪車がどこにいるかを住民に知らせる方法はありますか",
        "Which towns stopped their chatbots, and why?",
    ],
    "unknown": ["宇宙船の操縦", "xyzzy", "薔薇 憂鬱 鸚鵡", "量子計算機による占い", "ぬるぽがっ"],
    "none": [""],
    "very long": ["問い合わせに答えたい。道路の穴を見つける。チャトボット。" * 400],
}  # fmt: skip


def work(n_cases: int) -> None:
    from dataclasses import replace

    from machikata.domain.text import Text
    from machikata.publication.catalogue.search import CaseIndex
    from machikata.samples.case_studies import sample_cases

    cases = sample_cases(n_cases)
    clock = Stopwatch()
    CaseIndex.of(cases[:1])  # loads the dictionary, as a running site has
    with clock(BUILD):
        index = CaseIndex.of(cases)
    with clock(PACK):
        data = index.to_bytes()
    with clock(TAKE_OVER):
        again = CaseIndex.of(cases, reuse=data)
    with clock(CHANGE):
        CaseIndex.of([replace(cases[0], title=Text("題名を直した事例", "")), *cases[1:]], reuse=index)
    if again.search("夜間の問い合わせ") != index.search("夜間の問い合わせ"):
        sys.exit("an index taken over answers otherwise")
    index.search("暖機")
    first, warm = (
        {kind: [cpu_ms(lambda q=q: index.search(q)) for q in QUERIES[kind]] for kind in QUERIES} for _ in (1, 2)
    )
    clock.report(first=first, warm=warm, stored_bytes=len(data), terms=len(index.vocabulary.terms))


def cpu_ms(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1e3


def given(cases: list, queries: Iterable[str], kind: str) -> dict:
    """What an engine gets: the texts of each case, both languages, as words of the kind."""
    from machikata.publication.catalogue.search.case_fields import WEIGHTS, searched_texts

    if kind == OURS:
        return _given_our_words(cases, queries)
    docs = []
    for case in cases:
        doc: dict[str, list[str]] = defaultdict(list)
        for part in searched_texts(case):
            doc[part.field] += telling_pairs(part.text.ja) + telling_pairs(part.text.en)
        docs.append(doc)
    return {
        "weights": WEIGHTS,
        "ids": [c.id for c in cases],
        "docs": docs,
        "queries": [list(dict.fromkeys(telling_pairs(q[:400]))) for q in queries],
    }


def _given_our_words(cases: list, queries: Iterable[str]) -> dict:
    """The terms of our index, numbered so that no engine cuts them again; a query as all terms that may stand for its words."""
    from machikata.publication.catalogue.search import CaseIndex
    from machikata.publication.catalogue.search.case_fields import FIELDS, WEIGHTS

    index = CaseIndex.of(cases)
    docs = []
    for own in index.analysed:
        doc: dict[str, list[str]] = defaultdict(list)
        for term, place, count in zip(own.terms, own.fields, own.counts, strict=True):
            doc[FIELDS[place]] += [f"t{term}"] * int(count)
        docs.append(doc)
    asked = []
    for query in queries:
        question = index.asking.question(query)
        terms = [a.term for w in question.words for a in [*(a for p in w.parts for a in p.alternatives), *w.rows]]
        asked.append([f"t{t}" for t in dict.fromkeys([*terms, *question.compounds])])
    return {"weights": WEIGHTS, "ids": [c.id for c in index.cases], "docs": docs, "queries": asked}


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def kinds_table(runs: list[dict]) -> str:
    rows = []
    for kind in [*QUERIES, "all"]:
        kinds = list(QUERIES) if kind == "all" else [kind]
        row = {"queries": kind, "n": str(sum(len(QUERIES[k]) for k in kinds))}
        for name, label in (("first", "first time"), ("warm", "again")):
            values = [ms for run in runs for k in kinds for ms in run[name][k]]
            row |= {
                f"{label}: median": f"{statistics.median(values):.1f}",
                "p95" if name == "first" else "p95 ": f"**{percentile(values, 0.95):.1f}**",
                "most" if name == "first" else "most ": f"{max(values):.1f}",
            }
        rows.append(row)
    return table(rows)


def building_table(runs: list[dict]) -> str:
    return table([{
        "building, CPU s": f"**{spread(runs, BUILD)}**",
        "taking over from bytes, CPU s": spread(runs, TAKE_OVER),
        "one case changed, CPU s": spread(runs, CHANGE),
        "bytes": f"{runs[0]['stored_bytes'] / 1e6:.1f} MB",
        "terms": f"{runs[0]['terms']:,}",
        "peak of the process": f"{peak(runs):.2f} GiB",
    }])  # fmt: skip


def peers_table(python: str, n_cases: int) -> str:
    """Engines: time on the large collection, order on the judged one."""
    from machikata.samples.case_studies import sample_cases

    large, judged, rows = list(sample_cases(n_cases)), judged_cases(), []
    queries = [q for kind in QUERIES if kind != "none" for q in QUERIES[kind]]
    questions = tuning_questions()
    with tempfile.TemporaryDirectory() as folder:
        for kind, engines in ((PAIRS, ("substring", "fts5", "bm25s", "tantivy")), (OURS, ("fts5", "bm25s", "tantivy"))):
            paths = [Path(folder) / name for name in ("large.json", "judged.json")]
            paths[0].write_text(json.dumps(given(large, queries, kind)), encoding="utf-8")
            paths[1].write_text(json.dumps(given(judged, [q for _, q, _ in questions], kind)), encoding="utf-8")
            for engine in engines:
                timed, ordered = (run_fresh(python, PEER, engine, str(path)) for path in paths)
                values = [ndcg(best, grades) for best, (_, _, grades) in zip(ordered["best"], questions, strict=True)]
                rows.append({
                    "engine": engine,
                    "words": kind,
                    "building, CPU s": f"{timed['cpu']['building']:.1f}",
                    "query, CPU ms: median": f"{statistics.median(timed['milliseconds']):.1f}",
                    "p95": f"{percentile(timed['milliseconds'], 0.95):.1f}",
                    "nDCG@10 on the tuning half": f"{statistics.fmean(values):.3f}",
                })  # fmt: skip
    return table([*rows, _ours(judged, questions)])


def _ours(judged: list, questions: list) -> dict[str, str]:
    from machikata.publication.catalogue.search import CaseIndex

    index = CaseIndex.of(judged)
    values = [ndcg([h.case_id for h in index.search(q, limit=10).hits], grades) for _, q, grades in questions]
    row = dict.fromkeys(("building, CPU s", "query, CPU ms: median", "p95"), "above")
    return {
        "engine": "**ours**",
        "words": OURS,
        **row,
        "nDCG@10 on the tuning half": f"**{statistics.fmean(values):.3f}**",
    }


def report(arguments: argparse.Namespace, runs: list[dict], peers: str) -> str:
    own = ", ".join(f"{name} {version(name)}" for name in ("sudachipy", "sudachidict-small", "rapidfuzz"))
    return f"""# Searching {arguments.cases:,} case studies

Invented cases of `sample_cases`, both languages; {arguments.runs} fresh processes, one thread. Asked for: under 100 ms CPU a query.

## Building

{building_table(runs)}

The dictionary of SudachiPy is loaded beforehand (mapped into memory, 0.02 s). Building cuts every text into words; what it found goes into
the bytes, and an index made from them, or from the index before, cuts only texts that are new.

## A query, CPU milliseconds

Twenty hits with reasons and marked passages, corrections, and counts for every filter. “First time” meets every query once in a process
whose dictionary is warm; “again” has seen it (texts of its hits are kept folded).

{kinds_table(runs)}

## Beside search engines

{peers}

The engines give ten ids and nothing else; reasons, marks, counts and corrections would come on top. “{PAIRS.capitalize()}” leaves out pairs of
hiragana; `substring` counts them in every text. “{OURS.capitalize()}” gives them the terms of our index (words, compounds, rows of synonyms) and, for a
query, all terms that may stand for its words, corrections included: what differs from ours then is the scoring alone. The judged
questions are those that served tuning, so they say which is better made for them, not how good ours is; that stands in `case_relevance.md`.

Machine: {machine()} {own}; peers: see `peers_search.txt`.

Made by `benchmarks/case_search.py`.
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", default="", help="python of an environment with peers_search.txt")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--worker", action="store_true")
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.cases)
        return
    runs = [run_fresh(sys.executable, HERE, "--worker", "--cases", str(arguments.cases)) for _ in range(arguments.runs)]
    peers = peers_table(arguments.peers, arguments.cases) if arguments.peers else "Not run (`--peers`)."
    text = report(arguments, runs, peers)
    (arguments.results / "case_search.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
