# SPDX-License-Identifier: Apache-2.0
"""The tokenizer reads every file exactly as the strict reader does, or hands it over; ordinary files it never hands over."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import quoteattr
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from machikata.domain.errors import InputRefused
from machikata.records.xes.columns import Gathered, case_table, event_table
from machikata.records.xes.fast import read_fast
from machikata.records.xes.findings import Findings
from machikata.records.xes.limits import XesLimits
from machikata.records.xes.local_times import to_instants
from machikata.records.xes.strict import StrictReader
from machikata.records.xes.tokens import Handover
from machikata.records.xes.values import Kind, in_zone, parse

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")
LIMITS = XesLimits(columns=600, depth=12)

Read = tuple[Any, ...]


def strictly(data: bytes, zone: ZoneInfo = TOKYO) -> Read | None:
    """Everything the strict reader gives; None when it refuses."""
    findings = Findings(LIMITS.listed_problems)
    reader = StrictReader("log.xes", LIMITS, findings, zone)
    try:
        reader.feed(data)
        return described(reader.close(), findings, zone)
    except InputRefused:
        return None


def quickly(data: bytes, piece: int, zone: ZoneInfo = TOKYO) -> Read | None:
    """Everything the tokenizer gives when the bytes come `piece` at a time; None when it hands over."""
    findings = Findings(LIMITS.listed_problems)
    head = StrictReader("log.xes", LIMITS, findings, zone, head_only=True)

    def chunks() -> Iterator[bytes]:
        # The declaration must stand in the first chunk.
        yield data[:200]
        for begin in range(200, len(data), piece):
            yield data[begin : begin + piece]

    try:
        return described(read_fast(head, chunks, zone=zone), findings, zone)
    except (Handover, InputRefused):
        return None


def described(gathered: Gathered, findings: Findings, zone: ZoneInfo) -> Read:
    tables = [build(gathered, findings=findings, zone=str(zone), file="log.xes") for build in (case_table, event_table)]
    # repr, because NaN differs from itself.
    values = [repr(t.to_pylist()) for t in tables]
    words = [c.chunk(0).dictionary.to_pylist() for t in tables for c in t.columns if pa.types.is_dictionary(c.type)]
    return (
        *[t.schema for t in tables],
        *values,
        words,
        findings.all(),
        gathered.facts,
        gathered.case_count,
        gathered.encoding,
    )


characters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
texts = st.one_of(
    st.sampled_from(["受付", "審査", "a&b", "<\"'>", "", " x ", "complete", "転入届 受理"]),
    st.text(characters, max_size=12),
)
keys = st.sampled_from(
    ["concept:name", "org:resource", "time:timestamp", "費用", "a&b", "k1", "k2", "k3", "k4", "k5", "k/6"]
)
offsets = st.sampled_from(["Z", "+09:00", "-03:30", "+00:00", "+14:00"])
moments = st.datetimes()
dates = st.one_of(
    st.builds(lambda m, z: m.isoformat() + z, moments, st.one_of(offsets, st.just(""))),
    st.builds(lambda m, z: m.strftime("%Y-%m-%d").zfill(10) + z, moments, st.just("")),
    st.builds(lambda m: m.isoformat(timespec="milliseconds") + "123456789+09:00", moments.filter(lambda m: m.year > 1)),
)
values = {
    "string": texts,
    "id": texts,
    "date": dates,
    "int": st.one_of(st.integers(-(2**63), 2**63 - 1).map(str), st.sampled_from(["007", "+5", " 12 ", "-0"])),
    "float": st.one_of(
        st.floats().map(repr),
        st.floats().map(lambda f: f"{f:.3f}"),
        st.sampled_from(["1", ".5", "5.", "1E7", "INF", "-INF", "NaN"]),
    ),
    "boolean": st.sampled_from(["true", "false", "True", "1", "0"]),
}
TYPE_OF_KEY = {"time:timestamp": "date", "費用": "int", "k1": "float", "k2": "boolean", "k3": "id"}


@st.composite
def attributes(draw: st.DrawFn, *, mixed: bool, depth: int = 2) -> str:
    """Attributes with different keys, some with attributes inside, in the spellings XML allows."""
    parts = []
    for key in draw(st.lists(keys, max_size=5, unique=True)):
        element = draw(st.sampled_from(sorted(values))) if mixed else TYPE_OF_KEY.get(key, "string")
        value = draw(values[element])
        name, text = quoteattr(key), spelt(draw, value)
        between = draw(st.sampled_from([" ", "  ", "\n\t"]))
        pair = f"key={name}{between}value={text}" if draw(st.integers(0, 9)) else f"value={text}{between}key={name}"
        inside = draw(attributes(mixed=mixed, depth=depth - 1)) if depth and not draw(st.integers(0, 5)) else ""
        if inside or not draw(st.integers(0, 7)):
            parts.append(f"<{element} {pair}>{inside}</{element}>")
        else:
            parts.append(f"<{element} {pair}{draw(st.sampled_from(['', ' ']))}/>")
        parts.append(draw(st.sampled_from(["", "\n", "\r\n\t"])))
    if depth and not draw(st.integers(0, 9)):
        parts.append(f'<list key="papers"><values>{draw(attributes(mixed=mixed, depth=0))}</values></list>')
    return "".join(parts)


def spelt(draw: st.DrawFn, value: str) -> str:
    if draw(st.integers(0, 9)):
        return quoteattr(value)
    return '"' + "".join(f"&#x{ord(c):x};" if i % 2 else f"&#{ord(c)};" for i, c in enumerate(value)) + '"'


@st.composite
def heads(draw: st.DrawFn) -> str:
    """Declarations and attributes of the log itself, with statistics nested in them."""
    declared = [
        '<extension name="Concept" prefix="concept" uri="http://x"/>',
        '<classifier name="Activity" keys="concept:name"/>',
        '<global scope="event">\n<string key="concept:name" value="?"><int key="a" value="1"/></string></global>',
        "<!-- note -->",
    ]
    own = st.builds(lambda inside: f'<int key="statistics" value="1">{inside}</int>\n', attributes(mixed=False))
    parts = draw(st.lists(st.one_of(st.sampled_from(declared), own, attributes(mixed=False, depth=1)), max_size=4))
    return '<string key="concept:name" value="記録"/>' + "".join(parts)


@st.composite
def logs(draw: st.DrawFn, *, mixed: bool) -> bytes:
    """A whole XES file."""
    body = []
    for _ in range(draw(st.integers(1, 3))):
        events = [f"<event>{draw(attributes(mixed=mixed))}</event>\n" for _ in range(draw(st.integers(0, 4)))]
        body.append(f"<trace>\n{draw(attributes(mixed=mixed))}{''.join(events)}</trace>")
    mark = "\ufeff" if draw(st.booleans()) else ""
    head = f'{mark}<?xml version="1.0" encoding="UTF-8"?>\n<!-- head --><log xes.version="1.0">\n'
    return (
        head
        + '<string key="concept:name" value="記録"/>'
        + "".join(body)
        + draw(st.sampled_from(["</log>", "</log >\n"]))
    ).encode()


@settings(max_examples=100)
@given(data=logs(mixed=False), piece=st.sampled_from([1, 7, 64, 1000, 1 << 20]))
def test_ordinary_logs_are_never_handed_over_and_read_equally(data, piece):
    expected = strictly(data)
    assert expected is not None
    found = quickly(data, piece)
    if any(p.code in {"xes-repeated-key", "xes-int-out-of-range"} for p in expected[5]):
        assert found is None
    else:
        assert found == expected


@settings(max_examples=100)
@given(data=logs(mixed=True), piece=st.sampled_from([13, 1 << 20]), zone=st.sampled_from([TOKYO, BERLIN]))
def test_logs_with_any_mixture_of_types_read_equally(data, piece, zone):
    found = quickly(data, piece, zone)
    assert found is None or found == strictly(data, zone)


SNIPPETS = [
    b"<", b">", b"/", b'"', b"'", b"&", b"&amp;", b"&lt;", b"&#0;", b"&#xFFFE;", b"&x;", b"\0", b"\x01", b"\t", b"\r", b"\n", b" ", b"\xff",
    b"\xc3", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xe3\x81", b"<!-- -->", b"<![CDATA[x]]>", b"<?p?>", b"<event>", b"</event>", b"<trace>",
    b"</trace>", b"</log>", b"<log>", b"<values>", b"</values>", b"<event/>", b"<trace/>", b'<string key="k" value="v"/>',
    b'<int key="k" value="1"/>', b'<date key="k" value="2026-01-01T00:00:00"/>', b'key="k"', b"value=''", b"=", b"-", b"9", b"T", b"id",
    b"string", b"list", b"container", b"</string>", b"<id key='i' value='j'></id>", b"<id key='i' value='j'></string>", "　".encode(),
]  # fmt: skip


@settings(max_examples=300)
@given(
    data=logs(mixed=False),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(SNIPPETS)), min_size=1, max_size=3),
    piece=st.sampled_from([5, 1 << 20]),
)
def test_damaged_logs_are_read_as_the_strict_reader_reads_them_or_handed_over(data, edits, piece):
    for where, cut, snippet in edits:
        at = int(where * len(data))
        data = data[:at] + snippet + data[at + cut :]
    found = quickly(data, piece)
    assert found is None or found == strictly(data)


@given(
    st.lists(st.integers(-62_000_000_000, 250_000_000_000), min_size=1, max_size=50),
    st.sampled_from(["Asia/Tokyo", "Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
)
@example([-2_587_712_400, -2_587_712_401, -2_587_679_000], "Asia/Tokyo")
@example([1_774_749_600 + s for s in range(-7200, 7200, 600)], "Europe/Amsterdam")
def test_many_local_times_become_instants_as_each_one_does(seconds, name):
    zone = ZoneInfo(name)
    local = np.array(seconds, dtype=np.int64) * 1_000_000 + 1
    micros, offset = to_instants(local, zone)
    assert list(zip(micros.tolist(), offset.tolist(), strict=True)) == [in_zone(t, zone) for t in local.tolist()]


@given(st.floats(allow_nan=False))
def test_every_decimal_python_writes_is_read_back(number):
    assert parse(Kind.FLOAT, repr(number)) == number


def test_not_a_number_is_a_number_of_its_own():
    value = parse(Kind.FLOAT, "NaN")
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize("text", ["Infinity", "INF", "+INF"])
def test_infinity_is_read_in_the_spellings_of_xml_and_java(text):
    assert parse(Kind.FLOAT, text) == math.inf
