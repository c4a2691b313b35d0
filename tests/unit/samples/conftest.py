# SPDX-License-Identifier: Apache-2.0
"""The demo's logs, played once for all tests of this folder."""

from __future__ import annotations

import pytest

from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.play import PlayedLog, play
from machikata.samples.write import SampleSet, write_samples


@pytest.fixture(scope="session")
def demo_logs() -> dict[tuple[str, str], PlayedLog]:
    """By body code and process id."""
    return {(p.body.municipality.code, p.model.process.id): p for p in play(DEMO_PLAN, seed=1)}


@pytest.fixture(scope="session")
def small_files(tmp_path_factory) -> SampleSet:
    """The demo's files at a tenth of their size."""
    return write_samples(tmp_path_factory.mktemp("samples"), seed=1, scale=0.1)
