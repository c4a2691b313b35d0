# SPDX-License-Identifier: Apache-2.0
"""Which texts of a case are searched, in which field, and how much a word counts there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from machikata.domain.case_study import CaseStudy
from machikata.domain.text import Text
from machikata.publication.catalogue.search.values import SearchField

WEIGHTS: Final[Mapping[SearchField, float]] = {
    SearchField.TITLE: 3.0,
    SearchField.WORKS: 2.5,
    SearchField.LABELS: 1.5,
    SearchField.SUMMARY: 1.5,
    SearchField.PURPOSE: 1.2,
    SearchField.CONTENT: 1.0,
    SearchField.RESULT: 0.8,
    SearchField.BODY: 2.0,
    SearchField.OTHER: 0.5,
}
"""How many times as much as in the content a word counts in each field; from what the fields are for, then looked at on the tuning half."""

FIELDS: Final = tuple(SearchField)

_UNSUCCESSFUL: Final = Text(
    "うまくいかなかった事例（失敗・中止・見送り・効果なし）", "failure, stopped or without effect"
)
_UNVERIFIED: Final = Text("未確認", "unverified")


@dataclass(frozen=True, slots=True)
class FieldText:
    """One text of one field."""

    field: SearchField
    text: Text


def searched_texts(case: CaseStudy) -> tuple[FieldText, ...]:
    """All texts of the case that are searched, in the order of the fields; empty ones left out."""
    held = {field: [t for t in texts if t.ja or t.en] for field, texts in _texts(case).items()}
    return tuple(FieldText(field, text) for field in FIELDS for text in held[field])


def fingerprint(texts: Iterable[FieldText]) -> str:
    """Changes when a text that is searched changes."""
    digest = hashlib.sha256()
    for part in texts:
        for text in (part.field.value, part.text.ja, part.text.en):
            data = text.encode("utf-8", "replace")
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _texts(case: CaseStudy) -> Mapping[SearchField, Iterable[Text]]:
    figures = [text for f in case.figures for text in (f.name, f.note)]
    return {
        SearchField.TITLE: (case.title, case.subtitle),
        SearchField.WORKS: [Text(word, "") for word in (*case.works, *case.keywords)],
        SearchField.LABELS: _labels(case),
        SearchField.SUMMARY: (case.summary,),
        SearchField.PURPOSE: (case.theme, case.reason, case.purpose, case.challenge, case.users),
        SearchField.CONTENT: (case.content, case.introduction, case.constraints, case.sustaining, case.spread),
        SearchField.RESULT: (case.result, case.evaluation, case.learnt, case.cost_note, *figures),
        SearchField.BODY: (Text(case.body_name, ""), Text(case.prefecture, "")),
        SearchField.OTHER: (case.partners, case.schemes, case.verified_scope, case.period),
    }


def _labels(case: CaseStudy) -> list[Text]:
    """What the filters show, so that typing 失敗 or 画像認識 finds what choosing it would."""
    labels = [
        *(t.label for t in case.technologies),
        case.field.label,
        case.status.label,
        *(k.label for k in case.kinds),
    ]
    labels += [_UNSUCCESSFUL] if case.unsuccessful else []
    return labels if case.verified else [*labels, _UNVERIFIED]
