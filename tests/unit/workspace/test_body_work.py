# SPDX-License-Identifier: Apache-2.0
"""One body's own work never carries the figure of one of its employees."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.workspace.body_work import BodyWork, body_work
from machikata.workspace.imports import import_log
from machikata.workspace.reports import body_tables
from machikata.workspace.workspace import Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "ws")


def work_of(ws: Workspace, tmp_path: Path, *, clerks: int, chiefs: int) -> BodyWork:
    """Thirty cases 受付 → 決裁 → 通知; the chiefs decide, the clerks do the rest."""
    lines = ["案件番号,作業,完了日時,担当者"]
    for case in range(30):
        at = datetime(2026, 4, 1, 9, tzinfo=UTC) + timedelta(days=case)
        clerk = f"c{case % clerks}"
        chief = f"h{case % chiefs}" if clerks > 1 else clerk
        for step, who in (("受付", clerk), ("決裁", chief), ("通知", clerk)):
            lines.append(f"{case},{step},{at:%Y-%m-%d %H:%M},{who}")
            at += timedelta(days=2)
    path = tmp_path / "log.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    import_log(ws, path, body="990019", process="permit")
    return body_work(ws, body="990019", process="permit", limit_days=3)


def test_a_wait_for_the_only_chief_is_kept_back_and_others_are_not(ws: Workspace, tmp_path: Path) -> None:
    work = work_of(ws, tmp_path, clerks=3, chiefs=1)
    waits = {(a.source, a.target): a.median_us for a in work.flow.arcs}
    assert waits["受付", "決裁"] is None
    assert waits["決裁", "通知"] is not None
    assert [(w.source, w.target) for w in work.waits] == [("決裁", "通知")]
    assert "1人の職員だけ" in work.kept_back.ja
    assert not work.of_one_person
    assert work.profile.days.median == 4.0


def test_nothing_is_kept_back_where_several_do_everything(ws: Workspace, tmp_path: Path) -> None:
    work = work_of(ws, tmp_path, clerks=3, chiefs=2)
    assert all(a.median_us is not None for a in work.flow.arcs)
    assert work.kept_back.ja == ""


def test_the_work_of_a_single_person_gives_counts_alone(ws: Workspace, tmp_path: Path) -> None:
    work = work_of(ws, tmp_path, clerks=1, chiefs=1)
    assert work.of_one_person
    assert work.profile.n_cases == 30
    assert work.profile.days.median is None
    assert (work.deadline, work.survival, work.calendar, work.rework, work.waits) == (None, None, None, (), ())
    assert all(v.median_days is None for v in work.variants.variants)
    assert all(a.median_us is None for a in work.flow.arcs)
    [outline, *_] = body_tables(work)
    assert "1人だけ" in outline.note.ja
