# SPDX-License-Identifier: Apache-2.0
"""Why a column is taken for what it is taken for, in words."""

from __future__ import annotations

from machikata.domain.text import Text

STANDARD_KEY = Text("規格で決まった名前です", "the name is fixed by a standard")
HEADER_AND_CONTENT = Text("見出しと中身が合っています", "header and values agree")
HEADER_ONLY = Text("見出しは合いますが、中身が違うように見えます", "the header fits, the values do not seem to")
CONTENT_ONLY = Text("中身からの推測です。見出しからは分かりません", "guessed from the values; the header does not tell")
DAY_OF_TWO = Text("日付と時刻が2つの列に分かれています（日付）", "day and time stand in two columns (the day)")
CLOCK_OF_TWO = Text("日付と時刻が2つの列に分かれています（時刻）", "day and time stand in two columns (the time)")
LABEL = Text(
    "ほぼ作業ごとに決まった値で、名前のように見えます", "nearly one value per activity, and it looks like a name"
)
SAME_IN_CASE = Text("案件の中で値が変わりません", "the value is the same within each case")
OF_CASE = Text("案件の項目として書かれています", "the file states it for cases")
STAFF = Text(
    "職員を示す列です。取り込むときに記号に置きかえます", "names members of the staff; replaced by signs at the import"
)
EMPTY = Text("値がありません", "there is no value")
NO_HEADER = Text(
    "見出しがないため、何の列か分かりません。氏名などでないことを確かめてから選んでください",
    "without a header nobody can tell what it holds; choose it only when it is not personal",
)
REST = Text("ほかの役割に当てはまりません", "no other role fits")


def resident(kind: Text) -> Text:
    """A column of residents' data."""
    return Text(
        f"住民の情報（{kind.ja}）です。取り込まないことを勧めます", f"data of residents ({kind.en}); better left out"
    )
