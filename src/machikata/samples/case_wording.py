# SPDX-License-Identifier: Apache-2.0
"""The hand-written parts of invented case studies, and how one office words them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from machikata.domain.case_study import ServiceField, Technology
from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.text import Language, Text

_TAG = re.compile(r"<([^<>]+)>")
_FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(ord("A"), ord("Z") + 1)})
_TECHNOLOGIES = {
    "speech": Technology.SPEECH,
    "translation": Technology.TRANSLATION,
    "image": Technology.IMAGE,
    "generative": Technology.GENERATIVE,
    "knowledge": Technology.KNOWLEDGE,
    "claims": Technology.CLAIMS,
}
_FAMILIES = {
    "rpa": "entry", "rpa+ocr": "entry", "ocr": "reading", "chatbot": "answering", "matching": "planning",
    "optimisation": "planning", "speech": "transcribing", "speech+generative": "transcribing", "prediction": "predicting",
    "knowledge": "finding", "generative": "drafting", "generative+knowledge": "drafting", "translation": "translating",
    "image": "seeing", "drone": "seeing", "drone+image": "seeing", "sensors": "sensing", "log_analysis": "analysing",
    "claims": "analysing", "other": "linking",
}  # fmt: skip
_OF_KIND = {
    MunicipalityKind.CITY: ("市民", "市税"),
    MunicipalityKind.TOWN: ("町民", "町税"),
    MunicipalityKind.VILLAGE: ("村民", "村税"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One way of putting technology to one piece of work; texts are templates."""

    work: str
    field: ServiceField
    technologies: tuple[Technology, ...]
    family: Mapping[str, Any]
    name: str
    full: str
    office: str
    keywords: tuple[str, ...]
    burden: tuple[str, ...]
    text: str
    titles: tuple[str, ...]


@cache
def wording() -> Mapping[str, Any]:
    """The file of words and of sentences by family of technology."""
    held: Mapping[str, Any] = _read("wording")
    return held


@cache
def uses() -> tuple[Use, ...]:
    """Every use of technology that was written down, in the order of the files."""
    works = [*_read("works_people"), *_read("works_places")]
    return tuple(_use(work, key, use) for work in works for key, use in work["uses"].items())


def _use(work: Mapping[str, Any], key: str, use: Any) -> Use:
    held = use if isinstance(use, dict) else {"text": use}
    family = wording()["families"][held.get("family") or _FAMILIES[key]]
    return Use(
        work=work["id"],
        field=ServiceField(work["field"]),
        technologies=tuple(_TECHNOLOGIES.get(k) or Technology(k) for k in key.split("+")),
        family=family,
        name=work["name"],
        full=work["full"],
        office=work["office"],
        keywords=tuple(work["keywords"]),
        burden=tuple(held.get("burden") or work["burden"]),
        text=held["text"],
        titles=tuple(held.get("titles") or family["titles"]),
    )


def _read(name: str) -> Any:
    resource = files("machikata.samples").joinpath(f"cases/{name}.yaml")
    return yaml.safe_load(resource.read_text(encoding="utf-8"))


class OfficeWords:
    """How one office words things: a choice between words is made once and kept for the whole case."""

    def __init__(self, rng: np.random.Generator, body: Municipality) -> None:
        self._rng = rng
        self._chosen: dict[str, str] = {}
        self._wide = bool(rng.random() < 0.08)
        people, own_tax = _OF_KIND[body.kind]
        self._of_kind = {"ja": {"people": people, "own_tax": own_tax}, "en": {"people": "residents", "own_tax": "tax"}}

    def pick(self, options: Sequence[str]) -> str:
        """One of the templates."""
        return options[int(self._rng.integers(len(options)))]

    def maybe(self, options: Sequence[str], chance: float) -> str:
        """One of the templates with the given chance, "" otherwise."""
        return self.pick(options) if self._rng.random() < chance else ""

    def text(self, template: str, **values: str | Text) -> Text:
        """The template in both languages; `values` take the place of {words} and may be templates themselves."""
        ja, _, en = template.partition(" || ")
        ja = self._worded(_filled(ja, values, "ja"), "ja")
        en = self._worded(_filled(en, values, "en"), "en").replace("  ", " ")
        return Text(ja.translate(_FULL_WIDTH) if self._wide else ja, en[:1].upper() + en[1:])

    def joined(self, *parts: Text) -> Text:
        """Sentences one after the other."""
        held = [p for p in parts if p.ja]
        return Text("".join(p.ja for p in held), " ".join(p.en for p in held))

    def _worded(self, text: str, language: str) -> str:
        return _TAG.sub(lambda hit: self._choice(hit.group(1), language), text)

    def _choice(self, tag: str, language: str) -> str:
        own = self._of_kind[language].get(tag)
        if own is not None:
            return own
        key = f"{language}:{tag}"
        if key not in self._chosen:
            options = (wording()["words"][language].get(tag) or tag).split("|")
            self._chosen[key] = self._worded(self.pick(options), language)
        named = self._chosen[key]
        return self._of_kind[language].get(named, named)


def _filled(text: str, values: Mapping[str, str | Text], language: Language) -> str:
    for name, value in values.items():
        part = value.in_(language) if isinstance(value, Text) else _side(value, language)
        text = text.replace("{" + name + "}", part)
    return text


def _side(template: str, language: str) -> str:
    ja, _, en = template.partition(" || ")
    return ja if language == "ja" else en
