# SPDX-License-Identifier: Apache-2.0
"""Lists to take away: for the section with names, for publication with small figures hidden."""

from __future__ import annotations

from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.letters.published import publication_sheets
from machikata.apps.daycare_matching.letters.rosters import rosters
from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.solving import Solved
from machikata.automation.app.context import AppContext, Suppression
from machikata.automation.app.documents import Sheet
from machikata.automation.app.pages import AppPageView, Download, Heading, Links, PageLink, PageRequest, Words
from machikata.domain.errors import NotFound
from machikata.domain.text import Text

TITLE = Text("名簿と公表用の表", "Lists")
SECTION, PUBLICATION = "section", "publication"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheets_for_section(result: Solved) -> tuple[Sheet, ...]:
    """名簿 and lists, with names and every figure."""
    letters = letter_data(result.built, result.results, result.refused, result.cut_offs)
    return rosters(result.built, result.results, letters, result.cut_offs)


def sheets_for_publication(result: Solved, suppression: Suppression) -> tuple[Sheet, ...]:
    """Cut-offs, seats left and statistics, small figures hidden."""
    letters = letter_data(result.built, result.results, result.refused, result.cut_offs)
    return publication_sheets(result.built, letters, result.cut_offs, suppression=suppression)


def sheets_of(kind: str, result: Solved, suppression: Suppression) -> tuple[Sheet, ...]:
    """The lists of a kind.

    Raises:
        NotFound: there is no such kind.
    """
    if kind == SECTION:
        return sheets_for_section(result)
    if kind == PUBLICATION:
        return sheets_for_publication(result, suppression)
    raise NotFound(
        Text(f"「{kind}」という種類の一覧はありません", f"there is no kind of list “{kind}”"),
        remedy=Text(f"{SECTION} か {PUBLICATION} です", f"choose {SECTION} or {PUBLICATION}"),
    )


def export_page(_request: PageRequest, context: AppContext) -> AppPageView:
    """Every list as CSV, and all of a kind as Excel."""
    result = result_of(context)
    return AppPageView(
        TITLE,
        (
            Heading(Text("係で使う一覧", "For the section")),
            Words(Text("氏名と指数が入ります。取扱いに注意してください。", "With names and points: handle with care.")),
            _links(SECTION, sheets_for_section(result)),
            Heading(Text("公表する一覧", "For publication")),
            Words(
                Text(
                    f"{context.suppression.minimum}人未満の数と、そこから逆算できる数は出しません。",
                    f"Counts below {context.suppression.minimum} are hidden, and those from which they would follow.",
                )
            ),
            _links(PUBLICATION, sheets_for_publication(result, context.suppression)),
        ),
    )


def _links(kind: str, sheets: tuple[Sheet, ...]) -> Links:
    return Links(
        (
            PageLink(f"export-excel?kind={kind}", Text("まとめて（Excel）", "All of them (Excel)")),
            *(
                PageLink(f"export-csv?kind={kind}&sheet={s.name}", Text(f"{s.title.ja}（CSV）", f"{s.title.en} (CSV)"))
                for s in sheets
            ),
        )
    )


def _sheets(request: PageRequest, context: AppContext) -> tuple[Sheet, ...]:
    return sheets_of(request.query.get("kind", ""), result_of(context), context.suppression)


def excel_file(request: PageRequest, context: AppContext) -> Download:
    """All lists of a kind."""
    data = context.documents.excel(_sheets(request, context), language=request.language)
    return Download(f"{request.query['kind']}-{context.run}.xlsx", data, EXCEL)


def list_file(request: PageRequest, context: AppContext) -> Download:
    """One list."""
    name = request.query.get("sheet", "")
    found = next((s for s in _sheets(request, context) if s.name == name), None)
    if found is None:
        raise NotFound(Text("その一覧はありません", "there is no such list"))
    return Download(
        f"{name}-{context.run}.csv", context.documents.csv(found, language=request.language), "text/csv; charset=utf-8"
    )
