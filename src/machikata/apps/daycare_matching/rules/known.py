# SPDX-License-Identifier: Apache-2.0
"""The rules that come along: three invented municipalities, and the order of imported ChilmAI files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from machikata.apps.daycare_matching.rules.loading import load_ruleset
from machikata.apps.daycare_matching.rules.values import Ruleset
from machikata.domain.errors import NotFound
from machikata.domain.text import Text

_PACKAGE = "machikata.apps.daycare_matching.rules"


def known_rulesets() -> tuple[str, ...]:
    """The ids of the rules that come along, in the order of the alphabet."""
    return tuple(sorted(f.name.removesuffix(".yaml") for f in files(_PACKAGE).iterdir() if f.name.endswith(".yaml")))


def ruleset_file(ruleset_id: str) -> bytes:
    """The YAML of the rules `ruleset_id`, as a clerk would take it for a pattern.

    Raises:
        NotFound: no such rules come along.
    """
    if ruleset_id not in known_rulesets():
        raise NotFound(
            Text(f"規則「{ruleset_id}」がありません", f"there are no rules “{ruleset_id}”"),
            remedy=Text(f"あるもの：{'、'.join(known_rulesets())}", f"there are: {', '.join(known_rulesets())}"),
        )
    return files(_PACKAGE).joinpath(f"{ruleset_id}.yaml").read_bytes()


@cache
def ruleset(ruleset_id: str) -> Ruleset:
    """The rules `ruleset_id` that come along.

    Raises:
        NotFound: no such rules come along.

    >>> ruleset("shiomihara-2027").municipality.ja
    '汐見原市'
    """
    return load_ruleset(ruleset_file(ruleset_id), file=f"{ruleset_id}.yaml")
