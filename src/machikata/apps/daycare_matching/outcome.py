# SPDX-License-Identifier: Apache-2.0
"""The outcome of a run: a short document, a reason per child, and the files that hold the rest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from machikata.apps.daycare_matching.allocation import Allocation
from machikata.apps.daycare_matching.built import DROP_TEXTS, Built
from machikata.apps.daycare_matching.checking import CheckReport
from machikata.apps.daycare_matching.checking.recheck import write_certificate
from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.letters.values import RESULT_WORDS, LetterData, Result
from machikata.apps.daycare_matching.solving import Solved
from machikata.automation.app.outcome import Outcome, Reason
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text

CERTIFICATE = "certificate.json"
_MOST_NAMED = 50


def outcome_of(result: Solved, report: CheckReport) -> Outcome:
    """What the platform keeps of a run."""
    certificate = write_certificate(result.built.market, result.allocation)
    letters = letter_data(result.built, result.results, result.refused, result.cut_offs)
    return Outcome(
        result=_document(result, report, letters, certificate),
        reasons=_reasons(result.built, letters),
        measures=(_children(len(letters)),),
        answers=answers_of(letters),
        files={CERTIFICATE: certificate},
    )


def answers_of(letters: Sequence[LetterData]) -> dict[str, str]:
    """Per application number what came out: the 施設番号 of the seat offered, 継続 or 保留."""
    return {
        d.application: d.seat.number if d.seat else "継続" if d.result is Result.STAYS else "保留"
        for d in sorted(letters, key=lambda d: d.application)
    }


def _children(count: int) -> Measure:
    return Measure(
        Quantity.CASES,
        Aspect.SCALE,
        float(count),
        FigureKind.MEASURED,
        Text("利用調整をした申込み", "applications allocated"),
        Text("申込みの一覧の行数（取下げを除く）", "rows of the list of applications, withdrawn ones left out"),
        count,
    )


def _document(
    result: Solved, report: CheckReport, letters: Sequence[LetterData], certificate: bytes
) -> Mapping[str, Any]:
    allocation, rules = result.allocation, result.opened.ruleset
    counts = Counter(d.result for d in letters)
    return {
        "rules": {
            "id": rules.id,
            "version": rules.version,
            "municipality": _pair(rules.municipality),
            "title": _pair(rules.title),
            "source": _pair(rules.source),
        },
        "round": {"id": result.opened.round, "title": _pair(_round_title(result))},
        "stability": allocation.stability.value,
        "choice": allocation.choice.value,
        "children": len(letters),
        "households": len(result.built.households),
        "results": {kind.value: counts[kind] for kind in Result},
        "without_part": sum(1 for d in result.built.dropped if d.wish is None),
        "unused_seats": int(result.cut_offs.unused.sum()),
        "proof": _proof(result.built, allocation),
        "checked": {
            "confirmed": [_pair(t) for t in report.confirmed],
            "unconfirmed": [_pair(t) for t in report.unconfirmed],
        },
        "certificate_sha256": hashlib.sha256(certificate).hexdigest(),
    }


def _round_title(result: Solved) -> Text:
    found = result.opened.ruleset.round(result.opened.round)
    return found.title if found else Text(result.opened.round, result.opened.round)


def _proof(built: Built, allocation: Allocation) -> Mapping[str, Any]:
    """The proof in words that need no index: households by their numbers."""
    names = built.households
    listed = [g for g in allocation.groups if g.households]
    document: dict[str, Any] = {
        "kind": allocation.proof.value,
        "count": str(allocation.count),
        "counted_whole": allocation.counted_whole,
        "groups": [
            {"households": sorted(names[f] for f in g.households), "alternatives": len(g.alternatives)}
            for g in sorted(listed, key=lambda g: min(names[f] for f in g.households))[:_MOST_NAMED]
        ],
        "swaps": sorted(names[s.household] for s in allocation.swaps),
    }
    if allocation.blocked is not None:
        pools = built.applications.pools
        facilities = built.applications.facilities
        document["blocked"] = {
            "households": sorted(names[f] for f in allocation.blocked.households),
            "lower": allocation.blocked.lower,
            "upper": allocation.blocked.upper,
            "restoring": [
                [
                    {"facility": facilities[pools[s].facility].number, "pool": pools[s].number, "seats": more}
                    for s, more in seats.pools
                ]
                for seats in allocation.blocked.restoring
            ],
        }
    return document


def _reasons(built: Built, letters: Sequence[LetterData]) -> tuple[Reason, ...]:
    """One per child, by its number; applications without part as well."""
    reasons = [Reason(d.application, d.result.value, _sentence(d)) for d in letters]
    children = built.applications.children
    reasons += [
        Reason(
            children[d.child].number,
            d.reason.value.replace("_", "-"),
            Text(f"{DROP_TEXTS[d.reason].ja}。", f"{DROP_TEXTS[d.reason].en}."),
        )
        for d in built.dropped
        if d.wish is None
    ]
    return tuple(sorted(reasons, key=lambda r: r.subject))


def _sentence(letter: LetterData) -> Text:
    words = RESULT_WORDS[letter.result]
    if letter.seat is not None:
        return Text(
            f"{words.ja}：{letter.seat.facility}（第{letter.seat.wish}希望）",
            f"{words.en}: {letter.seat.facility} (wish {letter.seat.wish})",
        )
    first = letter.refused[0].reason if letter.refused else Text("", "")
    return Text(f"{words.ja}。{first.ja}", f"{words.en}. {first.en}")


def _pair(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}
