# SPDX-License-Identifier: Apache-2.0
"""`machikata app check`, `run`, `runs`, `show`, `files`, `stop`: inputs, runs and what came out of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from machikata.automation.app.inputs import InputContent
from machikata.automation.run import Run, RunState
from machikata.cli.app_commands import owner_named
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.problem_lines import problem_lines
from machikata.domain.errors import InputRefused, NotFound, Problem, Severity
from machikata.domain.text import Text
from machikata.domain.wording import moment, number
from machikata.publication.document import to_document
from machikata.workspace.app_outcomes import find_run, outcome_file, outcome_of
from machikata.workspace.app_running import read_files, watch_run
from machikata.workspace.app_runs import cancel_run, check_inputs, list_runs, run_measures, start_run
from machikata.workspace.apps import find_app
from machikata.workspace.audit_words import who_words
from machikata.workspace.proposals import list_proposals
from machikata.workspace.reports import write_file
from machikata.workspace.workspace import Workspace

_REASONS_SHOWN = 20
Named = Annotated[list[str] | None, Parameter(negative=())]


def check(
    app_id: str, *, file: Named = None, option: Named = None, body: str = "", common: Common = STANDARD
) -> None:  # fmt: skip
    """ファイルを確かめる（実行はしない）。 Tell every problem of the input files; nothing is run.

    Parameters
    ----------
    app_id
        アプリの名前。 The id of the app.
    file
        入力の名前=ファイル（何度でも）。 NAME=FILE for each input file; FILE alone where the app needs one only.
    option
        設定の名前=値（何度でも）。 NAME=VALUE for each option that differs from its default.
    body
        団体コード（1つだけなら要らない）。 The body's code; not needed where there is one only.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        files, options = _files(ws, app_id, file or ()), _options(option or ())
        with output.progress(Text("確かめています", "checking")), redirect_stdout(sys.stderr):
            found = check_inputs(ws, app_id, owner=owner_named(ws, body), files=files, options=options)
        if any(p.severity is Severity.ERROR for p in found):
            raise InputRefused(found)
        output.result({"problems": to_document(found)}, lambda: _show_problems(output, found))


def run(
    app_id: str, *, file: Named = None, option: Named = None, body: str = "", seed: int = 0, no_wait: bool = False,
    common: Common = STANDARD,
) -> None:  # fmt: skip
    """アプリを実行する。 Run an app on frozen inputs and show what came out.

    Parameters
    ----------
    app_id
        アプリの名前。 The id of the app.
    file
        入力の名前=ファイル（何度でも）。 NAME=FILE for each input file; FILE alone where the app needs one only.
    option
        設定の名前=値（何度でも）。 NAME=VALUE for each option that differs from its default.
    body
        団体コード（1つだけなら要らない）。 The body's code; not needed where there is one only.
    seed
        乱数の種。 The seed of lots and samples.
    no_wait
        終わりを待たない。画面（serve）か次の app run が実行する。 Do not wait; the site (serve) or the next app run does it.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        files, options = _files(ws, app_id, file or ()), _options(option or ())
        owner = owner_named(ws, body)
        with redirect_stdout(sys.stderr):  # what an app prints must not stand in the result
            started = start_run(ws, app_id, owner=owner, files=files, options=options, seed=seed)
        done = started if no_wait else _watched(ws, output, started)
        output.result(_document(ws, done), lambda: _show_run(ws, output, done))
    _fail_with(done)


def runs(*, app: str = "", body: str = "", common: Common = STANDARD) -> None:
    """実行の一覧。 List the runs, newest first.

    Parameters
    ----------
    app
        このアプリだけ。 Of this app only.
    body
        この団体だけ。 Of this body only.
    """
    output = common.output()
    with complaints(output):
        found = list_runs(common.open(), app=app or None, owner=body or None)
        heads = [output.t(*h) for h in (("番号", "Run"), ("アプリ", "App"), ("団体", "Body"), ("始めた日時", "Begun"),
                                        ("状態", "State"), ("だれが", "By"))]  # fmt: skip
        rows = [
            (r.id, f"{r.app} {r.app_version}", r.owner, moment(r.queued_at, output.language), r.state.label.in_(output.language),
             who_words(r.person, r.by).in_(output.language))
            for r in found
        ]  # fmt: skip
        empty = Text("まだ実行していません", "nothing has been run yet")
        output.result(
            to_document(found), lambda: output.table("", heads, rows, whole=[0]) if rows else output.say(empty)
        )


def show(run: str, *, reasons: bool = False, word: str = "", common: Common = STANDARD) -> None:
    """1つの実行の結果と理由。 What came out of a run, its figures and reasons, and where its decision stands.

    Parameters
    ----------
    run
        実行の番号、またはその始まり。 The run, or the beginning of its id.
    reasons
        理由をすべて出す。 Show all reasons.
    word
        この言葉がある理由だけ。 Only reasons whose subject or words hold this.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = run_named(ws, run)
        output.result(_document(ws, found), lambda: _show_run(ws, output, found, every=reasons, word=word))


def files(run: str, names: list[str] | None = None, *, to: Path | None = None, common: Common = STANDARD) -> None:
    """結果のファイルを書き出す。 Write the files of a run's outcome, all of them or those named.

    Parameters
    ----------
    run
        実行の番号、またはその始まり。 The run, or the beginning of its id.
    names
        ファイルの名前。なければすべて。 Names of files; all where none is named.
    to
        書き出すフォルダ。 The folder to write to (default: the current one).
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = run_named(ws, run)
        wanted = names or sorted(outcome_of(ws, found.id).files)
        folder = to or Path()
        for name in wanted:
            write_file(folder / name, outcome_file(ws, found.id, name))
        done = Text(f"✓ {len(wanted)}個を {folder} に書き出しました", f"✓ {len(wanted)} files written to {folder}")
        output.result({"files": [str(folder / n) for n in wanted]}, lambda: output.say(done))


def stop(run: str, *, common: Common = STANDARD) -> None:
    """実行を中止する。 Ask a run to stop; one that has ended is left as it is.

    Parameters
    ----------
    run
        実行の番号、またはその始まり。 The run, or the beginning of its id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = cancel_run(ws, run_named(ws, run).id)
        output.result(to_document(found), lambda: output.say(found.state.label))


def run_named(ws: Workspace, words: str) -> Run:
    """The run that is meant: its id, or the beginning of it.

    Raises:
        NotFound: none, or more than one.
    """
    matching = [r for r in list_runs(ws) if r.id.startswith(words)] if words else []
    if len(matching) > 1:
        raise NotFound(
            Text(f"「{words}」で始まる実行が{len(matching)}つあります", f"{len(matching)} runs begin with {words}"),
            remedy=Text("番号をもう少し長く書いてください", "write more of its id"),
        )
    return matching[0] if matching else find_run(ws, words)


def _files(ws: Workspace, app_id: str, given: Sequence[str]) -> dict[str, InputContent]:
    """NAME=FILE pairs; a name may be left out where the app needs one file only."""
    inputs = find_app(ws, app_id).manifest.inputs
    needed = [i.name for i in inputs if i.required]
    found, problems = {}, []
    for pair in given:
        name, mark, place = pair.partition("=")
        if not mark or (name not in {i.name for i in inputs} and Path(pair).is_file()):
            name, place = (needed[0] if len(needed) == 1 else ""), pair
        if name:
            found[name] = place
            continue
        what = Text(f"「{pair}」がどの入力か分かりません", f"which input “{pair}” is is not said")
        names = "、".join(i.name for i in inputs)
        remedy = Text(f"名前=ファイル の形で（{names}）", f"write NAME=FILE ({names.replace('、', ', ')})")
        problems.append(Problem("input-unnamed", what, remedy))
    if problems:
        raise InputRefused(problems)
    return read_files(found)


def _options(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in given:
        name, mark, value = pair.partition("=")
        if not mark:
            what = Text(f"「{pair}」は設定として読めません", f"“{pair}” is no option")
            raise InputRefused(
                [Problem("option-unreadable", what, Text("名前=値 の形で書いてください", "write NAME=VALUE"))]
            )
        found[name] = value
    return found


def _watched(ws: Workspace, output: Output, run: Run) -> Run:
    """The run when it has ended, with its progress; stopping the command stops the run."""
    try:
        with output.progress(Text("実行しています", "running")) as progress, redirect_stdout(sys.stderr):
            return watch_run(ws, run, progress)
    finally:
        if ws.queue is not None:
            ws.queue.close()


def _fail_with(run: Run) -> None:
    if run.state is RunState.CANCELLED:
        raise SystemExit(130)
    if run.state is RunState.FAILED:
        raise SystemExit(1)


def _document(ws: Workspace, run: Run) -> dict[str, object]:
    document: dict[str, object] = {"run": to_document(run)}
    if run.state is RunState.DONE:
        outcome = outcome_of(ws, run.id)
        document |= {"outcome": to_document(outcome), "measures": to_document(run_measures(ws, run.id))}
    document["proposals"] = to_document(list_proposals(ws, app=run.app, owner=run.owner, run=run.id))
    return document


def _show_problems(output: Output, problems: tuple[Problem, ...]) -> None:
    for _, line in problem_lines(problems, output.language):
        output.say(line)
    output.say(Text("✓ 実行できます", "✓ it can be run"))


def _show_run(ws: Workspace, output: Output, run: Run, *, every: bool = False, word: str = "") -> None:
    output.say(
        Text(f"{run.app} {run.app_version}　{run.id}：", f"{run.app} {run.app_version}, run {run.id}: ")
        + run.state.label
    )
    if run.error is not None:
        output.err.print(run.error.in_(output.language), markup=False, highlight=False)
    if run.state is not RunState.DONE:
        return
    outcome = outcome_of(ws, run.id)
    heads = [output.t(*h) for h in (("数値", "Figure"), ("値", "Value"), ("単位", "Unit"), ("種類", "Kind"))]
    rows = [
        (m.name.in_(output.language), number(m.value, 0 if m.value == int(m.value) else 3), m.unit.in_(output.language), m.kind.value)
        for m in run_measures(ws, run.id)
    ]  # fmt: skip
    output.table("", heads, rows, right=[1])
    fitting = [r for r in outcome.reasons if not word or word in r.subject or word in r.text.in_(output.language)]
    for reason in fitting if every or word else fitting[:_REASONS_SHOWN]:
        output.say(Text("・", "- ") + Text(reason.subject, reason.subject) + Text("：", ": ") + reason.text)
    if not every and not word and len(fitting) > _REASONS_SHOWN:
        rest = number(len(fitting) - _REASONS_SHOWN)
        output.say(
            Text(f"  理由はほかに{rest}件（--reasons ですべて）", f"  {rest} more reasons (--reasons shows all)")
        )
    if outcome.files:
        names = sorted(outcome.files)
        output.say(
            Text(
                f"ファイル：{'、'.join(names)}（machikata app files {run.id[:6]}）",
                f"Files: {', '.join(names)} (machikata app files {run.id[:6]})",
            )
        )
    for p in list_proposals(ws, app=run.app, owner=run.owner, run=run.id):
        signed = f"{len(p.signatures)}/{p.needed}"
        output.say(
            Text(
                f"◆ {p.summary.ja}：署名 {signed}、{p.state.value}",
                f"◆ {p.summary.en}: {signed} signatures, {p.state.value}",
            )
        )
