# SPDX-License-Identifier: Apache-2.0
"""The page that lies beside the written samples and says that they are invented."""

from __future__ import annotations

from machikata.domain.text import Text
from machikata.samples.plans import SamplePlan
from machikata.samples.truths import PlantedTruth

_PAGE = """# 架空の見本（synthetic samples）

このフォルダの団体、案件、職員、時間は、すべて計算で作った**架空**のものです。実在の団体や人とは関係ありません。
団体コードは、存在しない都道府県番号99で始まります。{title_ja}。乱数の種 {seed}、件数の倍率 {scale:g}。

備考の列に出てくる12桁の数字は、個人番号の検出を試すための架空の番号です（9999で始まり、検査数字だけ合わせています）。

- `架空_団体_業務.*`：業務ごとの処理記録
- `架空_団体_係_業務量調査.xlsx`：係が答えた業務量調査（令和7年度分）。件数は処理記録と同じで、2026年3月31日までの作業を数えます。
  時間には、申告のときの丸め・記憶違い・書き忘れを、町型が仮定するとおりに加えています。単価と委託料も架空です。{own_ja}
- `municipalities.json`：団体のコード、名称、人口、就業者の割合

## 植え込んだ事実

{truths_ja}

## In English

Bodies, cases, staff and hours in this folder are **invented** by computation and have nothing to do with real bodies or
persons. Codes begin with prefecture 99, which does not exist. {title_en}. Seed {seed}, cases times {scale:g}.

The twelve-digit numbers in the remarks are invented (they begin with 9999, only their check digit fits); they are there to be
found and masked.

- `架空_body_process.*`: the records of each process
- `架空_body_section_業務量調査.xlsx`: the workload survey (fiscal 2025) as the section answered it. Cases are those of the records, work
  up to 31 March 2026. Hours have the rounding, memory and forgotten work of people who report, as Machikata assumes them. Yen per
  hour and contractors' fees are invented too.{own_en}
- `municipalities.json`: codes, names, residents and shares of workers

## What was planted

{truths_en}
"""


def readme(plan: SamplePlan, *, seed: int, scale: float) -> str:
    """Japanese first, then English: what this is, how it was made, what was planted."""
    return _PAGE.format(
        title_ja=plan.title.ja,
        title_en=plan.title.en,
        seed=seed,
        scale=scale,
        own_ja="".join(f"\n  {n.ja}の{s}は、調査票でなく独自の表で答えています。" for n, s in _own_tables(plan)),
        own_en="".join(f"\n  {s} of {n.en} handed in a table of its own." for n, s in _own_tables(plan)),
        truths_ja="\n".join(_bullet(plan, t, "ja") for t in plan.truths) or "- なし",
        truths_en="\n".join(_bullet(plan, t, "en") for t in plan.truths) or "- nothing",
    )


def _own_tables(plan: SamplePlan) -> list[tuple[Text, str]]:
    return [(body.municipality.name, section) for body in plan.bodies for section in sorted(body.own_tables)]


def _bullet(plan: SamplePlan, truth: PlantedTruth, language: str) -> str:
    names = [plan.body(code).municipality.name for code in truth.bodies]
    if language == "ja":
        return f"- {'、'.join(n.ja for n in names)}：{truth.description.ja}"
    return f"- {', '.join(n.en for n in names)}: {truth.description.en}"
