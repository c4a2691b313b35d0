# SPDX-License-Identifier: Apache-2.0
"""The letter to one child's household: 利用調整結果（内定・保留・転園内定・転園保留）通知書, with the reason of every wish refused.

One letter per child, because each is a decision of its own; siblings who applied together are named in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from machikata.apps.daycare_matching.letters.notices import TRANSLATION, appeal, day, opening
from machikata.apps.daycare_matching.letters.refusals import points_text, refusals_grid, refusals_notes, told_refusals
from machikata.apps.daycare_matching.letters.values import RESULT_WORDS, LetterData, LetterFrame, Result
from machikata.automation.app.documents import Document, Facts, Grid, Look, Paragraph
from machikata.domain.text import Language, Text

Block = Paragraph | Facts | Grid

TITLES = {
    Result.OFFERED: Text("保育施設等利用調整結果（内定）通知書", "Notice of nursery place allocation: place offered"),
    Result.HELD: Text("保育施設等利用調整結果（保留）通知書", "Notice of nursery place allocation: application held"),
    Result.MOVES: Text(
        "保育施設等利用調整結果（転園内定）通知書", "Notice of nursery place allocation: transfer offered"
    ),
    Result.STAYS: Text("保育施設等利用調整結果（転園保留）通知書", "Notice of nursery place allocation: transfer held"),
}


def letters_for(
    data: Sequence[LetterData], *, frame: LetterFrame, language: Language = "ja", synthetic: bool = False
) -> tuple[Document, ...]:
    """The letter of every child, in the given order."""
    return tuple(letter_for(d, frame=frame, language=language, synthetic=synthetic) for d in data)


def letter_for(data: LetterData, *, frame: LetterFrame, language: Language = "ja", synthetic: bool = False) -> Document:
    """The letter of one child. Raises ValueError for an offer without a seat, which is no letter to send."""
    if (data.seat is not None) != (data.result in (Result.OFFERED, Result.MOVES)):
        raise ValueError(f"{data.application}: result {data.result.value} does not go with its seat")
    blocks = (
        *_head(data, frame, language),
        *_decision(data, frame, language),
        *_reasons(data, language),
        *_siblings(data, language),
        *_what_next(data, frame, language),
        *_appeal(frame, language),
    )
    return Document(TITLES[data.result].in_(language), language, blocks, synthetic)


def _head(data: LetterData, frame: LetterFrame, language: Language) -> Iterator[Block]:
    """Number and day, to whom, from whom."""
    branch = Text(f"の{data.branch}", f"-{data.branch}") if data.branch is not None else Text("", "")
    yield Paragraph(f"{frame.number}{branch.in_(language)}\n{day(frame.issued).in_(language)}", Look.RIGHT)
    number = data.application
    unnamed = Text(f"申請者番号{number}の児童の保護者 様", f"To the guardian of the child of application {number}")
    parent = Text(f"{data.name} さんの保護者 様", f"To the guardian of {data.name}") if data.name else unnamed
    named = Text(f"{data.guardian} 様", f"To {data.guardian}")
    yield Paragraph((named if data.guardian else parent).in_(language))
    sender = frame.sender
    head = Text(f"　{sender.head}", f" {sender.head}") if sender.head else Text("", "")
    yield Paragraph((sender.authority + head).in_(language), Look.RIGHT)
    if language == "en":
        yield Paragraph(TRANSLATION.en, Look.SMALL)


def _decision(data: LetterData, frame: LetterFrame, language: Language) -> Iterator[Block]:
    yield Paragraph(opening(frame, data.result).in_(language))
    if language == "ja":
        yield Paragraph("記", Look.CENTRED)
    pairs = [(name.in_(language), value.in_(language)) for name, value in _facts(data, frame)]
    yield Facts(tuple(pairs))


def _facts(data: LetterData, frame: LetterFrame) -> Iterator[tuple[Text, Text]]:
    yield Text("利用調整の回", "Round"), frame.round
    yield Text("申請者番号", "Application number"), _same(data.application)
    if data.name:
        yield Text("児童の氏名", "Child"), _same(data.name)
    yield Text("生年月日", "Date of birth"), day(data.born)
    yield Text("クラス年齢", "Age class"), Text(f"{data.age_class}歳児クラス", f"age {data.age_class}")
    yield Text("結果", "Result"), RESULT_WORDS[data.result] if data.result is not Result.STAYS else _STAYING
    if data.seat is not None:
        yield Text("内定した施設", "Nursery offered"), _same(data.seat.facility)
        yield Text("クラス・枠", "Class and seats"), data.seat.seats
        yield Text("希望の順位", "Your wish"), Text(f"第{data.seat.wish}希望", f"wish {data.seat.wish}")
        yield Text("利用の開始日", "First day"), day(frame.start)
    if data.current:
        yield Text("現在利用している施設", "Present nursery"), _same(data.current)
    if data.points is not None:
        yield (
            Text("利用調整に用いた指数", "Points used"),
            Text(f"{points_text(data.points)}点", points_text(data.points)),
        )


_STAYING = Text("転園保留（現在の施設の利用を継続）", "Transfer held (the child stays in the present nursery)")


def _same(text: str) -> Text:
    return Text(text, text)


def _reasons(data: LetterData, language: Language) -> Iterator[Block]:
    """Every wish refused, and how to read the table."""
    lines = told_refusals(data)
    if not lines:
        return
    heading = (
        Text("ご希望にそえなかった上位の施設とその理由", "Wishes you preferred, and why they were not granted")
        if data.seat is not None
        else Text("保留とした理由", "Why the application is held")
    )
    yield Paragraph(heading.in_(language), Look.HEADING)
    if data.leave_extension:
        asked = Text(
            "育児休業の延長を許容できる旨のお申し出がありましたので、優先順位をほかの申込みの後として利用調整を行いました。",
            "You stated that you accept a longer childcare leave; your application was therefore ranked after the others.",
        )
        yield Paragraph(asked.in_(language))
    yield refusals_grid(lines, language)
    for note in refusals_notes(lines):
        yield Paragraph(note.in_(language), Look.SMALL)


def _siblings(data: LetterData, language: Language) -> Iterator[Block]:
    if not data.siblings:
        return
    yield Paragraph(
        Text("同時に申し込まれたごきょうだいの結果", "Siblings who applied together").in_(language), Look.HEADING
    )
    if data.condition is not None:
        yield Paragraph(
            Text(f"お申し出の条件：{data.condition.ja}", f"Your condition: {data.condition.en}").in_(language)
        )
    pairs = []
    for sibling in data.siblings:
        where = Text(f"（{sibling.facility}）", f" ({sibling.facility})") if sibling.facility else Text("", "")
        pairs.append((sibling.name, (RESULT_WORDS[sibling.result] + where).in_(language)))
    yield Facts(tuple(pairs))
    each = Text("通知書は、児童お一人ごとにお送りしています。", "A notice is sent for each child.")
    yield Paragraph(each.in_(language), Look.SMALL)


def _what_next(data: LetterData, frame: LetterFrame, language: Language) -> Iterator[Block]:
    sentences = [s.in_(language) for s in _next_steps(data, frame)]
    if sentences:
        yield Paragraph(Text("今後について", "What comes next").in_(language), Look.HEADING)
        yield from (Paragraph(s) for s in sentences)


def _next_steps(data: LetterData, frame: LetterFrame) -> Iterator[Text]:
    if data.seat is not None:
        yield from frame.steps
        if data.result is Result.MOVES:
            yield Text(
                f"転園が内定しましたので、現在利用している施設（{data.current}）の枠には、ほかの児童が内定することがあります。内定を辞退しても、"
                "現在の施設の利用には戻れません。",
                f"Your child's place in the present nursery ({data.current}) may be given to another child. It cannot be taken back, "
                "even if you decline the transfer.",
            )
        if frame.decline_by is not None:
            until = day(frame.decline_by)
            yield Text(
                f"内定を辞退する場合は、{until.ja}までに{frame.sender.section.ja}へ届け出てください。",
                f"If you wish to decline, tell {frame.sender.section.en} by {until.en}.",
            )
        return
    if data.result is Result.STAYS:
        yield Text(
            f"現在利用している施設（{data.current}）は、引き続き利用できます。",
            f"Your child may stay in the present nursery ({data.current}).",
        )
    if frame.held_until is not None:
        until = day(frame.held_until)
        yield Text(
            f"この申込みは、{until.ja}まで有効です。その間の利用調整では、改めて申込みをする必要はありません。",
            f"Your application stays valid until {until.en}; you need not apply again for the rounds until then.",
        )
    if frame.next_result is not None:
        told = day(frame.next_result)
        yield Text(f"次の回の結果は、{told.ja}にお知らせする予定です。", f"The next result is due on {told.en}.")


def _appeal(frame: LetterFrame, language: Language) -> Iterator[Block]:
    yield Paragraph(Text("この処分に不服がある場合", "If you object to this decision").in_(language), Look.HEADING)
    for sentence in appeal(frame.sender):
        yield Paragraph(sentence.in_(language), Look.SMALL)
    contact = Text(
        f"問合せ先　{frame.sender.section.ja}　{frame.sender.contact.ja}",
        f"Contact: {frame.sender.section.en}, {frame.sender.contact.en}",
    )
    yield Paragraph(contact.in_(language))
