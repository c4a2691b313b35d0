# SPDX-License-Identifier: Apache-2.0
"""What a person should know about an admission beside refused rows, as problems with place and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.text import Text
from machikata.records.admission.build import Building, BuiltCases
from machikata.records.admission.faults import RefusedRow
from machikata.records.admission.rows import ReadRows, row_numbers_of
from machikata.records.quality.report import QualityReport
from machikata.records.raw import RawLog

MANY_ACTIVITIES = 2_000


def row_problems(raw: RawLog, rows: ReadRows) -> list[Problem]:
    """Faults of rows, one problem per reason; the reader's come first."""
    numbers, in_rows, source = row_numbers_of(raw), raw.cases is None, raw.source
    own = (f.problem(source.name, source.sheet, numbers, in_rows=in_rows) for f in rows.faults)
    return [*_one_per_reason(raw.problems), *own]


def refused_rows(raw: RawLog, rows: ReadRows) -> tuple[RefusedRow, ...]:
    """The first refused rows of every reason, for a list that a person works through."""
    numbers = row_numbers_of(raw)
    by_reader = tuple(
        RefusedRow(p.code, p.place.row or 0, p.place.column, p.place.value)
        for p in raw.problems
        if p.severity is Severity.ERROR
    )
    return by_reader + tuple(row for fault in rows.faults for row in fault.refused_rows(numbers))


def no_rows(raw: RawLog) -> Problem:
    """A file without any row of data."""
    what = Text("データの行がありません", "there is no row of data")
    remedy = Text("見出しの下にデータがあるファイルを選んでください", "choose a file with data below its header")
    return Problem("no-rows", what, remedy, Place(file=raw.source.name))


def notes(work: Building, built: BuiltCases, quality: QualityReport) -> Iterator[Problem]:
    """Warnings and notes about the whole file."""
    yield from _about_times(work)
    yield from _about_cases(work, built)
    yield from _about_masking(work, quality)
    if quality.share("duplicates") > 0:
        yield _note(
            work, "duplicate-events", quality.measure("duplicates").count, Severity.WARNING,
            Text("すべての項目が同じ記録があります", "some events are equal in every column"),
            Text("1件として数えるか、別々の作業として数えるかを選んでください", "decide whether they count as one or separately"),
        )  # fmt: skip
    if quality.activities > MANY_ACTIVITIES:
        yield _note(
            work, "many-activities", quality.activities, Severity.WARNING,
            Text("作業の名前が多すぎます", "there are very many different activities"),
            Text("作業に選んだ列が、番号や備考の列でないか確かめてください", "check that the activity column is not one of ids or remarks"),
        )  # fmt: skip


def _about_times(work: Building) -> Iterator[Problem]:
    times = work.rows.instants
    read = len(work.rows.admissible)
    if times.skipped:
        yield _note(
            work, "dst-skipped", times.skipped, Severity.WARNING,
            Text("夏時間の切り替えで存在しない時刻があります", "some local times were skipped by summer time"),
            Text("切り替え前の時刻として読みました。時間帯の選択を確かめてください", "read with the offset before the change; check the time zone"),
        )  # fmt: skip
    if times.repeated:
        yield _note(
            work, "dst-repeated", times.repeated, Severity.NOTE,
            Text("夏時間の終わりで2回ある時刻があります", "some local times occur twice at the end of summer time"),
            Text("1回目の時刻として読みました", "read as the first of the two"),
        )  # fmt: skip
    if times.zoned and _spread_of_zones(work) > 60:
        yield _note(
            work, "several-zones", _spread_of_zones(work), Severity.WARNING,
            Text("夏時間では説明できないほど違う時間帯が混ざっています", "the times are of zones farther apart than summer time explains"),
            Text("日や時間帯は、書かれた時間帯ごとの時刻で数えます。書き出しの設定を確かめてください",
                 "days and hours are counted in the zone written; check the settings of the export"),
        )  # fmt: skip
    if 0 < times.zoned < read:
        yield _note(
            work, "mixed-zones", read - times.zoned, Severity.WARNING,
            Text("時間帯のある日時とない日時が混ざっています", "times with and without a zone are mixed"),
            Text(f"ないものは{work.mapping.time_zone}の時刻として読みました。書き出しの設定を確かめてください",
                 f"those without were read as {work.mapping.time_zone}; check the settings of the export"),
        )  # fmt: skip


def _spread_of_zones(work: Building) -> int:
    """Minutes between the outermost offsets."""
    offsets = work.rows.instants.offset_min[work.rows.admissible]
    return int(offsets.max()) - int(offsets.min())


def _about_cases(work: Building, built: BuiltCases) -> Iterator[Problem]:
    for column, cases in built.disagreeing.items():
        yield _note(
            work, "case-value-varies", cases, Severity.WARNING,
            Text("案件の中で値が変わる項目です", "the value changes inside a case"),
            Text("最後の値を使います。作業ごとの値なら「作業の項目」を選んでください", "the last value is used; map it as an attribute of events if it belongs to them"),
            column=column,
        )  # fmt: skip
    if work.rows.ids_alike:
        yield _note(
            work, "case-ids-alike", work.rows.ids_alike, Severity.WARNING,
            Text("全角・半角や空白だけが違う案件の番号があります", "some case ids differ only in width, upper case or blanks"),
            Text("別の案件として読みました。同じ案件なら番号の書き方をそろえてください", "read as different cases; write them alike if they are one"),
        )  # fmt: skip
    if work.rows.unnamed_cases:
        yield _note(
            work, "case-without-id", work.rows.unnamed_cases, Severity.WARNING,
            Text("番号のない案件があります", "some cases have no id"),
            Text("ファイルの中の順番（#1、#2…）を番号にしました", "they were numbered by their order in the file (#1, #2 …)"),
        )  # fmt: skip
    if built.opened.basis == "unknown":
        yield _note(
            work, "open-unknown", 1, Severity.NOTE,
            Text("案件が終わったかどうかが、このファイルからは分かりません", "the file does not tell which cases are still open"),
            Text("すべて終わったものとして扱います。状態の列か、終わりの作業を選ぶと見分けられます", "all count as closed; choose a status column or end activities to tell them apart"),
        )  # fmt: skip
    without = (work.raw.cases.num_rows if work.raw.cases is not None else built.table.num_rows) - built.table.num_rows
    if without > 0:
        yield _note(
            work, "cases-without-events", without, Severity.NOTE,
            Text("取り込める記録のない案件があります", "some cases have no event that can be admitted"),
            Text("その案件は入りません", "they are left out"),
        )  # fmt: skip


def _about_masking(work: Building, quality: QualityReport) -> Iterator[Problem]:
    for masked in quality.masked:
        yield _note(
            work, "masked-identifiers", masked.cells, Severity.WARNING if masked.kind == "my_number" else Severity.NOTE,
            Text(f"{masked.label.ja}と思われる値を隠しました", f"values were masked that look like this: {masked.label.en}"),
            masked.advice, column=masked.column,
        )  # fmt: skip


def _note(work: Building, code: str, count: int, severity: Severity, *words: Text, column: str = "") -> Problem:
    """A finding about the whole file; `words` are what is the case and what to do."""
    what, remedy = words
    return Problem(code, what, remedy, Place(file=work.raw.source.name, column=column), severity, count)


def _one_per_reason(problems: Iterable[Problem]) -> list[Problem]:
    """Row faults of the reader joined by code; other problems as they are."""
    rows: dict[str, Problem] = {}
    others: list[Problem] = []
    for problem in problems:
        if problem.severity is not Severity.ERROR:
            others.append(problem)
        elif problem.code in rows:
            first = rows[problem.code]
            rows[problem.code] = replace(first, count=first.count + problem.count)
        else:
            rows[problem.code] = problem
    return [*rows.values(), *others]
