# SPDX-License-Identifier: Apache-2.0
"""What a log says of itself: version, extensions, classifiers, globals and attributes of the log."""

from __future__ import annotations

from dataclasses import dataclass, field

from machikata.domain.errors import Place
from machikata.records.xes import problems
from machikata.records.xes.findings import Findings
from machikata.records.xes.limits import XesLimits

_TITLE = "log:concept:name"


@dataclass(slots=True)
class LogHead:
    """Gathers `facts`: `xes.version` …, `extension:<name>` (URI), `classifier:<name>` (its keys), `global:<scope>` (names of the
    attributes every case or event is said to have), `log:<key>` (attributes of the log; those nested in them are only counted).

    XES globals are guarantees with an example value, not defaults to fill in: missing values stay missing.
    """

    file: str
    limits: XesLimits
    findings: Findings
    facts: dict[str, str] = field(default_factory=dict)
    _global: str = ""
    _nested: dict[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The log's own name (`concept:name`), or nothing."""
        return self.facts.get(_TITLE, "")

    def root(self, attributes: dict[str, str]) -> None:
        """XML attributes of the element `log`."""
        for name, value in attributes.items():
            if not name.startswith("xmlns") and ":" not in name:
                self.facts[name] = value

    def declaration(self, element: str, attributes: dict[str, str]) -> bool:
        """Keep an extension, classifier or global; False when `element` is none of them."""
        self._global = ""
        if element == "extension":
            self._keep(f"extension:{attributes.get('name', '')}", attributes.get("uri", ""))
        elif element == "classifier":
            self._keep(f"classifier:{attributes.get('name', '')}", attributes.get("keys", ""))
        elif element == "global":
            self._global = f"global:{attributes.get('scope', 'event')}"
            self._keep(self._global, "")
        else:
            return False
        return True

    def declared(self, path: str, key: str) -> None:
        """An attribute inside a declaration: of a global it is one every case or event has."""
        if self._global and not path:
            before = self.facts[self._global]
            self.facts[self._global] = f"{before}, {key}" if before else key

    def attribute(self, key: str, text: str | None) -> None:
        """An attribute of the log itself."""
        self._keep(f"log:{key}", text or "")

    def nested(self, owner: str, count: int) -> None:
        """`count` attributes inside the attribute `owner` of the log."""
        if count:
            self._nested[owner] = self._nested.get(owner, 0) + count

    def report(self) -> None:
        """Name what was not taken."""
        if self._nested:
            place, count = Place(file=self.file), sum(self._nested.values())
            found = problems.nested_log_attributes(place, count=count, names=self._nested)
            self.findings.count("", found)

    def _keep(self, name: str, value: str) -> None:
        if name not in self.facts and len(self.facts) >= self.limits.columns:
            raise problems.too_many_columns(Place(file=self.file), limit=self.limits.columns)
        self.facts[name] = value
