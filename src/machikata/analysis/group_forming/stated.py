# SPDX-License-Identifier: Apache-2.0
"""Whether a call and its applications can be worked with, before any group is formed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from machikata.domain.call import Call, CallApplication
from machikata.domain.case_study import ServiceField
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

FEWEST = 3
"""No group is smaller: a comparison of two tells each of them the other's figures."""
MOST = 30


def refuse_unusable(applications: Sequence[CallApplication], call: Call) -> None:
    """Refuse a call or applications that nothing can be formed from, with every reason.

    Raises:
        InputRefused: see `call_problems`, `application_problems`; or a body has two applications.
    """
    problems = [*call_problems(call), *(p for a in applications for p in application_problems(a, call))]
    bodies = Counter(a.body for a in applications)
    problems += [
        Problem(
            "application-twice",
            Text("1つの団体の応募が2つあります", "a body has two applications"),
            Text("新しいほうだけにしてください", "keep the newer one only"),
            Place(column="body", value=body),
        )
        for body, count in sorted(bodies.items())
        if count > 1
    ]
    if problems:
        raise InputRefused(problems)


def call_problems(call: Call) -> tuple[Problem, ...]:
    """What is wrong with the call's sizes and fields."""
    found = []
    if not FEWEST <= call.smallest <= call.largest <= MOST:
        found.append(
            Problem(
                "call-sizes",
                Text(f"グループの大きさは{FEWEST}〜{MOST}団体で、最小は最大以下です",
                     f"a group has {FEWEST} to {MOST} bodies, the smallest no more than the largest"),
                Text("最小と最大を入れ直してください", "enter smallest and largest again"),
                Place(column="smallest", value=f"{call.smallest}〜{call.largest}"),
            )
        )  # fmt: skip
    if not call.fields or len(set(call.fields)) < len(call.fields):
        found.append(
            Problem(
                "call-fields",
                Text("分野がないか、同じ分野が2度あります", "there is no field, or one twice"),
                Text("分野を1つ以上、1度ずつ選んでください", "choose at least one field, each once"),
                Place(column="fields"),
            )
        )
    return tuple(found)


def application_problems(application: CallApplication, call: Call) -> tuple[Problem, ...]:
    """What is wrong with an application, as far as it can be told from itself and the call."""
    a, found = application, []
    if a.call != call.id:
        found.append(_problem("application-call", _OTHER_CALL, "call", a.call))
    if not a.wishes:
        found.append(_problem("application-no-wish", _NO_WISH, "wishes"))
    if len(set(a.wishes)) < len(a.wishes):
        found.append(_problem("application-wish-twice", _TWICE, "wishes"))
    found += [
        _problem("application-other-field", _other_field(w), "wishes", w.value)
        for w in a.wishes
        if w not in call.fields
    ]
    if a.body in a.partners:
        found.append(_problem("application-own-partner", _OWN, "partners", a.body))
    if a.population is not None and a.population < 0:
        found.append(_problem("application-population", _PEOPLE, "population", str(a.population)))
    return tuple(found)


_Words = tuple[Text, Text]
_OTHER_CALL: Final = (
    Text("別の公募への応募です", "it is for another call"),
    Text("公募を確かめてください", "check which call it is for"),
)
_NO_WISH: Final = (
    Text("希望する分野がありません", "no field is wished for"),
    Text("公募の分野から1つ以上選んでください", "choose at least one field of the call"),
)
_TWICE: Final = (
    Text("同じ分野が2度あります", "a field is named twice"),
    Text("1度だけにしてください", "name it once"),
)
_OWN: Final = (
    Text("自分の団体を相手に選んでいます", "the body named itself as partner"),
    Text("ほかの団体を選んでください", "name other bodies"),
)
_PEOPLE: Final = (
    Text("人口は0以上です", "population cannot be negative"),
    Text("0以上の整数を入れてください", "enter a whole number from 0"),
)


def _other_field(field: ServiceField) -> _Words:
    told = Text(f"「{field.label.ja}」はこの公募の分野ではありません", f"“{field.label.en}” is no field of this call")
    return told, Text("公募の分野から選んでください", "choose among the call's fields")


def _problem(code: str, words: _Words, column: str, value: str = "") -> Problem:
    return Problem(code, words[0], words[1], Place(column=column, value=value))
