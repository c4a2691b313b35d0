# SPDX-License-Identifier: Apache-2.0
"""The same plan and seed give the same bytes; another seed gives other logs."""

from __future__ import annotations

import numpy as np
import pytest

from machikata.domain.errors import Cancelled
from machikata.domain.text import Text
from machikata.samples import care
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.more_plans import null_plan
from machikata.samples.play import play, play_one
from machikata.samples.write import write_samples


def test_the_same_seed_writes_the_same_bytes(small_files, tmp_path):
    write_samples(tmp_path, seed=1, scale=0.1)
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == sorted(p.name for p in small_files.folder.iterdir())
    assert not [n for n in names if (tmp_path / n).read_bytes() != (small_files.folder / n).read_bytes()]


def test_another_seed_writes_other_logs(small_files, tmp_path):
    other = write_samples(tmp_path, seed=2, scale=0.1)
    for one, two in zip(small_files.files, other.files, strict=True):
        assert one.path.read_bytes() != two.path.read_bytes()


def test_a_body_does_not_depend_on_its_company():
    alone = play_one(DEMO_PLAN.bodies[5], care.MODEL, seed=3, scale=0.2).log
    together = next(
        p.log for p in play(DEMO_PLAN, seed=3, scale=0.2) if p.body is DEMO_PLAN.bodies[5] and p.model is care.MODEL
    )
    assert np.array_equal(alone.seconds, together.seconds)


def test_bodies_of_the_null_plan_get_their_own_chance():
    logs = [p.log for p in play(null_plan(3, population=2_000, models=(care.MODEL,)), seed=1)]
    assert len({log.seconds.tobytes() for log in logs}) == 3


def test_writing_can_be_cancelled(tmp_path):
    def stop(share: float, what: Text) -> None:
        if share > 0.1:
            raise Cancelled(what)

    with pytest.raises(Cancelled):
        write_samples(tmp_path, scale=0.02, progress=stop)
