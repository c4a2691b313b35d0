# SPDX-License-Identifier: Apache-2.0
"""`machikata call groups`: groups of a call formed, changed by hand, signed for, and made groups of the workspace."""

from __future__ import annotations

from cyclopts import App

from machikata.cli.call_applying import seen
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.problem_lines import problem_lines
from machikata.cli.releasing import decided_proposal, tell_proposal
from machikata.domain.call import Grouping
from machikata.domain.case_study import ServiceField
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.publication.document import to_document
from machikata.workspace.call_groupings import (
    adjust_grouping,
    adopt_grouping,
    form_call_groups,
    grouping_state,
    propose_grouping,
    restore_grouping,
)
from machikata.workspace.workspace import Workspace

app = App(
    name="groups", help="グループを編成し、直し、決める。 The groups of a call: formed, changed by hand, decided."
)


@app.command(name="form")
def form_(call: str, *, keep: list[str] | None = None, common: Common = STANDARD) -> None:
    """規則のとおりに編成し直す。 Form the groups anew by the rules, as a new version.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    keep
        そのまま残すグループ（何度でも）。 Groups that stay as they are.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        with output.progress(Text("編成しています", "forming groups")) as progress:
            form_call_groups(ws, call, keep=tuple(keep or ()), progress=progress)
        _tell(output, ws, call)


@app.command
def show(call: str, *, common: Common = STANDARD) -> None:
    """今の編成を、理由とともに見る。 Show the newest grouping with its reasons.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    """
    output = common.output()
    with complaints(output):
        _tell(output, common.open(), call)


def _tell(output: Output, ws: Workspace, call: str) -> None:
    state = grouping_state(ws, call)
    names = {a.body: a.body_name for a in seen(ws, call)}
    document = to_document(state) | {"signed": state.signed}

    def told() -> None:
        output.say(
            Text(f"第{state.kept.version}版　", f"version {state.kept.version}: ")
            + _standing(signed=state.signed, value=state.kept.value)
        )
        _show(output, state.kept.value, names)
        for _, line in problem_lines(state.problems, output.language):
            output.say(line)

    output.result(document, told)


def _standing(*, signed: bool, value: Grouping) -> Text:
    if value.adopted:
        return Text("採用しました", "adopted")
    return Text("署名がそろっています", "signed for") if signed else Text("まだ決まっていません", "not decided yet")


def _show(output: Output, grouping: Grouping, names: dict[str, str]) -> None:
    language = output.language

    def named(code: str) -> str:
        return f"{names.get(code, code)}（{code}）" if language == "ja" else f"{names.get(code, code)} ({code})"

    for g in grouping.groups:
        output.say(
            f"■ {g.id}　{g.field.label.in_(language)}{output.t('：', ': ')}{output.t('、', ', ').join(map(named, g.members))}"
        )
        for reason in (*([g.reason] if g.reason.ja else []), *g.reasons):
            output.say(f"  ・{reason.in_(language)}")
    for one in grouping.rest:
        output.say(
            Text("▲ グループなし：", "▲ in no group: ")
            + Text(named(one.body), named(one.body))
            + Text("。", ". ")
            + one.reason
        )
    if grouping.proof.ja:
        output.say(grouping.proof)
    output.say(Text(f"{number(len(grouping.groups))}グループ", f"{number(len(grouping.groups))} groups"))


@app.command
def adjust(
    call: str, *, place: list[str], reason: str, field: list[str] | None = None, common: Common = STANDARD
) -> None:
    """手で直す。 Put bodies elsewhere by hand, as a new version.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    place
        「団体コード=グループ」（何度でも。グループを空けると、どこにも入れない）。 CODE=GROUP; nothing after = puts it in no group.
    reason
        理由。 The reason, which the groups will say.
    field
        新しいグループの分野「グループ=分野」。 GROUP=FIELD for a new group.
    """
    output = common.output()
    with complaints(output):
        placed, fields = _pairs(place, "place"), _fields(_pairs(field or [], "field"))
        ws = common.open()
        adjust_grouping(ws, call, placed, reason=reason, fields=fields)
        _tell(output, ws, call)


def _pairs(words: list[str], option: str) -> dict[str, str]:
    wrong = [w for w in words if "=" not in w]
    if wrong:
        raise InputRefused([
            Problem("not-a-pair", Text(f"「{w}」に = がありません", f"“{w}” holds no ="),
                    Text("「991015=A」のように書いてください", "write it as 991015=A"), Place(column=f"--{option}", value=w))
            for w in wrong
        ])  # fmt: skip
    return {a.strip(): b.strip() for a, _, b in (w.partition("=") for w in words)}


def _fields(named: dict[str, str]) -> dict[str, ServiceField]:
    named = {group: value.replace("-", "_") for group, value in named.items()}
    wrong = [v for v in named.values() if v not in set(ServiceField)]
    if wrong:
        choices = tuple(f.value for f in ServiceField)
        raise InputRefused([
            Problem("no-such-field", Text(f"分野「{v}」はありません", f"there is no field “{v}”"),
                    Text("次から選んでください：" + "、".join(choices), "choose one of: " + ", ".join(choices)),
                    Place(column="--field", value=v), choices=choices)
            for v in wrong
        ])  # fmt: skip
    return {group: ServiceField(v) for group, v in named.items()}


@app.command
def restore(call: str, version: int, *, common: Common = STANDARD) -> None:
    """前の版に戻す（履歴は残る）。 Make an earlier version the newest again; nothing is lost.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    version
        戻す版。 The version.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        restore_grouping(ws, call, version=version)
        _tell(output, ws, call)


@app.command
def propose(call: str, *, common: Common = STANDARD) -> None:
    """編成を決める署名を求める。 Ask for the two signatures that decide the grouping.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    """
    output = common.output()
    with complaints(output):
        tell_proposal(output, propose_grouping(common.open(), call))


@app.command
def sign(call: str, *, comment: str = "", common: Common = STANDARD) -> None:
    """編成を確かめて署名する（--person で名前を指定）。 Agree to the grouping and sign; name who signs with --person.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    comment
        付記。 A comment.
    """
    output = common.output()
    with complaints(output):
        _decide(output, common.open(), call, agrees=True, comment=comment)


@app.command
def reject(call: str, *, comment: str, common: Common = STANDARD) -> None:
    """編成を認めずに戻す（--person で名前を指定）。 Disagree with the grouping; name who does with --person.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    comment
        理由。 The reason.
    """
    output = common.output()
    with complaints(output):
        _decide(output, common.open(), call, agrees=False, comment=comment)


def _decide(output: Output, ws: Workspace, call: str, *, agrees: bool, comment: str) -> None:
    decided_proposal(ws, output, grouping_state(ws, call).release, call, agrees=agrees, comment=comment)


@app.command
def adopt(call: str, *, common: Common = STANDARD) -> None:
    """署名された編成を、比べるグループにする。 Make the signed groups groups of the workspace, which comparisons use.

    Parameters
    ----------
    call
        公募の番号。 The call's id.
    """
    output = common.output()
    with complaints(output):
        groups = adopt_grouping(common.open(), call)

        def told() -> None:
            for g in groups:
                output.say(Text("✓ ", "✓ ") + g.name + Text(f"（{g.id}）", f" ({g.id})"))

        output.result(to_document(groups), told)
