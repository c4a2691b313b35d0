# SPDX-License-Identifier: Apache-2.0
"""What heads of sections' own tables say: the field, the kind of staff, the unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.records.masking.headers import header_key
from machikata.records.survey.mapping import AnswerField, AnswerUnit

F = AnswerField


@dataclass(frozen=True, slots=True)
class HeadMeaning:
    """What a head seems to mean, and how surely (0–1)."""

    field: AnswerField
    confidence: float
    staff: StaffKind | None = None
    unit: AnswerUnit | None = None


# The first pattern that fits counts: 年間件数 before 件, 年間時間 before 時間, codes before names.
_WORDS: tuple[tuple[AnswerField, str, float], ...] = (
    (F.BODY, r"^(全国地方公共)?団体コード$|^自治体コード$|^市区?町村コード$|^(municipality|body)code$", 0.95),
    (F.FISCAL_YEAR, r"^(調査|対象|会計)?年度(西暦)?$|^fiscalyear$", 0.95),
    (F.STEP, r"^工程(コード|番号|id)$|^step(code|id)$", 0.9),
    (F.EXCEPTION_SHARE, r"(例外|イレギュラー|特殊|エラー|差戻し?).*(率|割合|%|比率)|exception(s)?(share|rate)", 0.9),
    (F.LEGAL_BASIS, r"根拠(法令|法|規定|条文)?等?$|^法令|関係法令|legalbasis", 0.9),
    (F.NATURE, r"定型.*判断|判断.*定型|^定型(性|区分|非定型)?$|業務の?(性質|特性)|^nature$", 0.85),
    (F.MEDIUM, r"紙.*電子|電子.*紙|媒体|^medium$", 0.85),
    (F.SYSTEM, r"(使用|利用|対象|関連)?システム(名|名称)?$|^system(name)?$", 0.9),
    (F.NOTE, r"備考|摘要|特記|コメント|^note(s)?$|^remarks?$", 0.9),
    (F.BUSY_FROM, r"(繁忙|忙しい)(期|月|時期).*(から|始|開始|自|start|from|1)|^busyfrom$", 0.9),
    (F.BUSY_TO, r"(繁忙|忙しい)(期|月|時期).*(まで|終|至|end|to|2)|^busyto$", 0.9),
    (F.BUSY, r"^(繁忙|忙しい|業務繁忙)(期|月|時期|期間)?$|^busymonths?$", 0.85),
    (F.FEE, r"委託(料|費|金額|経費|額)|^fee(yen)?$", 0.9),
    (F.CASES, r"(年間|処理|取扱い?|受付|発生|申請)?(件数|回数|処理量|業務量件)(年間|年|件)*$|件数|^cases$|^volume$|^count$", 0.85),
    (F.MINUTES, r"(1|一)(件|回|人)(あ|当)?た?り|(1|一)件の(処理)?時間|(時間|分)件$|単位時間|minutes?percase|timepercase", 0.85),
    (F.HOURS, r"年間.*(時間|工数)|(時間|工数).*(年間|合計)|総(業務|作業|従事|労働)?時間|^hours(ayear|peryear)?$", 0.8),
    (F.MINUTES, r"標準(処理|作業|所要)?時間", 0.7),
    (F.HOURS, r"延べ?時間|^工数|時間数?\(?h?\)?$", 0.6),
    (F.STAFF, r"^担い手(区分)?$|^従事者(区分|種別)?$|^(職員|担当者?|雇用|任用)(の)?(区分|形態|種別)$|^(実施|処理)主体$|^kindofstaff$|^staff$", 0.9),
    (F.ORDER, r"^(処理|工程|作業)?(順番|順序|手順番号|順)(番目)?$|^order$|^sequence$", 0.85),
    (F.SECTION, r"^(所管|担当|所属|実施)?(係|課|課係|部署|所属|グループ)(名|名称)?$|^section$", 0.85),
    (F.TITLE, r"^(作業|業務|処理|事務)?(工程|細事務|作業|手順|ステップ|小分類|小項目)(名|名称|内容|項目)?$|^step(name|title)?$|^task$|^title$", 0.9),
    (F.DUTY, r"^(事務|事務事業|中分類|中項目|業務区分)(名|名称)?$|^duty$", 0.85),
    (F.PROCESS, r"^(業務|大分類|大項目|業務プロセス|業務分類)(名|名称|コード)?$|^(business|process)(name)?$", 0.85),
)  # fmt: skip
_PATTERNS = tuple((f, re.compile(pattern), confidence) for f, pattern, confidence in _WORDS)
_STAFF = (
    (StaffKind.FIXED_TERM, re.compile(r"会計年度(任用)?(職員)?|会任|fixedterm")),
    (StaffKind.CONTRACTOR, re.compile(r"委託(業者|先|事業者)?|受託者|contractor")),
    (StaffKind.REGULAR, re.compile(r"(?<!非)正規(職員)?|正職員|regularstaff|regular")),
)
_BY_STAFF = frozenset({F.CASES, F.MINUTES, F.HOURS, F.FEE})
_DOUBTFUL_TIME = re.compile(r"(?<!標準)(所要|処理|作業|業務|従事)時間")
_SHORTER = re.compile(r"月間|月平均|月あ?当?たり|月数?件|毎月|1[かヶケカ]?月|日平均|日あ?当?たり|1日|毎日|週")
_HOUR = re.compile(r"時間/件|時間\)|\(h\)|\(hour|\[h|単位:?時間")
_MINUTE = re.compile(r"分/件|\(分|分\)|\(min|単位:?分|分/")


def meaning_of(head: str) -> HeadMeaning | None:
    """What a head (rows joined by a blank) says, None when it says nothing known."""
    key = header_key(head)
    if _is_doubtful_time(key):
        return None
    staff = staff_in(head)
    bare = _without_staff(key)
    for what, pattern, confidence in _PATTERNS:
        if pattern.search(bare) or (what is F.FEE and pattern.search(key)):
            return _meant(what, confidence, staff, head)
    if staff is not None and staff is not StaffKind.CONTRACTOR and unit_of_time(head) is not None:
        return HeadMeaning(F.HOURS, 0.5, staff, unit_of_time(head))
    return None


def staff_in(head: str) -> StaffKind | None:
    """The kind of staff that a head names."""
    key = header_key(head)
    return next((kind for kind, pattern in _STAFF if pattern.search(key)), None)


def doubt_about(head: str) -> Text | None:
    """Why a head that speaks of cases or time does not say which figure it is; None when there is no such doubt."""
    key = header_key(head)
    if _is_doubtful_time(key):
        return WHICH_TIME
    meaning = meaning_of(head)
    return NOT_A_YEAR if meaning is not None and meaning.field in (F.CASES, F.HOURS) and _SHORTER.search(key) else None


def _is_doubtful_time(key: str) -> bool:
    """Whether a time may be that of one case or that of a year."""
    key = _without_staff(key)  # 会計年度 speaks of no year
    told = re.search(r"(1|一)(件|回|人)|時間件$|年|総|延べ?|合計", key)
    return told is None and _DOUBTFUL_TIME.search(key) is not None


WHICH_TIME = Text(
    "1件あたりか1年の合計か、見出しでは分かりません", "its head does not say whether it is a case’s time or the year’s"
)
NOT_A_YEAR = Text(
    "月、週、日などの値で、1年の値ではないとみられます", "it seems to be a figure of a month, a week or a day"
)


def _meant(what: AnswerField, confidence: float, staff: StaffKind | None, head: str) -> HeadMeaning:
    if what not in _BY_STAFF:
        return HeadMeaning(what, confidence, None, _share_unit(head) if what is F.EXCEPTION_SHARE else None)
    if what is F.FEE:
        return HeadMeaning(what, confidence, StaffKind.CONTRACTOR, _money_unit(head))
    unit = unit_of_time(head) if what in (F.MINUTES, F.HOURS) else None
    if what is F.HOURS and unit is None and not re.search(r"分", head):
        unit = AnswerUnit.HOURS if re.search(r"年間|総|延べ", head) else None
    return HeadMeaning(what, confidence, staff, unit)


def _without_staff(key: str) -> str:
    for _, pattern in _STAFF:
        if (match := pattern.search(key)) and len(match[0]) < len(key) and not key.startswith("委託料"):
            key = key.replace(match[0], "", 1)
    return key


def unit_of_time(head: str) -> AnswerUnit | None:
    """The unit a head names in brackets, or by a word that can mean nothing else."""
    plain = unicodedata.normalize("NFKC", head).lower()
    if _MINUTE.search(plain) or re.search(r"分数|minutes", plain):
        return AnswerUnit.MINUTES
    if _HOUR.search(plain) or re.search(r"時間数|hours", plain):
        return AnswerUnit.HOURS
    return None


def _money_unit(head: str) -> AnswerUnit | None:
    if "千円" in head:
        return AnswerUnit.THOUSAND_YEN
    return AnswerUnit.YEN if re.search(r"(?<![万億])円|yen|[¥￥]", head) else None


def _share_unit(head: str) -> AnswerUnit | None:
    return AnswerUnit.PERCENT if re.search(r"[%％]|パーセント|percent", head) else None
