# SPDX-License-Identifier: Apache-2.0
"""The estimand and the provenance of a comparison in words."""

from __future__ import annotations

from machikata.analysis.comparison import figures
from machikata.analysis.comparison.estimand import Estimand, Population
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.domain import wording
from machikata.domain.process import Process
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text


def make_estimand(process: Process, settings: ComparisonSettings, *, n_cases: int, n_open: int) -> Estimand:
    """The question in full, with the numbers of cases of the bodies that are compared."""
    closed = settings.population is Population.CLOSED
    which = Text("終わったもの", "closed cases") if closed else Text("終わっていないものも含む", "open ones included")
    parts = (_period(settings), which, *_kinds(settings), *_left_out(process, settings))
    counted = figures.cases(n_open)
    if closed:
        opened = Text(
            f"{counted.ja}。捨てずに、生存時間の方法の値に入れる",
            f"{counted.en}: not dropped, they enter the survival figures",
        )
    else:
        opened = Text(
            f"{counted.ja}。最後の記録までの日数で数え、生存時間の方法の値も並べる",
            f"{counted.en}: counted up to their last record, survival figures beside",
        )
    k = settings.minimum_count
    return Estimand(
        process=process.id,
        population=settings.population,
        window_start=settings.window_start,
        window_end=settings.window_end,
        minimum_count=k,
        n_cases=n_cases,
        n_open=n_open,
        cases_text=Text("。".join(p.ja for p in parts), "; ".join(p.en for p in parts)),
        clock_text=Text(
            "最初の記録から最後の記録まで。休みの日も数える", "from the first record to the last, holidays included"
        ),
        open_text=opened,
        minimum_text=Text(f"{k}件。下回る値は表示しない", f"{k} cases; figures below are not shown"),
    )


def _period(settings: ComparisonSettings) -> Text:
    start, end = settings.window_start, settings.window_end
    if not start and not end:
        return Text("記録の全期間の案件", "cases of all days in the records")
    ja = (f"{wording.short_date(start, 'ja')}から" if start else "") + (
        f"{wording.short_date(end, 'ja')}の前日まで" if end else ""
    )
    en = (f"from {wording.short_date(start, 'en')} " if start else "") + (
        f"before {wording.short_date(end, 'en')}" if end else ""
    )
    return Text(f"{ja}に始まったもの", f"cases begun {en.strip()}")


def _kinds(settings: ComparisonSettings) -> list[Text]:
    return [
        Text(
            f"「{a.name}」が{'・'.join(f'「{v}」' if v else '空欄' for v in a.values)}のもの",
            f"“{a.name}” is {' or '.join(f'“{v}”' if v else 'empty' for v in a.values)}",
        )
        for a in settings.only
    ]


def _left_out(process: Process, settings: ComparisonSettings) -> list[Text]:
    if not settings.without:
        return []
    labels = {c.id: c.label for c in process.concepts}
    named = [labels.get(name, Text(name, name)) for name in settings.without]
    return [
        Text(
            f"{'・'.join(f'「{n.ja}」' for n in named)}がある案件を除く",
            f"without cases that have {' or '.join(f'“{n.en}”' for n in named)}",
        )
    ]


def make_provenance(
    process: Process,
    settings: ComparisonSettings,
    *,
    as_of: str,
    strata: int,
    n_cases: int,
    n_bodies: int,
    synthetic: bool,
    inputs: tuple[str, ...],
) -> Provenance:
    """Source, method and numbers of every figure of the comparison."""
    level = figures.percent(settings.level)
    method = Text(
        f"間接標準化（{strata}層）。{level}の幅は担当者と月のまとまりを保った再抽出{settings.replicates:,}回。ホルムの方法で調整",
        f"indirect standardisation ({strata} strata); {level} intervals from {settings.replicates:,} resamplings of clusters "
        "(staff × month); Holm's correction",
    )
    source = Text(
        f"{n_bodies}団体の処理記録（{process.title.ja}）", f"event logs of {n_bodies} bodies ({process.title.en})"
    )
    return Provenance(source, as_of, method, n_cases, n_bodies, synthetic=synthetic, inputs=inputs)
