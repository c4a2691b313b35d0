# SPDX-License-Identifier: Apache-2.0
"""Level 3, check 06: regions by code or official name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from machikata.domain.municipality import check_digit
from machikata.domain.text import Text
from machikata.records.table_checks.columns import Role, TableColumn
from machikata.records.table_checks.findings import NOT_APPLICABLE, Finding, Question, Verdict, in_column, judged
from machikata.records.table_checks.kinds import plain_text

PREFECTURES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 "
    "岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 "
    "福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
)
_PREFECTURE = frozenset(PREFECTURES.split())
_SHORT_PREFECTURE = frozenset(p[:-1] for p in _PREFECTURE if p != "北海道")
_REGION_HEAD = re.compile(
    r"^(?:都道府県|県|市区町村|市町村|区市町村|自治体|団体|地域|行政区|区|市)(?:名|名称|コード)?$|^(?:都道府県|市区町村|市町村|自治体|地方公共団体|団体|地域)(?:名|名称|コード|code)|"
    r"^(?:pref(?:ecture)?|municipality|city|ward|region|area)(?:name|code)?$|^(?:municipality|region|area|city|pref)code\d?$"
)
_CODE_HEAD = re.compile(r"コード|code")
_MUNICIPALITY = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]{1,12}[市区町村]")
_TOTAL = re.compile(
    r"(?:全国|合計|計|総数|総計|小計|平均|中央値|その他|.*(?:組合|連合|企業団|計|平均|以外|のすべて.*|すべての団体))"
)
_SIX = re.compile(r"\d{6}")
_WHOLE_COUNTRY = "000000"


def regions_official(q: Question) -> Verdict:
    """3-06."""
    columns = [c for c in q.table.columns if is_region_column(c)]
    if not columns:
        return NOT_APPLICABLE
    return judged(_unofficial(columns))


def is_region_column(column: TableColumn) -> bool:
    """Whether a column tells regions: its header says so, or most of its values are names of prefectures."""
    if column.role is Role.EMPTY:
        return False
    if _REGION_HEAD.search(column.key):
        return True
    names = sum(n for _, text, n in column.texts if text in _PREFECTURE)
    return names >= 0.8 * column.filled


def is_region_name(text: str) -> bool:
    """Whether a text is the name of a prefecture or looks like that of a municipality."""
    return text in _PREFECTURE or (
        len(text) <= 8 and _MUNICIPALITY.fullmatch(text) is not None and not text.endswith(("地区", "学区"))
    )


def _unofficial(columns: list[TableColumn]) -> Iterator[Finding]:
    coded = [c for c in columns if _CODE_HEAD.search(c.key) or c.role in (Role.CODE, Role.NUMBER)]
    for column in coded:
        yield from _codes(column)
    for column in columns:
        if column in coded:
            continue
        short = column.where(lambda t: t.strip() in _SHORT_PREFECTURE)
        if len(short):
            what = Text("都道府県の名前が略されています", "names of prefectures are shortened")
            remedy = Text(
                "「東京都」のように正式な名前を書くか、地域コードの列を足してください",
                "write the official name (東京都), or add a column of region codes",
            )
            yield Finding("region-short", what, remedy, in_column(column, short))
        if not coded and re.search(r"市区?町村|自治体|municipality|city", column.key):
            bare = column.where(_lacks_kind)
            if len(bare):
                what = Text("正式な地域の名前ではありません", "this is no official name of a region")
                remedy = Text(
                    "「札幌市」のように正式な名前を書くか、地域コードの列を足してください",
                    "write the official name (札幌市), or add a column of region codes",
                )
                yield Finding("region-name", what, remedy, in_column(column, bare))


def _lacks_kind(text: str) -> bool:
    """A Japanese name without 市, 区, 町 or 村; names in other scripts and sums are left alone."""
    name = plain_text(text[:40]).strip()
    japanese = re.fullmatch(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]+", name) is not None
    return (
        japanese and not name.endswith(("市", "区", "町", "村", "都", "道", "府", "県")) and not _TOTAL.fullmatch(name)
    )


def _codes(column: TableColumn) -> Iterator[Finding]:
    """Codes with a wrong check digit, and codes that lost their leading zero."""
    texts = {code: _digits(value) for code, value, _ in column.used}
    six = {code: t for code, t in texts.items() if _SIX.fullmatch(t)}
    five = {code: t for code, t in texts.items() if re.fullmatch(r"\d{5}", t)}
    four = {code for code, t in texts.items() if re.fullmatch(r"\d{4}", t)}
    if len(six) > len(five):
        wrong = {code for code, t in six.items() if t != _WHOLE_COUNTRY and int(t[5]) != check_digit(t[:5])}
        if wrong and len(wrong) <= 0.5 * len(six):
            what = Text("地域コードの検査数字が合いません", "the check digit of the region code does not fit")
            yield Finding(
                "region-check-digit",
                what,
                Text("コードを確かめてください", "check the code"),
                in_column(column, column.rows_of(wrong)),
            )
        lost = {code for code, t in five.items() if int(t[4]) == check_digit("0" + t[:4])}
    else:
        lost = four if five else set()
    if lost:
        what = Text("地域コードの先頭の0が落ちています", "the region code has lost its leading zero")
        remedy = Text(
            "文字列として、先頭の0から書いてください（例 011002）",
            "store it as text with its leading zero (such as 011002)",
        )
        yield Finding("region-leading-zero", what, remedy, in_column(column, column.rows_of(lost)))


def _digits(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
