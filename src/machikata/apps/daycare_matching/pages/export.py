# SPDX-License-Identifier: Apache-2.0
"""Lists to take away: for the section with names, for publication with small figures hidden."""

from __future__ import annotations

from collections.abc import Callable

from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.letters.published import publication_sheets
from machikata.apps.daycare_matching.letters.rosters import rosters
from machikata.apps.daycare_matching.loading import result_of
from machikata.automation.app.context import AppContext
from machikata.automation.app.documents import Sheet
from machikata.automation.app.pages import AppPageView, Download, Heading, Links, PageLink, PageRequest, Words
from machikata.domain.errors import NotFound
from machikata.domain.text import Language, Text

TITLE = Text("書き出し", "Export")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheets_for_section(context: AppContext) -> tuple[Sheet, ...]:
    """名簿 and lists, with names and every figure."""
    result = result_of(context)
    letters = letter_data(result.built, result.results, result.refused, result.cut_offs)
    return rosters(result.built, result.results, letters, result.cut_offs)


def sheets_for_publication(context: AppContext) -> tuple[Sheet, ...]:
    """Cut-offs, seats left and statistics, small figures hidden."""
    result = result_of(context)
    letters = letter_data(result.built, result.results, result.refused, result.cut_offs)
    return publication_sheets(result.built, letters, result.cut_offs, suppression=context.suppression)


_KINDS: dict[str, Callable[[AppContext], tuple[Sheet, ...]]] = {
    "section": sheets_for_section,
    "publication": sheets_for_publication,
}


def export_page(_request: PageRequest, context: AppContext) -> AppPageView:
    """Every list as CSV, and all of a kind as Excel."""
    return AppPageView(
        TITLE,
        (
            Heading(Text("係で使う一覧", "For the section")),
            Words(Text("氏名と指数が入ります。取扱いに注意してください。", "With names and points: handle with care.")),
            _links("section", sheets_for_section(context)),
            Heading(Text("公表する一覧", "For publication")),
            Words(
                Text(
                    f"{context.suppression.minimum}人未満の数と、そこから逆算できる数は出しません。",
                    f"Counts below {context.suppression.minimum} are hidden, and those from which they would follow.",
                )
            ),
            _links("publication", sheets_for_publication(context)),
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
    make = _KINDS.get(request.query.get("kind", ""))
    if make is None:
        raise NotFound(Text("その種類の一覧はありません", "there is no such kind of list"))
    return make(context)


def excel_file(request: PageRequest, context: AppContext) -> Download:
    """All lists of a kind."""
    data = context.documents.excel(_sheets(request, context), language=request.language)
    return Download(f"{request.query['kind']}-{context.run}.xlsx", data, EXCEL)


def csv_file(request: PageRequest, context: AppContext) -> Download:
    """One list."""
    name, language = request.query.get("sheet", ""), request.language
    found = next((s for s in _sheets(request, context) if s.name == name), None)
    if found is None:
        raise NotFound(Text("その一覧はありません", "there is no such list"))
    return Download(f"{name}-{context.run}.csv", _csv(context, found, language), "text/csv; charset=utf-8")


def _csv(context: AppContext, sheet: Sheet, language: Language) -> bytes:
    return context.documents.csv(sheet, language=language)
