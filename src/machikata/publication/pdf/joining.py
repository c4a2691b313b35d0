# SPDX-License-Identifier: Apache-2.0
"""Several PDF files of our own typesetter as one: pages one after the other.

Not for foreign files: it relies on how typst writes (PDF 1.4, a plain cross-reference table, one object after the other, no encryption).
Outlines and tags are not carried over. (ISO 32000-1, 7.5 and 7.7)
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from typing import Final

_REFERENCE: Final = re.compile(rb"(\d+) 0 R\b")
_PAGES: Final = re.compile(rb"^<</Type/Pages/Count (\d+)")
_CATALOG, _INFO, _ROOT = 1, 2, 3
_OWN: Final = 3


def join_pdfs(files: Iterable[bytes], *, title: str, language: str) -> bytes:
    """One file with all pages; equal files give equal bytes. Raises ValueError for a file that typst did not write so."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\x80\x80\x80\x80\n")
    offsets: dict[int, int] = {}
    kids: list[int] = []
    pages, last = 0, _OWN
    for data in files:
        objects = _objects(data)
        root, count = _page_tree(objects)
        kids.append(root + last)
        pages += count
        for number, body in objects.items():
            offsets[number + last] = out.tell()
            moved = _moved(body, last)
            if number == root:
                moved = moved.replace(b"<</Type/Pages", b"<</Type/Pages/Parent %d 0 R" % _ROOT, 1)
            out.write(b"%d 0 obj\n%s\nendobj\n" % (number + last, moved))
        last += max(objects)
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    own = {
        _CATALOG: b"<</Type/Catalog/Pages %d 0 R/Lang(%s)/ViewerPreferences<</DisplayDocTitle true>>>>"
        % (_ROOT, language.encode("ascii")),
        _INFO: b"<</Title<FEFF%s>/Creator(Machikata)>>" % title.encode("utf-16-be").hex().upper().encode(),
        _ROOT: b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, listed),
    }
    for number, body in own.items():
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    _write_table(out, offsets)
    return out.getvalue()


def _write_table(out: io.BytesIO, offsets: Mapping[int, int]) -> None:
    fingerprint = hashlib.sha256(out.getbuffer()).hexdigest()[:32].encode()
    start, size = out.tell(), max(offsets) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    out.write(
        b"".join(b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 00000 f \n" for n in range(1, size))
    )
    ids = b"<%s><%s>" % (fingerprint, fingerprint)
    out.write(
        b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[%s]>>\nstartxref\n%d\n%%%%EOF"
        % (size, _CATALOG, _INFO, ids, start)
    )


def _objects(data: bytes) -> dict[int, bytes]:
    """The bodies of all objects but those about the file as a whole, by number."""
    table = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    lines = data[table:].split(b"\n", 2)
    if lines[0] != b"xref":
        raise ValueError("not a plain cross-reference table")
    own = {int(n) for n in re.findall(rb"/(?:Root|Info) (\d+) 0 R", data[data.rindex(b"trailer") :])}
    size = int(lines[1].split()[1])
    entries = [lines[2][i * 20 : i * 20 + 20] for i in range(size)]
    starts = sorted((int(e[:10]), n) for n, e in enumerate(entries) if e[17:18] == b"n")
    ends = [start for start, _ in starts[1:]] + [table]
    found = {}
    for (start, number), end in zip(starts, ends, strict=True):
        whole = data[start:end].strip()
        opening = b"%d 0 obj\n" % number
        if not (whole.startswith(opening) and whole.endswith(b"\nendobj")):
            raise ValueError(f"object {number} is not written as expected")
        body = whole[len(opening) : -len(b"\nendobj")]
        if number not in own and b"/Type/Metadata" not in body[:80]:
            found[number] = body
    return found


def _page_tree(objects: Mapping[int, bytes]) -> tuple[int, int]:
    """Number of the root of the pages, and how many pages there are."""
    roots = [(n, m) for n, body in objects.items() if (m := _PAGES.match(body)) and b"/Parent" not in body[:400]]
    if len(roots) != 1:
        raise ValueError("no single tree of pages")
    return roots[0][0], int(roots[0][1][1])


def _moved(body: bytes, by: int) -> bytes:
    """The object with its references moved; what a stream holds stays as it is."""
    words, stream, rest = body.partition(b"\nstream\n")
    return _REFERENCE.sub(lambda m: b"%d 0 R" % (int(m[1]) + by), words) + stream + rest
