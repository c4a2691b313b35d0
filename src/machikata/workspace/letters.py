# SPDX-License-Identifier: Apache-2.0
"""What a letter to a section says: the first asking, a reminder, or what is to be corrected; in Japanese or English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machikata.domain.calendar import fiscal_year_text
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.text import Language, Text
from machikata.domain.wording import long_date
from machikata.workspace.mail import one_line
from machikata.workspace.survey_values import Campaign, LetterKind


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter is made from. `file_name` is the attached form's, "" when none is attached; `where` says where to find the form or
    hand it in; `contact` who answers questions; both "" when nothing is to be said.
    """

    kind: LetterKind
    campaign: Campaign
    processes: tuple[Process, ...]
    body: Municipality
    section: str
    today: date
    file_name: str = ""
    where: str = ""
    contact: str = ""
    reasons: tuple[Text, ...] = ()


_SUBJECTS = {
    LetterKind.REQUEST: Text("回答のお願い", "please answer"),
    LetterKind.REMINDER: Text("回答がまだ届いていません", "your answer has not arrived"),
    LetterKind.RETURNED: Text("回答の確認のお願い", "please check your answer"),
}


def subject(facts: LetterFacts, language: Language) -> str:
    """The subject on one line."""
    return one_line(
        Text(
            f"【{facts.campaign.title}】{_SUBJECTS[facts.kind].ja}",
            f"{facts.campaign.title}: {_SUBJECTS[facts.kind].en}",
        ).in_(language)
    )


def letter_text(facts: LetterFacts, language: Language) -> str:
    """The letter's text; paragraphs are parted by an empty line."""
    parts = (_address(facts), _opening(facts), _asked(facts), _to_do(facts), _end(facts))
    return "\n\n".join(t for t in (p.in_(language) for p in parts) if t) + "\n"


def _address(facts: LetterFacts) -> Text:
    section = one_line(facts.section)
    return Text(
        " ".join(p for p in (facts.body.name.ja, section, "御中") if p),
        f"To {', '.join(p for p in (section, facts.body.name.en) if p)}",
    )


def _opening(facts: LetterFacts) -> Text:
    title = facts.campaign.title
    if facts.kind is LetterKind.RETURNED:
        return Text(
            f"「{title}」に回答をいただき、ありがとうございます。次の点を確かめて、もう一度出してください。\n"
            + "\n".join(f"・{r.ja}" for r in facts.reasons),
            f"Thank you for answering “{title}”. Please check the following and hand it in again.\n"
            + "\n".join(f"- {r.en}" for r in facts.reasons),
        )
    if facts.kind is LetterKind.REMINDER:
        return Text(
            f"「{title}」の回答が、まだ届いていません。行き違いのときはご容赦ください。",
            f"Your answer to “{title}” has not arrived yet. If it is on its way, please disregard this letter.",
        )
    return Text(f"「{title}」への回答をお願いします。", f"Please answer the survey “{title}”.")


def _asked(facts: LetterFacts) -> Text:
    year = fiscal_year_text(facts.campaign.fiscal_year)
    lines = [
        Text(f"対象の年度：{year.ja}", f"Year: {year.en}"),
        Text(
            f"対象の業務：{'、'.join(p.title.ja for p in facts.processes)}",
            f"Work: {', '.join(p.title.en for p in facts.processes)}",
        ),
    ]
    if facts.campaign.deadline is not None:
        lines.append(_deadline(facts.campaign.deadline, facts.today))
    return Text("\n".join(t.ja for t in lines), "\n".join(t.en for t in lines))


def _deadline(deadline: date, today: date) -> Text:
    days = (deadline - today).days
    left = Text(f"あと{days}日です", f"{days} day{'' if days == 1 else 's'} left")
    if days == 0:
        left = Text("今日です", "today")
    if days < 0:
        left = Text("過ぎています。いまからでも出せます", "it has passed; answers are still taken")
    return Text(f"締切：{long_date(deadline, 'ja')}　{left.ja}", f"Deadline: {long_date(deadline, 'en')} ({left.en})")


def _to_do(facts: LetterFacts) -> Text:
    form = Text("調査票", "the form")
    if facts.file_name:
        form = Text(f"添付の調査票（{facts.file_name}）", f"the attached form ({facts.file_name})")
    steps = [
        Text(
            f"{form.ja}に、工程と担い手ごとの年間の件数、1件あたりの分、年間の時間などを入れてください。",
            f"Fill in {form.en}: for each step and kind of staff the cases a year, minutes per case, hours a year, and so on.",
        ),
        Text(
            "分からないところは空けたままで出せます。0は「なかった」という答えになります。氏名は書かないでください。",
            "What you do not know may stay empty; 0 means that there was none. Please write no names.",
        ),
        Text(
            "できた調査票は、係で1つのファイルにまとめて出してください。",
            "Hand in the form as one file for your section.",
        ),
    ]
    if facts.where:
        steps.append(
            Text(f"調査票のある場所と出し方：{facts.where}", f"Where to find the form and hand it in: {facts.where}")
        )
    return Text(
        "\n".join(f"{n}. {s.ja}" for n, s in enumerate(steps, start=1)),
        "\n".join(f"{n}. {s.en}" for n, s in enumerate(steps, start=1)),
    )


def _end(facts: LetterFacts) -> Text:
    invented = Text("（架空のデータです）", "(invented data)") if facts.body.synthetic else Text("", "")
    contact = facts.contact.strip()
    asked = Text(f"問い合わせ先：{contact}", f"Questions: {contact}") if contact else Text("", "")
    return Text("\n".join(t for t in (asked.ja, invented.ja) if t), "\n".join(t for t in (asked.en, invented.en) if t))
