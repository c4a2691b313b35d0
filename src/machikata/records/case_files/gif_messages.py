# SPDX-License-Identifier: Apache-2.0
"""What is said about files in the GIF layout."""

from __future__ import annotations

from machikata.domain.text import Text

FOREIGN = (
    Text("事例のCSV、ZIP、JSONのどれでもありません", "neither CSV nor ZIP nor JSON of case studies"),
    Text("GIF 事例の項目名を見出しにしたCSVか、Machikataから書き出したZIPかJSONを渡してください。Excelの様式は投稿の画面で渡します",
         "give a CSV with the item names of the GIF model as heads, or a ZIP or JSON that Machikata wrote; the Excel form is handed in where cases are submitted"),
)  # fmt: skip
TOO_LARGE = (
    Text("ファイルが大きすぎます（100MBまで）", "the file is too large (at most 100 MB)"),
    Text("分けて渡してください", "give it in parts"),
)
NO_CASES_TABLE = (
    Text("ZIPの中に cases.csv がありません", "the ZIP holds no cases.csv"),
    Text("書き出したままのZIPを渡してください", "give the ZIP as it was exported"),
)
NO_TITLE_COLUMN = (
    Text("「タイトル」の列がありません", "there is no column タイトル"),
    Text("GIF 事例の項目名（タイトル、対象組織、取り組みの概要 など）を1行目の見出しにしてください",
         "put the item names of the GIF model (タイトル, 対象組織 …) into row 1"),
)  # fmt: skip
COLUMN_UNKNOWN = (
    Text("事例の項目にない列です", "not an item of a case study"),
    Text("読みませんでした", "it was not read"),
)
COLUMN_REPEATED = (
    Text("同じ項目の列が2つあります", "two columns are the same item"),
    Text("1つだけを残してください", "keep one of them"),
)
KEY_UNKNOWN = (
    Text("事例にない項目です", "not an item of a case study"),
    Text("読みませんでした", "it was not read"),
)
KEY_REPEATED = (
    Text("同じ項目が2回書かれています", "the same key is written twice"),
    Text("どちらが正しいか確かめ、1つだけを残してください", "find out which one is right and keep it alone"),
)
RAGGED = (
    Text("列の数が見出しと違います", "the row has another number of cells than the head"),
    Text(
        "コンマの入った値は引用符で囲み、空の列も区切ってください",
        "quote values that hold a comma, and keep empty cells delimited",
    ),
)
ID_REPEATED = (
    Text("同じIDの事例が2つあります", "two cases have the same id"),
    Text("別のIDにしてください", "give each its own"),
)
CASE_UNKNOWN = (
    Text("cases.csv にない事例のIDです", "cases.csv has no such case"),
    Text("IDを直すか、cases.csv に事例を足してください", "correct the id, or add the case to cases.csv"),
)
TERM_UNKNOWN = (
    Text("いくつもの値を持つ項目ではありません", "not an item that takes several values"),
    Text(
        "technologies、works、keywords、related のどれかにしてください",
        "make it one of technologies, works, keywords, related",
    ),
)
VALUE_CODE_UNKNOWN = (
    Text("値の記号ではありません", "not a code of a value"),
    Text("before、after、saved、target、rate_percent、low、high、none のどれかにしてください",
         "make it one of before, after, saved, target, rate_percent, low, high, none"),
)  # fmt: skip
VALUE_REPEATED = (
    Text("同じ数値の同じ値が2行あります", "the same value of a figure stands in two rows"),
    Text("1行だけを残してください", "keep one row"),
)
ROWS_DIFFER = (
    Text("同じ数値の行なのに、この列の値が違います", "rows of the same figure differ in this column"),
    Text("そろえてください", "make them the same"),
)
SPLIT_AT_COMMA = (
    Text("区切りが半角セミコロン（;）ではありません", "the values are not separated by semicolons"),
    Text(
        "読点かコンマで分けて読みました。GIFでは半角セミコロンで区切ります",
        "they were split at commas; the model separates by semicolons",
    ),
)
PICTURE_FILE = (
    Text("画像のファイル名だけで、アドレスではありません", "the name of a file and no address"),
    Text("読みませんでした。画像を置いたアドレスを書いてください", "it was not read; write the address of the picture"),
)
JSON_BROKEN = (
    Text("JSONとして読めません", "not readable as JSON"),
    Text("書き出し直してください", "export it again"),
)
JSON_SHAPE = (
    Text("事例の並びがありません", "there is no list of cases"),
    Text("「事例」の下に事例を並べてください", "put the cases into a list under 事例"),
)
WRONG_TYPE = (
    Text("ここに書ける形の値ではありません", "a value of a kind that does not belong here"),
    Text("文か数を書いてください", "write a text or a number"),
)
EMPTY = (
    Text("事例が1件もありません", "there is not one case"),
    Text("事例のあるファイルを選んでください", "choose a file with cases"),
)
WITHDRAWN_INCOMPLETE = (
    Text("取り下げた事例に、IDか理由がありません", "a withdrawn case lacks its id or its reason"),
    Text("両方を書いてください", "write both"),
)
START_UNCLEAR = (
    Text("開始の年、月、日と精度の記号が合いません", "year, month and day of the start do not fit its precision"),
    Text("start_precision に合う列だけを書いてください（year と fiscal_year は年、month は年と月、day は年月日）",
         "fill in what start_precision says (year and fiscal_year: the year; month: year and month; day: all three)"),
)  # fmt: skip
