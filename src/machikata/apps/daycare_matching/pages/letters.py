# SPDX-License-Identifier: Apache-2.0
"""Letters: what stands in all of them, then the letters themselves as PDF or Word. Before the decision they are marked as drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.letters.letter import letters_for
from machikata.apps.daycare_matching.letters.values import LetterData, LetterFrame, Sender
from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.rules import Ruleset
from machikata.apps.daycare_matching.solving import Solved
from machikata.automation.app.context import AppContext, DecisionState
from machikata.automation.app.documents import Document
from machikata.automation.app.pages import (
    AppPageView,
    Download,
    FormField,
    GoTo,
    Links,
    Notice,
    PageAnswer,
    PageForm,
    PageLink,
    PageRequest,
    Tone,
    Words,
)
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.text import Language, Text

TITLE = Text("通知書", "Letters")
_KEY = "letter-frame"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORDS_FIELDS = (
    ("body", Text("市区町村の名前", "Municipality")),
    ("authority", Text("処分庁（○○市長など）", "Authority")),
    ("head", Text("処分庁の氏名", "Name of who holds the office")),
    ("section", Text("担当の課", "Section")),
    ("contact", Text("問合せ先", "Contact")),
    ("review", Text("審査請求の宛先", "To whom an appeal goes")),
    ("defendant", Text("訴訟の被告", "Defendant in a law suit")),
    ("representative", Text("被告を代表する者", "Who represents the defendant")),
    ("number", Text("文書番号", "Document number")),
    ("rules", Text("要綱の名前", "Name of the criteria")),
)
_DAY_FIELDS = (
    ("issued", Text("通知の日", "Day of issue"), True),
    ("start", Text("利用開始日", "First day of use"), True),
    ("decline_by", Text("辞退の期限", "Last day to decline"), False),
    ("held_until", Text("申込みの有効期限", "Held application is valid until"), False),
    ("next_result", Text("次の回の結果の日", "Day of the next result"), False),
)
_PER_PART = 500
"""Letters set at one request; the command line writes all of them into one file, with progress."""
_MAY_BE_EMPTY = {"head"}


def letters_page(request: PageRequest, context: AppContext) -> PageAnswer:
    """The form for what stands in all letters, and the letters."""
    result = result_of(context)
    values = _values(context, result)
    problems: tuple[Problem, ...] = ()
    if request.posted:
        values = {**values, **{name: request.form.get(name, "").strip() for name in values}}
        problems = _problems(values)
        if not problems:
            stored = context.store.get(_KEY)
            context.store.put(_KEY, values, found=stored.version if stored else 0)
            context.note("letter-frame-saved", {})
            return GoTo("letters?saved=yes")
    fields = tuple(
        FormField(name, label, value=values[name], required=name not in _MAY_BE_EMPTY) for name, label in _WORDS_FIELDS
    ) + tuple(
        FormField(name, label, Text("2027-02-10 のように", "as 2027-02-10"), values[name], required=must)
        for name, label, must in _DAY_FIELDS
    )
    state = _state(context)
    links = Links(
        (
            *_parts(len(result.built.child)),
            PageLink("letters-word", Text("全員の通知書（Word）", "All letters (Word)")),
            PageLink("letters-pdf?in=en", Text("全員の通知書・英語（PDF）", "All letters in English (PDF)")),
            PageLink(
                "letters-glyphs", Text("印刷できない文字がないか確かめる", "Look for characters that cannot be printed")
            ),
        )
    )
    saved = (Notice(Text("保存しました。", "Saved."), Tone.GOOD),) if request.query.get("saved") else ()
    blocks = (*saved, state, links, Words(_HOW), PageForm("letters", fields, Text("保存する", "Save")))
    return AppPageView(TITLE, blocks, None, problems)


def _parts(children: int) -> tuple[PageLink, ...]:
    """One link to all letters, or in a large round one for every part: a part takes seconds to set."""
    if children <= _PER_PART:
        return (PageLink("letters-pdf", Text("全員の通知書（PDF）", "All letters (PDF)")),)
    spans = [(first + 1, min(first + _PER_PART, children)) for first in range(0, children, _PER_PART)]
    return tuple(
        PageLink(f"letters-pdf?part={k}", Text(f"通知書 {a}〜{b}人目（PDF）", f"Letters {a} to {b} (PDF)"))
        for k, (a, b) in enumerate(spans, 1)
    )


_HOW = Text(
    "文面の元になる項目です。保存すると、次の回もここから始まります。理由の文は結果から自動で入ります。",
    "What stands in every letter. Once saved, the next round begins from here. Reasons are filled in from the result.",
)


def letters_pdf(request: PageRequest, context: AppContext) -> Download:
    """All letters as one PDF, or a part of them."""
    data = context.documents.pdf(_documents(request, context), progress=context.progress)
    return Download(f"letters-{context.run}.pdf", data, "application/pdf")


def letters_word(request: PageRequest, context: AppContext) -> Download:
    """All letters as one Word file."""
    return Download(f"letters-{context.run}.docx", context.documents.word(_documents(request, context)), _WORD)


def letter_pdf(request: PageRequest, context: AppContext) -> Download:
    """The letter of one child."""
    number = request.query.get("number", "")
    documents = _documents(request, context, number)
    return Download(
        f"letter-{number}.pdf", context.documents.pdf(documents, progress=context.progress), "application/pdf"
    )


def documents_of(
    result: Solved,
    frame: LetterFrame,
    *,
    language: Language,
    synthetic: bool,
    draft: bool,
    number: str = "",
    part: int = 0,
) -> tuple[Document, ...]:
    """The letters by number (of one child where `number` is given, or one part from 1); each with its place in the round's numbering."""
    children = result.built.applications.children
    order = np.argsort(np.array([children[p].number for p in result.built.child.tolist()]), kind="stable").tolist()
    branches = {c: k for k, c in enumerate(order, 1)}
    if number:
        order = [c for c in order if children[int(result.built.child[c])].number == number]
        if not order:
            raise NotFound(
                Text(f"この回に申請者番号「{number}」はありません", f"there is no application {number} in this round")
            )
    if part:
        order = order[(part - 1) * _PER_PART : part * _PER_PART]
        if not order:
            raise NotFound(Text(f"通知書の{part}番目の組はありません", f"there is no part {part} of the letters"))
    data = letter_data(result.built, result.results, result.refused, result.cut_offs, only=order)
    numbered: list[LetterData] = [replace(d, branch=branches[c]) for c, d in zip(order, data, strict=True)]
    letters = letters_for(numbered, frame=frame, language=language, synthetic=synthetic)
    if not draft:
        return letters
    mark = Text("（案）", " (draft)").in_(language)
    return tuple(replace(letter, title=letter.title + mark) for letter in letters)


def _documents(request: PageRequest, context: AppContext, number: str = "") -> tuple[Document, ...]:
    language: Language = "en" if request.query.get("in") == "en" else "ja"
    part = request.query.get("part", "")
    chosen = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 0
    return documents_for(context, context.run, language=language, number=number, part=chosen)


def documents_for(
    context: AppContext, run: str, *, language: Language, number: str = "", part: int = 0
) -> tuple[Document, ...]:
    """The letters of a run with what the section has saved for all letters; drafts until the run is decided.

    Raises:
        InputRefused: what stands in all letters is not complete.
    """
    result = result_of(context, run)
    values = _values(context, result)
    problems = _problems(values)
    if problems:
        raise InputRefused(problems)
    draft = not decided(context, run)
    frame = frame_of(values, result)
    return documents_of(
        result, frame, language=language, synthetic=context.synthetic, draft=draft, number=number, part=part
    )


def decided(context: AppContext, run: str) -> bool:
    """Whether named officers have signed the outcome of the run."""
    return any(p.run == run and p.state is DecisionState.DECIDED for p in context.decisions.of("outcome"))


def _state(context: AppContext) -> Notice:
    if decided(context, context.run):
        return Notice(Text("決定ずみの結果です。", "The result is decided."), Tone.GOOD)
    return Notice(
        Text(
            "まだ決定していないので、通知書には「（案）」と入ります。",
            "Not decided yet: the letters are marked as drafts.",
        ),
        Tone.WARN,
    )


def _values(context: AppContext, result: Solved) -> dict[str, str]:
    """What was saved last, else what the rules suggest."""
    suggested = suggested_values(result.opened.ruleset, today=context.now().date())
    stored = context.store.get(_KEY)
    saved: Mapping[str, Any] = stored.document if stored else {}
    return {name: str(saved.get(name, value)) for name, value in suggested.items()}


def suggested_values(rules: Ruleset, *, today: date) -> dict[str, str]:
    """A beginning for the form."""
    body = rules.municipality.ja
    return {
        "body": body,
        "authority": f"{body}長",
        "head": "",
        "section": "保育課",
        "contact": f"{body} 保育課",
        "review": f"{body}長",
        "defendant": body,
        "representative": f"{body}長",
        "number": "保第1号",
        "rules": rules.source.ja,
        "issued": today.isoformat(),
        "start": rules.reference_day.isoformat(),
        "decline_by": "",
        "held_until": "",
        "next_result": "",
    }


def _problems(values: Mapping[str, str]) -> tuple[Problem, ...]:
    found = [
        Problem(
            "value-missing", Text("空白です", "it is empty"), Text("入れてください", "fill it in"), Place(column=name)
        )
        for name, _ in _WORDS_FIELDS
        if not values[name] and name not in _MAY_BE_EMPTY
    ]
    found += [
        Problem(
            "no-date",
            Text("日付として読めません", "not a date"),
            Text("2027-02-10 のように書いてください", "write it as 2027-02-10"),
            Place(column=name, value=values[name]),
        )
        for name, _, must in _DAY_FIELDS
        if (values[name] or must) and _day(values[name]) is None
    ]
    return tuple(found)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def frame_of(values: Mapping[str, str], result: Solved) -> LetterFrame:
    """What is the same in every letter, from the form's values (checked before)."""
    rules = result.opened.ruleset
    found = rules.round(result.opened.round)

    def both(name: str) -> Text:
        return Text(values[name], values[name])

    sender = Sender(
        both("body"), both("authority"), both("section"), both("contact"), both("review"), both("defendant"),
        both("representative"), values["head"],
    )  # fmt: skip
    return LetterFrame(
        sender,
        values["number"],
        date.fromisoformat(values["issued"]),
        found.title if found else both("number"),
        date.fromisoformat(values["start"]),
        Text(values["rules"], rules.source.en if values["rules"] == rules.source.ja else values["rules"]),
        _day(values["decline_by"]),
        _day(values["held_until"]),
        _day(values["next_result"]),
    )
