# SPDX-License-Identifier: Apache-2.0
"""`machikata app decide` and `compare`: signing what an app proposes, and holding two apps against each other."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from machikata.automation.app.context import DecisionState, Proposal
from machikata.automation.run import Run
from machikata.cli.app_runs import run_named
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number, share
from machikata.publication.document import to_document
from machikata.workspace.app_comparisons import AppComparison, ComparedApp, compare_apps
from machikata.workspace.imports import opened_file
from machikata.workspace.proposals import list_proposals, sign, withdraw_proposal
from machikata.workspace.workspace import Workspace

_DIFFERENCES_SHOWN = 30


def decide(
    run: str, *, agree: bool = False, reject: bool = False, withdraw: bool = False, comment: str = "", proposal: str = "",
    common: Common = STANDARD,
) -> None:  # fmt: skip
    """提案に署名する、認めない、取り下げる。 Sign what a run proposes, disagree with it, or withdraw it. Name who acts with --person.

    Without --agree, --reject and --withdraw the proposals of the run are shown.

    Parameters
    ----------
    run
        実行の番号、またはその始まり。 The run, or the beginning of its id.
    agree
        認めて署名する。 Agree and sign.
    reject
        認めない（--comment に理由）。 Disagree, with the reason after --comment.
    withdraw
        取り下げる（--comment に理由）。 Withdraw it, with the reason after --comment.
    comment
        理由・付記。 Reason or comment.
    proposal
        提案の番号（2つ以上あるとき）。 The proposal, where the run has several.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = run_named(ws, run)
        if agree + reject + withdraw > 1:
            what = Text(
                "--agree・--reject・--withdraw は、1つだけ選べます",
                "only one of --agree, --reject and --withdraw can be chosen",
            )
            raise InputRefused([Problem("decide-twice", what, Text("1つにしてください", "choose one"))])
        if not (agree or reject or withdraw):
            proposals = _of(ws, found)
            output.result(to_document(proposals), lambda: _show(output, proposals))
            return
        meant = _meant(ws, found, proposal)
        signed = (
            withdraw_proposal(ws, meant.id, reason=comment)
            if withdraw
            else sign(ws, meant.id, agrees=agree, comment=comment, fingerprint=meant.fingerprint)
        )
        output.result(to_document(signed), lambda: _show(output, (signed,)))


def _of(ws: Workspace, run: Run) -> tuple[Proposal, ...]:
    return list_proposals(ws, app=run.app, owner=run.owner, run=run.id)


def _meant(ws: Workspace, run: Run, words: str) -> Proposal:
    """The proposal that is meant: the only open one, or the one whose id begins so."""
    found = [p for p in _of(ws, run) if p.id.startswith(words)]
    waiting = [p for p in found if p.state is DecisionState.PROPOSED] or found
    if len(waiting) == 1:
        return waiting[0]
    if not waiting:
        raise NotFound(Text("この実行に提案はありません", "the run has no such proposal"))
    raise NotFound(
        Text(f"この実行には提案が{len(waiting)}つあります", f"the run has {len(waiting)} proposals"),
        remedy=Text("--proposal に番号を入れてください", "name one after --proposal"),
    )


def _show(output: Output, proposals: tuple[Proposal, ...]) -> None:
    if not proposals:
        output.say(Text("提案はありません", "there is no proposal"))
    for p in proposals:
        state = f"{sum(s.agrees for s in p.signatures)}/{p.needed} {p.state.value}"
        output.say(Text(f"◆ {p.id}　", f"◆ {p.id} ") + p.summary + Text(f"：{state}", f": {state}"))
        for s in p.signatures:
            word = Text("認める", "agrees") if s.agrees else Text("認めない", "disagrees")
            proven = Text("", "") if s.authenticated else Text("（本人の確認なし）", " (not authenticated)")
            name = s.name or s.person
            output.say(
                Text(f"  {name}", f"  {name}")
                + proven
                + Text("：", ": ")
                + word
                + Text(f" {s.comment}", f" {s.comment}")
            )


def compare(first: str, second: str, *, truth: Path | None = None, common: Common = STANDARD) -> None:
    """同じ仕事の2つの実行を比べる。 Compare two runs for the same task on the same inputs: answers, time and price.

    Parameters
    ----------
    first
        1つ目の実行。 The first run.
    second
        2つ目の実行。 The second run.
    truth
        正解の表（対象,答え のCSV、見出し1行）。 A CSV of subject and right answer, with one header row.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        known = None if truth is None else _truth(truth)
        found = compare_apps(ws, run_named(ws, first).id, run_named(ws, second).id, truth=known)
        output.result(to_document(found), lambda: _show_comparison(output, found))


def _truth(path: Path) -> dict[str, str]:
    with opened_file(path) as content:
        text = content.read().decode("utf-8-sig", "replace")
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if len(rows) < 2 or any(len(row) < 2 for row in rows):
        what = Text("正解の表として読めません", "this is no table of right answers")
        raise InputRefused(
            [
                Problem(
                    "no-truth",
                    what,
                    Text("対象と答えの2列のCSVにしてください", "give a CSV of subject and answer"),
                    Place(file=path.name),
                )
            ]
        )
    return {row[0]: row[1] for row in rows[1:]}


def _show_comparison(output: Output, c: AppComparison) -> None:
    agreed, every, part = number(c.agreed), number(c.subjects), share(c.agreement.value)
    output.say(
        Text(f"{every}件のうち{agreed}件で同じ答えです（{part}）", f"{agreed} of {every} answers are the same ({part})")
    )
    if not c.same_options:
        output.say(Text("設定か乱数の種が違う実行どうしです", "the two ran with different options or seeds"))
    heads = [output.t(*h) for h in (("アプリ", "App"), ("答えた数", "Answered"), ("正しい", "Right"), ("時間（秒）", "Time (s)"),
                                    ("計算（秒）", "Computing (s)"), ("円", "Yen"))]  # fmt: skip
    output.table("", heads, [_side(c.first), _side(c.second)], right=[1, 2, 3, 4, 5])
    if c.paired is not None:
        p = c.paired
        one, two = p.only_first_right, p.only_second_right
        output.say(Text(f"1つ目だけが正しい {one}件、2つ目だけが正しい {two}件、p={p.p_value:.4f}",
                        f"only the first right: {one}, only the second: {two}, p = {p.p_value:.4f}"))  # fmt: skip
    for d in c.differences[:_DIFFERENCES_SHOWN]:
        output.say(f"  {d.subject}: {d.first or NOTHING} | {d.second or NOTHING}")
    rest = len(c.differences) - _DIFFERENCES_SHOWN
    if rest > 0:
        output.say(Text(f"  ほかに{rest}件（--json ですべて）", f"  {rest} more (--json gives all)"))


def _side(side: ComparedApp) -> list[str]:
    right = NOTHING if side.right is None else f"{number(side.right)}/{number(side.judged)}"
    return [
        f"{side.run.app} {side.run.app_version}", number(side.answered), right, number(side.wall_seconds, 2),
        number(side.run.compute_s, 3), number(side.yen_here),
    ]  # fmt: skip
