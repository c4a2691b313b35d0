# SPDX-License-Identifier: Apache-2.0
"""Documents out of apps: letters as PDF and Word, tables as Excel and CSV, in the project's one look."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from machikata.automation.app.documents import Document, MissingGlyph, Sheet
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Language
from machikata.publication.pdf.fonts import Lettering, find_lettering
from machikata.publication.pdf.glyphs import missing_glyphs
from machikata.publication.pdf.typesetting import typeset
from machikata.publication.sheet_files import sheet_csv, sheets_workbook
from machikata.publication.word import write_word


class AppDocuments:
    """`automation.app.context.Documents` as the platform has it. Equal documents give equal bytes on a machine with the same fonts.

    `font_folders` are searched besides the fonts of the system; `gaiji` names font families that hold the municipality's 外字.
    """

    def __init__(self, *, font_folders: Sequence[Path] = (), gaiji: Sequence[str] = ()) -> None:
        self._folders, self._gaiji = tuple(font_folders), tuple(gaiji)

    @cached_property
    def _lettering(self) -> Lettering:
        return find_lettering(folders=self._folders, gaiji=self._gaiji)

    def pdf(self, documents: Sequence[Document], *, progress: Progress = no_progress) -> bytes:
        """All documents as one PDF, each on its own pages; see `typeset`.

        Raises:
            FontMissing: the machine has no Japanese font.
        """
        return typeset(documents, lettering=self._lettering, progress=progress)

    def missing_glyphs(self, documents: Sequence[Document]) -> tuple[MissingGlyph, ...]:
        """Every character that `pdf` cannot print as it stands. Raises `FontMissing` as `pdf` does."""
        return missing_glyphs(documents, self._lettering)

    def word(self, documents: Sequence[Document]) -> bytes:
        """All documents as one .docx, a page break between them; see `write_word`."""
        return write_word(documents)

    def excel(self, sheets: Sequence[Sheet], *, language: Language) -> bytes:
        """The tables as one .xlsx; see `sheets_workbook`."""
        return sheets_workbook(sheets, language=language)

    def csv(self, sheet: Sheet, *, language: Language) -> bytes:
        """The table as CSV; see `sheet_csv`."""
        return sheet_csv(sheet, language=language)
