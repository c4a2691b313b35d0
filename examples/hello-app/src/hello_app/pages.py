# SPDX-License-Identifier: Apache-2.0
"""Pages that only show: the rows of a run, the questions as PDF, and how the app spells."""

from __future__ import annotations

from hello_app.papers import questions as question_sheet
from hello_app.rows import Row, spell_rows
from hello_app.words import CHANGES, STATES
from machikata.automation.app.context import AppContext
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    Download,
    FieldChoice,
    FormField,
    Heading,
    Links,
    Notice,
    PageAnswer,
    PageFacts,
    PageForm,
    PageLink,
    PageRequest,
    PageTable,
    Tone,
    Words,
)
from machikata.domain.errors import NotFound, Place, Problem
from machikata.domain.progress import no_progress
from machikata.domain.text import Text

ROWS_A_PAGE = 50
_PDF = "application/pdf"


def rows_of(request: PageRequest, context: AppContext) -> tuple[Row, ...]:
    """The rows of the run, made again from its frozen inputs: they are the same each time."""
    return spell_rows(context.inputs_of(request.run), no_progress)


def overview(request: PageRequest, context: AppContext) -> tuple[Block, ...]:
    """What came out, in words."""
    states = context.result_of(request.run)["states"]
    pairs = tuple((words, Text(f"{states[state]:,}行", f"{states[state]:,} rows")) for state, words in STATES.items())
    asked = [PageLink("rows?state=person", Text("職員が決める行を見る", "See the rows left to an officer"))]
    decide = PageLink(
        "propose", Text("決めた行もふくめて決定を求める", "Ask for a decision, with the rows decided by hand")
    )
    return (PageFacts(pairs), Links((*(asked if states["person"] else ()), decide)))


def rows(request: PageRequest, context: AppContext) -> PageAnswer:
    """All rows, fifty a page, narrowed by state and by a word."""
    found = [r for r in rows_of(request, context) if _wanted(r, request.query)]
    page, problems = _page_number(request.query.get("page", "1"))
    first = (page - 1) * ROWS_A_PAGE
    shown = found[first : first + ROWS_A_PAGE]
    table = PageTable(
        Text("行と案", "Rows and proposals"),
        (Text("番号", "Number"), Text("住所の案", "Address proposed"), Text("電話番号の案", "Telephone proposed"),
         Text("変える所", "Changes"), Text("状態", "State")),
        tuple((PageLink(f"row?id={_quoted(r.number)}", Text(r.number, r.number)), r.new_address or None, r.new_telephone or None,
               len(r.changes), STATES[r.state]) for r in shown if r.number),
        shown_of=len(found),
        empty=Text("この条件に合う行はありません", "No row fits this"),
    )  # fmt: skip
    more = (
        [Links((PageLink(_next(request, page), Text("次の50行", "Next 50 rows")),))]
        if first + ROWS_A_PAGE < len(found)
        else []
    )
    return AppPageView(Text("1行ずつ見る", "Row by row"), (_search(request), table, *more), problems=problems)


def _search(request: PageRequest) -> PageForm:
    states = (FieldChoice("", Text("すべて", "all")), *(FieldChoice(s, words) for s, words in STATES.items()))
    return PageForm(
        "rows",
        (
            FormField("state", Text("状態", "State"), value=request.query.get("state", ""), choices=states),
            FormField("q", Text("言葉", "Word"), Text("番号・住所・電話番号にあるもの", "in number, address or telephone"),
                      value=request.query.get("q", "")),
            FormField("page", Text("ページ", "Page"), value="1"),
        ),
        Text("調べる", "Search"),
        get=True,
    )  # fmt: skip


def _wanted(row: Row, query: object) -> bool:
    asked = query if isinstance(query, dict) else {}
    word = asked.get("q", "")
    return (
        asked.get("state", "") in ("", row.state)
        and word in f"{row.number} {row.new_address} {row.new_telephone} {row.address}"
    )


def _page_number(written: str) -> tuple[int, tuple[Problem, ...]]:
    if written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= 10**6:
        return int(written[:9]), ()
    what = Text("ページが数ではありません", "the page is no number")
    return 1, (
        Problem("page-number", what, Text("1から数で入れてください", "give a number from 1"), Place(column="page")),
    )


def _next(request: PageRequest, page: int) -> str:
    kept = "".join(f"&{k}={_quoted(request.query[k])}" for k in ("state", "q") if request.query.get(k))
    return f"rows?page={page + 1}{kept}"


def _quoted(value: str) -> str:
    from urllib.parse import quote

    return quote(value, safe="")


def row_named(request: PageRequest, context: AppContext) -> Row:
    """The row that the address names.

    Raises:
        NotFound: there is none of this number.
    """
    number = request.query.get("id", "")
    found = next((r for r in rows_of(request, context) if r.number == number), None)
    if found is None:
        remedy = Text("一覧から選んでください", "choose one from the list")
        raise NotFound(Text("その番号の行はありません", "there is no row of this number"), remedy=remedy)
    return found


def questions(request: PageRequest, context: AppContext) -> PageAnswer:
    """The questions as PDF; a sentence where there are none."""
    asked = [r for r in rows_of(request, context) if r.state == "person"]
    if not asked:
        words = Text("職員が決める行はありません。", "No row is left to an officer.")
        return AppPageView(Text("確認のお願い", "Questions"), (Notice(words, Tone.GOOD),))
    document = question_sheet(asked, request.language, synthetic=context.synthetic)
    return Download("questions.pdf", context.documents.pdf([document], progress=context.progress), _PDF)


def rules(request: PageRequest, context: AppContext) -> PageAnswer:  # noqa: ARG001 - the signature is the contract's
    """How the app spells."""
    table = PageTable(
        Text("そろえ方", "How it spells"),
        (Text("記号", "Code"), Text("すること", "What is done")),
        tuple((code, words) for code, words in CHANGES.items()),
    )
    kept = Text(
        "漢字は変えません。異体字セレクタの付いた字（葛󠄀など）も、そのまま残します。",
        "Kanji are not changed; characters with variation selectors (葛󠄀) stay as they are.",
    )
    return AppPageView(Text("そろえ方", "How it spells"), (Words(kept), Heading(Text("一覧", "List")), table))
