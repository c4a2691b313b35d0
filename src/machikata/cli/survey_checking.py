# SPDX-License-Identifier: Apache-2.0
"""`machikata survey check`: answers held against all that have come, also when several files are handed in at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.survey_named import campaign_named
from machikata.domain.errors import InputRefused, NotAllowed, Problem
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.workspace.answer_checks import check_again
from machikata.workspace.campaigns import carries_through, find_campaign
from machikata.workspace.survey_values import Submission
from machikata.workspace.workspace import Workspace

Taking = Callable[[Path, bool, Progress], Submission]
"""Takes one file; says whether it is checked by itself."""


def check(campaign: str, *, common: Common = STANDARD) -> None:
    """回答を確かめ直す。 Hold every answer against all that have come since.

    Parameters
    ----------
    campaign
        調査の番号。 The campaign.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = campaign_named(ws, campaign)
        with output.progress(Text("回答を確かめています", "checking the answers")) as progress:
            changed = check_again(ws, found.id, progress=progress)
        n = number(changed)
        said = Text(
            f"✓ 確かめました。気づいたことが変わった回答：{n}件", f"✓ checked; answers whose findings changed: {n}"
        )
        output.result({"campaign": found.id, "changed": changed}, lambda: output.say(said))


def taken_together(
    ws: Workspace, output: Output, campaign: str | None, files: Sequence[Path], take: Taking
) -> tuple[list[Submission], list[Problem]]:
    """What became of several files: a refused one stops no other, and what is implausible is looked for once all are there.

    Only who does not carry the campaign through has each checked by itself.
    """
    together = campaign is None or carries_through(ws, find_campaign(ws, campaign))
    taken: list[Submission] = []
    refused: list[Problem] = []
    for file in files:
        with output.progress(Text(file.name, file.name)) as progress:
            try:
                taken.append(take(file, not together, progress))
            except (InputRefused, NotAllowed) as refusal:
                refused += refusal.problems
    if not together:
        return taken, refused
    now: dict[str, Submission] = {}
    for of in dict.fromkeys(s.campaign for s in taken):
        with output.progress(Text("回答を確かめています", "checking the answers")) as progress:
            check_again(ws, of, progress=progress)
        now |= {s.id: s for s in ws.library.submissions(campaign=of)}
    return [replace(s, findings=now[s.id].findings) for s in taken], refused


def tell_refused(output: Output, refused: Sequence[Problem]) -> None:
    """Why some of several files were refused, after what became of the others.

    Raises:
        InputRefused: with every reason, where there is any.
        SystemExit: the same where the result is a JSON document, to which nothing is added.
    """
    if refused and not output.as_json:
        raise InputRefused(refused)
    for problem in refused:
        output.err.print(f"✗ {problem.sentence(output.language)}", markup=False, highlight=False)
    if refused:
        raise SystemExit(1)
