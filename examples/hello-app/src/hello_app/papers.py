# SPDX-License-Identifier: Apache-2.0
"""What goes out: the list as Excel and CSV, and a sheet of questions for the rows that a person decides, as Word and PDF."""

from __future__ import annotations

from hello_app.rows import Row
from hello_app.words import CHANGES, FOR_A_PERSON, STATES
from machikata.automation.app.context import AppContext
from machikata.automation.app.documents import Document, Facts, Grid, Look, Paragraph, Sheet, SheetColumn
from machikata.domain.progress import Progress
from machikata.domain.text import Language, Text

LIST, QUESTIONS = "list", "questions"
MOST_QUESTIONS = 300
"""More rows than this go out in the list only: nobody answers a longer sheet by hand."""


def files(rows: tuple[Row, ...], context: AppContext, *, progress: Progress) -> dict[str, bytes]:
    """The files of a run, by name."""
    sheet = list_sheet(rows)
    progress(0.0, Text("一覧を書き出しています", "writing the list"))
    made = {
        f"{LIST}.xlsx": context.documents.excel([sheet], language="ja"),
        f"{LIST}.csv": context.documents.csv(sheet, language="ja"),
    }
    asked = [row for row in rows if row.state == "person"]
    if asked:
        progress(0.5, Text("質問票を書き出しています", "writing the questions"))
        made[f"{QUESTIONS}.docx"] = context.documents.word([questions(asked, "ja", synthetic=context.synthetic)])
    return made


def list_sheet(rows: tuple[Row, ...]) -> Sheet:
    """The whole list, before and after."""
    heads = (("番号", "Number"), ("もとの住所", "Address as written"), ("住所の案", "Address proposed"),
             ("もとの電話番号", "Telephone as written"), ("電話番号の案", "Telephone proposed"), ("状態", "State"))  # fmt: skip
    cells = tuple(
        (r.number, r.address, r.new_address or None, r.telephone or None, r.new_telephone or None, STATES[r.state])
        for r in rows
    )
    return Sheet("list", Text("表記の案", "Proposed spellings"), tuple(SheetColumn(Text(*h)) for h in heads), cells)


def questions(rows: list[Row], language: Language, *, synthetic: bool) -> Document:
    """A sheet for whoever knows the telephone numbers that the app cannot part."""
    said = Text("電話番号の確認のお願い", "Telephone numbers to be looked at").in_(language)
    please = Text("次の行は、区切りを決められません。正しい番号を書き入れてください。",
                  "How these numbers are parted cannot be told. Please write the right ones.").in_(language)  # fmt: skip
    heads = (("番号", "Number"), ("電話番号", "Telephone"), ("理由", "Why"), ("正しい番号", "Right number"))
    lines = tuple((r.number, r.telephone, _why(r).in_(language), "") for r in rows[:MOST_QUESTIONS])
    blocks = (
        Paragraph(said, Look.HEADING),
        Paragraph(please),
        Facts(((Text("行の数", "Rows").in_(language), str(len(rows))),)),
        Grid(tuple(Text(*h).in_(language) for h in heads), lines),
    )
    return Document(said, language, blocks, synthetic=synthetic)


def _why(row: Row) -> Text:
    return CHANGES[next(code for code in row.changes if code in FOR_A_PERSON)]
