# SPDX-License-Identifier: Apache-2.0
"""What is said about the form: what is wrong with a cell, a row or a sheet, and what to do."""

from __future__ import annotations

from machikata.domain.text import Text
from machikata.records.survey.form_layout import OWN_STEP

PLACE_MISSING = (
    Text("どの行にも書かれていません", "no row says it"),
    Text("配った調査票の値を書いてください", "write what the form had"),
)
PLACE_MIXED = Text(
    "1つの調査票には1つの団体、係、年度だけを入れてください", "a form holds one body, one section and one year"
)
PLACE_EMPTY = Text("この列が空欄の行があります", "a row leaves this column empty")
HEAD_BELOW = (
    Text("見出しが1行目にありません", "the head is not in row 1"),
    Text("見出しより上は読みませんでした", "what stands above it was not read"),
)
HEAD_MISSING = (
    Text("調査票の見出しがありません。列を消したとみられます", "the form has lost this head; the column seems deleted"),
    Text(
        "この見出しの列を戻す（値は空欄でもかまいません）か、配った調査票に入れ直してください",
        "put the column back, empty if need be, or fill in the form that was handed out",
    ),
)
COLUMN_MISSING = (
    Text("この列がありません", "this column is missing"),
    Text(
        "分からないままにしました。消したのでなければ、調査票を配り直してください",
        "its answers stay unknown; hand out the form again if nobody deleted it",
    ),
)
COLUMN_UNKNOWN = (
    Text("様式にない列です", "the form has no such column"),
    Text("読みませんでした。伝えたいことは備考に書いてください", "it was not read; what matters belongs into the note"),
)
HEAD_REPEATED = (
    Text("同じ見出しの列が2つあります", "two columns have this head"),
    Text("どちらが正しいか確かめ、1つだけを残してください", "find out which one is right and keep it alone"),
)
TITLE_MISSING = (
    Text("独自の工程に名前がありません", "a step of your own has no name"),
    Text("何をする工程かが分かる名前を書いてください", "write a name that says what is done"),
)
STEP_MISSING = (
    Text("工程コードが空欄で、辞書の工程と同じ名前です", "the step code is empty and the name is that of a known step"),
    Text("コード表の工程コードか、「独自」を書いてください", f"write the code of the table of codes, or {OWN_STEP}"),
)
STEP_OWN = (
    Text("工程コードが空欄です", "the step code is empty"),
    Text("独自の工程として読みました", "read as a step of the body’s own"),
)
STEP_UNKNOWN = (
    Text("辞書にない工程コードです", "the dictionary has no such step"),
    Text("コード表の工程コードか「独自」に直してください。古い調査票なら新しいものを配ってください",
         f"correct it to a code of the table of codes or {OWN_STEP}; hand out a new form if this is an old one"),
)  # fmt: skip
PROCESS_UNKNOWN = (
    Text("この調査にない業務コードです", "the survey does not ask about this process"),
    Text(
        "別の調査の票でないか確かめ、コード表の業務コードに直してください",
        "make sure it is no form of another survey, and correct the code",
    ),
)
PROCESS_MISSING = (
    Text("業務コードが書かれていません", "the code of the process is missing"),
    Text("コード表の業務コードを書いてください", "write the code of the table of codes"),
)
PROCESS_EMPTY = Text("業務コードが空欄です", "the code of the process is empty")
SHARE_PERCENT = Text("％の表示形式になっています", "the cell has a percent format")
STAFF_REPEATED = (
    Text("同じ担い手の行が2つあります", "two rows have this kind of staff"),
    Text("1行にまとめてください", "join them into one row"),
)
