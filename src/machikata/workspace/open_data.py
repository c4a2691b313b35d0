# SPDX-License-Identifier: Apache-2.0
"""Use cases of open data: every published figure as data sets with source, licence and citation. Nothing unreleased is in any of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from machikata.domain.adoption import FactSource
from machikata.domain.call import Grouping
from machikata.domain.text import Text
from machikata.facts.municipalities import fact_of
from machikata.publication.catalogue.gif import TITLE, gif_csv, gif_json
from machikata.publication.kpi import kpi_files
from machikata.publication.open_data import DataFile, DataSet, FigureChange, Publisher, dcat_catalogue
from machikata.publication.open_data.change_files import change_files
from machikata.publication.open_data.companions import CSV_TYPE, with_citation
from machikata.publication.open_data.effect_files import effect_files
from machikata.publication.open_data.group_files import group_files
from machikata.rules.thresholds import disclosure_thresholds
from machikata.workspace.adoption import key_figures, public_editions
from machikata.workspace.body_facts import body_facts
from machikata.workspace.call_groupings import GROUPINGS
from machikata.workspace.calls import CALLS
from machikata.workspace.cases import catalogue
from machikata.workspace.effects import published_effects
from machikata.workspace.figure_changes import figure_changes, shipped_at
from machikata.workspace.releases import released
from machikata.workspace.reports import write_file
from machikata.workspace.workspace import Workspace

PUBLISHER: Final = Publisher(Text("町型", "Machikata"))
"""Who offers the data where nobody else is named."""
CATALOGUE_TITLE: Final = Text("自治体のAI・RPA：オープンデータ", "AI and RPA in local government: open data")
_AI, _RPA = Text("AI", "AI"), Text("RPA", "RPA")
_LOCAL: Final = Text("地方公共団体", "local government")


def open_data(ws: Workspace, publisher: Publisher = PUBLISHER) -> tuple[DataSet, ...]:
    """Key figures, case studies, effects and groups of calls (when there are any) and the change log, each with its citation. Everybody may have them."""
    made = (_key_figures(ws), _cases(ws, publisher), _effects(ws), _groups(ws), _changes(figure_changes(ws)))
    return tuple(with_citation(data, publisher) for data in made if data is not None)


def write_open_data(
    ws: Workspace, folder: Path, *, publisher: Publisher = PUBLISHER, base: str = ""
) -> tuple[DataSet, ...]:
    """Write every data set and the catalogue (`data/dcat.jsonld`) below `folder`; files of the same name are replaced.

    Raises:
        WorkspaceUnusable: the folder cannot be written.
    """
    made = open_data(ws, publisher)
    for file in (f for data in made for f in data.files):
        write_file(folder / file.path, file.content)
    entry = dcat_catalogue(made, publisher=publisher, title=CATALOGUE_TITLE, base=base)
    write_file(folder / "data" / "dcat.jsonld", entry)
    return made


def _files(data_id: str, contents: Mapping[str, bytes]) -> tuple[DataFile, ...]:
    kinds = {"csv": CSV_TYPE, "json": "application/json"}
    return tuple(
        DataFile(f"data/{data_id}/{name}", kinds[name.rpartition(".")[2]], content)
        for name, content in contents.items()
    )


def _key_figures(ws: Workspace) -> DataSet:
    kpi, shipped = key_figures(ws), shipped_at(ws).date()
    read = [date.fromisoformat(e.source.read) for e in public_editions(ws) if e.source.read]
    days = [c.as_of for s in kpi.series for c in s.counts]
    return DataSet(
        "kpi",
        Text("AI・RPAの導入状況", "Adoption of AI and RPA"),
        Text(
            "AIやRPAを使う団体の数を、年ごと、人口別、類似団体の区分別、都道府県別、市区町村ごとに示します。年ごとの数は公表された値、そのほかは政府の一覧表から数えた値です。",
            "How many bodies use AI and RPA, by year, population, class of similar bodies, prefecture and municipality. Figures by year are as"
            " published, the others were counted in the government's table.",
        ),
        (_AI, _RPA, _LOCAL, Text("導入状況", "adoption")),
        shipped,
        max((shipped, *read)),
        _files("kpi", kpi_files(kpi)),
        kpi.sources,
        begins=_first_day(min(days)),
        ends=_first_day(max(days)),
    )  # fmt: skip


def _first_day(day: str) -> date:
    """A day, or the first of a month that is given without one."""
    return date.fromisoformat(day if len(day) == len("2020-01-01") else f"{day}-01")


def _cases(ws: Workspace, publisher: Publisher) -> DataSet:
    entries = catalogue(ws)
    cases, shipped = [e.case for e in entries], shipped_at(ws).date()
    modified = max((shipped, *(e.released_at.date() for e in entries if e.released_at is not None)))
    facts = body_facts(ws, (c.body for c in cases if c.body))
    names = {c: n for c in facts if (n := _official_name(ws, c))}
    classes = {c: f.class_id for c, f in facts.items() if f.class_id}
    files = dict(gif_csv(cases, names=names, classes=classes))
    files["cases.json"] = gif_json(
        cases, publisher=publisher.name, issued=modified.isoformat(), names=names, classes=classes
    )
    return DataSet(
        "cases",
        TITLE,
        Text(
            "地方公共団体がAIやロボットを使った事例です。政府相互運用性フレームワーク（GIF）の事例の項目に、数値の種類と出典を加えています。",
            "Case studies of local governments that use AI and robots, in the items of the government's interoperability framework (GIF), with the"
            " kind and source of every figure.",
        ),
        (_AI, _RPA, _LOCAL, Text("事例", "case study")),
        shipped,
        modified,
        _files("cases", files),
        _sources_of_cases(),
        synthetic=any(c.synthetic for c in cases if not c.withdrawn.ja),
    )  # fmt: skip


def _sources_of_cases() -> tuple[FactSource, ...]:
    """Sources stand with each case; the one that most of them come from is named for the whole."""
    return (
        FactSource(
            "mission-2019",
            Text("地方自治体におけるAI・ロボティクスの活用事例ほか（事例ごとの出典は sources.csv）", "the ministry's case studies of AI and robotics of 2019, and others (per case: sources.csv)"),
            "",
            Text("総務省", "Ministry of Internal Affairs and Communications"),
            Text("出典を示して利用", "attribution"),
        ),
    )  # fmt: skip


def _official_name(ws: Workspace, code: str) -> str:
    body, fact = ws.library.body(code), fact_of(code)
    return body.name.ja if body is not None else fact.name if fact is not None else ""


def _effects(ws: Workspace) -> DataSet | None:
    public = [p for p in published_effects(ws) if not p.effect.report.withdrawn.ja]
    if not public:
        return None
    shown = [p.effect for p in public]
    facts = body_facts(ws, (e.report.body for e in shown))
    classes = {code: f.class_id for code, f in facts.items() if f.class_id}
    begins = [e.report.begins for e in shown if e.report.begins]
    ends = [e.report.ends for e in shown if e.report.ends]
    return DataSet(
        "effects",
        Text("団体ごとの効果", "Effects by body"),
        Text(
            "仕事の見直しで何が変わったかを、団体が自分で選んだ測り方で報告したものです。順位ではありません。少ない件数や人数の値は伏せています。",
            "What the redesign of work changed, as each body chose to measure it; no ranking. Figures on few cases or persons are held back.",
        ),
        (_AI, _RPA, _LOCAL, Text("効果", "effect")),
        min(p.release.first_at.date() for p in public),
        max(p.release.at.date() for p in public),
        _files("effects", effect_files(shown, classes=classes, thresholds=disclosure_thresholds())),
        begins=min(begins, default=None),
        ends=max(ends, default=None),
        synthetic=any(e.report.synthetic for e in shown),
    )  # fmt: skip


def _groups(ws: Workspace) -> DataSet | None:
    calls = {r.kept.id: r.kept.value for r in released(ws, CALLS)}
    public = [r for r in released(ws, GROUPINGS) if r.kept.id in calls]
    if not public:
        return None
    names = {code: name for r in public for code, name in official_names(ws, r.kept.value).items()}
    pairs = [(calls[r.kept.id], r.kept.value) for r in public]
    return DataSet(
        "groups",
        Text("公募のグループ", "Groups of calls"),
        Text("公募に応募した団体のグループと、グループのない団体の理由です。", "The groups of those who applied to calls, and why others are in none."),
        (_LOCAL, Text("公募", "call")),
        min(r.first_at.date() for r in public),
        max(r.at.date() for r in public),
        _files("groups", group_files(pairs, names=names)),
        synthetic=any(call.synthetic for call, _ in pairs),
    )  # fmt: skip


def official_names(ws: Workspace, grouping: Grouping) -> Mapping[str, str]:
    """Code → official name of every body of a grouping."""
    codes = [code for g in grouping.groups for code in g.members] + [n.body for n in grouping.rest]
    return {code: _official_name(ws, code) or code for code in codes}


def _changes(changes: tuple[FigureChange, ...]) -> DataSet:
    days = [c.at.date() for c in changes]
    return DataSet(
        "changes",
        Text("数値の変更の記録", "Change log of figures"),
        Text("公表した数値が、いつ、どう変わったかの記録です。", "When and how published figures changed."),
        (_LOCAL, Text("変更の記録", "change log")),
        min(days),
        max(days),
        _files("changes", change_files(changes)),
        synthetic=any(c.synthetic for c in changes),
    )


__all__ = ["CATALOGUE_TITLE", "PUBLISHER", "official_names", "open_data", "write_open_data"]
