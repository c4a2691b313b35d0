# SPDX-License-Identifier: Apache-2.0
"""`read_xes`: one XES file into columns."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from machikata.domain.errors import InputRefused, Place
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.records.raw import RawLog, SourceFile
from machikata.records.xes import problems
from machikata.records.xes.columns import Gathered, case_table, event_table
from machikata.records.xes.findings import Findings
from machikata.records.xes.limits import DEFAULT_LIMITS, MEBIBYTE, XesLimits
from machikata.records.xes.opening import OpenedFile
from machikata.records.xes.strict import StrictReader

Reader = Literal["auto", "strict", "tokenizer"]
_WORTH_COMPILED_CODE = MEBIBYTE
_PREPARING = Text(
    "読み取りを準備しています（この機械で初めてのときは20秒ほど）",
    "preparing to read (some 20 s the first time on a machine)",
)


def read_xes(
    path: Path,
    *,
    progress: Progress = no_progress,
    default_zone: str = "Asia/Tokyo",
    limits: XesLimits = DEFAULT_LIMITS,
    reader: Reader = "auto",
) -> RawLog:
    """Every attribute of the XES file at `path` (plain or gzip) as columns of `cases` and `events`.

    `events`: one row per event in file order, `case_index` int32, then a column per attribute in order of first use; `cases`:
    row i is case i. `string` and `id` become dictionary<int32, string>, `int` int64, `float` float64, `boolean` bool, `date` two
    columns `<key>` int64 µs UTC and `<key>@offset` int16 minutes. What is missing is null; globals are not filled in. A nested
    attribute is the column `parent/child`. A name with several types becomes float64 (int and float) or string as written.

    Dates without offset are local times of `default_zone` and are reported. Faulty values are null and reported with case,
    event number and line. What the log says of itself is in `facts`, its name in `title`. The fingerprint of the file (`sha256`) is
    left empty: `read_file`, the door for every format, adds it.

    `reader`: long files go through a compiled tokenizer that hands over to the strict reader at anything unusual; "strict" and
    "tokenizer" choose one (the latter still hands over). Both give equal tables and problems.

    Raises `InputRefused` for what cannot be read: empty or damaged files, DOCTYPE, other XML, no case or event, events outside
    cases, more than `limits` allow.
    """
    zone = ZoneInfo(default_zone)
    opened = OpenedFile(path, limits, progress)
    if reader == "tokenizer" or (reader == "auto" and _is_long(opened)):
        findings = Findings(limits.listed_problems)
        progress(0.0, _PREPARING)
        try:
            gathered = _read_fast(opened, findings, zone)
        except InputRefused:
            # The strict reader says it with the line and everything else it finds.
            gathered = None
        if gathered is not None:
            return _raw_log(gathered, opened, findings=findings, zone=default_zone)
    findings = Findings(limits.listed_problems)
    strict = StrictReader(path.name, limits, findings, zone)
    for chunk in opened.chunks():
        strict.feed(chunk)
    return _raw_log(strict.close(), opened, findings=findings, zone=default_zone)


def _is_long(opened: OpenedFile) -> bool:
    """Is the unpacked file long enough that the tokenizer's start (about a second, once per process) pays?"""
    if opened.path.stat().st_size > _WORTH_COMPILED_CODE:
        return True
    length = 0
    for chunk in opened.chunks():
        length += len(chunk)
        if length > _WORTH_COMPILED_CODE:
            return True
    return False


def _read_fast(opened: OpenedFile, findings: Findings, zone: ZoneInfo) -> Gathered | None:
    """What the tokenizer finds; None when the file must go to the strict reader."""
    # numba is loaded only when it is needed.
    from machikata.records.xes.fast import read_fast
    from machikata.records.xes.tokens import Handover

    head = StrictReader(opened.path.name, opened.limits, findings, zone, head_only=True)
    try:
        return read_fast(head, opened.chunks, zone=zone)
    except Handover:
        return None


def _raw_log(gathered: Gathered, opened: OpenedFile, *, findings: Findings, zone: str) -> RawLog:
    name = opened.path.name
    findings.refuse_on_error()
    if not gathered.case_count:
        findings.list_one(problems.no_cases(Place(file=name)))
    elif not len(gathered.case_index):
        findings.list_one(problems.no_events(Place(file=name)))
    findings.refuse_on_error()
    cases = case_table(gathered, findings=findings, zone=zone, file=name)
    events = event_table(gathered, findings=findings, zone=zone, file=name)
    source = SourceFile(name, "", opened.size, "xes", encoding=gathered.encoding)
    title = gathered.facts.get("log:concept:name", "")
    return RawLog(source, events, cases, findings.all(), title=title, facts=gathered.facts)
