# SPDX-License-Identifier: Apache-2.0
"""Labels of a section's own table and the common dictionary: equal, or equal but for spelling. Everything else stays the body's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.records.dictionary.spelling import spelling

_LONGEST = 200
"""Longer texts are no labels and are not spelled out."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a label means: ids it may stand for (exactly one settles it), and whether it is written as in the dictionary."""

    ids: tuple[str, ...]
    as_written: bool

    @property
    def id(self) -> str:
        """The one id, "" when there is none or more than one."""
        return self.ids[0] if len(self.ids) == 1 else ""


class Labels:
    """Ids by their own text, their titles in both languages, and the spelling of these."""

    def __init__(self, titles: Sequence[tuple[str, Text]], settled: Mapping[str, str]) -> None:
        self._settled = settled
        self._exact: dict[str, list[str]] = {}
        self._spelled: dict[str, list[str]] = {}
        for key, title in titles:
            for label in dict.fromkeys((key, title.ja, title.en)):
                if label.strip():
                    _add(self._exact, label, key)
                    _add(self._spelled, spelling(label), key)

    def match(self, label: str) -> Match:
        """What `label` means; a person's decision goes before everything."""
        if label in self._settled:
            decided = self._settled[label]
            return Match((decided,) if decided else (), as_written=True)
        if found := self._exact.get(label.strip()):
            return Match(tuple(found), as_written=True)
        near = self._spelled.get(spelling(label), ()) if len(label) <= _LONGEST else ()
        return Match(tuple(near), as_written=False)


@dataclass(slots=True)
class StepMatcher:
    """Processes and their steps by label."""

    processes: Sequence[Process]
    settled_processes: Mapping[str, str]
    settled_steps: Mapping[str, str]
    _of_process: dict[str, Labels] = field(default_factory=dict)
    _labels: Labels | None = None

    def process(self, label: str) -> Match:
        """The process that `label` means."""
        if self._labels is None:
            self._labels = Labels([(p.id, p.title) for p in self.processes], self.settled_processes)
        return self._labels.match(label)

    def step(self, process: str, label: str) -> Match:
        """The step of `process` that `label` means."""
        if process not in self._of_process:
            steps = next((p.surveyed_steps for p in self.processes if p.id == process), ())
            self._of_process[process] = Labels([(s.id, s.title) for s in steps], self.settled_steps)
        return self._of_process[process].match(label)

    def decided(self, label: str) -> bool:
        """Whether a person has said what the label of a step means."""
        return label in self.settled_steps

    def title_of(self, process: str, step: str) -> str:
        """The dictionary's title of a step."""
        steps = next((p.surveyed_steps for p in self.processes if p.id == process), ())
        return next((s.title.ja for s in steps if s.id == step), "")


def _add(table: dict[str, list[str]], label: str, key: str) -> None:
    known = table.setdefault(label, [])
    if key not in known:
        known.append(key)
