# SPDX-License-Identifier: Apache-2.0
"""What goes public: the key figures with their sources, the doors to cases, effects, letters and calls, and what waits for signatures."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.domain.actor import Role
from machikata.domain.adoption import AdoptionCount, Among, Tool
from machikata.domain.errors import NotFound
from machikata.domain.prefectures import PREFECTURES
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.drawing.charts.adoption_series import written_count
from machikata.publication.comparison_tables import ResultTable
from machikata.publication.csv_table import table_csv
from machikata.publication.kpi import COUNTED, Kpi, kpi_tables, municipality_table
from machikata.publication.kpi.pictures import SERIES, prefecture_picture, series_picture, tiles_picture
from machikata.publication.workbook import write_workbook
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.view import View, Viewed
from machikata.workspace.adoption import key_figures
from machikata.workspace.calls import list_calls
from machikata.workspace.cases import catalogue
from machikata.workspace.digests import list_digests
from machikata.workspace.effects import published_effects
from machikata.workspace.library import EVERYONE
from machikata.workspace.published_comparisons import published_comparisons
from machikata.workspace.waiting_releases import waiting_releases
from machikata.workspace.workspace import Workspace

router = APIRouter()
_TITLE = Text("公表", "Publish")
_CRUMB = Link("/publish", _TITLE)


@dataclass(frozen=True, slots=True)
class Door:
    """A way on, with what lies behind it."""

    link: Link
    what: Text
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that two persons are asked to sign."""

    link: Link
    kind: Text
    missing: int


@dataclass(frozen=True, slots=True)
class PublishPage:
    """The newest count of bodies that use AI or RPA, every table of the key figures, and the prefectures."""

    newest: AdoptionCount | None
    newest_words: str
    tables: tuple[ResultTable, ...]
    as_of: str
    whole: Kpi
    prefectures: tuple[Link, ...]
    doors: tuple[Door, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class PrefecturePage:
    """The municipalities of one prefecture."""

    number: str
    name: Text
    table: ResultTable
    as_of: str


@router.get("/publish")
def publish_page(view: Viewed, tool: str = "either") -> Response:
    """The key figures."""
    chosen = Tool(tool) if tool in {t.value for t in COUNTED} else Tool.EITHER
    page = present(view)
    drawn = (series_picture(page.whole, t, among, title=title, language=view.language) for t, among, title in SERIES)
    return view.page(
        "pages/publish.html",
        page,
        Frame(title=_TITLE, step=Step.PUBLISH),
        series=tuple(p for p in drawn if p is not None),
        tiles=tiles_picture(page.whole, chosen, language=view.language),
        tools=COUNTED,
        tool=chosen,
    )


@router.get("/publish/kpi.xlsx")
def kpi_workbook(view: Viewed) -> Response:
    """Every table of the key figures as one workbook."""
    tables = kpi_tables(key_figures(view.workspace))
    return download(
        write_workbook(tables, language=view.language, notice=synthetic_notice(False)),
        view.text("AI・RPAを使う団体.xlsx", "adoption.xlsx"),
    )


@router.get("/publish/kpi/{table_id}.csv")
def kpi_csv(view: Viewed, table_id: str) -> Response:
    """One of the tables as CSV."""
    found = next((t for t in kpi_tables(key_figures(view.workspace)) if t.id == table_id), None)
    if found is None:
        raise NotFound(Text(f"「{table_id}」という表はありません", f"there is no table “{table_id}”"))
    return download(table_csv(found, view.language), f"{table_id}.csv")


@router.get("/publish/prefectures/{number}")
def prefecture_page(view: Viewed, number: str) -> Response:
    """The municipalities of a prefecture as tiles and as a table."""
    page = _prefecture(view, number)
    frame = Frame(title=page.name, step=Step.PUBLISH, crumbs=(_CRUMB, Link("", page.name)))
    picture = prefecture_picture(key_figures(view.workspace), number, language=view.language)
    return view.page("pages/publish_prefecture.html", page, frame, picture=picture)


@router.get("/publish/prefectures/{number}/list.csv")
def prefecture_csv(view: Viewed, number: str) -> Response:
    """The same as CSV."""
    return download(table_csv(_prefecture(view, number).table, view.language), f"prefecture-{number}.csv")


def _prefecture(view: View, number: str) -> PrefecturePage:
    if number not in PREFECTURES:
        raise NotFound(
            Text(f"都道府県「{number}」はありません", f"there is no prefecture “{number}”"),
            remedy=Text("01から47までの番号です", "numbers are 01 to 47"),
        )
    kpi = key_figures(view.workspace)
    return PrefecturePage(number, PREFECTURES[number].name, municipality_table(kpi, number), kpi.as_of)


def present(view: View) -> PublishPage:
    """The page value."""
    kpi = key_figures(view.workspace)
    counts = kpi.series_of(Tool.EITHER, Among.ALL)
    newest = counts[-1] if counts else None
    return PublishPage(
        newest,
        written_count(newest, view.language) if newest is not None else "",
        kpi_tables(kpi),
        kpi.as_of,
        kpi,
        tuple(Link(f"/publish/prefectures/{n}", p.name) for n, p in PREFECTURES.items()),
        _doors(view),
        _waiting(view),
    )


def _doors(view: View) -> tuple[Door, ...]:
    ws = view.workspace
    return (
        Door(
            Link("/cases", Text("事例", "Case studies")),
            Text("AIやロボットを使った事例を探す、書く", "find and write what was done with AI and robots"),
            sum(not e.case.withdrawn.ja for e in catalogue(ws)),
        ),
        Door(
            Link("/effects", Text("効果", "Effects")),
            Text("団体ごとの効果を見る、書く", "what the redesign brought, body by body"),
            sum(not p.effect.report.withdrawn.ja for p in published_effects(ws)),
        ),
        Door(
            Link("/comparisons", Text("比較", "Comparisons")),
            Text("公表された比較を見る", "comparisons that were published"),
            sum(not r.kept.value.withdrawn.ja for r in published_comparisons(ws)),
        ),
        Door(
            Link("/calls", Text("公募", "Calls")),
            Text("応募を募り、グループを編成する", "call for applications and form groups"),
            len(list_calls(ws)),
        ),
        *_secretariat_doors(ws),
    )


def _secretariat_doors(ws: Workspace) -> tuple[Door, ...]:
    """What only whoever acts for the whole installation may open."""
    if not (ws.actor.owns(EVERYONE) and ws.actor.may(Role.OFFICER)):
        return ()
    return (
        Door(
            Link("/digest", Text("総務大臣メール", "Letter to the mayors")),
            Text("新しいことを首長に知らせ、返事を受け取る", "tell the heads of bodies what is new, and take replies"),
            len(list_digests(ws)),
        ),
    )


def _waiting(view: View) -> tuple[Waiting, ...]:
    return tuple(Waiting(Link(w.path, w.proposal.summary), w.kind, w.missing) for w in waiting_releases(view.workspace))
