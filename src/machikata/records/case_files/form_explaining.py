# SPDX-License-Identifier: Apache-2.0
"""The sheets of the case form that explain it: how to fill it in, and the table of words, codes and heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from xlsxwriter.format import Format as XlsxFormat
from xlsxwriter.worksheet import Worksheet

from machikata.domain.text import Language, Text
from machikata.records.case_files.columns import (
    BASES,
    FIELDS,
    KINDS,
    ORIGINS,
    READ_LEVELS,
    ROLES,
    STATUSES,
    TECHNOLOGIES,
    UNIT_CODES,
)
from machikata.records.case_files.form_layout import CASE, FIGURES, MEDIA, SOURCES, asked_items

VOCABULARIES: Final = (STATUSES, FIELDS, TECHNOLOGIES, ORIGINS, UNIT_CODES, ROLES, KINDS, BASES, READ_LEVELS)
Codes = Mapping[str, tuple[int, int]]
"""Of each vocabulary (by its Japanese name) the first and last row of its words in the table of codes."""

_GUIDE: Final = (
    (Text("この様式", "This form"),
     Text("AIや自動入力などの取り組みを、事例として出すための様式です。政府の事例の様式（GIF 事例、DS-451-3）と同じ項目でできています。うまくいかなかったことも、やめたことも、同じように役に立ちます。",
          "For a case study of AI, robots and the like. Its items are those of the government's model for case studies (GIF, DS-451-3). What failed or was given up is as useful as what worked.")),
    (Text("書くところ", "Where to write"),
     Text("「事例」のシートの「記入」の列と、「数値」「出典」「画像・映像」のシートです。必要度が「必須」の行は必ず書きます。「事務局」の行は書かなくてかまいません。",
          "The column “Entry” of the sheet “Case”, and the sheets of figures, sources and pictures. Rows marked “required” must be filled in; those marked “office” may stay empty.")),
    (Text("いくつもあるとき", "Several values"),
     Text("技術、対象の業務、キーワード、関連事例は、1行に1つ書きます。足りないときは行を挿入し、右端の項目コードを写します。",
          "Technology, work, keywords and related cases: one a row. If rows run out, insert one and copy the item code at the right.")),
    (Text("数値", "Figures"),
     Text("1つの数値を1行に書きます。効果（変わったこと）には種類（実測、試行、試行の年換算、予測など）を必ず付けます。試行の年換算を実測として書かないでください。規模と背景には種類を付けません。導入前と導入後は量、減った量は差、目標はめざした量です。",
          "One figure a row. An effect needs its kind (measured, trial, annualised trial, forecast …); an annualised trial is not a measured figure. Scale and context have no kind. Before and after are levels, saved is a difference, target an aim.")),
    (Text("数の書き方", "Numbers"),
     Text("数だけを半角で書きます。「約30」「10〜15」は読み込めません。約なら「およその値」に「はい」、幅は幅の列に書きます。増えたときは、減った量をマイナスで書きます。",
          "Digits only. “About 30” and “10 to 15” cannot be read: mark it as approximate, or use the columns of the range. What grew is a negative saving.")),
    (Text("分からないとき", "Not known"),
     Text("空欄のままにします。空欄は「記載なし」と表示し、0とは区別します。", "Leave it empty: it is shown as “not stated”, never as zero.")),
    (Text("出典", "Sources"),
     Text("だれでも確かめられる資料を書きます。数値の「出典の番号」は、この表の番号です。", "Name what anybody can check. The column “Source” of a figure is the id of a row here.")),
    (Text("書かないもの", "What not to write"),
     Text("職員や住民の名前、個人番号は書かないでください。個人番号とみられる数字があると受け取れません。", "No names of staff or residents. A file with what looks like an individual number is refused.")),
    (Text("変えないところ", "What to leave as it is"),
     Text("シートの名前、見出し、項目コードは読み込みに使います。セルは結合しないでください。", "Names of sheets, heads and item codes are used for reading. Do not merge cells.")),
    (Text("出し方", "Handing in"),
     Text("Excelブック（xlsx）のまま、パスワードを付けずに保存して渡してください。", "Save it as an Excel workbook (xlsx) without a password.")),
    (Text("様式の更新履歴", "History of the form"), Text("2026年 第1版", "2026: first form")),
)  # fmt: skip


def write_guide(sheet: Worksheet, notice: Text, styles: Mapping[str, XlsxFormat], language: Language) -> None:
    """The explanation as a table of two columns, the notice first."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 112)
    for x, head in enumerate((Text("見出し", "Subject"), Text("内容", "Explanation"))):
        sheet.write_string(0, x, head.in_(language), styles["head"])
    rows = ([(Text("お知らせ", "Notice"), notice)] if notice.ja else []) + list(_GUIDE)
    for y, (subject, words) in enumerate(rows, start=1):
        sheet.write_string(y, 0, subject.in_(language), styles["subject"])
        sheet.write_string(y, 1, words.in_(language), styles["line"])
        width = sum(1 if c.isascii() else 2 for c in words.in_(language))
        sheet.set_row(y, 18.0 * max(1, -(-width // 112)) + 4)
    sheet.freeze_panes(1, 0)


def write_codes(sheet: Worksheet, styles: Mapping[str, XlsxFormat], language: Language) -> Codes:
    """What every code, word and head means, one row each; returns where the words of each vocabulary stand."""
    heads = (Text("分類", "Group"), Text("コード", "Code"), Text("名称", "Word"), Text("意味", "Meaning"))
    for x, (head, width) in enumerate(zip(heads, (18, 24, 34, 90), strict=True)):
        sheet.set_column(x, x, width)
        sheet.write_string(0, x, head.in_(language), styles["head"])
    at: dict[str, tuple[int, int]] = {}
    for y, (group, code, word, meaning) in enumerate(_codes(), start=1):
        for x, text in enumerate((group.in_(language), code, word.in_(language), meaning.in_(language))):
            sheet.write_string(y, x, text, styles["given"])
        first, _ = at.get(group.ja, (y + 1, 0))
        at[group.ja] = (first, y + 1)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, sum(1 for _ in _codes()), len(heads) - 1)
    return at


def _codes() -> Iterator[tuple[Text, str, Text, Text]]:
    for vocabulary in VOCABULARIES:
        for code, label in vocabulary.labels.items():
            yield vocabulary.name, code, label, vocabulary.name + Text("の1つ", ": one of its values")
    for item in asked_items():
        yield Text("項目コード", "Item code"), item.field, item.label, item.hint
    for table in (CASE, FIGURES, SOURCES, MEDIA):
        for item in table.items:
            yield table.name + Text("の列", ": column"), item.field, item.label, item.hint
