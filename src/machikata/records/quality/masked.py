# SPDX-License-Identifier: Apache-2.0
"""What was masked in a column, in words that say how sure that is."""

from __future__ import annotations

from machikata.domain.text import Text
from machikata.records.masking.identifiers import IdentifierKind
from machikata.records.masking.mask import MaskedCells
from machikata.records.quality.report import MaskedCount


def masked_count(cells: MaskedCells) -> MaskedCount:
    """The entry of the quality report."""
    return MaskedCount(
        column=cells.column,
        kind=cells.kind.value,
        label=cells.kind.label,
        cells=cells.cells,
        whole_column=cells.whole_column,
        twelve_digits=cells.twelve_digits,
        passing=cells.passing,
        advice=_advice(cells),
    )


def _advice(cells: MaskedCells) -> Text:
    if cells.kind is not IdentifierKind.MY_NUMBER:
        return _HIDDEN
    if cells.whole_column:
        return Text(
            "この列は個人番号の列とみなし、すべて消しました。元のファイルに個人番号を入れないでください",
            "this column holds individual numbers and was removed wholly; do not put them into such files",
        )
    if cells.twelve_digits and cells.passing < cells.twelve_digits:
        return Text(
            f"12桁の数字{cells.twelve_digits:,}種類のうち{cells.passing:,}種類で検査数字が合いました。"
            "11回に1回は偶然に合うため、個人番号でないものも安全のため消しています",
            f"of {cells.twelve_digits:,} twelve-digit numbers {cells.passing:,} carry the check digit; one in eleven does so by chance, "
            "and those are removed too, to be safe",
        )
    return Text(
        "検査用の数字まで合うため、取り込む前に消しました", "removed before the import because the check digit fits"
    )


_HIDDEN = Text("取り込む前に印に置きかえました", "replaced by a mark before the import")
