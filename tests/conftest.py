# SPDX-License-Identifier: Apache-2.0
"""What every test may ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# Two shared cores: a slow moment of the machine is no fault of the code.
settings.register_profile("machikata", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.load_profile("machikata")


@pytest.fixture(autouse=True)
def no_queue_outlives_its_test() -> Iterator[None]:
    """DBOS's threads draw random numbers, which tests that draw examples would take for a fault of theirs."""
    yield
    jobs = sys.modules.get("machikata.storage.jobs")
    if jobs is not None:
        jobs.end_all()


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the repository (or MACHIKATA_SHARED); the test is skipped without it."""
    folder = Path(os.environ.get("MACHIKATA_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data beside the repository (MACHIKATA_SHARED names another place)")
    return folder
