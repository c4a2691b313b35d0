# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re
from pathlib import Path

import pytest

from machikata import web
from machikata.web.assets import assets

FOLDER = Path(web.__file__).parent


def test_the_style_sheet_loads_nothing() -> None:
    style = assets()["machikata.css"].body.decode()
    assert "@import" not in style
    assert "url(" not in style


def test_the_script_writes_no_style_and_evaluates_nothing() -> None:
    script = assets()["machikata.js"].body.decode()
    for word in ("eval(", "innerHTML", ".style.", "Function(", "http"):
        assert word not in script


def test_our_tokens_are_the_design_systems_own() -> None:
    theirs = FOLDER / "vendor" / "design-tokens" / "tokens.css"
    if not theirs.is_file():
        pytest.skip("the design tokens are not installed (bin/test brings them)")
    known = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", theirs.read_text("utf-8")))
    ours = dict(re.findall(r"(--(?:color-primitive|color-neutral|border-radius|font-weight)[\w-]+):\s*([^;]+);",
                           (FOLDER / "styles" / "tokens.css").read_text("utf-8")))  # fmt: skip
    assert len(ours) > 30
    for name, value in ours.items():
        assert _same(known[name], value), name


def _same(theirs: str, ours: str) -> bool:
    pixels = re.fullmatch(r"([\d.]+)px", theirs.strip())
    rem = re.fullmatch(r"([\d.]+)rem", ours.strip())
    if pixels and rem:
        return float(pixels.group(1)) == float(rem.group(1)) * 16
    return theirs.strip().lower() == ours.strip().lower()
