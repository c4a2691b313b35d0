# SPDX-License-Identifier: Apache-2.0
"""The kit fails on apps that break the contract: one app, broken in one place at a time, and the test that must find it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from machikata.domain.errors import MachikataError
from machikata.testing.app_contract import AppContract
from machikata.testing.app_given import Given, csv_content
from machikata.testing.app_pages_contract import Sent

SOURCE = (Path(__file__).parent / "probe_app.txt").read_text("utf-8")
GOOD = Given({"list": csv_content("a.csv", ("key", "value"), *((f"k{i}", str(i * 13)) for i in range(9)))})
Broken = Callable[[str], AppContract]


class ProbeContract(AppContract):
    """The kit for the probe; the app is set for each test."""

    rows_in_any_order = True

    def good_inputs(self) -> Given:
        return GOOD

    def bad_inputs(self) -> list[Given]:
        return [Given({"list": csv_content("a.csv", ("key", "value"), ("k", "1"), ("k", "x"))})]

    def sent_forms(self) -> list[Sent]:
        return [Sent("word?version=0", {"word": "a"}), Sent("word?version=1", {"word": "b"})]


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The kit over the probe as `source` has it, in a package of its own that another process can import."""
    name = f"probe_{tmp_path.name.replace('-', '_')}"

    def of(source: str) -> AppContract:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text("", "utf-8")
        (folder / "app.py").write_text(source, "utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        kit = type("TestProbe", (ProbeContract,), {"app": import_module(f"{name}.app").app})
        made: AppContract = kit()
        return made

    yield of
    for module in [m for m in sys.modules if m.partition(".")[0] == name]:
        del sys.modules[module]


def mutated(old: str, new: str) -> str:
    """The source with one place changed."""
    assert SOURCE.count(old) >= 1, old
    return SOURCE.replace(old, new, 1)


def test_an_app_that_holds_everything_passes_every_test_of_the_kit(broken: Broken) -> None:
    kit = broken(SOURCE)
    tests = [name for name in dir(kit) if name.startswith("test_")]
    assert len(tests) >= 23
    for name in tests:
        getattr(kit, name)()


EFFECTS = "    # EFFECTS\n"
BREAKS = (
    # what it says of itself
    ('title=Text("試し", "Probe")', 'title=Text("試し", "")', "the_manifest_says_everything"),
    ('id="probe"', 'id="Probe App"', "the_manifest_says_everything"),
    ('summary=WORDS', 'summary=Text("", "Words")', "the_manifest_says_everything"),
    ('"a", (OptionChoice', '"c", (OptionChoice', "the_manifest_says_everything"),
    ('AppPage("list"', 'AppPage("runs/list"', "the_manifest_says_everything"),
    ("def command(context, *, times: int = 1)", "def command(context, times: int = 1)", "the_manifest_says_everything"),
    ("def command(context, *, times: int = 1)", "def command(context, *, times=1)", "the_manifest_says_everything"),
    ("times: int = 1", "workspace: str = '1'", "the_manifest_says_everything"),
    ("commands=(AppCommand", "signatures=1, commands=(AppCommand", "the_manifest_says_everything"),
    ("import hashlib", "import hashlib\nimport machikata.workspace.workspace", "imports_nothing"),
    ("import hashlib", "import hashlib\nfrom machikata import records", "imports_nothing"),
    ("import hashlib", "import hashlib\nfrom importlib import import_module\nimport_module('machikata.storage')", "imports_nothing"),
    # check
    ("    return tuple(found)\n\n\ndef run", "    return ()\n\n\ndef run", "bad_inputs_are_refused"),
    ("    return tuple(found)\n\n\ndef run", "    return found\n\n\ndef run", "good_inputs_are_taken"),
    ('"bad-key", WORDS, REMEDY', '"bad-key", WORDS, Text("", "")', "bad_inputs_are_refused"),
    ('"bad-key", WORDS', '"Bad key", WORDS', "bad_inputs_are_refused"),
    ('Place(file=table.file_name, row=int(table.rows[row]), column="key")', "Place()", "bad_inputs_are_refused"),
    ("if not key or keys", "if True or keys", "good_inputs_are_taken"),
    ("    except InputRefused as refused:\n        return refused.problems", "    except KeyError:\n        return ()", "hostile_bytes"),
    ("value.isascii() and value.isdigit() and len(value) < 9", "value", "hostile_bytes"),
    ("    found = [*table.problems]", "    found = []\n    int(table.column('value')[0])", "hostile_bytes"),
    # run
    ('{"rows": len(rows), "kinds": kinds}', '{"rows": {1, 2}}', "outcome_is_a_document"),
    ('{"rows": len(rows), "kinds": kinds}', '{"rows": float("nan")}', "outcome_is_a_document"),
    ('{"rows": len(rows), "kinds": kinds}', '{"rows": "x" * 2_000_000}', "outcome_is_a_document"),
    ('Reason(key, "doubled", WORDS)', 'Reason(key, "Doubled up", WORDS)', "outcome_is_a_document"),
    ('Reason(key, "doubled", WORDS)', 'Reason(key, "doubled", Text("二倍", ""))', "outcome_is_a_document"),
    ("Aspect.SCALE, len(rows)", "Aspect.SCALE, 1.5", "outcome_is_a_document"),
    ("Quantity.CASES, Aspect.SCALE, len(rows)", "Quantity.ACCURACY, Aspect.AFTER, 93.0", "outcome_is_a_document"),
    ("Quantity.CASES, Aspect", '"minutes", Aspect', "outcome_is_a_document"),
    ('"list.csv"', '"../list.csv"', "outcome_is_a_document"),
    ('"kinds": kinds', '"kinds": kinds, "at": context.now().isoformat()', "same_inputs_give_the_same_bytes"),
    ('"kinds": kinds', '"kinds": kinds, "n": __import__("random").random()', "same_inputs_give_the_same_bytes"),
    ("kinds = sorted({int(value) % 7 for _, value in rows})", "kinds = list({key for key, _ in rows})", "another_process"),
    ('f"{int(value) * 2}" for key, value in rows', 'f"{i}" for i, (key, value) in enumerate(zip(table.column("key"), rows))', "order_of_rows"),
    ('    rows = sorted(zip(table.column("key")', '    assert inputs.options["mode"] == "a"\n    rows = sorted(zip(table.column("key")', "each_choice"),
    ("context.progress(i / len(rows), WORDS)", "context.progress(1 - i / len(rows), WORDS)", "tells_its_progress"),
    ("context.progress(i / len(rows), WORDS)", "context.progress(i, WORDS)", "tells_its_progress"),
    ("    context.progress(1.0, WORDS)\n" + EFFECTS, "    context.store.put('x', {}, found=0)\n    context.progress(1.0, WORDS)\n", "is_stopped_leaves_nothing"),
    ("    context.progress(1.0, WORDS)\n", "    try:\n        context.progress(1.0, WORDS)\n    except Exception:\n        pass\n", "is_stopped_leaves_nothing"),
    ("    if context.store.get(f\"runs/{context.run}\") is None:\n        context.store.put(f\"runs/{context.run}\", {\"rows\": len(rows)}, found=0)",
     "    context.store.put(f\"runs/{context.run}\", {\"rows\": len(rows)})", "begins_again"),
    (EFFECTS, EFFECTS + "    context.decisions.propose('a', WORDS, fingerprint=hashlib.sha256(str(context.now()).encode()).hexdigest(), needed=2)\n", "begins_again"),
    (EFFECTS, EFFECTS + "    try:\n        __import__('socket').create_connection(('192.0.2.1', 9), 0.01)\n    except OSError:\n        pass\n", "goes_nowhere"),
    (EFFECTS, EFFECTS + "    try:\n        __import__('subprocess').run(['true'])\n    except OSError:\n        pass\n", "goes_nowhere"),
    # pages, forms, commands
    ("return AppPageView(WORDS, (Words(WORDS), table", "return AppPageView(Text('題', ''), (Words(WORDS), table", "every_page_answers"),
    ("PageTable(WORDS, (WORDS, WORDS), rows)", "PageTable(WORDS, (WORDS,), rows)", "every_page_answers"),
    ("<path d=\"M0 0h9\"/>", "<script>alert(1)</script>", "every_page_answers"),
    ("    table = PageTable(", "    context.store.put('seen', {})\n    table = PageTable(", "every_page_answers"),
    ("    table = PageTable(", "    int(request.query.get('page', '1'))\n    table = PageTable(", "asked_for_nonsense"),
    ("    table = PageTable(", "    if request.query.get('id'):\n        raise KeyError(1)\n    table = PageTable(", "asked_for_nonsense"),
    ('if not request.form.get("word") or', "if", "every_form"),
    ('PageForm(f"word?version', 'PageForm(f"words?version', "every_form"),
    ('"word": request.form["word"]}, found=int(version))', '"word": request.form["word"]})', "written_over_unseen"),
    ("    return GoTo(\"list\")\n\n\ndef command", "    return GoTo(\"https://example.jp/\")\n\n\ndef command", "every_form"),
    ('CommandAnswer({"times": times}', "CommandAnswer({1, 2}", "every_command"),
    ('CommandAnswer({"times": times}, (WORDS,)', 'CommandAnswer({"times": times}, (Text("あ", ""),)', "every_command"),
    ("synthetic=context.synthetic", "synthetic=False", "documents_say"),
    ("synthetic=context.synthetic", "synthetic=True", "documents_say"),
    ("fingerprint=held.fingerprint, needed=2", "fingerprint=held.fingerprint, needed=1", "waits_for_other"),
    ("fingerprint=held.fingerprint, needed=2", "fingerprint='0' * 64, needed=2", "waits_for_other"),
    ("    held = context.store.put(\"word\"", "    raise NotFound(WORDS)\n    held = context.store.put(\"word\"", "forms_that_are_sent"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "test"), BREAKS, ids=[f"{t}-{i}" for i, (_, _, t) in enumerate(BREAKS)])
def test_what_is_broken_is_found(broken: Broken, old: str, new: str, test: str) -> None:
    kit = broken(mutated(old, new))
    [name] = [n for n in dir(kit) if n.startswith("test_") and test in n]
    with pytest.raises((AssertionError, MachikataError, LookupError)):
        getattr(kit, name)()
