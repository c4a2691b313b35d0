# SPDX-License-Identifier: Apache-2.0
"""What every context of an app must do: the platform's own, and the twin in memory with which vendors test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from machikata.automation.app.context import AppContext, DecisionState
from machikata.automation.app.documents import Document, Paragraph, Sheet, SheetColumn
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.registry import Registry
from machikata.automation.run import InputRef, Run, RunState
from machikata.bootstrap import open_workspace
from machikata.domain.errors import InputRefused, NotFound
from machikata.domain.text import Text
from machikata.testing.app_contexts import OWNER, FakeContext
from machikata.testing.campaigns import town
from machikata.testing.small_apps import RowCount
from machikata.workspace.app_context import context_for
from machikata.workspace.app_outcomes import keep_outcome, read_table
from machikata.workspace.audit_trail import note_of

APP, RUN = "row-count", "run-1"
TABLE = InputContent("表.csv", "番号,名\n1,窓\n2,辻󠄀\n".encode())
WORDS = Text("結果", "Outcome")


def in_memory(_folder: Path) -> AppContext:
    context = FakeContext(APP, run=RUN)
    given = Inputs({"table": TABLE}, {"rule": "b"}, context.read_table, 1)
    context.keep(given, RowCount().run(given, context))
    return context


def on_the_platform(folder: Path) -> AppContext:
    ws = replace(open_workspace(folder), registry=Registry.of(RowCount()))
    assert town(1).code == OWNER
    ws.library.put_body(town(1))
    sha256 = ws.library.put_app_file(TABLE.data, app=APP, owner=OWNER)
    now, ref = ws.clock(), InputRef(TABLE.file_name, sha256, len(TABLE.data))
    run = Run(
        RUN, APP, "1.0", "row-counting", OWNER, "", "local officer", False, {"rule": "b"}, 1, {"table": ref}, RunState.DONE, now
    )  # fmt: skip
    given = Inputs({"table": TABLE}, {"rule": "b"}, read_table, 1)
    outcome = RowCount().run(given, context_for(ws, APP, owner=OWNER))
    run = replace(run, outcome=keep_outcome(ws.library, run, outcome))
    ws.library.put_run(run, note=note_of(ws, "run-ended", owner=OWNER))
    return context_for(ws, APP, owner=OWNER, run=RUN, seed=1)


@pytest.fixture(params=[in_memory, on_the_platform])
def context(request: pytest.FixtureRequest, tmp_path: Path) -> AppContext:
    make: Callable[[Path], AppContext] = request.param
    return make(tmp_path)


def code(work: Callable[[], Any]) -> str:
    with pytest.raises(InputRefused) as raised:
        work()
    return raised.value.problems[0].code


def test_it_says_for_whom_it_is(context: AppContext) -> None:
    assert (context.owner, context.run, context.synthetic, context.seed) == (OWNER, RUN, True, 1)
    assert context.person.name
    assert context.now().tzinfo is not None
    context.progress(0.5, WORDS)


def test_documents_are_kept_in_versions_and_come_back_as_plain_json(context: AppContext) -> None:
    store = context.store
    assert store.get("k") is None
    one = store.put("k", {"値": (1, None, "辻󠄀"), "x": {"y": 0.5}}, found=0)
    assert (one.key, one.version, one.document) == ("k", 1, {"値": [1, None, "辻󠄀"], "x": {"y": 0.5}})
    assert code(lambda: store.put("k", {}, found=0)) == "app-document-changed"
    assert store.put("k", {}, found=1).version == 2
    assert store.put("k", {"n": 3}).version == 3
    assert store.get("k", version=1) == one
    assert store.get("k", version=9) is None
    assert store.get("k", version=0) is None
    assert [d.version for d in store.history("k")] == [1, 2, 3]
    store.put("j/1", {})
    assert (store.keys(), store.keys("j/")) == (("j/1", "k"), ("j/1",))
    assert store.get("k").fingerprint != one.fingerprint  # type: ignore[union-attr]
    assert store.history("nothing") == ()


@pytest.mark.parametrize("document", [{"x": float("nan")}, {"x": b"bytes"}, {"x": {1}}])
def test_what_is_no_json_is_not_kept(context: AppContext, document: dict[str, Any]) -> None:
    assert code(lambda: context.store.put("k", document)) == "app-document"
    assert context.store.keys() == ()


def test_files_are_found_by_their_fingerprint(context: AppContext) -> None:
    sha256 = context.store.put_file("名簿.csv", b"x")
    assert context.store.put_file("another name", b"x") == sha256
    assert context.store.file(sha256) == b"x"
    assert context.store.file("0" * 64) is None


def test_a_proposal_that_stands_is_given_back(context: AppContext) -> None:
    sha256 = context.store.put_file("letters", b"x")
    first = context.decisions.propose("letters", WORDS, fingerprint=sha256, needed=2)
    assert (first.app, first.run, first.subject, first.fingerprint) == (APP, RUN, "letters", sha256)
    assert (first.state, first.needed, first.signatures, first.summary) == (DecisionState.PROPOSED, 2, (), WORDS)
    assert context.decisions.propose("letters", WORDS, fingerprint=sha256, needed=2) == first
    other = context.decisions.propose("letters", WORDS, fingerprint=context.store.put_file("l", b"y"), needed=3)
    assert [p.id for p in context.decisions.of("letters")] == [other.id, first.id]
    assert context.decisions.of("nothing") == ()


def test_small_counts_are_hidden(context: AppContext) -> None:
    small = context.suppression
    assert [small.hides(n) for n in (0, 1, small.minimum - 1, small.minimum)] == [False, True, True, False]
    shown = small.table([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    assert shown[0][0] is None
    assert sum(n is None for row in shown for n in row) == 4


def test_the_inputs_result_and_files_of_a_run_come_back(context: AppContext) -> None:
    inputs = context.inputs_of(RUN)
    assert inputs.files["table"] == TABLE
    assert (inputs.options, inputs.seed) == ({"rule": "b"}, 1)
    assert inputs.table("table").column("名") == ["窓", "辻󠄀"]
    assert context.read_table(TABLE).column("番号") == ["1", "2"]
    assert context.result_of(RUN) == {"rows": 2}
    assert context.file_of(RUN, "rows.txt") == b"1\n2"
    for missing in (
        lambda: context.file_of(RUN, "gone.txt"),
        lambda: context.result_of("gone"),
        lambda: context.inputs_of("gone"),
    ):
        with pytest.raises(NotFound):
            missing()


@pytest.mark.parametrize(
    ("what", "details"),
    [
        ("Lots drawn", {}),
        ("a.b", {}),
        ("", {}),
        ("lots", {"x": "一\n二"}),
        ("lots", {"x": "x" * 201}),
        ("lots", {"x": b""}),
    ],
)
def test_a_note_that_the_trail_cannot_take_is_refused(context: AppContext, what: str, details: dict[str, Any]) -> None:
    context.note("lots-drawn", {"n": 3, "hash": "0" * 64})
    assert code(lambda: context.note(what, details)) == "audit-note"


def test_documents_come_out(context: AppContext) -> None:
    documents = context.documents
    sheet = Sheet("rows", WORDS, (SheetColumn(Text("番号", "Number")),), (("=1+1",), (3,)))
    assert b"3" in documents.csv(sheet, language="ja")
    assert documents.excel([sheet], language="ja")[:2] == b"PK"
    letter = Document("通知", "ja", (Paragraph("架空の通知です"),), synthetic=True)
    assert documents.word([letter])[:2] == b"PK"
