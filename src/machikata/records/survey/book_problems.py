# SPDX-License-Identifier: Apache-2.0
"""What is said about a file as a whole: why it is refused, what it hides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text
from machikata.records.table_checks.grid import Grid
from machikata.records.tables.limits import NAMED_PLACES


def shifted(grid: Grid, file: str) -> Iterator[Problem]:
    """Rows of a text table with more cells than the others: a delimiter inside a value has moved the rest to the right."""
    for row, cells in grid.cells_in_row.items():
        if cells > grid.usual_cells:
            what = Text(
                f"列の数が{cells}で、ほかの行の{grid.usual_cells}より多くなっています",
                f"the row has {cells} cells, the others {grid.usual_cells}",
            )
            remedy = Text("コンマの入った値は引用符で囲んでください", "quote values that hold a comma")
            yield Problem("ragged-row", what, remedy, Place(file=file, row=row))


def refusal(code: str, file: str, what: Text, remedy: Text) -> Problem:
    """A reason to refuse a file."""
    return Problem(code, what, remedy, Place(file=file))


def too_many_bytes(file: str, size: int, most: int) -> Problem:
    """The file is larger than any survey."""
    what = Text(f"ファイルが大きすぎます（{size >> 20}MB。調査票は{most >> 20}MBまで）",
                f"the file is too large ({size >> 20} MB; a survey has at most {most >> 20} MB)")  # fmt: skip
    remedy = Text(
        "画像や要らないシートを消して保存し直してください", "delete pictures and needless sheets and save it again"
    )
    return refusal("survey-file-too-large", file, what, remedy)


def refuse_many_rows(rows: int, most: int, file: str, sheet: str) -> None:
    """Raise `InputRefused` when a sheet has more rows than any section has steps."""
    if rows > most:
        what = Text(
            f"値のある行が{rows:,}行あります（調査票は{most:,}行まで）",
            f"{rows:,} rows hold values (a survey has at most {most:,})",
        )
        remedy = Text("調査の回答の表かどうか確かめてください", "make sure that this is the table of answers")
        raise InputRefused([Problem("survey-too-many-rows", what, remedy, Place(file=file, sheet=sheet))])


def needless(file: str, sheet: str, rows: int) -> Problem:
    """Rows are kept without a value."""
    what = Text(f"書式だけの空の行が{rows:,}行あります", f"{rows:,} rows are empty but formatted")
    remedy = Text(
        "読み飛ばしました。要らない行を消すとファイルが軽くなります",
        "they were skipped; without them the file is lighter",
    )
    return Problem("survey-empty-rows", what, remedy, Place(file=file, sheet=sheet), Severity.WARNING)


def too_large(file: str, sheet: str) -> Problem:
    """A sheet is too large to be laid out."""
    what = Text("シートが大きすぎます", "the sheet is too large")
    remedy = Text("必要な表だけを新しいファイルに移して保存してください", "move the table into a new file")
    return Problem("sheet-too-large", what, remedy, Place(file=file, sheet=sheet))


def foreign(file: str) -> Problem:
    """The file is none that holds tables."""
    what = Text("表のファイルではありません", "the file holds no table that can be read")
    remedy = Text(
        "Excel（xlsx、xls）かCSVで保存して渡してもらってください", "have it saved as Excel (xlsx, xls) or CSV"
    )
    return refusal("survey-file-foreign", file, what, remedy)


def old_format(file: str) -> Problem:
    """The file is an xls."""
    what = Text("古い形式のブック（xls）です", "an old workbook (xls)")
    remedy = Text(
        "値は読みました。隠れた行、数式、表示形式は調べられず、エラー（#REF! など）のセルは空欄と区別できません。xlsx で保存し直すと確かです",
        "its values are read; hidden rows, formulas and formats are not checked, and cells in error look empty. Saved as xlsx it is surer",
    )
    return Problem("workbook-old-format", what, remedy, Place(file=file), Severity.WARNING)


def macros(file: str) -> Problem:
    """The file holds macros."""
    what = Text("マクロが入っています", "the workbook holds macros")
    remedy = Text("マクロは動かさず、保存されている値だけを読みました", "they are not run; the stored values are read")
    return Problem("workbook-macros", what, remedy, Place(file=file), Severity.WARNING)


def hidden_sheet(file: str, sheet: str) -> Problem:
    """A hidden sheet was read."""
    what = Text("隠れたシートを読みました", "a hidden sheet was read")
    remedy = Text("読んでよいか確かめ、表示してから保存してください", "make sure it is meant, show it and save again")
    return Problem("sheet-hidden", what, remedy, Place(file=file, sheet=sheet), Severity.WARNING)


def bounded(broken: Iterable[Problem], is_read: Callable[[Place], bool]) -> Iterator[Problem]:
    """Broken cells: ERRORs where they are read, one WARNING each kind where they are not; the last one named counts for the rest."""
    kinds: dict[tuple[str, bool], list[Problem]] = {}
    for problem in broken:
        kinds.setdefault((problem.code, is_read(problem.place)), []).append(problem)
    for (_, read), found in kinds.items():
        named = found[: NAMED_PLACES if read else 1]
        last = replace(named[-1], count=1 + len(found) - len(named))
        yield from named[:-1]
        yield last if read else replace(last, severity=Severity.WARNING, remedy=_NOT_READ)


_NOT_READ = Text("読まない列か行なので、そのままにしました", "it lies outside what is read and was left alone")


def no_result(file: str, sheet: str, row: int, letters: str) -> Problem:
    """A formula has no stored result."""
    what = Text("数式の計算結果が保存されていません", "the result of the formula is not stored")
    remedy = Text(
        "表計算ソフトで開いて保存し直すか、値を書いてください",
        "open it in a spreadsheet and save it, or write the value",
    )
    return Problem("formula-without-result", what, remedy, Place(file, sheet, row, letters))


def in_error(file: str, sheet: str, row: int, letters: str) -> Problem:
    """A cell is in error."""
    what = Text("セルがエラー（#REF! など）になっています", "the cell is in error (#REF! and the like)")
    remedy = Text("数式を直すか、値を書いてください", "mend the formula or write the value")
    return Problem("survey-cell-error", what, remedy, Place(file, sheet, row, letters))


def unfolds(file: str, rows: int, columns: int) -> Problem:
    """Repeated cells of an ods are too many."""
    what = Text(
        f"繰り返しのセルを広げると表が大きすぎます（{rows:,}行×{columns:,}列）",
        f"repeated cells unfold into too large a table ({rows:,} rows, {columns:,} columns)",
    )
    remedy = Text("必要な表だけを新しいファイルに移して保存してください", "move the table into a new file")
    return Problem("cells-far-out", what, remedy, Place(file=file))


def unreadable(file: str) -> Problem:
    """The file is damaged."""
    what = Text("表計算のファイルとして読めません", "the workbook cannot be read")
    remedy = Text("表計算ソフトで開いて保存し直してください", "open it in a spreadsheet and save it again")
    return Problem("workbook-damaged", what, remedy, Place(file=file))


def merged_cells(file: str, sheet: str, ranges: int) -> Problem:
    """Cells are merged (where the reader of values does not say so)."""
    what = Text(f"結合されたセルが{ranges}か所あります", f"{ranges} ranges of cells are merged")
    remedy = Text(
        "左上以外は空白として読みました。結合を解いて値を入れると確かです",
        "all but the upper left cell count as empty; unmerge them and fill in the values to be sure",
    )
    return Problem("cells-merged", what, remedy, Place(file=file, sheet=sheet), Severity.WARNING, ranges)
