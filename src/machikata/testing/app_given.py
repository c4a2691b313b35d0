# SPDX-License-Identifier: Apache-2.0
"""Inputs for tests of apps: good ones, the same rows in another order, and bytes that mean harm."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.app.manifest import InputFile, Manifest
from machikata.automation.table_reading import read_input_table
from machikata.publication.csv_table import csv_file


@dataclass(frozen=True, slots=True)
class Given:
    """Files by the names of the manifest, and the options that differ from their defaults."""

    files: Mapping[str, InputContent]
    options: Mapping[str, str] = field(default_factory=dict)

    def inputs(self, manifest: Manifest, *, seed: int = 1) -> Inputs:
        """The same as an app gets it."""
        options = {o.name: o.default for o in manifest.options} | dict(self.options)
        return Inputs(dict(self.files), options, read_input_table, seed)


def csv_content(file_name: str, *rows: tuple[str, ...]) -> InputContent:
    """A CSV file of these rows, the head first."""
    return InputContent(file_name, csv_file(rows))


def in_other_order(given: Given, manifest: Manifest, *, seed: int) -> Given:
    """The same rows of every table in another order, as CSV."""
    files = dict(given.files)
    for spec in manifest.inputs:
        if spec.name in files and spec.columns:
            files[spec.name] = _shuffled(files[spec.name], seed)
    return replace(given, files=files)


def _shuffled(content: InputContent, seed: int) -> InputContent:
    table = read_input_table(content).columns
    rows = list(zip(*(table[name].to_pylist() for name in table.column_names), strict=True))
    random.Random(seed).shuffle(rows)
    quoted = "\r\n".join(",".join(_quoted(v) for v in row) for row in [table.column_names, *rows])
    return InputContent(content.file_name.rpartition(".")[0] + ".csv", ("\ufeff" + quoted + "\r\n").encode())


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def hostile(given: Given, manifest: Manifest) -> Iterator[tuple[str, Given]]:
    """Each file in turn replaced by bytes that mean harm, with words for what they are."""
    for spec in manifest.inputs:
        if spec.name not in given.files:
            continue
        good = given.files[spec.name]
        for what, data in (*_BYTES, *_of_table(spec), *_damaged(good.data)):
            yield (
                f"{spec.name}: {what}",
                replace(given, files={**given.files, spec.name: InputContent(good.file_name, data)}),
            )


def _zip_of(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(name, data)
    return out.getvalue()


_BYTES = (
    ("nothing at all", b""),
    ("one line end", b"\n"),
    ("zero bytes", bytes(4096)),
    ("random bytes", random.Random(7).randbytes(5000)),
    ("no text in any encoding", b"\xff\xfe\xfd\x80\x81" * 50),
    ("a zip that is no workbook", _zip_of("readme.txt", b"x")),
    ("half a zip", _zip_of("xl/workbook.xml", b"<a/>" * 500)[:90]),
    ("a web page", b"<!doctype html><script>alert(1)</script>"),
    ("JSON", b'{"a": [1, 2, {"b": null}]}'),
    ("an open quotation mark", b'a,b\n"1,2\n3,4\n'),
    ("a very long line", b"x" * 200_000),
)
_CELLS = (
    "", " ", "　", "=HYPERLINK(\"http://example.jp\",\"x\")", "+1", "-1", "@SUM(A1)", "'0123", "1e999", "NaN", "inf", "-0", "９９９", "九百",
    "0" * 400, "あ" * 5000, "葛\U000e0100飾区", "髙﨑", "\U00020bb7野家", "\ue000外字", "\u202eRLO", "a\tb", "<script>alert(1)</script>", "'; DROP TABLE x; --",
    "2026-02-30", "令和99年13月40日", "../../etc/passwd", "%s%n", "{0}", "NULL", "#REF!", "#N/A", "true",
)  # fmt: skip


def _of_table(spec: InputFile) -> Iterator[tuple[str, bytes]]:
    """Tables with the right head whose cells mean harm."""
    heads = [c.name for c in spec.columns]
    if not heads:
        return
    line = ",".join(_quoted(h) for h in heads)
    yield "a head without rows", f"{line}\n".encode()
    yield "a head twice over", f"{line},{line}".encode() + b"\n" + b",".join([b"1"] * 2 * len(heads)) + b"\n"
    yield "another head", b"foo,bar\n1,2\n"
    every = "\n".join(",".join(_quoted(cell) for _ in heads) for cell in _CELLS)
    yield "cells that mean harm", f"{line}\n{every}\n".encode()
    same = "\n".join([",".join(_quoted("1") for _ in heads)] * 300)
    yield "one row three hundred times", f"{line}\n{same}\n".encode()


def _damaged(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The good file, broken."""
    yield "the first half of the file", data[: len(data) // 2]
    yield "the file twice over", data + data
    chance = random.Random(3)
    scratched = bytearray(data)
    for _ in range(max(1, len(data) // 50) if data else 0):
        scratched[chance.randrange(len(data))] = chance.randrange(256)
    yield "the file with scratched bytes", bytes(scratched)
