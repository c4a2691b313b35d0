# SPDX-License-Identifier: Apache-2.0
"""Reads the lines of a certificate file (`recheck`) strictly: exactly the named parts, whole numbers where numbers belong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np

from machikata.apps.daycare_matching.allocation import (
    Allocation,
    Blocked,
    Certificate,
    Choice,
    Deletions,
    Group,
    NodeEnd,
    Proof,
    SearchNode,
    SeatsAdded,
    Stability,
    Swap,
)
from machikata.apps.daycare_matching.checking.market import ARRAYS
from machikata.apps.daycare_matching.market import Ints, Market


class Malformed(Exception):
    """The part of a line that is not as it must be."""


def _fields(document: Any, names: tuple[str, ...], where: str) -> Mapping[str, Any]:
    if not isinstance(document, dict) or document.keys() != set(names):
        raise Malformed(where)
    return document


def _number(value: Any, where: str) -> int:
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise Malformed(where)
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed(where)
    return value


def _numbers(value: Any, where: str) -> tuple[int, ...]:
    return tuple(_number(v, where) for v in _list(value, where))


def _array(value: Any, where: str) -> Ints:
    if not set(map(type, _list(value, where))) <= {int}:
        raise Malformed(where)
    try:
        return np.array(value, dtype=np.int64)
    except OverflowError:
        raise Malformed(where) from None


Words = TypeVar("Words", bound=StrEnum)


def _word(kind: type[Words], value: Any, where: str) -> Words:
    if value not in list(kind):
        raise Malformed(where)
    return kind(value)


def read_market(document: Any) -> Market:
    """The market of line 2."""
    fields = _fields(document, ARRAYS, "market")
    return Market(**{name: _array(fields[name], name) for name in ARRAYS})


def read_deletions(document: Any) -> Deletions:
    """Deletions, as line 4 and every node have them."""
    fields = _fields(document, ("round", "option", "kind", "cause"), "deletions")
    columns = {name: _array(fields[name], name) for name in fields}
    if not np.all(np.isin(columns["kind"], (0, 1))):
        raise Malformed("kind")
    return Deletions(columns["round"], columns["option"], columns["kind"].astype(np.int8), columns["cause"])


def read_search(document: Any) -> tuple[SearchNode, ...]:
    """The nodes of one search, of line 5 and after."""
    return tuple(_node(node) for node in _list(document, "search"))


def _node(document: Any) -> SearchNode:
    fields = _fields(document, ("parent", "option", "end", "blocking", "deletions"), "node")
    return SearchNode(
        parent=_number(fields["parent"], "parent"),
        option=_number(fields["option"], "option"),
        deletions=read_deletions(fields["deletions"]),
        end=_word(NodeEnd, fields["end"], "end"),
        blocking=_number(fields["blocking"], "blocking"),
    )


def read_allocation(document: Any) -> Callable[[Certificate], Allocation]:
    """The allocation of line 3, as soon as its certificate is there."""
    names = ("held", "stability", "choice", "proof", "groups", "blocked", "swaps")
    fields = _fields(document, names, "allocation")
    held, groups = _array(fields["held"], "held"), tuple(_group(g) for g in _list(fields["groups"], "groups"))
    stability, choice = _word(Stability, fields["stability"], "stability"), _word(Choice, fields["choice"], "choice")
    proof = _word(Proof, fields["proof"], "proof")
    blocked = None if fields["blocked"] is None else _blocked(fields["blocked"])
    swaps = tuple(_swap(s) for s in _list(fields["swaps"], "swaps"))
    return lambda certificate: Allocation(
        held, stability, choice, proof, certificate, groups=groups, blocked=blocked, swaps=swaps
    )


def _group(document: Any) -> Group:
    fields = _fields(document, ("households", "alternatives", "complete"), "groups")
    households = _numbers(fields["households"], "households")
    alternatives = tuple(_numbers(a, "alternatives") for a in _list(fields["alternatives"], "alternatives"))
    if any(len(options) != len(households) for options in alternatives):
        raise Malformed("alternatives")
    if not isinstance(fields["complete"], bool):
        raise Malformed("complete")
    return Group(households, alternatives, fields["complete"])


def _blocked(document: Any) -> Blocked:
    fields = _fields(document, ("households", "blocking", "lower", "upper", "restoring"), "blocked")
    return Blocked(
        households=_numbers(fields["households"], "households"),
        blocking=_numbers(fields["blocking"], "blocking"),
        lower=_number(fields["lower"], "lower"),
        upper=_number(fields["upper"], "upper"),
        restoring=tuple(_seats_added(more) for more in _list(fields["restoring"], "restoring")),
    )


def _seats_added(document: Any) -> SeatsAdded:
    pairs = [_numbers(pair, "restoring") for pair in _list(document, "restoring")]
    if any(len(pair) != 2 for pair in pairs):
        raise Malformed("restoring")
    return SeatsAdded(tuple((pool, seats) for pool, seats in pairs))


def _swap(document: Any) -> Swap:
    fields = _fields(document, ("household", "before", "after"), "swaps")
    return Swap(**{name: _number(fields[name], name) for name in fields})
