# SPDX-License-Identifier: Apache-2.0
"""No municipality of Japan is written or read like an invented one."""

from __future__ import annotations

import json
import unicodedata

import pytest

from machikata.samples.names import all_names

pytestmark = pytest.mark.external
ENDINGS = {"シ", "チョウ", "マチ", "ムラ", "ソン", "ク", ""}
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンガギグゲゴザジズゼゾダデドバビブベボ"
LATIN = """a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo
ra ri ru re ro wa n ga gi gu ge go za ji zu ze zo da de do ba bi bu be bo"""


@pytest.fixture(scope="module")
def real(shared_data):
    items = json.loads((shared_data / "municipalities" / "jichitai-code-index.json").read_text("utf-8"))["items"]
    assert len(items) > 1_900
    return items


def test_no_real_municipality_is_written_like_an_invented_one(real):
    written = {item["n"].rstrip("市町村区") for item in real} | {item["n"] for item in real}
    assert not [n.written for n in all_names() if n.written in written]


def test_no_real_municipality_is_read_like_an_invented_one(real):
    read = {unicodedata.normalize("NFKC", item["k"]) for item in real}
    assert not [n.kana for n in all_names() if any(n.kana + ending in read for ending in ENDINGS)]


def test_latin_names_of_invented_municipalities_are_no_real_ones(real):
    """Romanised through kana, so that ō, ou and o cannot hide a real name."""
    read = {unicodedata.normalize("NFKC", item["k"]) for item in real}
    latin = {n.latin.lower() for n in all_names()}
    assert not latin & {_latin(k) for k in read}


def _latin(kana: str) -> str:
    table = dict(zip(KANA, LATIN.split(), strict=True))
    for ending in sorted(ENDINGS - {""}, key=len, reverse=True):
        if kana.endswith(ending):
            kana = kana.removesuffix(ending)
            break
    return "".join(table.get(c, c) for c in kana)
