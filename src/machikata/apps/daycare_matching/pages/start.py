# SPDX-License-Identifier: Apache-2.0
"""Before a run: templates to fill in, lots to draw, rules to look at; and for auditors the check of a certificate file."""

from __future__ import annotations

import secrets

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.building import draw_lots
from machikata.apps.daycare_matching.checking.recheck import recheck
from machikata.apps.daycare_matching.options import ruleset_choices
from machikata.apps.daycare_matching.pages.export import EXCEL
from machikata.apps.daycare_matching.reading import read_applications
from machikata.apps.daycare_matching.reading.headers import plain_header
from machikata.apps.daycare_matching.reading.templates import template_books
from machikata.apps.daycare_matching.rules import ruleset_file
from machikata.automation.app.context import AppContext
from machikata.automation.app.documents import Sheet, SheetColumn
from machikata.automation.app.inputs import InputContent, InputTable
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    Download,
    FormField,
    Heading,
    Links,
    Notice,
    PageAnswer,
    PageForm,
    PageLink,
    PageRequest,
    Tone,
    Words,
)
from machikata.domain.errors import MachikataError, NotFound, Place, Problem
from machikata.domain.text import Language, Text

TITLE = Text("ひな形と規則の例", "Templates and example rules")
LOTS_TITLE = Text("抽選番号を引く", "Draw lots")
RECHECK_TITLE = Text("証明書を確かめる", "Check a certificate")
_BOOKS = {
    "children": Text("申込みの一覧のひな形（Excel）", "Template of the applications (Excel)"),
    "facilities": Text("施設と枠の一覧のひな形（Excel）", "Template of the facilities (Excel)"),
    "siblings": Text(
        "きょうだいの組み合わせのひな形（Excel、使う世帯がある場合）",
        "Template of sibling combinations (Excel, where needed)",
    ),
    "explanations": Text("列ときょうだい条件の説明（Excel）", "Columns and sibling conditions explained (Excel)"),
}
_LOT = "抽選番号"
LARGEST_SEED = 2**31


def templates_page(_request: PageRequest, _context: AppContext) -> AppPageView:
    """What to fill in, and rules to start from."""
    rules = tuple(
        PageLink(f"rules-file?id={c.value}", Text(f"{c.title.ja}（YAML）", f"{c.title.en} (YAML)"))
        for c in ruleset_choices()
    )
    return AppPageView(
        TITLE,
        (
            Words(
                Text(
                    "申込み、施設、きょうだいの組み合わせの3つの表と、記入の説明です。列は、使うものだけで構いません。",
                    "The three tables with an example row and explanations. Columns that you do not use may be left out.",
                )
            ),
            Links(tuple(PageLink(f"templates-file?name={name}", title) for name, title in _BOOKS.items())),
            Heading(Text("規則の例（架空の市）", "Example rules (invented cities)")),
            Words(
                Text(
                    "近いものを写して、自分の市区町村の要綱に合わせて書き換えます。プログラムは要りません。",
                    "Copy the nearest one and change it to your own criteria. No program is needed.",
                )
            ),
            Links(rules),
        ),
    )


def templates_file(request: PageRequest, context: AppContext) -> Download:
    """One of the templates: each is a workbook of its own, as it will be uploaded."""
    name, books = request.query.get("name", ""), template_books()
    if name not in books:
        raise NotFound(
            Text(f"「{name}」というひな形はありません", f"there is no template “{name}”"),
            remedy=Text("一覧から選んでください", "choose one from the list"),
        )
    return Download(f"{name}.xlsx", context.documents.excel(books[name], language=request.language), EXCEL)


def rules_file(request: PageRequest, _context: AppContext) -> Download:
    """One of the example rules."""
    found = request.query.get("id", "")
    return Download(f"{found}.yaml", ruleset_file(found), "application/yaml")


def lots_page(request: PageRequest, context: AppContext) -> PageAnswer:
    """Draws a lot for every household of a file, and notes in the audit trail that it was done and how."""
    problems: tuple[Problem, ...] = ()
    if request.posted:
        try:
            return _lots(request, context)
        except MachikataError as refused:
            problems = tuple(Problem(p.code, p.what, p.remedy, Place(file=p.place.file, row=p.place.row, column="children"), p.severity, p.count) for p in refused.problems)  # fmt: skip
    fields = tuple(
        FormField(name, label, file=True, required=True)
        for name, label in (
            ("children", Text("申込みの一覧", "Applications")),
            ("facilities", Text("施設と枠の一覧", "Facilities and pools")),
        )
    )
    words = Words(
        Text(
            "世帯ごとに1つの番号を、実行の前に引きます。引いた番号と乱数の種は監査記録に残ります。「抽選番号」を入れた申込みの一覧ができるので、それを実行に使ってください。",
            "Draws one number per household before the run; the seed and the fingerprint of the list go into the audit trail. "
            "You get the list of applications with the column 抽選番号 filled in: use that one for the run.",
        )
    )
    return AppPageView(LOTS_TITLE, (words, PageForm("lots", fields, Text("引く", "Draw"))), None, problems)


def _lots(request: PageRequest, context: AppContext) -> Download:
    missing = [name for name in ("children", "facilities") if name not in request.files]
    if missing:
        raise NotFound(
            Text("ファイルが選ばれていません", "a file is missing"), remedy=Text("2つとも選んでください", "choose both")
        )
    _, filled = drawn_lots(
        context,
        request.files["children"],
        request.files["facilities"],
        seed=secrets.randbelow(LARGEST_SEED),
        language=request.language,
    )
    return Download("children-with-lots.xlsx", filled, EXCEL)


def drawn_lots(
    context: AppContext, children: InputContent, facilities: InputContent, *, seed: int, language: Language
) -> tuple[bytes, bytes]:
    """A lot for every household: the list of lots, which is kept and told to the audit trail, and the applications with them filled in."""
    table = context.read_table(children)
    applications = read_applications(table, context.read_table(facilities))
    lots = draw_lots(applications, seed=seed)
    data = context.documents.excel((lots_sheet(lots),), language=language)
    kept = context.store.put_file("lots.xlsx", data)
    context.note("lots-drawn", {"seed": seed, "households": len(lots), "list": kept, "children": children.sha256})
    return data, context.documents.excel((with_lots(table, applications, lots),), language="ja")


def with_lots(table: InputTable, applications: Applications, lots: tuple[tuple[str, int], ...]) -> Sheet:
    """The list of applications as it came, with the lot of its household in every row that takes part."""
    by_household = dict(lots)
    by_row = {c.row: by_household[c.household] for c in applications.children if c.household in by_household}
    names = list(table.columns.column_names)
    spelled = next((name for name in names if plain_header(name) == _LOT), _LOT)
    kept = [name for name in names if name != spelled]
    columns = [table.column(name) for name in kept]
    rows = tuple((*(column[i] for column in columns), by_row.get(row, "")) for i, row in enumerate(table.rows.tolist()))
    heads = tuple(SheetColumn(Text(name, name)) for name in (*kept, spelled))
    return Sheet("children", Text("申込みの一覧", "Applications"), heads, rows)


def lots_sheet(lots: tuple[tuple[str, int], ...]) -> Sheet:
    """The numbers drawn, by household."""
    columns = (SheetColumn(Text("世帯番号", "Household")), SheetColumn(Text("抽選番号", "Lot")))
    return Sheet("lots", Text("抽選番号", "Lots"), columns, lots)


def recheck_page(request: PageRequest, _context: AppContext) -> AppPageView:
    """Replays a certificate file from beginning to end."""
    blocks: list[Block] = [
        Words(
            Text(
                "証明書ファイルだけから、割当てが規則の順位のとおりで、ほかにあり得る割当てがないか（または全部でいくつか）を確かめます。氏名は要りません。",
                "From the certificate file alone: that the allocation follows the ranks, and whether others were possible. No names are needed.",
            )
        )
    ]
    problems: tuple[Problem, ...] = ()
    content = request.files.get("certificate")
    if request.posted and content is not None:
        try:
            report = recheck(content.data)
            blocks.append(
                Notice(Text("すべて確かめられました。", "Everything holds."), Tone.GOOD)
                if report.good
                else Notice(Text("合わないところがあります。", "Something does not hold."), Tone.WARN)
            )
            blocks += [Words(text) for text in report.confirmed]
            blocks += [Notice(fault.text, Tone.WARN) for fault in report.faults[:50]]
            blocks += [Notice(text, Tone.WARN) for text in report.unconfirmed]
        except MachikataError as refused:
            problems = tuple(Problem(p.code, p.what, p.remedy, Place(column="certificate", row=p.place.row)) for p in refused.problems)  # fmt: skip
    if request.posted and content is None:
        what, remedy = Text("ファイルが選ばれていません", "no file is chosen"), Text("選んでください", "choose one")
        problems = (Problem("file-missing", what, remedy, Place(column="certificate")),)
    field = FormField("certificate", Text("証明書ファイル", "Certificate file"), file=True, required=True)
    blocks.append(PageForm("recheck", (field,), Text("確かめる", "Check")))
    return AppPageView(RECHECK_TITLE, tuple(blocks), None, problems)
