# SPDX-License-Identifier: Apache-2.0
"""What every test may ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parents[1]

# Two shared cores: a slow moment of the machine is no fault of the code.
settings.register_profile("machikata", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.load_profile("machikata")


class _FoldersThatShare(LoadFileScheduling):
    """Files stay whole; folders whose files share a demo go to one worker, so that it is built once. The long ones begin first."""

    _SHARE = ("tests/browser/", "tests/integration/")
    _LONG = ("tests/external/", *reversed(_SHARE))

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in self._SHARE if nodeid.startswith(folder)), super()._split_scope(nodeid))

    def schedule(self) -> None:
        super().schedule()
        for folder in self._LONG:
            for waiting in [unit for unit in self.workqueue if unit.startswith(folder)]:
                self.workqueue.move_to_end(waiting, last=False)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _FoldersThatShare | None:
    """How bin/test divides the tests among its workers; another --dist of a person's own stays as it is."""
    return _FoldersThatShare(config, log) if config.getoption("dist") == "loadfile" else None


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
