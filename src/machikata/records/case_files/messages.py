# SPDX-License-Identifier: Apache-2.0
"""What is said about a case study and its files: what is wrong, and what to do."""

from __future__ import annotations

from machikata.domain.text import Text
from machikata.records.case_files.columns import Vocabulary
from machikata.records.masking.identifiers import IdentifierKind

CODE_REPEATED = (
    Text("同じものが2回書かれています", "the same one is written twice"),
    Text("1つとして読みました", "read as one"),
)
YES_UNKNOWN = (
    Text("「はい」か空欄のどちらかで書く欄です", "this takes yes or nothing"),
    Text("はいと書くか、空欄にしてください", "write yes, or leave it empty"),
)
FIRST_OF_MONTH = (
    Text("日付のセルになっていて、月の1日です（「2018-07」を表計算ソフトが日付に変えることがあります）",
         "the cell is a date on the first of a month (a spreadsheet turns “2018-07” into one)"),
    Text("その日として読みました。日が分からないときは、文字列の書式にして年と月だけを書いてください",
         "read as that day; if only the month is known, set the cell to text and write year and month"),
)  # fmt: skip
DATE_REMEDY = Text(
    "2018、2018-07、2018-07-02、2018年度、平成30年7月 のように書いてください",
    "write 2018, 2018-07, 2018-07-02 or FY2018",
)
ITEM_REPEATED = (
    Text("この項目には値が2つ書かれています", "two values are written for this item"),
    Text("どちらが正しいか確かめ、1つだけを残してください", "find out which one is right and keep it alone"),
)
ITEM_UNKNOWN = (
    Text("様式にない項目です", "the form has no such item"),
    Text("読みませんでした。取り組み内容などの項目に書いてください", "it was not read; write it into one of the items"),
)
ITEM_CODE_LOST = (
    Text("項目コードが空欄か、様式にないものです", "the code of the item is empty or unknown"),
    Text("新しい様式から、この行の項目コードを写してください", "copy the code of this row from a new form"),
)
ENGLISH_NOT_TAKEN = (
    Text("この項目には英語の欄がありません", "this item takes no English text"),
    Text("読みませんでした。左の「記入」の欄に書いてください", "it was not read; write it into the column “Entry”"),
)
NO_CASE_SHEET = (
    Text("事例の様式のシートがありません", "no sheet has the heads of the form for case studies"),
    Text(
        "Machikataから取り出した様式（xlsx）に書いて渡してください", "fill in the form (xlsx) that Machikata hands out"
    ),
)
SHEET_DOUBLED = (
    Text("同じ様式のシートが2枚あります", "two sheets have the heads of the same form"),
    Text("どちらが正しいか確かめ、1枚だけを残してください", "find out which one is right and keep it alone"),
)
RATE_PERCENT = Text("％の表示形式になっています", "the cell has a percent format")
TOO_LARGE = (
    Text(
        "ファイルが大きすぎます（事例のファイルは20MBまで）", "the file is too large (at most 20 MB for case studies)"
    ),
    Text("画像や要らないシートを消して保存し直してください", "delete pictures and needless sheets and save it again"),
)
MISSING = (
    Text("必須の項目が空欄です", "a required item is empty"),
    Text("書いてください", "fill it in"),
)
MISSING_WARN = (
    Text("必須の項目が空欄です", "a required item is empty"),
    Text(
        "このまま取り込めますが、公表の前に書いてください",
        "it can come in like this, but fill it in before it is published",
    ),
)
GIF_MISSING = (
    Text(
        "政府の事例の様式（GIF）で必須の項目が空欄です",
        "the government's model (GIF) requires this item, and it is empty",
    ),
    Text("このままなら「記載なし」と表示します", "left like this it is shown as “not stated”"),
)
STATUS_ASSUMED = (
    Text("その後の状況が書かれていません", "what became of it is not written"),
    Text("「その後は不明」と読みました", "read as “not known”"),
)
FIELD_ASSUMED = (
    Text("業務分野として読めません", "not readable as a field of work"),
    Text("「その他」と読みました。選び直してください", "read as “other”; choose one"),
)


def code_unknown(codes: Vocabulary) -> tuple[Text, Text]:
    """A word is none of the codes or labels."""
    ja, en = ("、".join(t.ja for t in codes.labels.values()), ", ".join(codes.labels))
    return (
        Text(f"{codes.name.ja}の一覧にない言葉です", f"not in the list ({codes.name.en})"),
        Text(f"次から選んでください：{ja}", f"choose one of: {en}"),
    )


NO_SOURCE = (
    Text("出典が1つもありません", "there is no source"),
    Text("読んだ人が確かめられるように、資料を書いてください", "name one, so that readers can check"),
)
BODY_MISSING = (
    Text("団体コードがありません", "there is no municipality code"),
    Text("このままなら区分と人口では探せません。コードのない団体ならそのままにしてください",
         "it cannot be found by class or population; leave it so for a body without a code"),
)  # fmt: skip
NOT_INVENTED = (
    Text(
        "団体コードが99で始まるのに、架空と記されていません",
        "the code begins with 99, and the case is not marked as invented",
    ),
    Text("架空の団体なら「架空」に印を付けてください", "mark it as invented"),
)
DATE_UNREADABLE = (
    Text("日付として読めません", "not readable as a date"),
    DATE_REMEDY,
)
AMOUNT_NEGATIVE = (
    Text("マイナスの値です", "the value is negative"),
    Text("0以上の数を書いてください", "write a number of zero or more"),
)
POPULATION_UNDATED = (
    Text("いつの人口か書かれていません", "the year of the population is not written"),
    Text("人口の年を書いてください", "write the year of the population"),
)
CONTROL = (
    Text("文字ではない符号が入っています", "the text holds control characters"),
    Text("書き直してください", "write it anew"),
)
MY_NUMBER = (
    Text("個人番号（マイナンバー）とみられる12桁の数字が入っています",
         "twelve digits that look like an individual number (My Number)"),
    Text("個人番号は取り込めません。消してから渡してください", "individual numbers are not taken in: delete them first"),
)  # fmt: skip
TOO_MANY = (
    Text("数が多すぎます", "there are too many"),
    Text("主なものに絞ってください", "keep the main ones"),
)
ID_REPEATED = (
    Text("同じ番号が2回使われています", "the same id is used twice"),
    Text("別の番号にしてください", "give each its own"),
)
ADDRESS = (
    Text("http か https で始まるアドレスではありません", "not an address that begins with http or https"),
    Text("アドレスを直すか、空欄にして題名に書いてください", "correct it, or leave it empty and say it in the title"),
)


def identifier(kind: IdentifierKind) -> tuple[Text, Text]:
    """Something that may tell of a person stands in a text that will be public."""
    label = kind.label
    return (
        Text(f"{label.ja}とみられるものが入っています", f"there seems to be a {label.en}"),
        Text("公表されます。個人のものなら消し、係の連絡先は「連絡先情報」に書いてください",
             "it will be public: delete a person's; the section's belongs into the contact"),
    )  # fmt: skip


def body_remedy(meant: tuple[str, ...]) -> Text:
    """How to correct a municipality code."""
    plain = Text(
        "検査数字までの6桁を、先頭の0も書いてください（例 011002）",
        "write all six digits with leading zeros (e.g. 011002)",
    )
    if not meant:
        return plain
    return plain + Text(f"。{'か'.join(meant)}ではありませんか", f"; is it {' or '.join(meant)}?")


TECHNOLOGY_MISSING = (
    Text("使った技術が資料から分かりません", "the sources do not say which technology was used"),
    Text("このままなら「記載なし」と表示します", "left like this it is shown as “not stated”"),
)
