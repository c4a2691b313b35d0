# SPDX-License-Identifier: Apache-2.0
"""Ways to rank case studies for a question: ours, and what one would use without cutting Japanese into words.

    python benchmarks/case_relevance.py    nDCG@10 on the tuning half of the judged questions

All see the same texts with the same weights of fields, and BM25 has the same settings in all of them; only what counts as a word differs.
The held-out half is no business of this program: `tests/judged` runs it through `rankers`.
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from machikata.domain.case_study import CaseStudy
from machikata.publication.catalogue.search import CaseIndex
from machikata.publication.catalogue.search.bigrams import bigram_index
from machikata.publication.catalogue.search.case_fields import WEIGHTS, searched_texts
from machikata.publication.catalogue.search.folding import fold
from machikata.publication.catalogue.search.postings import Saturation

Ranker = Callable[[str, int], list[str]]
Words = Callable[[str], list[str]]

JUDGED = Path(__file__).resolve().parents[1] / "tests" / "judged" / "cases"
OURS = "ours"
_LETTERS = re.compile(r"[^\W_]+")
_SCRIPTS = re.compile(r"[0-9]+|[a-z]+|[ァ-ヺー]+|[ぁ-ゖ]+|[一-鿿々〆]+|[^\W_0-9a-zァ-ヺーぁ-ゖ一-鿿々〆]+")
_HIRAGANA = re.compile(r"[ぁ-ゖー]+")


def rankers(cases: Sequence[CaseStudy]) -> dict[str, Ranker]:
    """Name → how it ranks: (question, how many) → ids of cases, best first. The first is ours, the rest are what it is held against."""
    index = CaseIndex.of(cases)
    pairs = bigram_index(cases)
    return {
        OURS: lambda question, limit: [h.case_id for h in index.search(question, limit=limit).hits],
        "substring, words of the question": substring(cases, spaced),
        "substring, runs of one script": substring(cases, telling_runs),
        "BM25, spaces": bm25(cases, spaced),
        "BM25, runs of one script": bm25(cases, script_runs),
        "BM25, character pairs": bm25(cases, character_pairs),
        "BM25, character pairs without hiragana": bm25(cases, telling_pairs),
        "static site": lambda question, limit: pairs.search(question, limit=limit),
    }


def spaced(text: str) -> list[str]:
    """What stands between spaces and marks."""
    return _LETTERS.findall(fold(text))


def script_runs(text: str) -> list[str]:
    """Runs of kanji, of hiragana, of katakana, of letters."""
    return _SCRIPTS.findall(fold(text))


def telling_runs(text: str) -> list[str]:
    """The same without those of hiragana, if others remain."""
    runs = script_runs(text)
    return [r for r in runs if not _HIRAGANA.fullmatch(r)] or runs


def character_pairs(text: str) -> list[str]:
    """Neighbouring characters."""
    return [run[i : i + 2] for run in spaced(text) for i in range(max(len(run) - 1, 1))]


def telling_pairs(text: str) -> list[str]:
    """The same without those of hiragana alone, if others remain."""
    pairs = character_pairs(text)
    return [p for p in pairs if not _HIRAGANA.fullmatch(p)] or pairs


def substring(cases: Sequence[CaseStudy], words: Words) -> Ranker:
    """How often the words of the question stand in the texts, times the weight of the field; cases with more different words first."""
    texts = [[(WEIGHTS[p.field], fold(t)) for p in searched_texts(c) for t in (p.text.ja, p.text.en)] for c in cases]

    def rank(question: str, limit: int) -> list[str]:
        asked = sorted(set(words(question)))
        found = []
        for case, own in zip(cases, texts, strict=True):
            counts = [sum(weight * text.count(word) for weight, text in own) for word in asked]
            found.append((-sum(n > 0 for n in counts), -sum(counts), case.id))
        return [key for held, _, key in sorted(found) if held][:limit]

    return rank


def bm25(cases: Sequence[CaseStudy], words: Words, settings: Saturation = Saturation()) -> Ranker:
    """BM25F with our weights and settings over other words."""
    fields = list(WEIGHTS)
    counted = [{field: Counter() for field in fields} for _ in cases]
    for number, case in enumerate(cases):
        for part in searched_texts(case):
            japanese, english = Counter(words(part.text.ja)), Counter(words(part.text.en))
            counted[number][part.field] += japanese | english
    mean = {f: _mean([sum(c[f].values()) for c in counted]) for f in fields}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, own in enumerate(counted):
        for word, weight in _weights(own, mean, settings):
            postings[word].append((number, weight / (settings.k1 + weight)))

    def rank(question: str, limit: int) -> list[str]:
        scores: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(words(question)):
            holding = postings.get(word, [])
            rarity = math.log(1 + (len(cases) - len(holding) + 0.5) / (len(holding) + 0.5))
            for number, said in holding:
                scores[number] += rarity * said
        return [cases[n].id for n in sorted(scores, key=lambda n: (-scores[n], cases[n].id))[:limit]]

    return rank


def _weights(own: Mapping, mean: Mapping, settings: Saturation) -> Iterator[tuple[str, float]]:
    total: dict[str, float] = defaultdict(float)
    for field, counts in own.items():
        length = sum(counts.values())
        for word, n in counts.items():
            total[word] += WEIGHTS[field] * n / (1 - settings.b + settings.b * length / mean[field])
    yield from total.items()


def _mean(lengths: list[int]) -> float:
    filled = [n for n in lengths if n]
    return max(statistics.fmean(filled), 1.0) if filled else 1.0


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], *, at: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin, Kekäläinen 2002) with gain 2^grade − 1; `grades`: case → grade above zero."""
    gained = math.fsum((2 ** grades.get(key, 0) - 1) / math.log2(n + 2) for n, key in enumerate(ranked[:at]))
    best = sorted(grades.values(), reverse=True)[:at]
    ideal = math.fsum((2**grade - 1) / math.log2(n + 2) for n, grade in enumerate(best))
    return gained / ideal if ideal else 0.0


def tuning_questions() -> list[tuple[str, str, dict[str, int]]]:
    """(id, question, case → grade) of the half that may serve tuning."""
    raw = yaml.safe_load((JUDGED / "questions-tuning.yaml").read_text(encoding="utf-8"))
    return [
        (q["id"], q["question"], {key: int(grade) for grade, keys in q["grades"].items() for key in keys})
        for q in raw["questions"]
    ]


def judged_cases() -> list[CaseStudy]:
    """The collection the questions were judged on."""
    from machikata.facts.cases import seed_cases
    from machikata.samples.case_studies import sample_cases

    corpus = yaml.safe_load((JUDGED / "corpus.yaml").read_text(encoding="utf-8"))
    invented = sample_cases(corpus["n"], corpus["seed"])
    return [*seed_cases(), *(invented[number - 1] for number in corpus["picked"])]


def main() -> None:
    questions = tuning_questions()
    for name, rank in rankers(judged_cases()).items():
        values = [ndcg(rank(question, 10), grades) for _, question, grades in questions]
        print(f"{statistics.fmean(values):.3f}  {name}")


if __name__ == "__main__":
    main()
