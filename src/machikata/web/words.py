# SPDX-License-Identifier: Apache-2.0
"""Words for the fixed values of forms and tables."""

from __future__ import annotations

from typing import Final

from machikata.domain.event_log import ColumnRole, DateStyle
from machikata.domain.municipality import MunicipalityKind
from machikata.domain.text import Text
from machikata.records.raw import SourceFile

ROLE_WORDS: Final = {
    ColumnRole.CASE_ID: Text("案件の番号", "Case id"),
    ColumnRole.ACTIVITY: Text("作業の名前", "Activity"),
    ColumnRole.ACTIVITY_LABEL: Text("作業の表示名（名前が記号のとき）", "Activity label (beside a code)"),
    ColumnRole.TIMESTAMP: Text("日時（または時刻）", "Date and time (or time)"),
    ColumnRole.DATE: Text("日付（日と時刻が別の列のとき）", "Date (when apart from the time)"),
    ColumnRole.RESOURCE: Text("担当者（記号に置きかえます）", "Member of staff (becomes a code)"),
    ColumnRole.ROLE: Text("担当者の区分・役割", "Kind or role of staff"),
    ColumnRole.SECTION: Text("担当の係", "Section"),
    ColumnRole.PERSON: Text("ほかの職員（記号に置きかえます）", "Another employee (becomes a code)"),
    ColumnRole.LIFECYCLE: Text("作業の始まり・終わり", "Start or end of the activity"),
    ColumnRole.CASE_STATUS: Text("案件の状態", "State of the case"),
    ColumnRole.CASE_ATTRIBUTE: Text("案件の項目（申請の種類など）", "Attribute of the case (kind …)"),
    ColumnRole.EVENT_ATTRIBUTE: Text("作業の項目", "Attribute of the activity"),
    ColumnRole.IGNORE: Text("取り込まない", "Not imported"),
}

DATE_STYLE_WORDS: Final = {
    DateStyle.ISO: Text("2025-04-01 の形（国際標準）", "2025-04-01 (ISO)"),
    DateStyle.JAPANESE: Text("R7.4.1、令和7年4月1日、2025/4/1 など", "R7.4.1, 令和7年4月1日, 2025/4/1 …"),
    DateStyle.EXCEL_SERIAL: Text("表計算の通し番号（45748 など）", "spreadsheet serial (45748 …)"),
}

TIME_ZONES: Final = ("Asia/Tokyo", "UTC", "Europe/Amsterdam", "Europe/Berlin", "Europe/London", "America/New_York")

ENCODING_WORDS: Final = {
    "": Text("自動で見分ける", "found by itself"),
    "cp932": Text("シフトJIS（CP932）", "Shift_JIS (CP932)"),
    "utf-8": Text("UTF-8", "UTF-8"),
    "utf-16": Text("UTF-16", "UTF-16"),
    "euc-jp": Text("EUC-JP", "EUC-JP"),
}

FORMAT_WORDS: Final = {
    "csv": "CSV",
    "xlsx": "Excel",
    "xes": "XES",
    "parquet": "Parquet",
    "ocel-json": "OCEL（JSON）",
    "ocel-sqlite": "OCEL（SQLite）",
}


def how_read(source: SourceFile) -> Text:
    """How a file was read, in words: its form, of a CSV the encoding, of a workbook the sheet.

    >>> how_read(SourceFile("a.csv", "", 0, "csv", "utf-8-sig")).ja
    'CSV、文字の種類 UTF-8'
    """
    form = FORMAT_WORDS.get(source.format, source.format)
    if source.format == "csv":
        plain = "utf-8" if source.encoding == "utf-8-sig" else source.encoding
        coded = ENCODING_WORDS.get(plain, Text(plain, plain))
        ja, en = coded.ja.partition("（")[0], coded.en.partition(" (")[0]
        return Text(f"{form}、文字の種類 {ja}", f"{form}, encoding {en}")
    return Text(f"{form}、シート {source.sheet}", f"{form}, sheet {source.sheet}") if source.sheet else Text(form, form)


DELIMITER_WORDS: Final = {
    "": Text("自動で見分ける", "found by itself"),
    ",": Text("コンマ", "comma"),
    "\t": Text("タブ", "tab"),
    ";": Text("セミコロン", "semicolon"),
    "|": Text("縦線", "vertical bar"),
}

KIND_WORDS: Final = {
    MunicipalityKind.DESIGNATED_CITY: Text("政令指定都市", "Designated city"),
    MunicipalityKind.SPECIAL_WARD: Text("特別区", "Special ward"),
    MunicipalityKind.CORE_CITY: Text("中核市", "Core city"),
    MunicipalityKind.FORMER_SPECIAL_CITY: Text("施行時特例市", "Former special city"),
    MunicipalityKind.CITY: Text("市", "City"),
    MunicipalityKind.TOWN: Text("町", "Town"),
    MunicipalityKind.VILLAGE: Text("村", "Village"),
    MunicipalityKind.OTHER: Text("そのほか（一部事務組合など）", "Other (union …)"),
}
