# SPDX-License-Identifier: Apache-2.0
"""Apply a confirmed mapping to a file: every row is admitted or named, identifiers are covered, order and relations are made."""

from __future__ import annotations

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.event_log import ColumnMapping
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.records.admission.admission import Admission, AdmissionChoices
from machikata.records.admission.build import Building, build_cases, build_events
from machikata.records.admission.columns import Cover
from machikata.records.admission.counting import facts_of, facts_of_nothing, out_of_order
from machikata.records.admission.duplicates import equal_to_an_earlier
from machikata.records.admission.findings import no_rows, notes, refused_rows, row_problems
from machikata.records.admission.mapping_check import check_mapping
from machikata.records.admission.ordering import Order, put_in_order, relation_of, tie_relation_of
from machikata.records.admission.rows import CASE_INDEX, ReadRows, read_rows
from machikata.records.coded import Mask, Rows
from machikata.records.masking.pseudonyms import key_fault
from machikata.records.quality.judge import report_of
from machikata.records.raw import LogTables, RawLog

_NO_CHOICES = AdmissionChoices()


def apply_mapping(
    raw: RawLog,
    mapping: ColumnMapping,
    *,
    secret: bytes,
    choices: AdmissionChoices = _NO_CHOICES,
    progress: Progress = no_progress,
) -> Admission:
    """Read `raw` with `mapping` into the four tables of `domain.event_log`, with all problems and the quality report.

    `secret` (the workspace's, 32 bytes or more) makes the pseudonyms of staff; it is not kept. Rows with faults are named in the result
    and left out of its tables. Raises `InputRefused` when the mapping does not fit the file or the key is too short.
    """
    _check_key(secret)
    check_mapping(raw, mapping)
    progress(0.0, Text("日時を読んでいます", "reading times"))
    cover = Cover(secret)
    rows = read_rows(raw, mapping, cover)
    progress(0.3, Text("作業を並べています", "sorting events"))
    if not len(rows.admissible):
        return _nothing_fits(raw, mapping, rows)
    everything = _in_order(rows.admissible, rows)
    repeated = _repeated(raw, everything)
    order = _in_order(everything.rows[~repeated], rows) if choices.drop_duplicates else everything
    work = Building(raw, mapping, rows, order, cover)
    progress(0.5, Text("個人の情報を隠し、表を作っています", "covering personal data and building tables"))
    events, built = build_events(work), build_cases(work)
    progress(0.7, Text("前後の関係を作っています", "relating events"))
    activity = rows.activity.take(order.rows)
    tables = LogTables(events, built.table, relation_of(order, activity), tie_relation_of(order, activity))
    progress(0.9, Text("質を確かめています", "checking quality"))
    disorder = out_of_order(rows.case_key[rows.admissible], rows.instants.time_us[rows.admissible])
    facts = facts_of(work, tables, built, choices, out_of_order=disorder, duplicates=int(repeated.sum()))
    quality = report_of(facts)
    problems = (*row_problems(raw, rows), *notes(work, built, quality))
    progress(1.0, Text("終わりました", "done"))
    return Admission(raw.source, mapping, tables, problems, refused_rows(raw, rows), quality)


def _nothing_fits(raw: RawLog, mapping: ColumnMapping, rows: ReadRows) -> Admission:
    problems = tuple(row_problems(raw, rows)) or (no_rows(raw),)
    return Admission(
        raw.source, mapping, None, problems, refused_rows(raw, rows), report_of(facts_of_nothing(raw, rows))
    )


def _in_order(kept: Rows, rows: ReadRows) -> Order:
    return put_in_order(kept, rows.case_key[kept], rows.instants.time_us[kept])


def _repeated(raw: RawLog, order: Order) -> Mask:
    names = [name for name in raw.events.column_names if name != CASE_INDEX]
    return equal_to_an_earlier(order, (raw.events[name] for name in names))


def _check_key(key: bytes) -> None:
    fault = key_fault(key)
    if fault is not None:
        remedy = Text("作業場所の鍵を作り直してください", "make a new key for the workspace")
        raise InputRefused([Problem("key-too-short", fault, remedy, Place())])
