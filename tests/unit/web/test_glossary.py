# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re
from typing import Any

from machikata.web.glossary import glossary

JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")


def test_every_word_has_one_anchor_and_a_sentence_in_both_languages() -> None:
    words = [word for group in glossary() for word in group.words]
    assert len({w.id for w in words}) == len(words) > 50
    for word in words:
        assert word.meaning.ja.endswith("。"), word.id
        assert word.meaning.en.endswith("."), word.id
        assert JAPANESE.search(word.word.ja), word.id
        assert not JAPANESE.search(word.word.en + word.meaning.en), word.id


def test_the_page_shows_every_word(site: Any) -> None:
    page = site.get("/help/glossary").text
    for group in glossary():
        for word in group.words:
            assert f'id="{word.id}"' in page
