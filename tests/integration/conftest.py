# SPDX-License-Identifier: Apache-2.0
"""A small demo workspace that the tests of the chain share; they may read it, not change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.workspace.demo import build_demo
from machikata.workspace.workspace import Workspace

CARE = "care-need-certification"
EIGHT = "class-2022-city-1-3"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo's twelve bodies at a quarter of their cases."""
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    build_demo(open_workspace(folder), scale=0.25)
    return folder


@pytest.fixture
def demo(demo_folder: Path) -> Workspace:
    """The demo workspace, opened."""
    return open_workspace(demo_folder)
