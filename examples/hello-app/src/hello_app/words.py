# SPDX-License-Identifier: Apache-2.0
"""What the codes mean, for people."""

from __future__ import annotations

from machikata.domain.text import Text

NUMBER, ADDRESS, TELEPHONE, WHY = "番号", "住所", "電話番号", "理由"

CHANGES = {
    "spaces": Text("余分な空白を除きました", "Stray spaces were taken out"),
    "width": Text("英数字と記号の幅をそろえました", "Latin letters, digits and signs have one width"),
    "block-number": Text("丁目・番地・号を数字とハイフンにしました", "Block numbers are digits with hyphens"),
    "hyphen": Text("数字の間の横線をハイフンにそろえました", "Dashes between digits are hyphens"),
    "telephone": Text("電話番号の区切りをそろえました", "The telephone number is parted in one way"),
    "area-code-unknown": Text("市外局番がどこまでか分からないため、職員が決めます",
                              "Where the area code ends cannot be told; an officer decides"),
    "no-telephone-number": Text("電話番号として読めないため、職員が決めます", "It cannot be read as a telephone number; an officer decides"),
    "left-as-it-is": Text("変えない行の一覧にあるため、そのままにしました", "It is on the list of what is left as it is"),
}  # fmt: skip
FOR_A_PERSON = frozenset({"area-code-unknown", "no-telephone-number"})

STATES = {
    "same": Text("そのまま", "As it is"),
    "changed": Text("変える案", "A change is proposed"),
    "person": Text("職員が決める", "An officer decides"),
}
