# SPDX-License-Identifier: Apache-2.0
"""Problems of one file, gathered while reading: faulty values one by one up to a limit, repeated oddities counted by name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text


@dataclass(slots=True)
class Findings:
    """Collects `Problem`s in the order found. `listed_limit` bounds how many of one code are listed singly."""

    listed_limit: int
    _listed: list[Problem] = field(default_factory=list)
    _listed_of_code: dict[str, int] = field(default_factory=dict)
    _counted: dict[tuple[str, str], Problem] = field(default_factory=dict)

    def list_one(self, problem: Problem) -> None:
        """Keep `problem` singly, or only count it when enough of its code are listed."""
        seen = self._listed_of_code.get(problem.code, 0)
        self._listed_of_code[problem.code] = seen + 1
        if seen < self.listed_limit:
            self._listed.append(problem)

    def count(self, name: str, problem: Problem) -> None:
        """Count `problem` under its code and `name`; the first one's place is kept."""
        known = self._counted.get((problem.code, name))
        merged = problem if known is None else replace(known, count=known.count + problem.count)
        self._counted[problem.code, name] = merged

    def all(self) -> tuple[Problem, ...]:
        """Every finding: single ones, a line for those beyond the limit, then the counted ones."""
        return (*self._listed, *self._beyond_limit(), *self._counted.values())

    def refuse_on_error(self) -> None:
        """Raise `InputRefused` with everything found, errors first, when an error is among it."""
        found = self.all()
        if any(p.severity is Severity.ERROR for p in found):
            raise InputRefused(sorted(found, key=lambda p: p.severity is not Severity.ERROR))

    def _beyond_limit(self) -> list[Problem]:
        more = []
        for code, seen in self._listed_of_code.items():
            if (rest := seen - self.listed_limit) > 0:
                first = next(p for p in self._listed if p.code == code)
                more.append(
                    replace(
                        first,
                        what=Text(f"同じ種類の問題がほかに{rest:,}件あります", f"{rest:,} more of the same kind"),
                        place=Place(file=first.place.file),
                        count=rest,
                    )
                )
        return more
