# SPDX-License-Identifier: Apache-2.0
"""`machikata dictionary`: activity names of different bodies meet on one dictionary."""

from __future__ import annotations

from cyclopts import App

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.wording import number, share
from machikata.publication.document import to_document
from machikata.workspace.dictionary import (
    DictionaryState,
    accept_confident,
    decide,
    dictionary,
    make_first_dictionary,
    undo_decision,
)

app = App(
    name="dictionary", help="作業の名前をそろえる。 Bring activity names of different bodies onto one dictionary."
)


@app.command(name="list")
def list_(process: str, *, common: Common = STANDARD) -> None:
    """まだ決めていない名前と案を見せる。 Show undecided names with proposals, and the decisions.

    Parameters
    ----------
    process
        業務。 The process.
    """
    output = common.output()
    with complaints(output):
        state = dictionary(common.open(), process=process)
        output.result(to_document(state), lambda: _show(output, state))


def _show(output: Output, state: DictionaryState) -> None:
    labels = {c.id: c.label.in_(output.language) for c in state.process.concepts}
    heads = [output.t(*h) for h in (("団体", "Body"), ("作業名", "Name"), ("共通の作業名の案", "Proposed concept"), ("確かさ", "Confidence"),
                                    ("理由", "Why"))]  # fmt: skip
    rows = [(p.body, p.label, ("? " if p.ambiguous else "") + labels.get(p.concept, "―"), share(p.confidence),
             " ".join(r.in_(output.language) for r in p.reasons)) for p in state.open]  # fmt: skip
    if not labels:
        output.say(Text("この業務にはまだ辞書がありません。machikata dictionary draft で、最初の辞書をつくれます",
                        "this process has no dictionary yet; machikata dictionary draft makes a first one"))  # fmt: skip
        return
    if rows:
        output.table("", heads, rows, right=[3])
    output.say(Text(
        f"決めていない名前 {number(len(state.open))}（まとめて認められるもの {number(len(state.confident))}）、"
        f"同じ文字の名前 {number(len(state.automatic))}、決定 {number(len(state.decisions))}",
        f"{number(len(state.open))} names undecided ({number(len(state.confident))} can be accepted together), "
        f"{number(len(state.automatic))} spelled alike, {number(len(state.decisions))} decisions"))  # fmt: skip


@app.command
def draft(process: str, *, common: Common = STANDARD) -> None:
    """辞書のない業務に、最初の辞書をつくる。 Draw a first dictionary from the names in use.

    Parameters
    ----------
    process
        業務。 The process.
    """
    output = common.output()
    with complaints(output):
        made = make_first_dictionary(common.open(), process=process)
        output.result(to_document(made), lambda: output.say(Text(
            f"共通の作業名は{number(len(made.concepts))}個です", f"the dictionary has {number(len(made.concepts))} concepts")))  # fmt: skip


@app.command
def accept(process: str, *, common: Common = STANDARD) -> None:
    """書き方だけが違う名前をまとめて認める。 Accept every proposal that differs in spelling only.

    Parameters
    ----------
    process
        業務。 The process.
    """
    output = common.output()
    with complaints(output):
        n = accept_confident(common.open(), process=process)
        output.result(
            {"accepted": n}, lambda: output.say(Text(f"{number(n)}個を認めました", f"{number(n)} names accepted"))
        )


@app.command(name="decide")
def decide_(process: str, body: str, activity: str, concept: str = "", *, common: Common = STANDARD) -> None:
    """1つの名前を決める。 Decide one name; without a concept it stays the body's own.

    Parameters
    ----------
    process
        業務。 The process.
    body
        団体コード。 The body's code.
    activity
        記録にある作業名。 The activity as the log names it.
    concept
        共通の作業名（一覧にあるとおり、または番号）。 The common name as the list shows it, or its id.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        decide(ws, process=process, body=body, activity=activity, concept=_concept(ws.process(process), concept))
        output.result(
            {"decided": activity}, lambda: output.say(Text(f"「{activity}」を決めました", f"“{activity}” is decided"))
        )


def _concept(process: Process, words: str) -> str:
    """The id of the concept that is meant: a person copies the name from the list, a script gives the id."""
    if any(c.id == words for c in process.concepts):
        return words
    named = [c.id for c in process.concepts if words in (c.label.ja, c.label.en)]
    return named[0] if len(named) == 1 else words


@app.command
def undo(process: str, number_of_decision: int, *, common: Common = STANDARD) -> None:
    """決定を取り消す。 Undo a decision; it stays on record.

    Parameters
    ----------
    process
        業務。 The process.
    number_of_decision
        決定の番号。 Its number, as `dictionary list --json` shows it.
    """
    output = common.output()
    with complaints(output):
        undo_decision(common.open(), process=process, number=number_of_decision)
        output.result({"undone": number_of_decision}, lambda: output.say(Text("取り消しました", "undone")))
