# SPDX-License-Identifier: Apache-2.0
"""Why a facility and a pool, as written, are no seat for the child: in words, with what to do."""

from __future__ import annotations

import difflib

from machikata.apps.daycare_matching.reading.facilities import Places
from machikata.apps.daycare_matching.reading.findings import Fault
from machikata.apps.daycare_matching.reading.values import plain
from machikata.domain.text import Text


def unknown_facility(places: Places, text: str) -> Fault:
    """The number is not in the list of facilities; a near one is named."""
    near = difflib.get_close_matches(plain(text), list(places.book.exact), n=1, cutoff=0.7)
    return Fault(
        "facility-unknown",
        Text("施設の一覧にない施設番号です", "the facility is not in the list of facilities"),
        Text(
            f"施設番号を直すか、施設の一覧に加えてください{f'（「{near[0]}」のことですか）' if near else ''}",
            f"correct the number, or add the facility to the list{f' (is “{near[0]}” meant?)' if near else ''}",
        ),
    )


def ambiguous_facility(places: Places, text: str) -> Fault:
    """Several facilities differ from the number only by zeros in front."""
    alike = "、".join(
        places.facilities[i].number for i in places.book.shortened.get(plain(text).lstrip("0") or "0", [])
    )
    return Fault(
        "facility-ambiguous",
        Text(f"先頭の0を除くと同じ施設番号が複数あります（{alike}）", f"several facilities differ only by zeros in front ({alike})"),
        Text("先頭の0を含めて書いてください", "write the number with its zeros"),
    )  # fmt: skip


def no_such_pool(places: Places, facility: int) -> Fault:
    """The facility has no pool of that number."""
    its = "、".join(p.number for p in places.pools if p.facility == facility)
    return Fault(
        "pool-unknown",
        Text("この施設にない枠番号です", "the facility has no such pool"),
        Text(
            f"枠番号を直してください（この施設の枠：{its or 'なし'}）",
            f"correct the number (its pools: {its or 'none'})",
        ),
    )


def pool_without_facility() -> Fault:
    """A pool's number, or points, beside an empty facility."""
    return Fault(
        "facility-empty",
        Text("施設番号が空白です", "the facility is empty"),
        Text("施設番号を入れるか、この欄も空白にしてください", "fill in the facility, or empty this cell too"),
    )


def not_for_age(places: Places, facility: int, age: int) -> Fault:
    """The facility has no general pool for the child's class."""
    special = "、".join(p.number for p in places.pools if p.facility == facility and age in p.classes)
    hint_ja = f"。特別な枠なら枠番号を書いてください（{special}）" if special else ""
    hint_en = f"; for a special pool write its number ({special})" if special else ""
    return Fault(
        "age-ineligible",
        Text(f"この施設には{age}歳クラスの一般枠がありません", f"the facility has no general pool for class {age}"),
        Text(
            f"希望する施設かクラス年齢を確かめてください{hint_ja}", f"check the facility and the child's class{hint_en}"
        ),
    )


def which_pool(places: Places, facility: int, age: int) -> Fault:
    """Several general pools take the child."""
    its = "、".join(p.number for p in places.pools if p.facility == facility and age in p.classes and not p.excluded)
    return Fault(
        "pool-ambiguous",
        Text(f"この施設には{age}歳クラスの枠が複数あります", f"the facility has several pools for class {age}"),
        Text(f"枠番号を書いてください（{its}）", f"write the number of the pool ({its})"),
    )


def excluded_pool(places: Places, pool: int, age: int) -> Fault:
    """従業員枠: not given out."""
    del places, pool, age
    return Fault(
        "pool-excluded",
        Text("従業員枠は利用調整の対象外です", "seats for employees are not given out by the municipality"),
        Text("ほかの枠の番号に直すか、希望を消してください", "correct the number of the pool, or delete the wish"),
    )


def wrong_class(places: Places, pool: int, age: int) -> Fault:
    """The pool does not take the child's class."""
    takes = "・".join(map(str, sorted(places.pools[pool].classes)))
    return Fault(
        "age-ineligible",
        Text(f"{age}歳クラスの子どもは、対象クラスが{takes}の枠に入れません", f"a child of class {age} cannot enter a pool for {takes}"),
        Text("希望の枠かクラス年齢を直してください", "correct the pool or the class"),
    )  # fmt: skip


def too_young(places: Places, pool: int, age: int) -> Fault:
    """The child is not old enough on 1 April."""
    del age
    days, months = int(places.least_days[pool]), places.pools[pool].least_months
    need_ja, need_en = (f"生後{days}日", f"{days} days") if days else (f"生後{months}か月", f"{months} months")
    return Fault(
        "age-too-young",
        Text(f"4月1日に{need_ja}になっていません", f"younger than {need_en} on 1 April"),
        Text("希望、生年月日、施設の受入月齢のどれが違うか確かめてください", "check the wish, the birth date and the least age of the facility"),
    )  # fmt: skip
