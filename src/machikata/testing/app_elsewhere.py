# SPDX-License-Identifier: Apache-2.0
"""A run in another process with another hash seed: `python -m machikata.testing.app_elsewhere MODULE:NAME`, inputs and outcome as JSON."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from importlib import import_module
from importlib.metadata import entry_points

from machikata.automation.app.app import ENTRY_POINTS, App
from machikata.automation.app.inputs import InputContent
from machikata.automation.app.outcome import Outcome
from machikata.publication.document import to_document
from machikata.testing.app_contexts import NOW, Clock, FakeContext
from machikata.testing.app_given import Given

_LATER = timedelta(days=40, seconds=7)


def outcome_text(outcome: Outcome) -> str:
    """Every byte of an outcome as text, in the order it gives them; files by their fingerprint."""
    files = {name: hashlib.sha256(data).hexdigest() for name, data in outcome.files.items()}
    parts = (outcome.result, to_document(outcome.reasons), to_document(outcome.measures), outcome.answers, files)
    return json.dumps(parts, ensure_ascii=False)


def place_of(app: App) -> str:
    """Where another process finds the app: its entry point, or the name it has in its own module; "" where there is none."""
    for entry in entry_points(group=ENTRY_POINTS):
        if entry.name == app.manifest.id:
            return entry.value
    module = sys.modules.get(type(app).__module__)
    name = next((n for n, value in vars(module).items() if value is app), "") if module else ""
    return f"{type(app).__module__}:{name}" if name else ""


def run_elsewhere(place: str, given: Given, *, hash_seed: int) -> str:
    """The outcome of a run in a process of its own.

    Raises:
        RuntimeError: the process did not end well; what it said.
    """
    files = {name: [c.file_name, base64.b64encode(c.data).decode()] for name, c in given.files.items()}
    environment = {
        **os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONUTF8": "1",
    }  # fmt: skip
    asked = json.dumps({"files": files, "options": dict(given.options)})
    ended = subprocess.run(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-m", __name__, place], input=asked, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )  # fmt: skip
    if ended.returncode != 0:
        raise RuntimeError(ended.stderr[-2000:])
    return ended.stdout


def _main() -> None:
    module, _, name = sys.argv[1].partition(":")
    app: App = getattr(import_module(module), name)
    asked = json.loads(sys.stdin.read())
    files = {key: InputContent(file, base64.b64decode(data)) for key, (file, data) in asked["files"].items()}
    context = FakeContext(app.manifest.id, clock=Clock(NOW + _LATER))
    inputs = Given(files, asked["options"]).inputs(app.manifest)
    app.check(inputs)
    sys.stdout.write(outcome_text(app.run(inputs, context)))


if __name__ == "__main__":
    _main()
