# SPDX-License-Identifier: Apache-2.0
"""Single values as municipalities write them. Each reader gives the value or a `Fault`; none guesses."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from machikata.apps.daycare_matching.applications import AGE_CLASSES, PoolKind
from machikata.apps.daycare_matching.reading.findings import Fault
from machikata.domain.event_log import DateStyle
from machikata.domain.text import Text
from machikata.domain.written_dates import DateFault, read_moment

_INTEGER = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+|[+-]?\d+")
_DOT_ZERO = re.compile(r"([+-]?\d+)\.0+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−ー〜～", "-"))
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d{1,3}")
_YES = frozenset(
    {
        "1",
        "有",
        "あり",
        "有り",
        "○",
        "〇",
        "◯",
        "●",
        "はい",
        "可",
        "該当",
        "true",
        "yes",
        "y",
        "レ",
        "✓",
        "✔",
        "許容",
        "除外",
    }
)
_NO = frozenset({"0", "無", "なし", "無し", "×", "✕", "いいえ", "否", "不可", "非該当", "false", "no", "n", "-"})
_NOTHING = frozenset({"0", "無", "なし", "無し", "×", "-"})
_MONTHS = re.compile(r"(?:満|生後)?(\d{1,2})(?:[かカヵケヶ箇個]月|月)?(?:以上|から|児|~|-)?")
_DAYS = re.compile(r"(?:生後)?(\d{1,3})日(?:以上|目|から|~|-)?")
_DATE_LIKE = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}.*|\d{1,2}月\d{1,2}日|\d{1,2}-[a-z]{3}|[a-z]{3}-\d{1,2}|\d{1,2}/\d{1,2}", re.IGNORECASE
)
_CLASS_RANGE = re.compile(r"([0-5])-([0-5])")
_MOST = 10**15
_MOST_AS_POINTS = 10**9 - 1


def plain(text: str) -> str:
    """`text` for reading: NFKC, without spaces around it."""
    return unicodedata.normalize("NFKC", text).strip() if not text.isascii() else text.strip()


def read_identifier(text: str) -> str | Fault:
    """A number that names something, as text. Full-width digits become plain ones, ".0" behind whole numbers goes; zeros in front stay.

    >>> read_identifier("００１２"), read_identifier("1.23457E+17").code
    ('0012', 'number-damaged')
    """
    cleaned = plain(text)
    if _SCIENTIFIC.fullmatch(cleaned):
        return Fault(
            "number-damaged",
            Text("表計算ソフトが長い番号を指数の形に変えています。もとの番号はここからは分かりません", "a spreadsheet has turned a long number into powers of ten; the number itself is lost"),
            Text("元のシステムから書き出し直し、この列を「文字列」の書式で開いてください", "export it again and open the column as text"),
        )  # fmt: skip
    if (whole := _DOT_ZERO.fullmatch(cleaned)) is not None:
        return whole[1]
    return cleaned


def read_integer(text: str) -> int | Fault:
    """A whole number, negative ones too.

    >>> read_integer("－３"), read_integer("1,024"), read_integer("40.0")
    (-3, 1024, 40)
    """
    cleaned = plain(text).translate(_DASHES)
    if cleaned[:1] in "△▲":
        cleaned = f"-{cleaned[1:]}"
    if (whole := _DOT_ZERO.fullmatch(cleaned)) is not None:
        cleaned = whole[1]
    if _INTEGER.fullmatch(cleaned) and len(cleaned) <= 20:
        number = int(cleaned.replace(",", ""))
        if abs(number) <= _MOST:
            return number
    if re.fullmatch(r"[+-]?\d*\.\d+", cleaned):
        return Fault(
            "number-not-whole",
            Text("整数ではありません", "not a whole number"),
            Text("整数で書いてください", "write a whole number"),
        )
    return Fault("number-unreadable", Text("数として読めません", "not readable as a number"), Text("半角の整数で書いてください", "write a whole number"))  # fmt: skip


def read_seats(text: str) -> int | Fault:
    """募集人数: a whole number from 0."""
    number = read_integer(text)
    if isinstance(number, int) and not 0 <= number <= 100_000:
        return Fault(
            "seats-impossible",
            Text("募集人数としてありえない数です", "not a possible number of seats"),
            Text(
                "0以上の整数に直してください。募集しないなら0です",
                "write a whole number from 0; 0 where there are none",
            ),
        )
    return number


def read_points(text: str) -> int | Fault:
    """Points: a whole number, below none as well, of at most nine digits (a personal number in the wrong column has more)."""
    number = read_integer(text)
    if isinstance(number, int) and abs(number) > _MOST_AS_POINTS:
        return Fault(
            "points-impossible",
            Text("点数としてありえない数です", "not a possible number of points"),
            Text(
                "列がずれていないか確かめ、点数を書いてください", "check that the columns are right, and write points"
            ),
        )
    return number


def read_positive(text: str) -> int | Fault:
    """A whole number from 1, such as a lot or a place."""
    number = read_integer(text)
    if isinstance(number, int) and number < 1:
        return Fault("number-below-one", Text("1より小さい数です", "the number is below 1"), Text("1以上の整数に直してください", "write a whole number from 1"))  # fmt: skip
    return number


def read_date(text: str) -> date | Fault:
    """A day in any usual way of writing, 和暦 too. Five bare digits are never guessed."""
    if len(text) == 10 and text[4] == "-" and text[:4].isdigit() and "1900" <= text[:4] <= "2100":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return Fault("date-no-such-day", DateFault.NO_SUCH_DAY.what, DateFault.NO_SUCH_DAY.remedy)
    moment = read_moment(text, DateStyle.JAPANESE)
    if not isinstance(moment, DateFault):
        return moment.day
    if moment is DateFault.FIVE_DIGITS:
        remedy = Text("列の書式を「日付」にして保存し直すか、2024-05-06 または 令和6年5月6日 のように書いてください", "format the column as dates and save it again, or write 2024-05-06")  # fmt: skip
    elif moment is DateFault.UNREADABLE:
        remedy = Text("2024-05-06、2024/5/6、令和6年5月6日 のように書いてください", "write 2024-05-06 or 2024/5/6")
    else:
        remedy = moment.remedy
    return Fault(str(moment), moment.what, remedy)


def read_flag(text: str) -> bool | Fault:
    """1, 有, ○ … or 0, 無, × …"""
    cleaned = plain(text).casefold()
    if cleaned in _YES:
        return True
    if cleaned in _NO:
        return False
    return Fault("flag-unreadable", Text("有無として読めません", "neither yes nor no"), Text("1（有、○）か 0（無、×）、または空白にしてください", "write 1 (有, ○) or 0 (無, ×), or leave it empty"))  # fmt: skip


def read_freed_seats(text: str) -> bool | Fault:
    """転園時空き枠扱い: whether freed seats are given out in the same run."""
    cleaned = plain(text).casefold()
    if cleaned in {"今回", "再利用", "利用", "使う", "即時", "今回の調整", "当回"} or cleaned in _YES:
        return True
    if cleaned in {"次回", "二次", "2次", "使わない", "保留", "次の調整", "留保"} or cleaned in _NO:
        return False
    return Fault("freed-seats-unreadable", Text("転園で空いた枠の扱いが分かりません", "it is not clear what becomes of freed seats"), Text("「今回」か「次回」、または空白にしてください", "write 今回 or 次回, or leave it empty"))  # fmt: skip


def read_code(text: str) -> str:
    """A code or word for the rules (事由, 調整指数項目), with plain letters and digits."""
    return plain(text)


def read_care(text: str) -> str:
    """要配慮区分; 無 and 0 mean none."""
    cleaned = plain(text)
    return "" if cleaned in _NOTHING else cleaned


def read_kind(text: str) -> PoolKind | Fault:
    """枠種別."""
    cleaned = plain(text).removesuffix("枠").removesuffix("優先")
    for kind in PoolKind:
        if cleaned in (kind.value, kind.value.removesuffix("児")):
            return kind
    names = "、".join(kind.value for kind in PoolKind)
    return Fault("pool-kind-unknown", Text("知らない枠種別です", "not a known kind of pool"), Text(f"{names} のどれかにしてください", f"write one of {names}"))  # fmt: skip


def read_age_class(text: str) -> int | Fault:
    """クラス年齢: 0 to 5."""
    cleaned = re.sub(r"(?:歳児?|才児?)?(?:クラス)?$", "", plain(text))
    number = read_integer(cleaned)
    if isinstance(number, int) and number in AGE_CLASSES:
        return number
    return Fault("age-class-impossible", Text("クラス年齢ではありません", "not an age class"), Text("0から5の数にしてください", "write a number from 0 to 5"))  # fmt: skip


def read_classes(text: str) -> frozenset[int] | Fault:
    """対象クラス.

    >>> sorted(read_classes("3歳〜5歳")), sorted(read_classes("３・４・５"))
    ([3, 4, 5], [3, 4, 5])
    """
    cleaned = plain(text)
    if _DATE_LIKE.fullmatch(cleaned):
        return Fault(
            "classes-became-date",
            Text("表計算ソフトが対象クラスを日付に変えています", "a spreadsheet has turned the classes into a date"),
            Text("3・4・5 または 3歳〜5歳 のように書いてください", "write 3・4・5 or 3歳〜5歳"),
        )
    cleaned = re.sub(r"歳児?|才児?|クラス|\s", "", cleaned).replace("から", "-").translate(_DASHES).replace("~", "-")
    classes: set[int] = set()
    for part in re.split(r"[・,、,/.･]", cleaned):
        if (span := _CLASS_RANGE.fullmatch(part)) is not None and span[1] <= span[2]:
            classes.update(range(int(span[1]), int(span[2]) + 1))
        elif re.fullmatch(r"[0-5]", part):
            classes.add(int(part))
        else:
            return Fault("classes-unreadable", Text("対象クラスとして読めません", "not readable as age classes"), Text("3、3・4・5、3歳〜5歳のように、0から5で書いてください", "write 3, 3・4・5 or 3歳〜5歳, from 0 to 5"))  # fmt: skip
    return frozenset(classes)


def read_least_age(text: str) -> tuple[int, int] | Fault:
    """受入月齢 as (months, days): 6, 6か月, or 生後57日.

    >>> read_least_age("６か月"), read_least_age("生後57日")
    ((6, 0), (0, 57))
    """
    cleaned = plain(text).replace(" ", "").translate(_DASHES)
    if (days := _DAYS.fullmatch(cleaned)) is not None:
        return 0, int(days[1])
    if (months := _MONTHS.fullmatch(cleaned.removesuffix(".0"))) is not None:
        return int(months[1]), 0
    return Fault("least-age-unreadable", Text("受入月齢として読めません", "not readable as a least age"), Text("6、6か月、生後57日のように書いてください", "write 6, 6か月 or 生後57日"))  # fmt: skip
