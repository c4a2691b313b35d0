# SPDX-License-Identifier: Apache-2.0
"""`machikata effect`: what a body publishes about the effect of its redesign of work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cyclopts import App

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.releasing import decided, tell_proposal
from machikata.cli.showing import show_table
from machikata.domain.effect_report import EffectReport
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.publication.csv_table import table_csv
from machikata.publication.document import to_document
from machikata.publication.effects import ShownEffect, effects_table
from machikata.publication.workbook import write_workbook
from machikata.records.effect_files import read_effect, write_effect
from machikata.rules.thresholds import disclosure_thresholds
from machikata.samples.effect_reports import sample_effects
from machikata.workspace.effects import (
    EFFECTS,
    own_effect,
    own_effects,
    preview_effect,
    propose_effect,
    published_effects,
    published_effects_table,
    save_effect,
    withdraw_effect,
)
from machikata.workspace.imports import opened_file
from machikata.workspace.releases import Own
from machikata.workspace.reports import write_file
from machikata.workspace.workspace import Workspace

app = App(name="effect", help="仕事の見直しの効果を公表する。 Publish what the redesign of work has brought.")


def _own(ws: Workspace, effect_id: str, body: str) -> Own[EffectReport]:
    """The report of `body`; where no body is named, of the one that keeps it."""
    return own_effect(ws, effect_id, owner=body or EFFECTS.get(ws, effect_id).owner)


@app.command(name="list")
def list_(*, own: bool = False, common: Common = STANDARD) -> None:
    """公表された効果を見る（--own で自団体の報告と状態）。 Effects that are public; --own lists one's own and where they stand.

    Parameters
    ----------
    own
        自団体の報告。 One's own reports.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        if own:
            _list_own(output, own_effects(ws))
            return
        shown = tuple(p.effect for p in published_effects(ws))
        output.result(to_document(shown), lambda: _show(output, shown))


def _list_own(output: Output, held: tuple[Own[EffectReport], ...]) -> None:
    heads = [
        output.t(*h)
        for h in (("番号", "Id"), ("団体", "Body"), ("取り組み", "Work"), ("版", "Version"), ("状態", "State"))
    ]
    rows = [
        (o.kept.id, o.kept.owner, o.kept.value.title.in_(output.language), number(o.kept.version),
         o.state.label.in_(output.language))
        for o in held
    ]  # fmt: skip
    output.result(to_document(held), lambda: output.table("", heads, rows, right=[3], whole=[0, 1]))


def _show(output: Output, shown: tuple[ShownEffect, ...]) -> None:
    if not shown:
        output.say(Text("公表された効果はまだありません", "no effect has been published yet"))
        return
    table = effects_table([e for e in shown if not e.report.withdrawn.ja], disclosure_thresholds())
    show_table(output, table)
    output.say(table.note)
    for e in shown:
        if e.report.withdrawn.ja:
            output.say(
                Text(f"取り下げ：{e.report.title.ja}。理由：", f"withdrawn: {e.report.title.en}. Reason: ")
                + e.report.withdrawn
            )


@app.command
def show(effect_id: str, *, body: str = "", yaml: bool = False, common: Common = STANDARD) -> None:
    """自団体の報告を、ほかの人に見える形で見る。 One's own report as others will see it.

    Parameters
    ----------
    effect_id
        報告の番号。 The report's id.
    body
        団体コード。 The body's code.
    yaml
        書いたままをYAMLで出す。 As it was written, as YAML.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        own = _own(ws, effect_id, body)
        if yaml:
            output.result(to_document(own.kept), lambda: output.say(write_effect(own.kept.value).decode().rstrip()))
            return
        seen = preview_effect(ws, own.kept.id, owner=own.kept.owner)
        document = {"state": own.state.value, "version": own.kept.version, "shown": to_document(seen)}
        output.result(document, lambda: _show_own(output, own, seen))


def _show_own(output: Output, own: Own[EffectReport], seen: ShownEffect) -> None:
    output.say(Text(f"第{own.kept.version}版：", f"version {own.kept.version}: ") + own.state.label)
    show_table(output, effects_table([seen], disclosure_thresholds()))
    if own.kept.value.comment.ja:
        output.say(own.kept.value.comment)


@app.command
def form(*, output: Path | None = None, common: Common = STANDARD) -> None:
    """書き方の見本（YAML）をつくる。 Write an example of the file that `write` takes.

    Parameters
    ----------
    output
        書き出す先。 The file to write.
    """
    speaking = common.output()
    with complaints(speaking):
        example = next(e for e in sample_effects() if len(e.measures) > 2)
        name = speaking.t("効果の見本.yaml", "effect-example.yaml")
        speaking.written(write_file(output or Path(name), write_effect(example)))


@app.command
def write(file: Path, *, body: str, effect_id: str = "", common: Common = STANDARD) -> None:
    """YAMLに書いた効果を、下書きにする。 Keep an effect written in YAML as a draft.

    Parameters
    ----------
    file
        YAMLのファイル（effect form が見本をつくる）。 The file; `effect form` writes an example.
    body
        団体コード。 The body's code.
    effect_id
        直す報告の番号（なければ新しい報告）。 The report that it changes; a new one where none is named.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        with opened_file(file) as content:
            report = read_effect(content.read(), file_name=file.name)
        kept = save_effect(ws, replace(report, id=effect_id), owner=ws.body(body).code)
        said = Text(
            f"✓ 報告 {kept.id} の第{kept.version}版（下書き）にしました。machikata effect propose {kept.id} で公表の署名を求めます",
            f"✓ report {kept.id}, version {kept.version} (draft); machikata effect propose {kept.id} asks for signatures",
        )
        output.result(to_document(kept), lambda: output.say(said))


@app.command
def propose(effect_id: str, *, body: str = "", common: Common = STANDARD) -> None:
    """公表の署名を求める。 Ask for the two signatures that make the newest version public.

    Parameters
    ----------
    effect_id
        報告の番号。 The report's id.
    body
        団体コード。 The body's code.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        own = _own(ws, effect_id, body).kept
        tell_proposal(output, propose_effect(ws, own.id, owner=own.owner))


@app.command(name="sign")
def sign_(effect_id: str, *, body: str = "", comment: str = "", common: Common = STANDARD) -> None:
    """内容を確かめて署名する（--person で名前を指定）。 Agree and sign; name who signs with --person.

    Parameters
    ----------
    effect_id
        報告の番号。 The report's id.
    body
        団体コード。 The body's code.
    comment
        付記。 A comment.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        decided(ws, output, _own(ws, effect_id, body), agrees=True, comment=comment)


@app.command
def reject(effect_id: str, *, comment: str, body: str = "", common: Common = STANDARD) -> None:
    """認めずに戻す（--person で名前を指定）。 Disagree and send it back; name who does with --person.

    Parameters
    ----------
    effect_id
        報告の番号。 The report's id.
    comment
        理由。 The reason.
    body
        団体コード。 The body's code.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        decided(ws, output, _own(ws, effect_id, body), agrees=False, comment=comment)


@app.command
def withdraw(effect_id: str, *, reason: str, body: str = "", common: Common = STANDARD) -> None:
    """公表した効果を取り下げる署名を求める。 Ask for the signatures that take a public effect back.

    Parameters
    ----------
    effect_id
        報告の番号。 The report's id.
    reason
        読む人に示す理由。 The reason that readers will see.
    body
        団体コード。 The body's code.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        own = _own(ws, effect_id, body).kept
        tell_proposal(output, withdraw_effect(ws, own.id, owner=own.owner, reason=reason))


@app.command
def export(to: Path | None = None, *, common: Common = STANDARD) -> None:
    """公表された効果を表（.csv か .xlsx）に書き出す。 Write the public effects as a table (.csv or .xlsx).

    Parameters
    ----------
    to
        書き出す先。 The file to write.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        path = to or Path(output.t("団体ごとの効果.csv", "effects.csv"))
        table = published_effects_table(ws)
        synthetic = any(p.effect.report.synthetic for p in published_effects(ws))
        content = (
            write_workbook([table], language=output.language, notice=synthetic_notice(synthetic))
            if path.suffix.lower() == ".xlsx"
            else table_csv(table, output.language)
        )
        output.written(write_file(path, content))
