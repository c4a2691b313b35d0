# SPDX-License-Identifier: Apache-2.0
"""What headers of municipal systems, of spreadsheets and of XES say about the meaning of a column."""

from __future__ import annotations

import re
from dataclasses import dataclass

from machikata.domain.event_log import ColumnRole
from machikata.records.masking.headers import header_key, names_staff, resident_kind


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """A pattern over the plain header (NFKC, lower case, no spaces or signs), its role, and how sure the word alone makes (0–1)."""

    role: ColumnRole
    pattern: re.Pattern[str]
    confidence: float


def _words(role: ColumnRole, *patterns: tuple[str, float]) -> tuple[HeaderWord, ...]:
    return tuple(HeaderWord(role, re.compile(pattern), confidence) for pattern, confidence in patterns)


# The order matters among equals: 担当係 is a section before 担当 is a person, 作業日時 a time before 作業 is an activity.
HEADER_WORDS: tuple[HeaderWord, ...] = (
    *_words(
        ColumnRole.CASE_ID,
        (r"^(案件|事案|整理|受付|申請|管理|届出|文書|処理|ケース|受理)(番号|no|id|コード|キー)$", 0.95),
        (r"^case(id|no|number|key|conceptname)?$|^traceid$|^caseconceptname$", 0.95),
        (r"(案件|事案|整理|受付|申請|管理|受理).*(番号|no|id)$", 0.8),
        (r"(番号|id)$", 0.4),
    ),
    *_words(
        ColumnRole.SECTION,
        (r"(担当|処理|所管|受付|所属)?(係|課|部署|部|室|班|所属|組織)(名|名称|コード)?$", 0.9),
        (r"^(org)?(group|section|department|division|unit|team|office)(name)?$|^orggroup$", 0.9),
    ),
    *_words(
        ColumnRole.ROLE,
        (r"^(役割|職種|職名|役職|権限|職位|雇用区分|任用区分)(名|区分)?$", 0.9),
        (r"^(org)?role$|^jobtitle$|^position$", 0.9),
    ),
    *_words(
        ColumnRole.TIMESTAMP,
        (r"(完了|終了|処理|実施|作業|操作|登録|更新|発生|記録)(年月)?日時(刻)?$|^日時$|タイムスタンプ", 0.95),
        (r"^time(stamp)?$|timetimestamp|(complete|end|event|finish)(ed)?(time)?(stamp)?$|^datetime$", 0.95),
        (r"(完了|終了)(年月)?日$", 0.9),
        (r"(処理|実施|作業|操作)(年月)?日$|^(date|timestamp)$", 0.85),
        (r"(登録|更新|発生|記録)(年月)?日$", 0.7),
        (r"(開始)(年月)?(日時|日)$|^start(time|date)?(stamp)?$", 0.6),
        (r"(年月日|日時|日付|日)$|time|date", 0.5),
    ),
    *_words(
        ColumnRole.LIFECYCLE,
        (r"^ライフサイクル$|^開始終了(区分)?$|^(開始|着手)完了(区分)?$", 0.9),
        (r"lifecycle|^transition$|^eventtype$", 0.9),
    ),
    *_words(
        ColumnRole.CASE_STATUS,
        (r"^(案件|処理|申請|進捗|現在|受付)?(状態|ステータス|状況|進捗)(名|区分)?$", 0.9),
        (r"^(case|current|process)?(status|state)$", 0.9),
    ),
    *_words(
        ColumnRole.ACTIVITY,
        (
            r"^(作業|工程|処理|活動|業務|手順|イベント|アクティビティ|タスク|ステップ)(名|名称|内容|種別|区分|項目)?$",
            0.9,
        ),
        (r"^(concept|event)?(activity|activityname|eventname|taskname|task|action|step|conceptname)$", 0.9),
        (r"(作業|工程|処理|アクティビティ)(名|名称|内容|コード)", 0.8),
        (r"activity|event$", 0.6),
    ),
)
_LABEL = re.compile(r"name|label|名称|名$|表示|text|desc|説明")
_CODE = re.compile(r"コード|code|番号|id$")
_CLOCK = re.compile(r"^(処理|作業|完了|終了|受付|開始|実施|登録)?(時刻|時間)$|^timeofday$|^time$")
_DAY = re.compile(r"(年月日|日付|日)$|date$")
_ENGLISH, _JAPANESE = re.compile(r"en$|english|英"), re.compile(r"ja$|jp$|japanese|日本語|和名")


def roles_of(header: str) -> tuple[tuple[ColumnRole, float], ...]:
    """Roles a header speaks for, each with the confidence of its strongest word."""
    key = header_key(header)
    found: dict[ColumnRole, float] = {}
    for word in HEADER_WORDS:
        if word.pattern.search(key):
            found[word.role] = max(found.get(word.role, 0.0), word.confidence)
    if names_staff(header) and ColumnRole.SECTION not in found:
        found = {ColumnRole.RESOURCE: 0.9}
    if resident_kind(header) is not None:
        found[ColumnRole.IGNORE] = 0.9
    return tuple(found.items())


def looks_like_label(header: str) -> bool:
    """Whether a header announces a readable name of something that has a code."""
    key = header_key(header)
    return bool(_LABEL.search(key)) and not _CODE.search(key)


def label_rank(header: str) -> int:
    """Among several labels, Japanese first, then English, then any other."""
    key = header_key(header)
    return 0 if _JAPANESE.search(key) else 1 if _ENGLISH.search(key) else 2


def is_clock(header: str) -> bool:
    """Whether a header announces a time of day in a column of its own."""
    return bool(_CLOCK.search(header_key(header)))


def is_day(header: str) -> bool:
    """Whether a header announces a day."""
    return bool(_DAY.search(header_key(header)))
