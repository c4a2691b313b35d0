# SPDX-License-Identifier: Apache-2.0
"""An app sees its own drawer, its own runs, one owner and one person; nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.automation.app.inputs import InputContent
from machikata.automation.app.outcome import Outcome
from machikata.automation.registry import Registry
from machikata.automation.run import RunState
from machikata.domain.actor import Role
from machikata.domain.errors import AppUnusable, InputRefused, NotAllowed, NotFound
from machikata.domain.text import Text
from machikata.rules.thresholds import disclosure_thresholds
from machikata.testing.small_apps import RowCount
from machikata.workspace.app_context import context_for
from machikata.workspace.app_outcomes import frozen_inputs, keep_outcome, outcome_file, outcome_of
from machikata.workspace.audit_trail import audit_entries
from machikata.workspace.persons import save_person

WORDS = Text("結果", "Outcome")


@pytest.fixture
def ws(office):
    return replace(office.ws, registry=Registry.of(RowCount(), RowCount.saying(id="other-count")))


@pytest.fixture
def here(ws, office):
    return context_for(ws, "row-count", owner=office.officer.body)


@pytest.fixture
def next_town(ws, office) -> str:
    return next(b.code for b in ws.library.bodies() if b.code != office.officer.body)


def test_a_context_says_for_whom_it_is(ws, office, here) -> None:
    assert (here.owner, here.run, here.seed, here.synthetic) == (office.officer.body, "", 0, True)
    assert here.person == ws.actor
    assert here.now().tzinfo is not None
    assert here.suppression.minimum == disclosure_thresholds().minimum_cases
    assert here.suppression.table([[100]]) == ((100,),)
    table = here.read_table(InputContent("表.csv", "番号,名\n1,窓\n".encode()))
    assert (table.column("番号"), table.column("名")) == (["1"], ["窓"])


def test_what_one_app_keeps_no_other_app_and_no_other_body_can_reach(ws, office, here, next_town) -> None:
    here.store.put("secret", {"児童": "架空"})
    sha256 = here.store.put_file("letters.pdf", b"%PDF")
    run = office.done()
    p = here.decisions.propose("outcome", WORDS, fingerprint=sha256, needed=2)
    others = [
        context_for(ws, "other-count", owner=here.owner),
        context_for(ws, "row-count", owner=next_town),
        context_for(ws, "other-count", owner=next_town),
    ]
    for other in others:
        assert other.store.get("secret") is None
        assert other.store.keys() == ()
        assert other.store.history("secret") == ()
        assert other.store.file(sha256) is None
        assert other.store.file(run.inputs["table"].sha256) is None
        assert other.decisions.of("outcome") == ()
        for reach in (other.inputs_of, other.result_of, lambda r, c=other: c.file_of(r, "rows.txt")):
            with pytest.raises(NotFound):
                reach(run.id)
        # The same words in another drawer are another document.
        assert other.store.put("secret", {}, found=0).version == 1
    assert here.store.get("secret").document == {"児童": "架空"}
    assert here.decisions.of("outcome") == (p,)
    with pytest.raises(NotFound):
        context_for(ws, "other-count", owner=here.owner, run=run.id)
    with pytest.raises(NotFound):
        context_for(ws, "row-count", owner=next_town, run=run.id)


def test_a_person_of_another_body_gets_no_context(ws, here, next_town) -> None:
    stranger = save_person(ws, name="架空 四郎", body=next_town, roles={Role.OFFICER})
    with pytest.raises(NotAllowed):
        context_for(ws.acting_as(stranger.actor()), "row-count", owner=here.owner)
    with pytest.raises(NotFound):
        context_for(ws, "row-count", owner="000000")
    with pytest.raises(NotFound):
        context_for(ws, "no-app", owner=here.owner)


def test_readers_look_and_do_not_write(ws, here) -> None:
    reader = save_person(ws, name="架空 五郎", body=here.owner, roles={Role.READER})
    seen = context_for(ws.acting_as(reader.actor()), "row-count", owner=here.owner)
    here.store.put("k", {"n": 1})
    assert seen.store.get("k").document == {"n": 1}
    for write in (
        lambda: seen.store.put("k", {}),
        lambda: seen.store.put_file("f", b""),
        lambda: seen.decisions.propose("s", WORDS, fingerprint="0" * 64, needed=2),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_versions_are_kept_and_nobody_s_work_is_overwritten(here) -> None:
    one = here.store.put("k", {"n": (1, 2)}, found=0)
    assert (one.version, one.document, one.by) == (1, {"n": [1, 2]}, "local officer")
    assert here.store.put("k", {"n": 2}, found=1).version == 2
    with pytest.raises(InputRefused) as raised:
        here.store.put("k", {"n": 3}, found=1)
    assert [p.code for p in raised.value.problems] == ["app-document-changed"]
    assert here.store.put("k", {"n": 3}).version == 3
    assert here.store.get("k", version=1) == one
    assert [d.document["n"] for d in here.store.history("k")] == [[1, 2], 2, 3]
    assert here.store.file(here.store.put_file("f", b"x")) == b"x"
    assert here.store.file("0" * 64) is None


@pytest.mark.parametrize(
    ("key", "document"), [("", {}), ("a\nb", {}), ("k" * 201, {}), ("k", {"x": float("nan")}), ("k", {"x": b""})]
)
def test_what_is_no_key_or_no_json_is_refused(here, key: str, document: dict[str, object]) -> None:
    with pytest.raises(InputRefused):
        here.store.put(key, document)
    assert here.store.keys() == ()


def test_an_app_cannot_ask_for_fewer_signatures_than_it_says(here) -> None:
    with pytest.raises(InputRefused) as raised:
        here.decisions.propose("s", WORDS, fingerprint="0" * 64, needed=1)
    assert [p.code for p in raised.value.problems] == ["proposal-needed"]


def test_a_note_bears_the_app_s_name_and_run_and_holds_small_plain_details(ws, office) -> None:
    run = office.done()
    context = context_for(ws, "row-count", owner=run.owner, run=run.id)
    context.note("lots-drawn", {"n": 12, "app": "another", "run": "another"})
    newest = audit_entries(ws)[-1].note
    assert newest.what == "row-count.lots-drawn"
    assert newest.details == {"n": 12, "app": "row-count", "run": run.id}
    for what, details in (
        ("person-saved.x", {}),
        ("Lots", {}),
        ("letters", {"name": "一\n二"}),
        ("letters", {"x": b""}),
    ):
        with pytest.raises(InputRefused):
            context.note(what, details)
    assert audit_entries(ws)[-1].note == newest


def test_a_run_s_inputs_result_and_files_come_back(ws, office) -> None:
    run = office.done()
    context = context_for(ws, "row-count", owner=run.owner, run=run.id)
    inputs = context.inputs_of(run.id)
    assert inputs.table("table").column("番号") == ["1", "2"]
    assert inputs.files["table"].file_name == "表.csv"
    assert context.result_of(run.id) == {"rows": 2}
    assert context.file_of(run.id, "rows.txt") == b"1\n2" == outcome_file(ws, run.id, "rows.txt")
    with pytest.raises(NotFound):
        context.file_of(run.id, "../secret.key")
    assert outcome_of(ws, run.id).answers == {"1": "1", "2": "2"}
    assert frozen_inputs(ws, run.id).options == {}


def test_a_run_that_goes_on_has_no_result(ws, office) -> None:
    run = office.done()
    ws.library.replace_run(replace(run, state=RunState.RUNNING, outcome=None), found=RunState.DONE)
    with pytest.raises(NotFound, match="no outcome yet"):
        context_for(ws, "row-count", owner=run.owner).result_of(run.id)
    with pytest.raises(NotFound, match="no run"):
        outcome_of(ws, "nothing")


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome({"x": float("inf")}, (), ()),
        Outcome({"x": object()}, (), ()),
        Outcome({}, (), (), files={"../x": b""}),
        Outcome({}, (), (), files={".hidden": b""}),
        Outcome({}, (), (), files={"a/b": b""}),
    ],
)
def test_an_outcome_that_cannot_be_kept_names_the_app(ws, office, outcome: Outcome) -> None:
    with pytest.raises(AppUnusable, match="row-count"):
        keep_outcome(ws.library, office.done(), outcome)


def test_the_same_outcome_is_the_same_bytes(ws, office) -> None:
    assert office.done("run1").outcome == office.done("run2").outcome
