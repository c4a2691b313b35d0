# SPDX-License-Identifier: Apache-2.0
"""The strict XES reader: streaming expat, every oddity reported with its line. Slow, complete, and the reference for the fast one.

Expat calls `_start` and `_end`. What is open is a stack of frames (level, path, element): an attribute's name is its path, the names of
the attributes around it joined with "/". `values` inside a `list` adds nothing to the path.
"""

from __future__ import annotations

import codecs
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import NoReturn
from xml.parsers import expat
from zoneinfo import ZoneInfo

import numpy as np

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.records.xes import problems
from machikata.records.xes.columns import Gathered
from machikata.records.xes.encodings import belongs, declared_encoding, decoder_for
from machikata.records.xes.findings import Findings
from machikata.records.xes.gathering import Scope
from machikata.records.xes.head import LogHead
from machikata.records.xes.limits import XesLimits
from machikata.records.xes.values import GROUP_ELEMENTS, KIND_OF_ELEMENT, XML_SPACE, Fault

_Names = dict[str, str]
_ATTRIBUTE_ELEMENTS = GROUP_ELEMENTS | KIND_OF_ELEMENT.keys()


class FirstCase(Exception):
    """Raised at the first trace when only the head is wanted; `position` is the trace's first byte in the unpacked file."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(position)


class _Level(Enum):
    DOCUMENT = ""
    LOG = "log"
    DECLARATION = "global"
    CASE = "trace"
    EVENT = "event"


@dataclass(slots=True)
class StrictReader:
    """Takes the unpacked bytes of one file by `feed`, gives what it found by `close`."""

    file: str
    limits: XesLimits
    findings: Findings
    zone: ZoneInfo
    head_only: bool = False
    head: LogHead = field(init=False)
    encoding: str = field(default="utf-8", init=False)
    _cases: Scope = field(init=False)
    _events: Scope = field(init=False)
    _case_of_event: array[int] = field(default_factory=lambda: array("i"), init=False)
    _event_in_case: int = field(default=0, init=False)
    _stack: list[tuple[_Level, str, str]] = field(init=False)
    _skipping: int = field(default=0, init=False)
    _rooted: bool = field(default=False, init=False)
    _prefix: str = field(default="", init=False)
    _fed: int = field(default=0, init=False)
    _lines_before: int = field(default=0, init=False)
    _last: bytes = field(default=b"", init=False)
    _decoder: codecs.IncrementalDecoder | None = field(default=None, init=False)
    _parser: expat.XMLParserType = field(init=False)

    def __post_init__(self) -> None:
        self.head = LogHead(self.file, self.limits, self.findings)
        self._cases = Scope(self.zone, self.limits.columns)
        self._events = Scope(self.zone, self.limits.columns)
        self._stack = [(_Level.DOCUMENT, "", "")]
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    @property
    def plain_names(self) -> bool:
        """Are the elements written without a namespace prefix?"""
        return not self._prefix

    def feed(self, chunk: bytes) -> None:
        """Read on. The first chunk must hold the whole XML declaration."""
        if self._fed == 0 and (declared := declared_encoding(chunk)) is not None:
            self.encoding = declared
            self._decoder = decoder_for(declared)
        self._last = chunk
        self._fed += len(chunk)
        self._parse(chunk, final=False)
        self._lines_before += chunk.count(b"\n") if self._decoder is not None else 0
        if self._decoder is None and self._fed - max(self._parser.CurrentByteIndex, 0) > self.limits.token_bytes:
            raise problems.token_too_long(self._place(), limit=self.limits.token_bytes)

    def close(self) -> Gathered:
        """Everything found; raises `InputRefused` when the file ends too early."""
        if self._fed == 0:
            raise problems.empty(Place(file=self.file))
        self._parse(b"", final=True)
        self.head.report()
        return Gathered(
            case_count=self._cases.rows,
            case_index=np.array(self._case_of_event, dtype=np.int32),
            case_attributes=self._cases.attributes(),
            event_attributes=self._events.attributes(),
            facts=self.head.facts,
            encoding=self.encoding,
        )

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            data = chunk if self._decoder is None else self._decoder.decode(chunk, final)
            self._parser.Parse(data, final)
        except UnicodeDecodeError as error:
            row = self._lines_before + error.object.count(b"\n", 0, error.start) + 1
            raise problems.wrong_encoding(Place(file=self.file, row=row), declared=self.encoding) from None
        except (LookupError, ValueError) as error:
            if isinstance(error, InputRefused):
                raise
            raise problems.unknown_encoding(Place(file=self.file, row=1), declared=self.encoding) from None
        except expat.ExpatError as error:
            self._refuse(error, final=final)

    def _refuse(self, error: expat.ExpatError, *, final: bool) -> NoReturn:
        place = Place(file=self.file, row=error.lineno)
        reason = expat.ErrorString(error.code) or "?"
        if reason == expat.errors.XML_ERROR_UNKNOWN_ENCODING:
            raise problems.unknown_encoding(place, declared=self.encoding) from None
        if final and self._rooted:
            raise problems.truncated_xml(place) from None
        at = self._parser.ErrorByteIndex - (self._fed - len(self._last))
        if reason == expat.errors.XML_ERROR_INVALID_TOKEN and not belongs(self._last, at, self.encoding):
            raise problems.wrong_encoding(place, declared=self.encoding) from None
        raise problems.malformed(place, reason=reason) from None

    def _place(self, column: str = "", value: str = "") -> Place:
        return Place(file=self.file, row=self._parser.CurrentLineNumber, column=column, value=value[:80])

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:  # noqa: ARG002 -- expat's shape
        self.encoding = (encoding or "utf-8").lower()

    def _doctype(self, *_: object) -> NoReturn:
        raise problems.document_type(self._place())

    def _text(self, text: str) -> None:
        stripped = text.strip(XML_SPACE)
        if stripped and not self._skipping:
            parent = self._stack[-1][0].value
            self.findings.count(parent, problems.stray_text(self._place(value=stripped), parent=parent))

    def _start(self, name: str, attributes: _Names) -> None:
        if self._skipping:
            self._skipping += 1
            return
        level, path, around = self._stack[-1]
        if self._prefix and name.startswith(self._prefix):
            name = name[len(self._prefix) :]
        if name in _ATTRIBUTE_ELEMENTS and level is not _Level.DOCUMENT:
            self._attribute(level, path, name, attributes)
        elif name == "values" and around == "list":
            self._stack.append((level, path, name))
        else:
            _STRUCTURE[level](self, name, attributes)

    def _end(self, _name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._stack.pop()

    def _skip(self, finding: Callable[[Place], Problem], name: str) -> None:
        self.findings.count(name, finding(self._place()))
        self._skipping = 1

    def _skip_unknown(self, name: str, _attributes: _Names) -> None:
        parent = self._stack[-1][0].value
        self._skip(lambda place: problems.unknown_element(place, element=name, parent=parent), f"{parent}/{name}")

    def _root(self, name: str, attributes: _Names) -> None:
        prefix, _, local = name.rpartition(":")
        if local != "log":
            raise problems.not_xes(self._place(), root=name)
        self._prefix = prefix and f"{prefix}:"
        self._rooted = True
        self.head.root(attributes)
        self._stack.append((_Level.LOG, "", ""))

    def _in_log(self, name: str, attributes: _Names) -> None:
        if name == "trace":
            if self.head_only:
                raise FirstCase(self._parser.CurrentByteIndex)
            self._cases.next_row()
            self._event_in_case = 0
            self._stack.append((_Level.CASE, "", ""))
        elif name == "event":
            self._skip(problems.event_outside_case, name)
        elif self.head.declaration(name, attributes):
            self._stack.append((_Level.DECLARATION, "", ""))
        else:
            self._skip_unknown(name, attributes)

    def _in_case(self, name: str, attributes: _Names) -> None:
        if name != "event":
            self._skip_unknown(name, attributes)
            return
        self._events.next_row()
        self._event_in_case += 1
        self._case_of_event.append(self._cases.rows - 1)
        self._stack.append((_Level.EVENT, "", ""))

    def _attribute(self, level: _Level, path: str, element: str, attributes: _Names) -> None:
        key = attributes.get("key")
        if not key:
            self._skip(lambda place: problems.missing_key(place, element=element), element)
            return
        if len(self._stack) > self.limits.depth:
            raise problems.too_deep(self._place(), limit=self.limits.depth)
        name = path + key
        self._stack.append((level, name + "/", element))
        text = attributes.get("value")
        if level is _Level.LOG:
            self.head.attribute(key, text)
            self._stack.pop()
            self._inside_log_attribute(name)
        elif level is _Level.DECLARATION:
            self.head.declared(path, key)
        elif element in KIND_OF_ELEMENT:
            self._keep(level, name, element, text)

    def _inside_log_attribute(self, name: str) -> None:
        """Only count what is nested in an attribute of the log: some logs carry tens of thousands of statistics there."""
        nested = depth = 0

        def start(_element: str, _attributes: _Names) -> None:
            nonlocal nested, depth
            nested += 1
            depth += 1

        def end(_element: str) -> None:
            nonlocal depth
            depth -= 1
            if depth < 0:
                self._parser.StartElementHandler = self._start
                self._parser.EndElementHandler = self._end
                self.head.nested(name, nested)

        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end

    def _keep(self, level: _Level, name: str, element: str, text: str | None) -> None:
        scope = self._events if level is _Level.EVENT else self._cases
        if text is None:
            self.findings.count(name, problems.missing_value(self._place(name)))
            return
        column = scope.column(name)
        if column is None:
            raise problems.too_many_columns(self._place(), limit=self.limits.columns)
        fault, repeated = column.add(scope.rows - 1, KIND_OF_ELEMENT[element], text)
        if repeated:
            self.findings.count(f"{level.value} {name}", problems.repeated_key(self._place(name)))
        if fault is not None:
            self._report_value(level, name, text, fault)

    def _report_value(self, level: _Level, name: str, text: str, fault: Fault) -> None:
        event = self._event_in_case if level is _Level.EVENT else None
        place = self._place(name, text)
        found = problems.faulty_value(place, reason=fault.what, code=fault.code, case=self._cases.rows, event=event)
        self.findings.list_one(found)


_STRUCTURE: dict[_Level, Callable[[StrictReader, str, _Names], None]] = {
    _Level.DOCUMENT: StrictReader._root,  # noqa: SLF001 -- the class's own table of what may stand where
    _Level.LOG: StrictReader._in_log,  # noqa: SLF001
    _Level.DECLARATION: StrictReader._skip_unknown,  # noqa: SLF001
    _Level.CASE: StrictReader._in_case,  # noqa: SLF001
    _Level.EVENT: StrictReader._skip_unknown,  # noqa: SLF001
}
