# SPDX-License-Identifier: Apache-2.0
"""What holds for every template, so that the strict policy and both languages hold for every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from machikata import web
from machikata.web.rendering import templates

FOLDER = Path(web.__file__).parent
TEMPLATES = sorted(p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*.html") if "vendor" not in p.parts)
JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")
PAIR = re.compile(
    r"""\bt\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*,\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\)"""
)


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_in_both_languages(name: str) -> None:
    templates("ja").get_template(name)
    templates("en").get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_nothing_the_policy_forbids(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert " style=" not in text
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"(?:src|href)=[\"']https?:", text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_template_says_in_english_holds_no_japanese(name: str) -> None:
    for match in PAIR.finditer((FOLDER / name).read_text("utf-8")):
        english = match.group(3) or match.group(4) or ""
        assert not JAPANESE.search(english), match.group(0)


@pytest.mark.parametrize("name", TEMPLATES)
def test_japanese_stands_only_inside_pairs(name: str) -> None:
    text = re.sub(r"\{#.*?#\}", "", (FOLDER / name).read_text("utf-8"), flags=re.DOTALL)
    outside = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
    rest = outside.replace("日本語", "")  # the name of the language itself
    assert not JAPANESE.search(rest), JAPANESE.findall(rest)
