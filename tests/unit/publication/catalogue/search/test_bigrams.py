# SPDX-License-Identifier: Apache-2.0
"""The index of the static site: the rule as the page's script follows it, and what it finds."""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.domain.text import Text
from machikata.facts.cases import seed_cases
from machikata.publication.catalogue.search.bigrams import FORMAT, MOST_GRAMS, bigram_index, grams_of_query


@pytest.fixture(scope="module")
def index():
    return bigram_index(seed_cases())


def by_the_letter(plain, query):
    """The rule of the module, written down a second time as the script of the page has it, over the published JSON."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", "".join(list(query)[:400])).lower())
    runs, run = [], ""
    for c in [*text, " "]:
        if unicodedata.category(c)[0] in "LN":
            run += c
        else:
            runs, run = [*runs, run] if run else runs, ""
    grams = [r if len(r) == 1 else r[i : i + 2] for r in runs for i in range(max(len(r) - 1, 1))]
    telling = [g for g in grams if not all("ぁ" <= c <= "ゖ" for c in g)]
    asked = []
    for gram in telling or grams:
        hiragana = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in gram)
        if hiragana not in asked and len(asked) < 64:
            asked.append(hiragana)
    n, sums, held = len(plain["ids"]), {}, {}
    for gram in asked:
        row, place = plain["grams"].get(gram, []), 0
        d = len(row) / 2
        for step, weight in zip(row[::2], row[1::2], strict=True):
            place += step
            sums[place] = sums.get(place, 0) + weight / 100 * math.log(1 + (n - d + 0.5) / (d + 0.5))
            held[place] = held.get(place, 0) + 1
    scores = {p: sums[p] * held[p] / len(asked) for p in sums}
    return [plain["ids"][p] for p in sorted(scores, key=lambda p: (-scores[p], p))]


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    | st.text("夜間の問い合わせロボットｱｲＲＰＡ ai々ー、0１①", max_size=60)
)
def test_index_and_rule_agree(query):
    index = bigram_index(seed_cases()[:12])
    assert index.search(query) == by_the_letter(json.loads(json.dumps(index.to_plain())), query)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [("夜間の問い合わせ", "C01"), ("ﾁｬｯﾄﾎﾞｯﾄ", "E20"), ("ちゃっとぼっと", "E20"), ("会津若松", "C01")],
)
def test_width_and_kana_meet(index, query, wanted):
    assert index.search(query)[0] == wanted


def test_particles_do_not_decide(index):
    assert grams_of_query("夜間のことについて") == ("夜間", "間の")
    assert grams_of_query("について") == ("につ", "つい", "いて")


def test_it_is_small_and_plain(index):
    plain = index.to_plain()
    assert plain["format"] == FORMAT
    assert len(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()) < 6_000 * len(seed_cases())
    assert list(plain["grams"]) == sorted(plain["grams"])


def test_withdrawn_cases_are_left_out():
    assert bigram_index([replace(seed_cases()[0], withdrawn=Text("誤り", "mistake"))]).ids == ()


def test_a_long_query_uses_its_first_grams(index):
    assert len(grams_of_query("".join(map(chr, range(0x4E00, 0x4E00 + 5_000))))) == MOST_GRAMS
    assert index.search("") == []
