# SPDX-License-Identifier: Apache-2.0
"""What the app says of itself before it is run."""

from __future__ import annotations

from hello_app import commands, figures_page, pages, row_page
from hello_app.example import example
from hello_app.words import ADDRESS, NUMBER, TELEPHONE, WHY
from machikata.automation.app.manifest import (
    AppCommand,
    AppPage,
    Authority,
    InputColumn,
    InputFile,
    InputOption,
    Manifest,
    Network,
    OptionChoice,
    PersonalData,
    Price,
    PricePer,
)
from machikata.domain.text import Text

_ADDRESSES = InputFile(
    "addresses",
    Text("住所録", "List of addresses"),
    Text("1行に1件の表（CSVかExcel）", "a table with one entry a row (CSV or Excel)"),
    (
        InputColumn(NUMBER, Text("行を見分ける番号。同じものは1つだけ", "tells the rows apart; each stands once"), example="0001"),
        InputColumn(ADDRESS, Text("書かれているとおりの住所", "the address as it is written"), example="汐見原市港町１丁目２番３号"),
        InputColumn(TELEPHONE, Text("書かれているとおりの電話番号", "the telephone number as it is written"), example="０９０(1234)5678"),
    ),
    more_columns=True,
)  # fmt: skip
_EXCEPTIONS = InputFile(
    "exceptions",
    Text("変えない行", "Rows left as they are"),
    Text("そのままにする行の番号と理由", "numbers of rows that are left as they are, and why"),
    (
        InputColumn(NUMBER, Text("住所録の番号", "the number in the list")),
        InputColumn(WHY, Text("そのままにする理由", "why it is left as it is"), example="登記のとおり"),
    ),
    required=False,
)
_OPTIONS = (
    InputOption(
        "digits", Text("住所の数字", "Digits of addresses"), Text("そろえる幅", "the width they get"), "half",
        (OptionChoice("half", Text("半角（1-2-3）", "half width (1-2-3)")), OptionChoice("full", Text("全角（１－２－３）", "full width (１－２－３)"))),
    ),
    InputOption(
        "telephones", Text("電話番号の区切り", "How telephone numbers are parted"), Text("そろえる形", "the form they get"), "hyphens",
        (OptionChoice("hyphens", Text("ハイフンで区切る", "with hyphens")), OptionChoice("digits", Text("数字だけ", "digits only"))),
    ),
)  # fmt: skip
_PAGES = (
    AppPage("rows", Text("1行ずつ見る", "Row by row"), pages.rows),
    AppPage("row", Text("1つの行", "One row"), row_page.row, in_menu=False),
    AppPage("choose", Text("行を決める", "Decide a row"), row_page.choose, in_menu=False),
    AppPage("figures", Text("変更の数", "How much is changed"), figures_page.figures),
    AppPage("questions", Text("確認のお願い（PDF）", "Questions (PDF)"), pages.questions),
    AppPage("propose", Text("決定を求める", "Ask for a decision"), row_page.propose, in_menu=False),
    AppPage("rules", Text("そろえ方", "How it spells"), pages.rules, of_run=False),
)
_COMMANDS = (
    AppCommand("rules", Text("そろえ方の一覧", "List how it spells"), commands.rules),
    AppCommand("spell", Text("1つの住所か電話番号をそろえる", "Spell one address or number"), commands.spell),
    AppCommand("questions", Text("確認のお願いを書き出す", "Write the questions as Word and PDF"), commands.questions),
)
MANIFEST = Manifest(
    id="hello",
    version="1.0.0",
    title=Text("住所と電話番号の表記", "Spelling of addresses and telephone numbers"),
    summary=Text(
        "住所録の表記のゆれを見つけ、そろえる案をつくります。漢字には手を付けません。",
        "Finds differing spellings in a list of addresses and proposes one. Kanji are left as they are.",
    ),
    task="address-spelling",
    authority=Authority.DRAFTS,
    personal_data=PersonalData.PERSONAL,
    network=Network.NONE,
    inputs=(_ADDRESSES, _EXCEPTIONS),
    options=_OPTIONS,
    pages=_PAGES,
    commands=_COMMANDS,
    signatures=2,
    overview=pages.overview,
    example=example,
    price=Price(0.0, PricePer.RUN, Text("見本のため無料", "free: an example")),
)
