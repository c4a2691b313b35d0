# SPDX-License-Identifier: Apache-2.0
"""What an app says of a run in its own words, as far as lines of text can hold it."""

from __future__ import annotations

from machikata.automation.app.pages import Heading, Notice, PageFacts, PageRequest
from machikata.domain.text import Text
from machikata.workspace.app_context import context_for
from machikata.workspace.app_outcomes import find_run
from machikata.workspace.apps import find_app
from machikata.workspace.workspace import Workspace


def overview_lines(ws: Workspace, run_id: str) -> tuple[Text, ...]:
    """The notices of the app's overview and its facts, up to the first heading; () where it has none.

    Raises:
        NotFound: no such run, or it has no outcome (yet), or the app is not enabled.
        NotAllowed: the run belongs to another body.
    """
    run = find_run(ws, run_id)
    overview = find_app(ws, run.app).manifest.overview
    if overview is None:
        return ()
    lines: list[Text] = []
    context = context_for(ws, run.app, owner=run.owner, run=run.id, seed=run.seed)
    for block in overview(PageRequest("ja", run.id, {}), context):
        if isinstance(block, Heading):
            break
        if isinstance(block, Notice):
            lines.append(block.text)
        elif isinstance(block, PageFacts):
            lines.append(
                Text(
                    "、".join(f"{name.ja} {value.ja}" for name, value in block.pairs),
                    ", ".join(f"{name.en}: {value.en}" for name, value in block.pairs),
                )
            )
    return tuple(lines)
