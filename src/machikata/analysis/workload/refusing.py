# SPDX-License-Identifier: Apache-2.0
"""When workload surveys are not compared, and why."""

from __future__ import annotations

from machikata.analysis.workload.settings import DISCLOSURE, WorkloadSettings
from machikata.domain.errors import ComparisonRefused, InputRefused, Place, Problem
from machikata.domain.text import Text

_FEWEST_BODIES = 3


def check_settings(settings: WorkloadSettings) -> None:
    """Raises InputRefused with every setting that cannot be used."""
    limits = [
        ("minimum-count", settings.minimum_count, DISCLOSURE.smallest_allowed_minimum, Text("表示の下限の件数", "the minimum count")),
        ("persons-for-step", settings.persons_for_step, DISCLOSURE.persons_for_step, Text("工程の職員の人数の下限", "the fewest persons of a step")),
        ("persons-for-kind", settings.persons_for_kind, DISCLOSURE.persons_for_kind, Text("担い手ごとの職員の人数の下限", "the fewest persons of a kind of staff")),
        ("minimum-bodies", settings.minimum_bodies, _FEWEST_BODIES, Text("団体の数の下限", "the fewest bodies")),
    ]  # fmt: skip
    problems = [
        Problem(
            code,
            Text(f"{what.ja}は{least}より小さくできません", f"{what.en} cannot be below {least}"),
            Text(f"{least}以上の数を指定してください", f"choose {least} or more"),
            Place(value=str(value)),
        )
        for code, value, least, what in limits
        if value < least
    ]
    if problems:
        raise InputRefused(problems)


def refuse_too_few(found: int, members: int, fiscal_year: int, settings: WorkloadSettings) -> None:
    """Raises ComparisonRefused when fewer bodies than needed have answers that the others may see."""
    if found >= settings.minimum_bodies:
        return
    missing = settings.minimum_bodies - found
    raise ComparisonRefused(
        Text(
            f"比べられる団体が{found}団体しかないため、比較しません。{settings.minimum_bodies}団体以上が必要で、あと{missing}団体たりません"
            f"（組の{members}団体のうち、{fiscal_year}年度の業務量調査に答え、ほかの団体に表示できる工程があるもの）",
            f"only {found} {'body' if found == 1 else 'bodies'} can be compared; {settings.minimum_bodies} are needed, {missing} more "
            f"(of {members} members, those that answered the workload survey of fiscal year {fiscal_year} with a step that others may see)",
        ),
        remedy=Text(
            "ほかの団体の調査を取り込むか、係の人数の答えを確かめるか、人口の幅や手で選んだ組で比べてください",
            "import the surveys of further bodies, check that sections answered their numbers of staff, or compare in a population band or "
            "a group chosen by hand",
        ),
    )
