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
    """Colours of the answer sheet that follow the values, from row 2 to `last`."""
    place = {c.field: (x, column_letters(x)) for x, c in enumerate(ANSWER_COLUMNS)}
    staff, step, title = place["staff"][1], place["step"][1], place["title"][1]
    cases, minutes, hours = (place[f][1] for f in ("cases", "minutes_per_case", "hours"))
    contractor, other = f'${staff}2="{_CONTRACTOR}"', f'AND(${staff}2<>"{_CONTRACTOR}",${staff}2<>"")'
    product = f"${cases}2*${minutes}2/60"
    apart = (
        f"AND(ISNUMBER(${cases}2),ISNUMBER(${minutes}2),ISNUMBER(${hours}2),"
        f"ABS({product}-${hours}2)>{DISAGREEMENT}*MAX({product},${hours}2))"
    )
    first_of_step = f"${title}2<>${title}1"
    rules = [
        *((field, contractor, "greyed") for field in sorted(_TIMES)),
        *((field, other, "greyed") for field in sorted(_FEES)),
        *((field, apart, "apart") for field in ("cases", "minutes_per_case", "hours")),
        *((field, f'${step}2="{OWN_STEP}"', "to_fill") for field in ("duty", "title")),
    ]
    for field, formula, style in rules:
        x = place[field][0]
        sheet.conditional_format(
            1, x, last - 1, x, {"type": "formula", "criteria": f"={formula}", "format": styles[style]}
        )
    everywhere = {"type": "formula", "criteria": f"={first_of_step}", "format": styles["first_of_step"]}
    sheet.conditional_format(1, 0, last - 1, len(ANSWER_COLUMNS) - 1, everywhere)
