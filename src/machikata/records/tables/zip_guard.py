# SPDX-License-Identifier: Apache-2.0
"""Looking into a zip container before anything unpacks it: a few kilobytes may claim, or hide, terabytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

MOST_MEMBERS = 10_000
MOST_BYTES = 4 << 30
"""Uncompressed size of all members together. A full sheet of Excel (a million rows) stays well below."""
MOST_RATIO = 200
_RATIO_COUNTS_FROM = 100 << 20
"""Small members of blanks compress to any ratio; it only counts from here on."""
_DEFLATE_LIMIT = 1032
"""No deflate stream grows by more than this factor."""
_LOCAL_HEADER = struct.Struct("<26xHH")
_CHUNK = 1 << 20
_SMALL, _KEPT = 4 << 20, 16 << 20


class GuardedZip(zipfile.ZipFile):
    """A container that unpacks a small part once, however often it is read: a sheet is looked through by one check after another."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._unpacked: dict[int, bytes] = {}
        """By where it begins: two parts may have one name."""

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """The bytes of a part. No more is unpacked than its directory entry says."""
        member = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if member.header_offset in self._unpacked:
            return self._unpacked[member.header_offset]
        content = super().read(member, pwd)
        if len(content) <= _SMALL and len(content) + sum(map(len, self._unpacked.values())) <= _KEPT:
            self._unpacked[member.header_offset] = content
        return content


def open_guarded(data: bytes, file: str) -> GuardedZip:
    """The container, once it is known to be whole and of sensible size.

    The sizes in its directory are checked first; where they could lie by enough to matter, the members are unpacked into nothing
    and counted. Raises `InputRefused`.
    """
    try:
        container = GuardedZip(data)
        members = container.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise InputRefused([_damaged(file)]) from None
    declared = sum(m.file_size for m in members)
    packed = max(1, sum(m.compress_size for m in members))
    if len(members) > MOST_MEMBERS or declared > MOST_BYTES:
        raise InputRefused([_bomb(file, declared, len(members))])
    if declared > _RATIO_COUNTS_FROM and declared / packed > MOST_RATIO:
        raise InputRefused([_bomb(file, declared, len(members))])
    if len(data) * _DEFLATE_LIMIT > MOST_BYTES or len(data) * _DEFLATE_LIMIT > _RATIO_COUNTS_FROM:
        _count_truly(data, members, file)
    return container


def _count_truly(data: bytes, members: list[zipfile.ZipInfo], file: str) -> None:
    """Unpack into nothing and compare with what the directory says."""
    for member in members:
        if member.compress_type != zipfile.ZIP_DEFLATED:
            continue
        if _unpacks_beyond(data, member, member.file_size):
            raise InputRefused([_bomb(file, member.file_size, len(members))])


def _unpacks_beyond(data: bytes, member: zipfile.ZipInfo, declared: int) -> bool:
    if len(data) < member.header_offset + 30:
        return False
    name_length, extra_length = _LOCAL_HEADER.unpack_from(data, member.header_offset)
    start = member.header_offset + 30 + name_length + extra_length
    stream = zlib.decompressobj(-15)
    pending = data[start : start + member.compress_size]
    total = 0
    try:
        while pending and not stream.eof:
            total += len(stream.decompress(pending, _CHUNK))
            pending = stream.unconsumed_tail
            if total > declared:
                return True
    except zlib.error:
        # damage is reported where the content is read
        return False
    return False


def _bomb(file: str, size: int, members: int) -> Problem:
    what = Text(
        f"開くと大きくなりすぎるファイルです（{members:,}個の部分、約{size / (1 << 20):,.0f}MB）",
        f"the file grows beyond measure when opened ({members:,} parts, about {size / (1 << 20):,.0f} MB)",
    )
    remedy = Text(
        "表計算ソフトで必要なシートだけを新しいファイルに保存するか、CSVで書き出してください",
        "save only the sheet needed into a new file, or export CSV",
    )
    return Problem("zip-bomb", what, remedy, Place(file=file))


def _damaged(file: str) -> Problem:
    what = Text("ファイルが壊れています（途中で切れているなど）", "the file is damaged (perhaps cut off)")
    remedy = Text("もう一度受け取るか、書き出し直してください", "fetch or export it again")
    return Problem("zip-damaged", what, remedy, Place(file=file))
