# SPDX-License-Identifier: Apache-2.0
"""When no comparison is made, and why."""

from __future__ import annotations

from collections.abc import Sequence

from machikata.analysis.comparison.arrays import CaseTable
from machikata.analysis.comparison.case_table import Source
from machikata.analysis.comparison.persons import names_person
from machikata.analysis.comparison.settings import DISCLOSURE, ComparisonSettings
from machikata.analysis.log_scope import AttributeFilter
from machikata.domain.errors import ComparisonRefused, InputRefused, Place, Problem
from machikata.domain.text import Text

_IDENTIFIER_SHARE = 0.5


def check_settings(settings: ComparisonSettings) -> None:
    """Raises InputRefused with every setting that cannot be used."""
    problems = []
    least = DISCLOSURE.smallest_allowed_minimum
    if settings.minimum_count < least:
        problems.append(_problem(
            "minimum-count", str(settings.minimum_count),
            Text(f"表示の下限は{least}件より小さくできません", f"the minimum count cannot be below {least}"),
            Text(f"{least}以上の数を指定してください", f"choose {least} or more"),
        ))  # fmt: skip
    if not settings.indicators:
        problems.append(_problem(
            "no-indicator", "", Text("比べる指標がありません", "no indicator is declared"),
            Text("指標を1つ以上指定してください", "declare at least one indicator"),
        ))  # fmt: skip
    ids = [i.id for i in settings.indicators]
    if len(set(ids)) < len(ids):
        problems.append(_problem(
            "double-indicator", ", ".join(ids), Text("同じ指標が2度あります", "an indicator is declared twice"),
            Text("片方を外してください", "leave one of them out"),
        ))  # fmt: skip
    if problems:
        raise InputRefused(problems)


def attribute_refused(name: str, *, person: bool) -> InputRefused:
    """A declared case attribute that cannot be used."""
    if person:
        what = Text(
            "この属性は人を表すため使えません",
            "this attribute names persons and cannot be used",
        )
    else:
        what = Text("この属性はどの記録にもありません", "no log has this case attribute")
    remedy = Text("記録にある別の属性を指定してください", "choose another attribute that the logs have")
    return InputRefused([Problem("case-mix-attribute", what, remedy, Place(column=name))])


def check_activities(names: Sequence[str], source: Source) -> None:
    """Raises InputRefused with every name that no log uses."""
    used = set(source.whole("activities")["activity"].to_pylist()) if names else set()
    remedy = Text("辞書にある作業の名前で指定してください", "name an activity of the dictionary")
    what = Text("この作業はどの記録にもありません", "no log has this activity")
    unknown = [Problem("no-such-activity", what, remedy, Place(value=n)) for n in names if n not in used]
    if unknown:
        raise InputRefused(unknown)


def check_attributes(chosen: Sequence[AttributeFilter], source: Source, table: CaseTable) -> None:
    """Raises InputRefused when cases (`table`) were chosen by an attribute that names persons (no figure of a single employee, ever),
    or one by one by an attribute that numbers them: any few cases could be looked at so.
    """
    for attribute in chosen:
        found = table.attributes.get(attribute.name)
        if names_person(attribute.name, source.logs) or (found and found.names_person):
            raise attribute_refused(attribute.name, person=True)
        if len(attribute.values) > 1 and len(attribute.values) >= _IDENTIFIER_SHARE * table.n:
            raise InputRefused([Problem(
                "only-identifier",
                Text("案件を1件ずつ選ぶことはできません", "cases cannot be chosen one by one"),
                Text("種類を表す属性を指定してください", "choose an attribute that tells a kind of case"),
                Place(column=attribute.name),
            )])  # fmt: skip


def refuse_too_few(found: int, members: int, settings: ComparisonSettings) -> None:
    """Raises ComparisonRefused when fewer bodies than needed have records with enough cases."""
    if found >= settings.minimum_bodies:
        return
    missing = settings.minimum_bodies - found
    raise ComparisonRefused(
        Text(
            f"比べられる団体が{found}団体しかないため、比較しません。{settings.minimum_bodies}団体以上が必要で、あと{missing}団体たりません"
            f"（組の{members}団体のうち、{settings.minimum_count}件以上の記録があるもの）",
            f"only {found} {'body' if found == 1 else 'bodies'} can be compared; {settings.minimum_bodies} are needed, {missing} more "
            f"(of {members} members, those with records of at least {settings.minimum_count} cases)",
        ),
        remedy=_FEWER_CONDITIONS if settings.narrowed else _MORE_BODIES,
    )


_MORE_BODIES = Text(
    "ほかの団体の記録を取り込むか、人口の幅や手で選んだ組で比べてください",
    "import the records of further bodies, or compare in a population band or a group chosen by hand",
)
_FEWER_CONDITIONS = Text(
    "数える案件の条件（期間、種類、除く作業）を確かめ、変えてください。条件で除かれる案件が表示の下限より少ない団体は、"
    "条件のない結果と並べるとその案件が分かるため、比べません",
    "check the conditions on the cases (days, kind, activities left out) and change them; a body of which they leave out fewer cases "
    "than the minimum count is not compared, because the result without conditions would tell those cases",
)


def _problem(code: str, value: str, what: Text, remedy: Text) -> Problem:
    return Problem(code, what, remedy, Place(value=value))
