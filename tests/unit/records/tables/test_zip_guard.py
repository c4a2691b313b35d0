# SPDX-License-Identifier: Apache-2.0
"""A container whose parts are asked for again and again."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from machikata.records.tables.workbook_parts import member_parts
from machikata.records.tables.zip_guard import open_guarded

MB = 1 << 20


def packed(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return made.getvalue()


def test_a_small_part_is_unpacked_once_and_a_large_one_is_not_kept():
    container = open_guarded(packed(small=b"<a/>" * 1000, large=bytes(5 * MB)), "x.zip")
    assert container.read("small") is container.read("small")
    assert container.read(container.getinfo("small")) is container.read("small")
    assert container.read("large") is not container.read("large")


def test_many_small_parts_are_kept_up_to_a_limit_only():
    container = open_guarded(packed(**{f"p{n}": bytes(3 * MB) for n in range(8)}), "x.zip")
    kept = [container.read(f"p{n}") is container.read(f"p{n}") for n in range(8)]
    assert kept == [True] * 5 + [False] * 3


def test_a_part_in_pieces_is_the_whole_part():
    for size in (10, 9 * MB):
        content = b"<row>" + b"<c/>" * (size // 4) + b"</row>"
        assert b"".join(member_parts(open_guarded(packed(sheet=content), "x.zip"), "sheet")) == content


def test_damage_in_a_small_part_is_told_each_time():
    data = bytearray(packed(sheet=b"0123456789" * 50))
    data[40] ^= 0xFF
    container = open_guarded(bytes(data), "x.zip")
    for _ in range(2):
        with pytest.raises((zipfile.BadZipFile, zlib.error)):
            container.read("sheet")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_not_taken_for_one_another():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        container.writestr("sheet", b"first")
        container.writestr("sheet", b"second")
    guarded = open_guarded(made.getvalue(), "x.zip")
    first, second = guarded.infolist()
    assert [guarded.read(first), guarded.read(second), guarded.read("sheet")] == [b"first", b"second", b"second"]
