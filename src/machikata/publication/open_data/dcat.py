# SPDX-License-Identifier: Apache-2.0
"""The catalogue entry of data sets: DCAT version 3 as JSON-LD, which the catalogues of governments harvest.

Source: W3C, Data Catalog Vocabulary (DCAT) version 3, Recommendation of 2024-08-22. Checksums by SPDX, periods by xsd:date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from machikata.domain.text import LANGUAGES, Text
from machikata.publication.open_data.datasets import DataFile, DataSet, Publisher, citation

_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_JAPAN: Final = "http://publications.europa.eu/resource/authority/country/JPN"
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def dcat_catalogue(data_sets: Iterable[DataSet], *, publisher: Publisher, title: Text, base: str = "") -> bytes:
    """The catalogue as JSON-LD. `base` is the public address of the site, ending in /; "" gives addresses relative to the file."""
    sets = sorted(data_sets, key=lambda d: d.id)
    catalogue = {
        "@context": _CONTEXT,
        "@id": base or "./",
        "@type": "dcat:Catalog",
        "dct:title": _both(title),
        "dct:publisher": _publisher(publisher),
        "dct:language": list(LANGUAGES),
        "dct:modified": _day(max((d.modified for d in sets), default=None)),
        "dcat:dataset": [_data_set(d, publisher, base) for d in sets],
    }
    return (json.dumps(_filled(catalogue), ensure_ascii=False, indent=1) + "\n").encode()


def _data_set(data: DataSet, publisher: Publisher, base: str) -> dict[str, Any]:
    period = {"@type": "dct:PeriodOfTime", "dcat:startDate": _day(data.begins), "dcat:endDate": _day(data.ends)}
    return {
        "@id": f"{base}#{quote(data.id)}",
        "@type": "dcat:Dataset",
        "dct:identifier": data.id,
        "dct:title": _both(data.title),
        "dct:description": _both(data.description),
        "dcat:keyword": [word for k in data.keywords for word in _both(k)],
        "dct:publisher": _publisher(publisher),
        "dct:issued": _day(data.issued),
        "dct:modified": _day(data.modified),
        "dct:license": {"@id": data.licence},
        "dct:spatial": {"@id": _JAPAN},
        "dct:temporal": period if data.begins or data.ends else None,
        "dct:bibliographicCitation": [
            {"@value": citation(data, publisher, language), "@language": language} for language in LANGUAGES
        ],
        "prov:wasDerivedFrom": [
            {"@id": s.url, "dct:title": _both(s.title), "dct:publisher": {"foaf:name": _both(s.publisher)}} if s.url
            else {"dct:title": _both(s.title), "dct:publisher": {"foaf:name": _both(s.publisher)}}
            for s in data.sources
        ],
        "dcat:distribution": [_distribution(f, data, base) for f in data.files],
    }  # fmt: skip


def _distribution(file: DataFile, data: DataSet, base: str) -> dict[str, Any]:
    address = base + quote(file.path)
    return {
        "@type": "dcat:Distribution",
        "dct:title": file.path.rpartition("/")[2],
        "dcat:downloadURL": {"@id": address},
        "dcat:accessURL": {"@id": address},
        "dcat:mediaType": {"@id": _IANA + file.media_type},
        "dcat:byteSize": len(file.content),
        "dct:license": {"@id": data.licence},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": _SHA256},
            "spdx:checksumValue": hashlib.sha256(file.content).hexdigest(),
        },
    }


def _publisher(publisher: Publisher) -> dict[str, Any]:
    held: dict[str, Any] = {"@type": "foaf:Agent", "foaf:name": _both(publisher.name)}
    return held | ({"foaf:homepage": {"@id": publisher.url}} if publisher.url else {})


def _both(text: Text) -> list[dict[str, str]]:
    return [{"@value": text.in_(language), "@language": language} for language in LANGUAGES if text.in_(language)]


def _day(day: date | None) -> dict[str, str] | None:
    return None if day is None else {"@value": day.isoformat(), "@type": "xsd:date"}


def _filled(value: Any) -> Any:
    """`value` without what is None or empty, at any depth."""
    if isinstance(value, dict):
        return {k: _filled(v) for k, v in value.items() if v is not None and v != []}
    return [_filled(v) for v in value] if isinstance(value, list) else value
