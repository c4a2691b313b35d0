# SPDX-License-Identifier: Apache-2.0
"""`read_xes`: one XES file into columns."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from machikata.domain.errors import Place
from machikata.domain.progress import Progress, no_progress
from machikata.records.raw import RawLog, SourceFile
from machikata.records.xes import problems
from machikata.records.xes.columns import Gathered, case_table, event_table
from machikata.records.xes.findings import Findings
from machikata.records.xes.limits import DEFAULT_LIMITS, XesLimits
from machikata.records.xes.opening import OpenedFile
from machikata.records.xes.strict import StrictReader


def read_xes(
    path: Path,
    *,
    progress: Progress = no_progress,
    default_zone: str = "Asia/Tokyo",
    limits: XesLimits = DEFAULT_LIMITS,
) -> RawLog:
    """Every attribute of the XES file at `path` (plain or gzip) as columns of `cases` and `events`.

    `events`: one row per event in file order, `case_index` int32, then a column per attribute in order of first use; `cases`:
    row i is case i. `string` and `id` become dictionary<int32, string>, `int` int64, `float` float64, `boolean` bool, `date` two
    columns `<key>` int64 µs UTC and `<key>@offset` int16 minutes. What is missing is null; globals are not filled in. A nested
    attribute is the column `parent/child`. A name with several types becomes float64 (int and float) or string as written.

    Dates without offset are local times of `default_zone` and are reported. Faulty values are null and reported with case,
    event number and line. What the log says of itself is in `facts`, its name in `title`.

    Raises `InputRefused` for what cannot be read: empty or damaged files, DOCTYPE, other XML, no case or event, events outside
    cases, more than `limits` allow.
    """
    findings = Findings(limits.listed_problems)
    opened = OpenedFile(path, limits, progress)
    reader = StrictReader(path.name, limits, findings, ZoneInfo(default_zone))
    for chunk in opened.chunks():
        reader.feed(chunk)
    gathered = reader.close()
    return _raw_log(gathered, opened, findings=findings, zone=default_zone)


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
    source = SourceFile(name, opened.sha256, opened.size, "xes", encoding=gathered.encoding)
    title = gathered.facts.get("log:concept:name", "")
    return RawLog(source, events, cases, findings.all(), title=title, facts=gathered.facts)
