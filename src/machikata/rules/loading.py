# SPDX-License-Identifier: Apache-2.0
"""Reads a dated rule file of this package and finds the edition in force on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from machikata.domain.errors import NotFound
from machikata.domain.text import Text


@cache
def read_rule(name: str) -> Mapping[str, Any]:
    """The whole rule file `name` (without .yaml) as plain values; raises NotFound."""
    resource = files("machikata.rules").joinpath(f"{name}.yaml")
    if not resource.is_file():
        raise NotFound(Text(f"規則「{name}」がありません", f"there is no rule “{name}”"))
    loaded: Mapping[str, Any] = yaml.safe_load(resource.read_text(encoding="utf-8"))
    return loaded


def edition_in_force(name: str, as_of: date) -> Mapping[str, Any]:
    """The edition of rule `name` that holds on `as_of`; raises NotFound when none does."""
    rule = read_rule(name)
    for edition in rule["editions"]:
        if edition["valid_from"] <= as_of and (edition["valid_to"] is None or as_of <= edition["valid_to"]):
            found: Mapping[str, Any] = edition
            return found
    raise NotFound(
        Text(f"{as_of.isoformat()}に使える「{rule['title']['ja']}」の規則がありません",
             f"no edition of “{rule['title']['en']}” is in force on {as_of.isoformat()}"),
        remedy=Text("規則の始まりより後の日を指定してください", "choose a day that the rule covers"),
    )  # fmt: skip


def newest_edition(name: str) -> Mapping[str, Any]:
    """The edition of rule `name` that begins last."""
    found: Mapping[str, Any] = max(read_rule(name)["editions"], key=lambda edition: edition["valid_from"])
    return found


def text_of(pair: Mapping[str, str]) -> Text:
    """The {ja, en} pair of a rule file as Text."""
    return Text(pair["ja"], pair["en"])
