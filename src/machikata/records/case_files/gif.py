# SPDX-License-Identifier: Apache-2.0
"""Case studies in the layout of the GIF 事例 model come in: our JSON and ZIP of CSV tables without loss, and a plain CSV of others.

A CSV of others has the Japanese item names as heads (UTF-8, CP932 …), one case a row; items may be missing. What GIF requires and is not
there is a WARNING, only the title is needed: whoever submits or publishes a case has it judged again. Texts of such a file are taken as
they stand; marks for line breaks are ours alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from machikata.domain.case_study import CaseStudy
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.records.case_files import gif_messages as say
from machikata.records.case_files.assembling import WrittenCase, case_of, withdrawn_case
from machikata.records.case_files.gif_csv import WrittenCases, read_plain_csv, read_tables
from machikata.records.case_files.gif_json import read_json
from machikata.records.case_files.values import ValueReader
from machikata.records.table_checks.grid import FileKind
from machikata.records.table_checks.opening import kind_of
from machikata.records.tables.zip_guard import open_guarded

MOST_BYTES: Final = 100 << 20


@dataclass(frozen=True, slots=True)
class CasesReading:
    """The cases of a file in their order, withdrawn ones (id and reason alone) last; what is worth a word; the file's fingerprint."""

    cases: tuple[CaseStudy, ...]
    problems: tuple[Problem, ...]
    sha256: str


def read_gif(data: bytes, *, file_name: str) -> CasesReading:
    """The cases of a JSON, ZIP or CSV in the GIF layout.

    Raises:
        InputRefused: every cell or entry that cannot be taken, with its place, or the one reason why the file cannot be opened.
    """
    if len(data) > MOST_BYTES:
        raise InputRefused([Problem("gif-file-too-large", *say.TOO_LARGE, Place(file=file_name))])
    reader = ValueReader(typed=False)
    written = _written(data, file_name, reader)
    cases = [case_of(case, reader, lenient=True) for case in written.cases]
    cases += [withdrawn_case(case_id, reason) for case_id, reason in written.withdrawn]
    _refuse_doubled(cases, written.cases, reader, file_name)
    if not cases and not any(p.severity is Severity.ERROR for p in reader.problems):
        reader.add(Problem("gif-empty", *say.EMPTY, Place(file=file_name)))
    told = sorted(reader.problems, key=lambda p: p.severity is not Severity.ERROR)
    if told and told[0].severity is Severity.ERROR:
        raise InputRefused(told)
    return CasesReading(tuple(cases), tuple(told), hashlib.sha256(data).hexdigest())


def _written(data: bytes, file: str, reader: ValueReader) -> WrittenCases:
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return read_json(data, file, reader)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        container = open_guarded(data, file)
        if {"xl/workbook.xml", "mimetype", "[Content_Types].xml"}.isdisjoint(container.namelist()):
            return read_tables(container, file, reader)
    elif data and kind_of(data, file)[0] is FileKind.CSV:
        return read_plain_csv(data, file, reader)
    raise InputRefused([Problem("gif-file-foreign", *say.FOREIGN, Place(file=file))])


def _refuse_doubled(
    cases: Iterable[CaseStudy], written: tuple[WrittenCase, ...], reader: ValueReader, file: str
) -> None:
    seen: set[str] = set()
    for n, case in enumerate(cases):
        if case.id and case.id in seen:
            at = written[n].items["id"][0].place if n < len(written) else Place(file=file)
            reader.refuse("gif-id-repeated", *say.ID_REPEATED, at, case.id)
        seen.add(case.id)
