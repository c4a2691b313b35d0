# SPDX-License-Identifier: Apache-2.0
"""`machikata demo`: the whole chain on invented municipalities, or on the files a person brings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from machikata.bootstrap import open_workspace
from machikata.cli.console import Output, complaints
from machikata.cli.options import Speaking
from machikata.cli.showing import show_comparison
from machikata.cli.site import serve_workspace
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.workspace.app_overviews import overview_lines
from machikata.workspace.apps import find_app
from machikata.workspace.cases import catalogue
from machikata.workspace.demo import ComparedGroup, build_demo, build_from_files, compare_everything
from machikata.workspace.demo_apps import run_examples
from machikata.workspace.demo_surveys import compare_all_surveys
from machikata.workspace.effects import published_effects
from machikata.workspace.reports import ExportFormat, export_comparison, export_name, write_file
from machikata.workspace.survey_exports import SurveyFormat, export_surveys, surveys_file_name
from machikata.workspace.waiting_releases import waiting_releases
from machikata.workspace.workspace import Workspace

_OWN_FILES = Process("own-files", Text("持ち込んだ記録", "records brought along"))


def demo(
    files: list[Path] | None = None,
    *,
    no_serve: bool = False,
    port: int = 8787,
    folder: Annotated[Path, Parameter(name=["--folder", "--workspace", "-w"])] = Path("demo-workspace"),
    scale: float = 1.0,
    speaking: Speaking = Speaking(),
) -> None:
    """架空の12団体で、取り込みから比較までを通しで見せる。 The whole chain on twelve invented municipalities.

    Parameters
    ----------
    files
        自分のファイル（XES、CSV、xlsx）で試す。1ファイルが1団体。 Your own files instead, one body each.
    no_serve
        画面を開かずに終わる。 Do not serve the site.
    port
        画面のポート番号。 The port of the site.
    folder
        作業場所をつくる場所。 Where to make the workspace.
    scale
        案件の多さ（1が標準）。 How many cases, 1 = standard.
    """
    output = speaking.output()
    with complaints(output):
        ws = open_workspace(folder / "own-files" if files else folder)
        found = _built(ws, output, files or [], scale)
        _tell(ws, output, found, folder)
        _tell_surveys(ws, output, folder)
        if not files:
            _tell_apps(ws, output)
            _tell_publication(ws, output)
        if no_serve and ws.queue is not None:
            ws.queue.close()
        if not no_serve:
            best = _most_telling(found)
            path = f"/compare/{best.group.id}/{best.process.id}" if best else "/"
            serve_workspace(ws, port=port, output=output, path=path)


def _built(ws: Workspace, output: Output, files: list[Path], scale: float) -> tuple[ComparedGroup, ...]:
    with output.progress(Text("1/4 記録と調査票をそろえる", "1/4 gathering records and surveys")) as progress:
        if files:
            build_from_files(ws, files, process=_OWN_FILES, progress=progress)
        else:
            build_demo(ws, scale=scale, progress=progress)
    with output.progress(Text("2/4 記録を比べる", "2/4 comparing records")) as progress:
        return compare_everything(ws, progress=progress)


def _most_telling(found: tuple[ComparedGroup, ...]) -> ComparedGroup | None:
    compared = [f for f in found if f.comparison is not None]
    return max(
        compared, key=lambda f: (len(f.group.members), len(f.comparison.reversals) if f.comparison else 0), default=None
    )


def _tell(ws: Workspace, output: Output, found: tuple[ComparedGroup, ...], folder: Path) -> None:
    for one in found:
        title = Text(f"■ {one.process.title.ja}｜{one.group.name.ja}｜{number(len(one.group.members))}団体",
                     f"■ {one.process.title.en} | {one.group.name.en} | {number(len(one.group.members))} bodies")  # fmt: skip
        output.say(title)
        for statement in one.comparison.statements if one.comparison else ():
            output.say(
                Text(
                    f"  ・{statement.headline.ja}{statement.detail.ja}",
                    f"  - {statement.headline.en} {statement.detail.en}",
                )
            )
        if one.refusal.ja:
            output.say(Text("  比べません：", "  not compared: ") + one.refusal)
    best = _most_telling(found)
    if best is None or best.comparison is None:
        return
    output.say("")
    show_comparison(output, best.comparison)
    name = export_name(best.comparison, process=best.process.id, form=ExportFormat.REPORT)
    content = export_comparison(
        ws, best.comparison, process=best.process.id, form=ExportFormat.REPORT, language=output.language
    )
    path = write_file(folder / "exports" / name, content)
    output.say(Text(f"✓ 報告書：{path}", f"✓ report: {path}"))


def _tell_surveys(ws: Workspace, output: Output, folder: Path) -> None:
    """What the workload surveys say, group by group, and the report of the one that says most."""
    with output.progress(Text("3/4 業務量調査を比べる", "3/4 comparing surveys")) as progress:
        found = compare_all_surveys(ws, progress=progress)
    for one in found:
        output.say(
            Text(
                f"■ 業務量調査：{one.process.title.ja}｜{one.group.name.ja}",
                f"■ workload survey: {one.process.title.en} | {one.group.name.en}",
            )
        )
        for statement in one.comparison.statements if one.comparison else ():
            output.say(Text("  ・", "  - ") + statement.headline + Text("", " ") + statement.detail)
        if one.refusal.ja:
            output.say(Text("  比べません：", "  not compared: ") + one.refusal)
        for body in one.reconciled.contradicting:
            output.say(Text("  ▲ 記録と食い違う：", "  ▲ contradicts its records: ") + body.name)
    best = max((f for f in found if f.comparison), key=lambda f: (len(f.group.members), f.standing_out), default=None)
    if best is None or best.comparison is None:
        return
    form = SurveyFormat.REPORT
    content = export_surveys(ws, best.comparison, form=form, language=output.language)
    path = write_file(folder / "exports" / surveys_file_name(best.comparison, form=form), content)
    output.say(Text(f"✓ 業務量調査の報告書：{path}", f"✓ report of the surveys: {path}"))


def _tell_apps(ws: Workspace, output: Output) -> None:
    """What the apps make of their invented inputs, and where the decision waits."""
    with output.progress(Text("4/4 業務アプリを試す", "4/4 trying the apps")) as progress:
        runs = run_examples(ws, progress=progress)
    for run in runs:
        title, body = find_app(ws, run.app).manifest.title, ws.body(run.owner).name
        output.say(Text(f"■ 業務アプリ：{title.ja}｜{body.ja}（架空）", f"■ app: {title.en} | {body.en} (invented)"))
        if run.error is not None:
            output.say(Text("  できませんでした：", "  it could not be done: ") + run.error)
            continue
        for line in overview_lines(ws, run.id):
            output.say(Text("  ・", "  - ") + line)
        output.say(
            Text(
                f"  署名を待っています：/apps/{run.app}/runs/{run.id}",
                f"  waits for signatures: /apps/{run.app}/runs/{run.id}",
            )
        )


def _tell_publication(ws: Workspace, output: Output) -> None:
    """What the invented bodies have made public, and what still waits for signatures."""
    cases = sum(e.case.synthetic and not e.case.withdrawn.ja for e in catalogue(ws))
    effects, waiting = len(published_effects(ws)), len(waiting_releases(ws))
    output.say(Text(f"■ 公表：架空の団体の事例 {number(cases)}件、効果 {number(effects)}件",
                    f"■ public: {number(cases)} case studies and {number(effects)} effects of invented bodies"))  # fmt: skip
    if waiting:
        output.say(
            Text(
                f"  署名を待っているもの {number(waiting)}件：/publish",
                f"  {number(waiting)} wait for signatures: /publish",
            )
        )
