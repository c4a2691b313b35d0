# SPDX-License-Identifier: Apache-2.0
"""The reference pages say what the program says now."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import machikata

from .pages import DOCS

REFERENCE = DOCS / "reference"


def test_the_reference_is_the_one_the_program_makes(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1", "MACHIKATA_WORKSPACE": "elsewhere"}
    subprocess.run([sys.executable, str(REFERENCE / "make.py"), str(tmp_path)], env=environment, check=True)
    made = {page.name: page.read_text("utf-8") for page in tmp_path.iterdir()}
    assert sorted(made) == ["commands.md", "python.md"]
    stale = [name for name, text in made.items() if text != (REFERENCE / name).read_text("utf-8")]
    assert stale == [], "run .venv/bin/python docs/reference/make.py and commit what it writes"


def test_every_public_name_has_its_heading() -> None:
    text = (REFERENCE / "python.md").read_text("utf-8")
    assert [n for n in machikata.__all__ if n != "__version__" and f"\n### {n}\n" not in text] == []
