# SPDX-License-Identifier: Apache-2.0
"""Sentences of law in the letters: the ground of the decision, and what can be done against it.

Ground: 児童福祉法 24条3項, until further notice as 附則73条1項 has it read. That reasons are given: 行政手続法 8条1項. How to appeal:
行政不服審査法 18条1項・2項 and 82条1項; law suit: 行政事件訴訟法 14条1項〜3項 and 46条1項. The English is a translation for residents.
"""

from __future__ import annotations

from datetime import date

from machikata.apps.daycare_matching.letters.values import LetterFrame, Result, Sender
from machikata.domain.text import Text
from machikata.domain.wording import japanese_year, long_date

_GROUND_JA = (
    "児童福祉法（昭和22年法律第164号）第24条第3項（同法附則第73条第1項の規定により読み替えて適用する場合を含む。）"
)
_GROUND_EN = (
    "Article 24, paragraph (3) of the Child Welfare Act (Act No. 164 of 1947; including as applied under Article 73, "
    "paragraph (1) of its Supplementary Provisions)"
)
TRANSLATION = Text(
    "",
    "This is a translation for your information. The notice in Japanese is the official one.",
)


def day(value: date) -> Text:
    """A day as letters write it.

    >>> day(date(2027, 4, 1)).ja, day(date(2027, 4, 1)).en
    ('令和9年4月1日', '1 April 2027')
    """
    return Text(f"{japanese_year(value)}{value.month}月{value.day}日", long_date(value, "en"))


def opening(frame: LetterFrame, result: Result) -> Text:
    """What was decided, on which ground."""
    told = {
        Result.OFFERED: Text(
            "利用調整を行った結果、次のとおり利用する施設が内定しましたので、通知します。",
            "Places have been allocated, and your child is offered a place as set out below.",
        ),
        Result.HELD: Text(
            "利用調整を行いましたが、ご希望の施設の利用を内定することができず、保留としましたので、次のとおり理由を付して通知します。",
            "Places have been allocated. None of the nurseries you wished for could be offered, and your application is held. "
            "The reasons are set out below.",
        ),
        Result.MOVES: Text(
            "利用調整を行った結果、次のとおり転園が内定しましたので、通知します。",
            "Places have been allocated, and your child is offered a transfer as set out below.",
        ),
        Result.STAYS: Text(
            "利用調整を行いましたが、ご希望の施設への転園を内定することができず、保留としましたので、次のとおり理由を付して通知します。",
            "Places have been allocated. None of the transfers you wished for could be offered, and your application is held. "
            "The reasons are set out below.",
        ),
    }[result]
    ground = Text(
        f"　先に申込みのありました保育施設等の利用について、{_GROUND_JA}及び{frame.rules.ja}の規定に基づき、",
        f"This concerns your application for nursery places. It was decided under {_GROUND_EN} and {frame.rules.en}. ",
    )
    return ground + told


def appeal(sender: Sender) -> tuple[Text, ...]:
    """教示: appeal within three months, law suit within six."""
    review, defendant, stands = sender.review, sender.defendant, sender.representative
    return (
        Text(
            f"1　この処分について不服がある場合は、この処分があったことを知った日の翌日から起算して3か月以内に、{review.ja}に対して"
            "審査請求をすることができます（なお、この処分があったことを知った日の翌日から起算して3か月以内であっても、この処分の日の"
            "翌日から起算して1年を経過すると審査請求をすることができなくなります。）。",
            f"1. If you object to this decision, you may file a request for review with {review.en} within three months, counted "
            "from the day after the day on which you learned of the decision. (Even within these three months, no request can be "
            "filed once one year has passed, counted from the day after the day of the decision.)",
        ),
        Text(
            "2　この処分については、上記1の審査請求のほか、この処分があったことを知った日の翌日から起算して6か月以内に、"
            f"{defendant.ja}を被告として（訴訟において{defendant.ja}を代表する者は{stands.ja}となります。）、処分の取消しの訴えを提起する"
            "ことができます（なお、この処分があったことを知った日の翌日から起算して6か月以内であっても、この処分の日の翌日から起算して"
            "1年を経過すると処分の取消しの訴えを提起することができなくなります。）。ただし、上記1の審査請求をした場合には、当該審査請求に"
            "対する裁決があったことを知った日の翌日から起算して6か月以内に、処分の取消しの訴えを提起することができます（なお、当該審査請求"
            "に対する裁決があったことを知った日の翌日から起算して6か月以内であっても、当該審査請求に対する裁決の日の翌日から起算して1年を"
            "経過すると処分の取消しの訴えを提起することができなくなります。）。",
            f"2. You may also bring an action for revocation of this decision against {defendant.en} (represented in court by "
            f"{stands.en}) within six months, counted from the day after the day on which you learned of the decision. (Even within "
            "these six months, no action can be brought once one year has passed, counted from the day after the day of the "
            "decision.) If you have filed the request for review described in 1, the action may be brought within six months, "
            "counted from the day after the day on which you learned of the ruling on it. (Even within these six months, no action "
            "can be brought once one year has passed, counted from the day after the day of that ruling.)",
        ),
        Text(
            "3　上記1及び2の期間を経過した場合であっても、正当な理由があるときは、審査請求をすること又は処分の取消しの訴えを提起する"
            "ことが認められる場合があります。",
            "3. Where there is a justifiable reason, a request or an action may be admitted after these periods.",
        ),
    )
