# SPDX-License-Identifier: Apache-2.0
"""A run's result in a few lines: how many were admitted, what is proven, by which rules, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from machikata.apps.daycare_matching.allocation import Proof
from machikata.apps.daycare_matching.letters.values import RESULT_WORDS, Result
from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.pages.letters import decided
from machikata.apps.daycare_matching.pages.proof import blocked_blocks, claim
from machikata.automation.app.context import AppContext
from machikata.automation.app.pages import (
    Block,
    Heading,
    Links,
    Notice,
    PageFacts,
    PageLink,
    PageRequest,
    Tone,
    Words,
)
from machikata.domain.text import Text
from machikata.domain.wording import number


def overview(request: PageRequest, context: AppContext) -> tuple[Block, ...]:
    """The result of a run in words; the households are named when no allocation fits all of them."""
    document = context.result_of(request.run)
    proof = Proof(document["proof"]["kind"])
    blocks: list[Block] = [
        Notice(
            claim(proof, int(document["proof"]["count"]), whole=document["proof"]["counted_whole"]),
            Tone.GOOD if proof in (Proof.UNIQUE, Proof.SEVERAL) else Tone.WARN,
        ),
        _counts(document),
    ]
    if document["proof"].get("blocked") is not None:
        blocks += blocked_blocks(result_of(context, request.run))
    following = _next(decided=decided(context, request.run))
    return (*blocks, *following, Heading(_BY_RULES), _rules(document), Links((_TO_RULES,)))


_TO_RULES = PageLink("rules", Text("規則を表で見る", "See the rules as tables"))
_BY_RULES = Text("使った規則", "Rules that were used")


def _counts(document: Mapping[str, Any]) -> PageFacts:
    children, households = number(document["children"]), number(document["households"])
    results = document["results"]
    pairs = [
        (Text("申込み", "Applications"), Text(f"{children}人（{households}世帯）", f"{children} children of {households} households")),
        *((RESULT_WORDS[kind], _children(results[kind.value])) for kind in _ORDER),
    ]  # fmt: skip
    if document["without_part"]:
        pairs.append(
            (Text("この回の対象ではない申込み", "Without part in this round"), _children(document["without_part"]))
        )
    left = number(document["unused_seats"])
    pairs.append((Text("残った席", "Seats left"), Text(f"{left}人分", left)))
    return PageFacts(tuple(pairs))


_ORDER = (Result.OFFERED, Result.HELD, Result.MOVES, Result.STAYS)


def _children(count: int) -> Text:
    return Text(f"{number(count)}人", number(count))


def _next(*, decided: bool) -> tuple[Block, ...]:
    words = (
        Text("この結果は決定ずみです。通知書と一覧を出せます。", "The result is decided: letters and lists can go out.")
        if decided
        else Text(
            "施設ごと、子どもごとに確かめてから、2人が署名して決定します。決定するまで、通知書には「（案）」と入ります。",
            "Look through it by facility and by child; then two persons sign. Until then letters are marked as drafts.",
        )
    )
    review = (
        PageLink("facilities", Text("施設ごとに確かめる", "Look through it by facility")),
        PageLink("children", Text("子どもごとに理由を確かめる", "Look at the reasons by child")),
        PageLink("proof", Text("証明を確かめる", "Look at the proof")),
    )
    give_out = (
        PageLink("letters", Text("通知書を出す", "Give out the letters")),
        PageLink("export", Text("名簿と公表用の表を書き出す", "Export lists, also for publication")),
        PageLink("next-round", Text("次の回のファイルを作る", "Make the files of the next round")),
    )
    return Heading(Text("次にすること", "What comes next")), Words(words), Links(give_out if decided else review)


def _rules(document: Mapping[str, Any]) -> PageFacts:
    rules = document["rules"]
    return PageFacts(
        (
            (Text("規則", "Rules"), _both(rules["municipality"]) + Text("　", ", ") + _both(rules["title"])),
            (Text("要綱", "Criteria"), _both(rules["source"])),
            (Text("規則の版", "Version"), Text(f"{rules['id']} {rules['version']}", f"{rules['id']} {rules['version']}")),
            (Text("回", "Round"), _both(document["round"]["title"])),
        )
    )  # fmt: skip


def _both(pair: Mapping[str, str]) -> Text:
    return Text(pair["ja"], pair["en"])
