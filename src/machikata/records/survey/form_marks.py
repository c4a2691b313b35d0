# SPDX-License-Identifier: Apache-2.0
"""What a cell of the form says and refuses while it is filled in: lists, limits, hints, and colours that follow the values.

No cell holds a formula (rule L2-06): checks stand in data validation, hints in conditional formats. Colour never carries a meaning of
its own: what is greyed out is told by the column 担い手, what is orange by three columns that disagree.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.format import Format as XlsxFormat
from xlsxwriter.worksheet import Worksheet

from machikata.domain.workload import StaffKind
from machikata.records.survey.form_layout import ANSWER_COLUMNS, OWN_STEP, FormColumn
from machikata.records.survey.quantities import Quantity
from machikata.records.tables.workbook import column_letters

DISAGREEMENT = 0.2
"""From this difference on (share of the larger), hours and volume × minutes are shown as disagreeing: rounding explains less."""
_CONTRACTOR = StaffKind.CONTRACTOR.label.ja
_TITLE_LENGTH, _MESSAGE_LENGTH = 32, 255


def add_checks(sheet: Worksheet, columns: tuple[FormColumn, ...], *, last: int, staff_column: str = "") -> None:
    """Data validation of every cell that is filled in, from row 2 to `last` (counted from 1).

    With `staff_column` (letters), contractor rows take a fee and no time, the others time and no fee.
    """
    for x, column in enumerate(columns):
        if rule := _rule(column, f"{column_letters(x)}2", staff_column):
            sheet.data_validation(1, x, last - 1, x, rule | _words(column))


def _rule(column: FormColumn, cell: str, staff_column: str) -> dict[str, object]:
    if column.choices:
        return {"validate": "list", "source": list(column.choices)}
    if column.quantity is None:
        return {"validate": "any"}
    if column.given:
        return {}
    measure = column.quantity.value
    if not staff_column or column.field not in _TIMES | _FEES:
        kind = "integer" if measure.whole else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": measure.least, "maximum": measure.most}
    sign = "=" if column.field in _FEES else "<>"
    whole = f",{cell}=INT({cell})" if measure.whole else ""
    limits = f"ISNUMBER({cell}),{cell}>={measure.least:g},{cell}<={measure.most:.0f}{whole}"
    return {"validate": "custom", "value": f'=AND(${staff_column}2{sign}"{_CONTRACTOR}",{limits})'}


_TIMES, _FEES = frozenset({"minutes_per_case", "hours"}), frozenset({"fee_yen"})


def _words(column: FormColumn) -> dict[str, object]:
    """Hint and error message of a column."""
    head = column.head[:_TITLE_LENGTH]
    words: dict[str, object] = {"input_title": head, "input_message": column.hint.ja[:_MESSAGE_LENGTH]}
    if column.choices:
        return words | {"error_title": head, "error_message": f"{'、'.join(column.choices)} から選んでください。"}
    if column.quantity is None:
        return words
    return words | {"error_title": head, "error_message": _refusal(column, column.quantity)[:_MESSAGE_LENGTH]}


def _refusal(column: FormColumn, quantity: Quantity) -> str:
    m = quantity.value
    whole = "整数" if m.whole else "数"
    sentence = f"{m.least:g}から{m.most:,.0f}までの{whole}だけを半角で書いてください（単位は{m.unit.ja}）。"
    if column.field in _FEES:
        return f"委託の行だけに、{sentence}"
    if column.field in _TIMES:
        return f"{sentence}委託の行には時間を書かず、委託料を書きます。"
    return sentence + "分からないときは空欄のままにします。"


def add_colours(sheet: Worksheet, last: int, styles: Mapping[str, XlsxFormat]) -> None:
    """Colours of the answer sheet that follow the values, from row 2 to `last`: what is to be filled in, what is not, what disagrees.

    Cells to be filled in are not written one by one, so that a form stays small; their colour comes with the row's kind of staff.
    Every column has its rules in one list with the first that holds winning, because not every program mixes several.
    """
    place = {c.field: column_letters(x) for x, c in enumerate(ANSWER_COLUMNS)}
    staff, title = f"${place['staff']}2", place["title"]
    first_of_step = f"${title}2<>${title}1"
    own = f'${place["step"]}2="{OWN_STEP}"'
    for x, column in enumerate(ANSWER_COLUMNS):
        rules: list[tuple[str, str]] = []
        if column.field in _TIMES:
            rules.append((f'{staff}="{_CONTRACTOR}"', "greyed"))
        if column.field in _FEES:
            rules.append((f'AND({staff}<>"{_CONTRACTOR}",{staff}<>"")', "greyed"))
        if column.field in _COMPARED:
            rules.append((_disagreement(place), "apart"))
        if not column.given:
            rules += [(f'AND({staff}<>"",{first_of_step})', "to_fill_first"), (f'{staff}<>""', "to_fill")]
        elif column.field in ("duty", "title"):
            rules += [
                (f"AND({own},{first_of_step})", "to_fill_first"),
                (own, "to_fill"),
                (first_of_step, "first_of_step"),
            ]
        else:
            rules.append((first_of_step, "first_of_step"))
        for formula, style in rules:
            sheet.conditional_format(
                1,
                x,
                last - 1,
                x,
                {"type": "formula", "criteria": f"={formula}", "format": styles[style], "stop_if_true": True},
            )


_COMPARED = frozenset({"cases", "minutes_per_case", "hours"})


def _disagreement(place: Mapping[str, str]) -> str:
    """Volume × minutes and hours differ by more than rounding."""
    cases, minutes, hours = (f"${place[field]}2" for field in ("cases", "minutes_per_case", "hours"))
    product = f"{cases}*{minutes}/60"
    numbers = ",".join(f"ISNUMBER({cell})" for cell in (cases, minutes, hours))
    return f"AND({numbers},ABS({product}-{hours})>{DISAGREEMENT}*MAX({product},{hours}))"
