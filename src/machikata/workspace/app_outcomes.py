# SPDX-License-Identifier: Apache-2.0
"""Outcomes of runs as they are kept: the document, its files, and the frozen inputs it was made from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from machikata.automation.app.inputs import InputContent, Inputs, InputTable
from machikata.automation.app.outcome import Outcome
from machikata.automation.app.outcome_checks import outcome_problems
from machikata.automation.canonical import canonical
from machikata.automation.run import Run, StoredOutcome
from machikata.domain.actor import Role
from machikata.domain.errors import AppUnusable, NotFound, Problem, WorkspaceUnusable
from machikata.domain.text import LANGUAGES, Text
from machikata.publication.document import from_document, to_document

if TYPE_CHECKING:
    from machikata.workspace.app_library import AppLibrary
    from machikata.workspace.workspace import Workspace


def keep_outcome(library: AppLibrary, run: Run, outcome: Outcome) -> str:
    """Keep the files of `outcome`, then itself; gives the SHA-256 under which it lies. The same outcome is kept once.

    Raises:
        AppUnusable: it breaks the contract (`outcome_problems`); then nothing is kept.
    """
    if problems := outcome_problems(outcome):
        raise _refused(run, problems)
    files = {
        name: library.put_app_file(data, app=run.app, owner=run.owner) for name, data in sorted(outcome.files.items())
    }
    kept = StoredOutcome(outcome.result, outcome.reasons, outcome.measures, outcome.answers, files)
    return library.put_app_file(canonical(to_document(kept)).encode("ascii"), app=run.app, owner=run.owner)


def _refused(run: Run, problems: tuple[Problem, ...]) -> AppUnusable:
    ja, en = ([f"{p.place.value} {p.what.in_(language)}" for p in problems[:20]] for language in LANGUAGES)
    return AppUnusable(
        Text(
            f"アプリ「{run.app}」{run.app_version} の結果が取り決めに合いません：{'、'.join(ja)}",
            f"the outcome of “{run.app}” {run.app_version} breaks the contract: {'; '.join(en)}",
        ),
        remedy=Text("アプリの配布元に知らせてください", "tell whoever supplies the app"),
    )


def find_run(ws: Workspace, run_id: str) -> Run:
    """The run with this id, if it is the actor's to see.

    Raises:
        NotFound: no such run.
        NotAllowed: it belongs to another body.
    """
    found = ws.library.run(run_id)
    if found is None:
        raise NotFound(
            Text(f"実行「{run_id}」はありません", f"there is no run “{run_id}”"),
            remedy=Text("実行の一覧から選んでください", "choose one from the list of runs"),
        )
    ws.require(Role.READER, owner=found.owner)
    return found


def outcome_of(ws: Workspace, run_id: str) -> StoredOutcome:
    """What came out of a run.

    Raises:
        NotFound: no such run, or it has no outcome (yet).
        NotAllowed: it belongs to another body.
        WorkspaceUnusable: what was kept is damaged.
    """
    return stored_outcome(ws.library, find_run(ws, run_id))


def stored_outcome(library: AppLibrary, run: Run) -> StoredOutcome:
    """What came out of `run`; raises as `outcome_of` does."""
    if run.outcome is None:
        raise NotFound(
            Text("この実行の結果はまだありません", "this run has no outcome yet"),
            remedy=Text("終わるまで待つか、もう一度実行してください", "wait for its end, or run it again"),
        )
    return from_document(StoredOutcome, json.loads(_bytes(library, run, run.outcome)))


def outcome_file(ws: Workspace, run_id: str, name: str) -> bytes:
    """A file of a run's outcome.

    Raises:
        NotFound: no such run, outcome or file.
        NotAllowed: it belongs to another body.
    """
    run = find_run(ws, run_id)
    sha256 = stored_outcome(ws.library, run).files.get(name)
    if sha256 is None:
        raise NotFound(Text(f"結果にファイル「{name}」はありません", f"the outcome has no file “{name}”"))
    return _bytes(ws.library, run, sha256)


def frozen_inputs(ws: Workspace, run_id: str) -> Inputs:
    """The inputs of a run, as they came.

    Raises:
        NotFound: no such run.
        NotAllowed: it belongs to another body.
        WorkspaceUnusable: what was kept is damaged.
    """
    return inputs_of_run(ws.library, find_run(ws, run_id))


def inputs_of_run(library: AppLibrary, run: Run) -> Inputs:
    """The inputs of `run`, as they came; raises WorkspaceUnusable when one of them is damaged."""
    files = {
        name: InputContent(ref.file_name, _bytes(library, run, ref.sha256)) for name, ref in sorted(run.inputs.items())
    }
    return Inputs(files, dict(run.options), read_table, run.seed)


def read_table(content: InputContent) -> InputTable:
    """A table from a file's bytes, by the project's readers with all their checks; loaded when it is first wanted."""
    from machikata.automation.table_reading import read_input_table

    return read_input_table(content)


def _bytes(library: AppLibrary, run: Run, sha256: str) -> bytes:
    found = library.app_file(sha256, app=run.app, owner=run.owner)
    if found is None:
        raise WorkspaceUnusable(
            Text(f"保管したファイル（{sha256[:12]}…）がありません", f"the stored file {sha256[:12]}… is missing"),
            remedy=Text("控え（バックアップ）から戻してください", "restore it from a backup"),
        )
    return found
