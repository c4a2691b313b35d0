# SPDX-License-Identifier: Apache-2.0
"""A market, its allocation and the certificate as one file without names, with which anybody can check the result again.

The file is UTF-8 text in lines of JSON, each ended by a line feed, without blanks; the same content gives the same bytes.

1. `{"format":"machikata-daycare-certificate","version":1,"sha256":"…"}` where the digest (hexadecimal) is that of all bytes after line 1.
2. The market: one list of whole numbers for each array of `market.Market`, under its name and in its order.
3. The allocation: `held`, `stability`, `choice`, `proof`, `groups` (`households`, `alternatives`, `complete`), `blocked` (`households`, `blocking`,
   `lower`, `upper`, `restoring`; or null), `swaps` (`household`, `before`, `after`).
4. The root deletions of the certificate: `round`, `option`, `kind` (0 guarantee, 1 refusal), `cause`, each a list with one number per row.
5. and all further lines: one search each, a list of nodes with `parent`, `option`, `end`, `blocking` and `deletions` (as line 4).

What the numbers mean is said in `market` and `allocation`. Households, children and pools appear as running numbers only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from machikata.apps.daycare_matching.allocation import Allocation, Certificate, Deletions, SearchNode
from machikata.apps.daycare_matching.checking.certificate import check_certificate
from machikata.apps.daycare_matching.checking.market import ARRAYS
from machikata.apps.daycare_matching.checking.recheck_lines import (
    Malformed,
    read_allocation,
    read_deletions,
    read_market,
    read_search,
)
from machikata.apps.daycare_matching.checking.report import CheckReport
from machikata.apps.daycare_matching.market import Market
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

FORMAT, VERSION = "machikata-daycare-certificate", 1
AGAIN = Text("証明書ファイルを出力し直すか、もう一度受け取ってください。", "Write the file again, or ask for it again.")


def recheck(content: bytes) -> CheckReport:
    """`check_certificate` of a file that `write_certificate` made. Raises InputRefused as `read_certificate` does."""
    return check_certificate(*read_certificate(content))


def write_certificate(market: Market, allocation: Allocation) -> bytes:
    """The file, as the module describes it."""
    lines = [
        {name: getattr(market, name).tolist() for name in ARRAYS},
        _allocation_document(allocation),
        _deletions_document(allocation.certificate.root),
        *([_node_document(node) for node in nodes] for nodes in allocation.certificate.searches),
    ]
    rest = b"".join(_line(document) for document in lines)
    return _line({"format": FORMAT, "version": VERSION, "sha256": hashlib.sha256(rest).hexdigest()}) + rest


def read_certificate(content: bytes) -> tuple[Market, Allocation]:
    """What was written. Raises InputRefused with every problem when the file is of another format, damaged or malformed.

    Whether the numbers make a market and a proof is not judged here: `check_certificate` does, and says what is wrong.
    """
    first, _, rest = content.partition(b"\n")
    _check_header(first, rest)
    lines = [_parsed(line, row) for row, line in enumerate(rest.split(b"\n")[:-1], start=2)]
    if len(lines) < 3 or not rest.endswith(b"\n"):
        raise InputRefused([_problem("certificate-cut-off", "ファイルが途中で切れています。", "The file is cut off.")])
    problems: list[Problem] = []
    parts = [
        part
        for row, (read, line) in enumerate(zip(_readers(len(lines)), lines, strict=True), start=2)
        for part in _tried(read, line, row, problems)
    ]
    if problems:
        raise InputRefused(problems)
    market, allocation, root, *searches = parts
    return market, allocation(Certificate(root, tuple(searches)))


# ---------------------------------------------------------------- writing


def _line(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def _deletions_document(deletions: Deletions) -> dict[str, list[int]]:
    return {name: getattr(deletions, name).tolist() for name in ("round", "option", "kind", "cause")}


def _node_document(node: SearchNode) -> dict[str, Any]:
    return {
        "parent": node.parent,
        "option": node.option,
        "end": node.end.value,
        "blocking": node.blocking,
        "deletions": _deletions_document(node.deletions),
    }


def _allocation_document(allocation: Allocation) -> dict[str, Any]:
    blocked = allocation.blocked
    return {
        "held": allocation.held.tolist(),
        "stability": allocation.stability.value,
        "choice": allocation.choice.value,
        "proof": allocation.proof.value,
        "groups": [
            {"households": g.households, "alternatives": g.alternatives, "complete": g.complete}
            for g in allocation.groups
        ],
        "blocked": blocked
        and {
            "households": blocked.households,
            "blocking": blocked.blocking,
            "lower": blocked.lower,
            "upper": blocked.upper,
            "restoring": [more.pools for more in blocked.restoring],
        },
        "swaps": [{"household": s.household, "before": s.before, "after": s.after} for s in allocation.swaps],
    }


# ---------------------------------------------------------------- reading


def _problem(code: str, ja: str, en: str, row: int | None = None) -> Problem:
    return Problem(code=code, what=Text(ja, en), remedy=AGAIN, place=Place(row=row))


def _check_header(first: bytes, rest: bytes) -> None:
    header = _parsed(first, 1)
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        text = (
            "certificate-format",
            "保育所利用調整の証明書ファイルではありません。",
            "This is no certificate of a daycare allocation.",
        )
        raise InputRefused([_problem(*text, row=1)])
    if header.get("version") != VERSION or header.keys() != {"format", "version", "sha256"}:
        text = (
            "certificate-version",
            "このファイルの版には対応していません。",
            "This version of the file cannot be read.",
        )
        raise InputRefused([_problem(*text, row=1)])
    if header["sha256"] != hashlib.sha256(rest).hexdigest():
        text = (
            "certificate-digest",
            "ファイルの内容が書き出した後に変わっています。",
            "The file was altered after it was written.",
        )
        raise InputRefused([_problem(*text, row=1)])


def _parsed(line: bytes, row: int) -> Any:
    try:
        return json.loads(line.decode("utf-8"), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        text = ("certificate-json", "行を読み取れません。", "The line cannot be read.")
        raise InputRefused([_problem(*text, row=row)]) from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError
    return document


def _readers(lines: int) -> list[Callable[[Any], Any]]:
    return [read_market, read_allocation, read_deletions, *[read_search] * (lines - 3)]


def _tried(read: Callable[[Any], Any], line: Any, row: int, problems: list[Problem]) -> Iterator[Any]:
    try:
        yield read(line)
    except Malformed as error:
        part = str(error)
        problems.append(
            _problem(
                "certificate-malformed", f"「{part}」の内容が正しくありません。", f"“{part}” is not as it must be.", row
            )
        )
