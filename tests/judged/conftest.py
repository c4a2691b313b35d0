# SPDX-License-Identifier: Apache-2.0
"""The evaluation stands with the benchmarks; tests of what it finds ask for it here."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def evaluation(root: Path) -> ModuleType:
    """The program that measures relevance."""
    folder = str(root / "benchmarks")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module("case_relevance_eval")
