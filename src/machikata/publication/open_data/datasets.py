# SPDX-License-Identifier: Apache-2.0
"""Data sets as they are offered: what is in them, whose they are, under which licence, and how to cite them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from machikata.domain.adoption import FactSource
from machikata.domain.text import Language, Text
from machikata.domain.wording import long_date

CC_BY: Final = "https://creativecommons.org/licenses/by/4.0/"
"""What publishers choose who choose nothing: the government's standard terms of use are compatible with it."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who offers the data: a name and, where there is one, an address of its site."""

    name: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a data set: its path below the site, its media type and its content."""

    path: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set. `begins` and `ends` bound the time its figures are about; `issued` is its first day, `modified` its last change."""

    id: str
    title: Text
    description: Text
    keywords: tuple[Text, ...]
    issued: date
    modified: date
    files: tuple[DataFile, ...]
    sources: tuple[FactSource, ...] = ()
    licence: str = CC_BY
    begins: date | None = None
    ends: date | None = None
    synthetic: bool = False


def citation(data: DataSet, publisher: Publisher, language: Language) -> str:
    """How to cite the data set, one line: publisher, title, day of the last change, licence, and whose figures it restates.

    >>> made = date(2026, 11, 23)
    >>> data = DataSet("kpi", Text("導入状況", "Adoption"), Text("", ""), (), made, made, ())
    >>> citation(data, Publisher(Text("汐見原市", "Shiomihara City")), "en")
    'Shiomihara City, “Adoption”, 23 November 2026, CC BY 4.0.'
    """
    licence = "CC BY 4.0" if data.licence == CC_BY else data.licence
    day = long_date(data.modified, language)
    named = list(dict.fromkeys(s.publisher.in_(language) + _title(s, language) for s in data.sources))
    invented = Text("架空のデータ。", "Invented data. ") if data.synthetic else Text("", "")
    if language == "ja":
        based = f"出典：{'、'.join(named)}をもとに作成。" if named else ""
        return f"{publisher.name.ja}「{data.title.ja}」{day}、{licence}。{invented.ja}{based}".strip()
    based = f" Made from: {'; '.join(named)}." if named else ""
    return f"{publisher.name.en}, “{data.title.en}”, {day}, {licence}. {invented.en}".strip() + based


def _title(source: FactSource, language: Language) -> str:
    return f"「{source.title.ja}」" if language == "ja" else f", “{source.title.en}”"
