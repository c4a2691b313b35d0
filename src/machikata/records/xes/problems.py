# SPDX-License-Identifier: Apache-2.0
"""The sentences about XES files: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text

_EXPORT_AGAIN = Text("もとのシステムから書き出し直してください", "export the file again from the system it came from")
_ASK_EXPORTER = Text(
    "書き出したシステムの担当に、XESの規格（IEEE 1849）に合う形で書き出せるか確かめてください",
    "ask the maker of the exporting system for a file that follows the XES standard (IEEE 1849)",
)
_NOTHING = Text("", "")


def refused(code: str, what: Text, remedy: Text, place: Place) -> InputRefused:
    """An `InputRefused` with this one problem."""
    return InputRefused([Problem(code=code, what=what, remedy=remedy, place=place)])


def empty(place: Place) -> InputRefused:
    """The file has no bytes, or none after unpacking."""
    return refused("xes-empty", Text("ファイルが空です", "the file is empty"), _EXPORT_AGAIN, place)


def truncated_gzip(place: Place) -> InputRefused:
    """The gzip stream ends too early."""
    what = Text("圧縮ファイルが途中で切れています", "the gzip file ends too early")
    remedy = Text("もう一度コピーするか、書き出し直してください", "copy the file again or export it again")
    return refused("xes-gzip-truncated", what, remedy, place)


def damaged_gzip(place: Place) -> InputRefused:
    """The gzip stream is not readable."""
    what = Text("圧縮ファイルがこわれています", "the gzip file is damaged")
    remedy = Text("もう一度コピーするか、書き出し直してください", "copy the file again or export it again")
    return refused("xes-gzip-damaged", what, remedy, place)


def too_much_packed(place: Place, *, ratio: int) -> InputRefused:
    """A small gzip file that unpacks without end."""
    what = Text(
        f"圧縮の倍率が{ratio}倍を超えています。中身のないデータで容量を埋める攻撃の疑いがあります",
        f"the file unpacks to more than {ratio} times its size; this may be a decompression bomb",
    )
    remedy = Text(
        "出どころを確かめ、正しいファイルなら展開してから取り込んでください",
        "check where the file comes from; if it is genuine, unpack it and import the plain file",
    )
    return refused("xes-gzip-bomb", what, remedy, place)


def too_long(place: Place, *, limit: int) -> InputRefused:
    """More bytes than the limit allows."""
    gib = limit / 1024**3
    what = Text(
        f"展開後の大きさが上限（{gib:.3g} GiB）を超えています", f"the XML is longer than the limit of {gib:.3g} GiB"
    )
    remedy = Text("期間で分けて書き出してください", "export the log in parts, by period")
    return refused("xes-too-long", what, remedy, place)


def not_xes(place: Place, *, root: str) -> InputRefused:
    """Another XML document."""
    what = Text(
        f"XESのファイルではありません（いちばん外側の要素が「{root}」です）",
        f"not an XES file (its root element is “{root}”)",
    )
    remedy = Text(
        "XES形式（log要素で始まるXML）で書き出してください", "export the log as XES (XML whose root is “log”)"
    )
    return refused("xes-not-xes", what, remedy, place)


def document_type(place: Place) -> InputRefused:
    """A DOCTYPE, and with it entity bombs and references to other files."""
    what = Text(
        "文書型宣言（DOCTYPE）があるため取り込みません。ほかのファイルを読ませたり、容量を埋めたりする攻撃に使われます",
        "the file has a DOCTYPE, which can pull in other files or expand without end; it is refused",
    )
    remedy = Text(
        "DOCTYPEの行を除いて書き出してください。XESには不要です", "export without the DOCTYPE; XES does not need it"
    )
    return refused("xes-doctype", what, remedy, place)


def truncated_xml(place: Place) -> InputRefused:
    """The XML ends inside an element."""
    what = Text("XMLが途中で切れています", "the XML ends too early")
    return refused("xes-truncated", what, _EXPORT_AGAIN, place)


def malformed(place: Place, *, reason: str) -> InputRefused:
    """Not well-formed XML."""
    what = Text(f"XMLとして読めません（{reason}）", f"not well-formed XML ({reason})")
    return refused("xes-malformed", what, _EXPORT_AGAIN, place)


def wrong_encoding(place: Place, *, declared: str) -> InputRefused:
    """Bytes that do not belong to the declared encoding."""
    what = Text(
        f"文字コードが宣言（{declared}）と合いません。シフトJIS（CP932）などで保存された疑いがあります",
        f"the bytes are not {declared} as declared; the file may have been saved as CP932 (Shift_JIS)",
    )
    remedy = Text(
        "UTF-8で保存し直すか、1行目のencodingを実際の文字コードに直してください",
        "save the file as UTF-8, or correct the encoding in its first line",
    )
    return refused("xes-encoding-wrong", what, remedy, place)


def unknown_encoding(place: Place, *, declared: str) -> InputRefused:
    """An encoding nobody here can read."""
    what = Text(f"文字コード「{declared}」は読めません", f"the encoding “{declared}” cannot be read")
    return refused("xes-encoding-unknown", what, Text("UTF-8で書き出してください", "export as UTF-8"), place)


def too_many_columns(place: Place, *, limit: int) -> InputRefused:
    """More attribute names than a table can reasonably have."""
    what = Text(
        f"属性の名前が{limit:,}種類を超えています。値が名前の側に入っている疑いがあります",
        f"more than {limit:,} different attribute names; values may have been written as names",
    )
    return refused("xes-too-many-columns", what, _ASK_EXPORTER, place)


def too_deep(place: Place, *, limit: int) -> InputRefused:
    """Attributes in attributes in attributes."""
    what = Text(f"属性の入れ子が{limit}段を超えています", f"attributes are nested more than {limit} levels deep")
    return refused("xes-too-deep", what, _ASK_EXPORTER, place)


def token_too_long(place: Place, *, limit: int) -> InputRefused:
    """A single tag of many megabytes."""
    mib = limit / 1024**2
    what = Text(f"1つのタグが{mib:.3g} MiBを超えています", f"a single tag is longer than {mib:.3g} MiB")
    return refused("xes-tag-too-long", what, _ASK_EXPORTER, place)


def no_cases(place: Place) -> Problem:
    """No trace at all."""
    what = Text("案件（trace）が1件もありません", "the log holds no case (trace)")
    remedy = Text(
        "書き出しの条件（期間・業務）を確かめてください", "check the conditions of the export (period, process)"
    )
    return Problem(code="xes-no-cases", what=what, remedy=remedy, place=place)


def no_events(place: Place) -> Problem:
    """Traces without any event."""
    what = Text("出来事（event）が1件もありません", "the log holds no event")
    remedy = Text(
        "書き出しの条件（期間・業務）を確かめてください", "check the conditions of the export (period, process)"
    )
    return Problem(code="xes-no-events", what=what, remedy=remedy, place=place)


def event_outside_case(place: Place) -> Problem:
    """An event that belongs to no case."""
    what = Text("案件（trace）の外に出来事（event）があります", "events (event) stand outside any case (trace)")
    remedy = Text(
        "出来事を案件ごとにまとめて書き出してください。案件の番号がない記録は比べられません",
        "export the events grouped by case; events without a case cannot be compared",
    )
    return Problem(code="xes-event-outside-case", what=what, remedy=remedy, place=place)


def faulty_value(place: Place, *, reason: Text, code: str, case: int, event: int | None) -> Problem:
    """One value that is not of its declared type; it is left empty."""
    where = Text(f"{case:,}件目の案件", f"case {case:,}")
    if event is not None:
        where = Text(f"{case:,}件目の案件の{event:,}番目の出来事", f"case {case:,}, event {event:,}")
    remedy = Text(
        "値を直してください。直すまで空欄として扱います", "correct the value; until then it counts as missing"
    )
    what = Text(f"{where.ja}：{reason.ja}", f"{where.en}: {reason.en}")
    return Problem(code=code, what=what, remedy=remedy, place=place, severity=Severity.WARNING)


def repeated_key(place: Place) -> Problem:
    """The same name twice on one element."""
    what = Text(
        "1つの要素に同じ名前の属性が2回以上あります。最後の値を残しました",
        "the same attribute name occurs more than once on one element; the last value was kept",
    )
    return Problem(code="xes-repeated-key", what=what, remedy=_ASK_EXPORTER, place=place, severity=Severity.WARNING)


def missing_key(place: Place, *, element: str) -> Problem:
    """An attribute element without a name."""
    what = Text(
        f"名前（key）のない属性「{element}」を読み飛ばしました",
        f"attributes “{element}” without a key were passed over",
    )
    return Problem(code="xes-missing-key", what=what, remedy=_ASK_EXPORTER, place=place, severity=Severity.WARNING)


def missing_value(place: Place) -> Problem:
    """An attribute element without a value."""
    what = Text(
        "値（value）のない属性があります。空欄として扱います", "attributes without a value; they count as missing"
    )
    return Problem(code="xes-missing-value", what=what, remedy=_ASK_EXPORTER, place=place, severity=Severity.WARNING)


def unknown_element(place: Place, *, element: str, parent: str) -> Problem:
    """An element XES does not define at this place."""
    what = Text(
        f"「{parent}」の中の要素「{element}」はXESにないため、中身ごと読み飛ばしました",
        f"the element “{element}” inside “{parent}” is not XES; it was passed over with all it holds",
    )
    return Problem(code="xes-unknown-element", what=what, remedy=_NOTHING, place=place, severity=Severity.WARNING)


def stray_text(place: Place, *, parent: str) -> Problem:
    """Text between tags."""
    what = Text(
        f"「{parent}」の中に、タグに入っていない文字があります。読み飛ばしました",
        f"text outside tags inside “{parent}” was passed over",
    )
    return Problem(code="xes-stray-text", what=what, remedy=_NOTHING, place=place, severity=Severity.WARNING)


def nested_log_attributes(place: Place, *, count: int, names: Iterable[str]) -> Problem:
    """Attributes below attributes of the log, which no table can hold."""
    owners = sorted(names)
    named, more = ", ".join(owners[:5]), len(owners) - 5
    what = Text(
        f"記録全体の属性のうち入れ子の{count:,}個は取り込みません（{named}{f'ほか{more:,}個' if more > 0 else ''}の中）",
        f"{count:,} nested attributes of the log itself are not taken (inside {named}{f' and {more:,} more' if more > 0 else ''})",
    )
    code = "xes-nested-log-attributes"
    return Problem(code=code, what=what, remedy=_NOTHING, place=place, severity=Severity.NOTE, count=count)


def date_without_zone(place: Place, *, zone: str, count: int) -> Problem:
    """Dates that name no offset."""
    what = Text(
        f"時差のない日時が{count:,}件あります。{zone}の時刻として読みました",
        f"{count:,} dates name no offset; they were read as local time of {zone}",
    )
    remedy = Text(
        "違う地域の記録なら、時間帯を選び直してください", "choose another zone if the log comes from elsewhere"
    )
    code = "xes-date-without-zone"
    return Problem(code=code, what=what, remedy=remedy, place=place, severity=Severity.NOTE, count=count)


def mixed_types(place: Place, *, types: Iterable[str], became: str) -> Problem:
    """One name, several types."""
    named = ", ".join(types)
    what = Text(
        f"値の型がまちまちです（{named}）。「{became}」にそろえました",
        f"values of several types ({named}) were taken as “{became}”",
    )
    return Problem(code="xes-mixed-types", what=what, remedy=_NOTHING, place=place, severity=Severity.NOTE)


def renamed_column(place: Place, *, name: str) -> Problem:
    """An attribute whose name is taken by a column of the reader's own."""
    what = Text(
        f"属性の名前が取り込みで使う列と重なるため、「{name}」に改めました",
        f"the attribute's name is used by the reader itself; it is now “{name}”",
    )
    return Problem(code="xes-renamed-column", what=what, remedy=_NOTHING, place=place, severity=Severity.NOTE)
