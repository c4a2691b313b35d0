# SPDX-License-Identifier: Apache-2.0
"""What is said about a table read by a mapping: what its cells leave open, and who can settle it."""

from __future__ import annotations

from machikata.domain.text import Text

PLACE_MISSING = (
    Text("どこにも書かれていません", "nothing says it"),
    Text("列を選ぶか、すべての行に当てはまる値を決めてください", "choose a column, or say what holds for all rows"),
)
PLACE_MIXED = (
    Text("ほかの行と違います", "differs from the other rows"),
    Text("1つのファイルには1つの団体、係、年度だけを入れてください", "a file holds one body, one section and one year"),
)
STAFF_UNTOLD = (
    Text("だれが行ったかが分かりません", "nothing says who did it"),
    Text(
        "担い手の列を選ぶか、すべての行に当てはまる担い手を決めてください",
        "choose the column of staff, or say which kind holds for all rows",
    ),
)
SHARED_WHAT = Text("1つの値が、複数の担い手のどれの分か決められません", "one figure stands for several kinds of staff")
SHARED_REMEDY = Text(
    "どの担い手も同じ件数と時間で行ったのなら「それぞれに当てはまる」を選び、そうでなければ担い手ごとの列に分けてください",
    "if each kind did all of it, decide that it holds for each of them; else split it into a column for each kind",
)
SUM_REMEDY = Text("担い手ごとの列に分けてください", "split it into a column for each kind of staff")
NO_PROCESS = (
    Text("どの業務か分かりません", "nothing says which process it is"),
    Text(
        "業務の列を選ぶか、すべての行に当てはまる業務を決めてください",
        "choose the column of processes, or say which holds for all rows",
    ),
)
UNKNOWN_PROCESS = (
    Text("この調査にない業務です", "the survey does not ask about this process"),
    Text("どの業務に当たるかを選ぶか、その行を消してください", "choose which process is meant, or delete the row"),
)
AMBIGUOUS = (
    Text("辞書の2つ以上の工程と同じ名前です", "two or more steps of the dictionary are called so"),
    Text("どの工程かを選んでください", "choose which step is meant"),
)
NO_TITLE = (
    Text("工程の名前がありません", "the step has no name"),
    Text(
        "名前を書くか、「空欄は上の行と同じ」を選んでください",
        "write a name, or decide that an empty cell repeats the row above",
    ),
)
UNKNOWN_STEP = (
    Text("辞書にない工程コードで、名前もありません", "the dictionary has no such step, and there is no name"),
    Text("工程コードを直すか、名前を書いてください", "correct the code or write a name"),
)
BUSY = (
    Text("繁忙期を、1つの続いた月として読めません", "the busy months cannot be read as one span"),
    Text("「3月〜5月」や「4月」のように書いてもらうか、この列を読まないことにしてください",
         "have them written like 3月〜5月 or 4月, or choose not to read this column"),
)  # fmt: skip
NO_UNIT = (
    Text("単位が決まっていません", "the unit is not settled"),
    Text(
        "分か時間か、円か千円か、％か比率かを選んでください",
        "choose minutes or hours, yen or thousand yen, percent or share",
    ),
)
TWICE = (
    Text("同じ意味の列が2つあります", "two columns mean the same"),
    Text("一方を外すか、担い手を分けてください", "drop one of them, or tell kinds of staff apart"),
)
SPELLED = Text("辞書と書き方の違う名前です", "written otherwise than in the dictionary")
OWN = Text(
    "この団体だけの工程として読みました。辞書の工程に当たるものがあれば選んでください",
    "read as steps of the body’s own; choose those that the dictionary knows by another name",
)
