# SPDX-License-Identifier: Apache-2.0
"""What every command shares: language, progress on stderr, errors with an exit code, JSON or a readable table on stdout."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.table import Table

from machikata.cli.problem_lines import problem_lines
from machikata.domain.errors import (
    Cancelled,
    ComparisonRefused,
    InputRefused,
    MachikataError,
    NotAllowed,
    NotFound,
    Severity,
    WorkspaceUnusable,
)
from machikata.domain.progress import Progress
from machikata.domain.text import Language, Text

EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (InputRefused, 1),
    (ComparisonRefused, 3),
    (NotFound, 4),
    (NotAllowed, 4),
    (WorkspaceUnusable, 5),
    (Cancelled, 130),
    (MachikataError, 1),
)
"""Exit codes: 0 done, 1 input refused, 2 wrong usage, 3 comparison refused, 4 not found or not allowed, 5 workspace, 70 a defect
of the program, 130 stopped."""
DEFECT = 70


def default_language() -> Language:
    """Japanese, unless MACHIKATA_LANG or the locale says English."""
    wish = os.environ.get("MACHIKATA_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "ja"
    return "en" if wish.lower().startswith("en") else "ja"


_WIDTH_OF_FILES = 120
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: ""}


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command speaks: `out` for results, `err` for progress and complaints."""

    language: Language
    as_json: bool
    out: Console
    err: Console

    @classmethod
    def standard(cls, *, language: Language | None, as_json: bool) -> Output:
        """Stdout and stderr of this process."""
        return cls(language or default_language(), as_json, _console(stderr=False), _console(stderr=True))

    def say(self, text: Text | str) -> None:
        """One line for a person; silent when JSON was asked for."""
        if not self.as_json:
            self.out.print(text.in_(self.language) if isinstance(text, Text) else text, markup=False, highlight=False)

    def t(self, ja: str, en: str) -> str:
        """The words of the chosen language."""
        return ja if self.language == "ja" else en

    def result(self, document: object, show: Callable[[], None]) -> None:
        """The command's result: the JSON document, or what `show` prints."""
        if self.as_json:
            _write_json(document, indent=2)
        else:
            show()

    def written(self, path: Path) -> None:
        """The command's result where it is a file."""
        self.result({"file": str(path)}, lambda: self.say(Text(f"✓ {path} に書き出しました", f"✓ written to {path}")))

    def table(
        self, title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = (),
        whole: Sequence[int] = (),
    ) -> None:  # fmt: skip
        """A table; columns numbered in `right` are right-aligned, the values of those in `whole` are never broken over lines."""
        table = Table(title=title or None, title_justify="left")
        for i, header in enumerate(headers):
            table.add_column(header, justify="right" if i in right else "left", overflow="fold", no_wrap=i in whole)
        for row in rows:
            table.add_row(*(str(cell).replace("[", r"\[") for cell in row))
        self.out.print(table)

    @contextmanager
    def progress(self, title: Text) -> Iterator[Progress]:
        """A bar on stderr with remaining time; plain silence when stderr is no terminal."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeRemainingColumn(),
        )
        with RichProgress(*columns, console=self.err, transient=True, disable=not self.err.is_terminal) as bars:
            task = bars.add_task(title.in_(self.language), total=1.0)

            def report(share: float, what: Text) -> None:
                bars.update(task, completed=share, description=f"{title.in_(self.language)} {what.in_(self.language)}")

            yield report


def _console(*, stderr: bool) -> Console:
    """A console; into a file or a pipe it writes lines wide enough for the tables."""
    console = Console(stderr=stderr, soft_wrap=True)
    return console if console.is_terminal else Console(stderr=stderr, soft_wrap=True, width=_WIDTH_OF_FILES)


@contextmanager
def complaints(output: Output) -> Iterator[None]:
    """Turn every error into its sentences on stderr (or a JSON document) and its exit code."""
    try:
        yield
    except KeyboardInterrupt:
        output.err.print(output.t("中止しました。途中のものは残していません", "stopped; nothing half-done was kept"))
        raise SystemExit(130) from None
    except MachikataError as error:
        if output.as_json:
            findings = [
                {"code": p.code, "what": p.sentence(output.language), "severity": p.severity.value, "count": p.count}
                for p in error.problems
            ]
            _write_json({"error": type(error).__name__, "problems": findings})
        for severity, line in problem_lines(error.problems, output.language):
            style = _STYLES[severity] if output.err.is_terminal else ""
            output.err.print(line, style=style, markup=False, highlight=False)
        raise SystemExit(next(code for kind, code in EXIT_CODES if isinstance(error, kind))) from None
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  a defect is told with its trace and ends the program
        _tell_defect(output, error)
        raise SystemExit(DEFECT) from None


def _tell_defect(output: Output, error: Exception) -> None:
    """A defect of the program: its trace on stderr for whoever mends it, and a document where one is expected."""
    traceback.print_exception(error)
    said = output.t(
        "プログラムの誤りで止まりました。上の表示を添えて知らせてください",
        "stopped by a defect of the program; please report it with the lines above",
    )
    if output.as_json:
        _write_json(
            {"error": "Defect", "problems": [{"code": "defect", "what": said, "severity": "error", "count": 1}]}
        )
    output.err.print(f"✗ {said}", markup=False, highlight=False)


def _write_json(document: object, *, indent: int | None = None) -> None:
    """A JSON document on stdout, in plain ASCII where stdout cannot hold other signs."""
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    sys.stdout.write(json.dumps(document, ensure_ascii=plain, indent=indent) + "\n")
