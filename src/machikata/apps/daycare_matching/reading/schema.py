# SPDX-License-Identifier: Apache-2.0
"""The columns of the three input files, as the manifest shows them and as the readers look for them."""

from __future__ import annotations

from machikata.automation.app.manifest import InputColumn, InputFile
from machikata.domain.text import Text

NUMBERED = "k"
"""Stands in a column's name for 1, 2, 3 …: 希望k施設 is 希望1施設, 希望2施設 …"""


def _column(name: str, ja: str, en: str, *, required: bool = False, example: str = "") -> InputColumn:
    return InputColumn(name, Text(ja, en), required, example)


CHILDREN_COLUMNS: tuple[InputColumn, ...] = (
    _column("申請者番号", "子どもごとの番号（宛名番号でも可）。氏名は使いません。", "A number for each child (宛名番号 will do). Names are not used as keys.", required=True, example="2600001"),
    _column("世帯番号", "同じ世帯のきょうだいは同じ番号にします。", "The same number for siblings of one household.", required=True, example="510001"),
    _column("生年月日", "2024-05-06、令和6年5月6日などの日付です。", "A date such as 2024-05-06 or 令和6年5月6日.", required=True, example="2024-05-06"),
    _column("クラス年齢", "4月1日の年齢（0〜5）。4月1日生まれは上のクラスです。", "Age on 1 April (0 to 5). A child born on 1 April belongs to the older class.", required=True, example="1"),
    _column("事由(父)", "父の保育の必要な事由。父がいなければ空白です。", "The father's reason for needing care; empty where there is no father.", example="就労"),
    _column("事由(母)", "母の保育の必要な事由。母がいなければ空白です。", "The mother's reason for needing care; empty where there is no mother.", example="就労"),
    _column("基本指数", "計算済みの基本指数。空白なら規則で計算します。", "The basic points if worked out; else the rules do it.", example="40"),
    _column("調整指数項目k", "調整指数の項目（符号か点数）。いくつでも並べられます。", "Adjustment items (code or points); as many as needed.", example="きょうだい在園"),
    _column("指数", "計算済みの最終の指数。あればこれを使います。", "The final points; used as they are when given.", example="42"),
    _column("優先順位項目k", "同点のときに比べる数。いくつでも並べられます。", "Numbers compared between equal points; as many as needed.", example="3"),
    _column("育休延長許容", "育児休業の延長も許容できるとき 1（有、○）。", "1 (有, ○) when the family would also accept a longer parental leave.", example="0"),
    _column("転園元施設", "転園の申込みのとき、いまの施設の番号。", "For a transfer, the number of the present facility."),
    _column("転園元枠番号", "転園の申込みのとき、いまの枠の番号。", "For a transfer, the number of the present pool."),
    _column("要配慮区分", "障害児・医療的ケア児などの区分。なければ空白です。", "Kind of special care (disability, medical care …); empty if none."),
    _column("卒園児元施設", "卒園する小規模保育などの施設番号。", "Number of the facility that the child has outgrown."),
    _column("希望k施設", "第k希望の施設番号。数に上限はありません。", "Facility of the k-th wish. There is no upper limit.", required=True, example="F001"),
    _column("希望k枠番号", "第k希望の枠番号。その年齢の一般枠が1つなら空白で構いません。", "Pool of the k-th wish; may be empty where the facility has one general pool for the age.", example="1"),
    _column("希望k加点", "その施設でだけ加わる点。なければ空白です。", "Points that count at that facility only; empty if none.", example="0"),
    _column("きょうだい条件", "きょうだいで申し込む世帯の条件（説明のシートを参照）。", "Condition of a household that applies for several children (see the sheet of explanations)."),
    _column("併願取下げ日", "申込みを取り下げた日。あれば利用調整に入れません。", "Day of withdrawal; such a child takes no part."),
    _column("抽選番号", "利用調整の前に引いた世帯の抽選番号。", "The lot of the household, drawn beforehand."),
    _column("世帯内順", "世帯の中の順（1が先）。空白なら生年月日の順です。", "Order within the household (1 = first); by birth date if empty."),
    _column("氏名", "通知に書く氏名。1字も変えずに残します。", "Name for the letters; kept unchanged.", example="汐見 葵"),
)  # fmt: skip

FACILITY_COLUMNS: tuple[InputColumn, ...] = (
    _column("施設番号", "施設ごとの番号。枠が複数なら同じ番号の行を並べます。", "Number of the facility; one row for each of its pools.", required=True, example="F001"),
    _column("名称", "施設の名前です。", "Name of the facility.", required=True, example="つきかげ保育園"),
    _column("種別", "認可、小規模、認定こども園などです。", "Kind of facility.", example="認可"),
    _column("区", "区や地区の名前です。", "Ward or district.", example="北"),
    _column("枠番号", "施設の中での枠の番号です。", "Number of the pool within the facility.", required=True, example="1"),
    _column("枠種別", "一般、障害児、地域、卒園児、保育士のどれか。空白は一般です。", "一般 (general), 障害児 (special care), 地域 (region), 卒園児 (graduates) or 保育士 (staff); empty means general.", example="一般"),
    _column("対象クラス", "3、3・4・5、3歳〜5歳のように書きます。", "Such as 3, 3・4・5 or 3歳〜5歳.", required=True, example="1"),
    _column("募集人数", "0以上の整数です。", "A whole number from 0.", required=True, example="6"),
    _column("受入月齢", "4月1日に必要な月齢（6、6か月、生後57日など）。", "Least age on 1 April (6, 6か月, 生後57日 …).", example=""),
    _column("連携施設", "卒園児を優先する連携元の施設番号（、で並べます）。", "Numbers of the linked facilities whose graduates it favours (separated by 、)."),
    _column("従業員枠除外", "従業員枠で市が利用調整しないとき 1（有、○）。", "1 (有, ○) for seats of employees, which the municipality does not give out."),
    _column("転園時空き枠扱い", "転園で空いた枠を今回の調整に使うなら「今回」、使わないなら「次回」。空白は今回です。", "今回 when seats freed by transfers are given out in the same run, 次回 when kept for later; empty means 今回."),
)  # fmt: skip

COMBINATION_COLUMNS: tuple[InputColumn, ...] = (
    _column("世帯番号", "申込みの一覧と同じ世帯番号です。", "The household number of the children's file.", required=True, example="510002"),
    _column("順位", "世帯の中で1から続く番号。1がいちばんの希望です。", "1, 2, 3 … within the household; 1 is wished most.", required=True, example="1"),
    _column("申請者番号k", "組み合わせに入る子どもの番号です。", "Number of the child.", required=True, example="2600002"),
    _column("施設番号k", "その子の施設。空白は入所しない、いまの施設は残るという意味です。", "The child's facility; empty means no seat, the present facility means to stay.", required=True, example="F001"),
    _column("枠番号k", "その子の枠番号。枠が1つに決まるなら空白で構いません。", "The child's pool; may be empty where only one fits.", example="1"),
)  # fmt: skip

INPUT_FILES: tuple[InputFile, ...] = (
    InputFile(
        "children",
        Text("申込みの一覧", "Applications"),
        Text(
            "1行に1人。Excel または CSV。ChilmAI の申込者データもそのまま読めます。",
            "One row for each child, Excel or CSV. ChilmAI's file of applicants is read as it is.",
        ),
        CHILDREN_COLUMNS,
        more_columns=True,
    ),
    InputFile(
        "facilities",
        Text("施設と枠の一覧", "Facilities and pools"),
        Text(
            "1行に1つの枠。Excel または CSV。ChilmAI の保育所データもそのまま読めます。",
            "One row for each pool, Excel or CSV. ChilmAI's file of daycares is read as it is.",
        ),
        FACILITY_COLUMNS,
        more_columns=True,
    ),
    InputFile(
        "siblings",
        Text("きょうだいの組み合わせ", "Combinations of siblings"),
        Text(
            "世帯が組み合わせを自分で並べるときだけ使います。ここにある世帯では、きょうだい条件を使いません。",
            "Only where households list their combinations themselves; for these the sibling condition does not count.",
        ),
        COMBINATION_COLUMNS,
        required=False,
        more_columns=True,
    ),
)
