# SPDX-License-Identifier: Apache-2.0
"""Which cells show their number as a percentage: a typed 5% is stored as 0.05, and only the format tells it from 0.05 percent."""

from __future__ import annotations

import re
import zipfile
from functools import lru_cache
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from machikata.domain.text import Text
from machikata.records.tables.workbook_parts import member_of, member_parts, parsed

_PERCENT_IDS = frozenset({"9", "10"})
"""Built-in formats 0% and 0.00%."""

SHARE_DOUBTFUL = (
    Text(
        "1以下の割合は、％なのか比率なのか、この形式のファイルでは決められません",
        "in this format a value up to 1 may be a percentage or a share",
    ),
    Text("xlsx で保存し直してください", "save it again as xlsx"),
)


def percent_rows(container: zipfile.ZipFile, sheet: str, file: str, letters: str) -> frozenset[int]:
    """Rows whose cell in column `letters` has a percent format (xlsx)."""
    styles = parsed(container, "xl/styles.xml", _percent_styles, file) or frozenset()
    member = member_of(container, sheet, file) if styles else None
    if member is None:
        return frozenset()
    cell = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="' + letters.encode() + rb'(\d+)"[^>]*')
    style = re.compile(rb'\bs="(\d+)"')
    found = set()
    for part in member_parts(container, member):
        for match in cell.finditer(part):
            used = style.search(match[0])
            if used is not None and int(used[1]) in styles:
                found.add(int(match[1]))
    return frozenset(found)


@lru_cache(maxsize=8)
def _percent_styles(content: bytes) -> frozenset[int]:
    """Numbers of the cell formats that show a percentage."""
    root: Element = fromstring(content)
    own = {
        e.get("numFmtId")
        for e in root.iter()
        if e.tag.endswith("}numFmt") and _shows_percent(e.get("formatCode") or "")
    }
    formats = next((e for e in root.iter() if e.tag.endswith("}cellXfs")), None)
    numbers = [] if formats is None else [e.get("numFmtId") for e in formats if e.tag.endswith("}xf")]
    return frozenset(i for i, number in enumerate(numbers) if number in _PERCENT_IDS or number in own)


def _shows_percent(code: str) -> bool:
    """Whether a format code holds a percent sign that is no quoted text."""
    return "%" in re.sub(r'"[^"]*"|\\.', "", code)
