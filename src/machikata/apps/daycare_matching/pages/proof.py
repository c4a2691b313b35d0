# SPDX-License-Identifier: Apache-2.0
"""For auditors: what is proven, what the separate check confirmed, and the log of the argument, step by step."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.allocation import GUARANTEE, Allocation, Choice, Deletions, Proof, Stability
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.explaining.words import seats_of
from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.outcome import CERTIFICATE
from machikata.apps.daycare_matching.pages.shared import MOST_ROWS
from machikata.apps.daycare_matching.solving import Solved
from machikata.automation.app.context import AppContext
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    Download,
    FormField,
    Heading,
    Links,
    Notice,
    PageFacts,
    PageForm,
    PageLink,
    PageRequest,
    PageTable,
    Tone,
    Words,
)
from machikata.domain.text import Text

TITLE = Text("証明と記録", "Proof and log")
_PROOF_WORDS = {
    Proof.UNIQUE: Text("規則に合う割当ては、この1通りだけです。", "This is the only allocation that the rules allow."),
    Proof.NONE: Text(
        "すべての世帯の条件を同時に満たす割当てはありません。下の世帯を例外として、職員が判断します。",
        "No allocation meets the conditions of all households. Officers decide on the exceptions below.",
    ),
    Proof.UNDECIDED: Text(
        "決められた探索の量では、規則に合う割当てがあるかどうかを決められませんでした。",
        "Within the stated amount of search it was not settled whether an allocation meets all rules.",
    ),
}
_STABILITY = {
    Stability.HOUSEHOLD: Text("席を失うきょうだいも比べる", "a sibling who would lose a seat counts"),
    Stability.STRICT: Text("世帯の中では自由に席をゆずれる", "seats may be handed over inside a household"),
}
_CHOICE = {
    Choice.PRIORITY: Text("優先順位の高い世帯から良い結果", "best for households in the order of priority"),
    Choice.MOST_CHILDREN: Text("入る子がいちばん多い結果", "most children admitted"),
}


def proof_page(_request: PageRequest, context: AppContext) -> AppPageView:
    """The claim, the exceptions, the alternatives, and what was confirmed."""
    result = result_of(context)
    allocation, confirmed = result.allocation, context.result_of(context.run)["checked"]
    blocks: list[Block] = [
        Notice(proof_words(allocation), Tone.GOOD if allocation.proof in (Proof.UNIQUE, Proof.SEVERAL) else Tone.WARN),
        PageFacts(
            (
                (Text("世帯の中の比べ方", "Siblings of one household"), _STABILITY[allocation.stability]),
                (Text("結果がいくつもあるとき", "When several are possible"), _CHOICE[allocation.choice]),
                (Text("取り除いた組み合わせ", "Options deleted"), _number(len(allocation.certificate.root.option))),
                (Text("探した分かれ道", "Nodes searched"), _number(sum(map(len, allocation.certificate.searches)))),
            )
        ),
    ]
    blocks += blocked_blocks(result) + _groups(result) + _swaps(result)
    blocks.append(Heading(Text("別のプログラムが確かめたこと", "Confirmed by separate code")))
    blocks += [Words(Text(**said)) for said in confirmed["confirmed"]]
    blocks += [Notice(Text(**said), Tone.WARN) for said in confirmed["unconfirmed"]]
    blocks.append(
        Links(
            (
                PageLink("certificate", Text("証明書ファイル（番号だけで、氏名はありません）", "Certificate file (numbers only, no names)")),
                PageLink("log", Text("取り除いた組み合わせの記録", "Log of deleted options")),
            )
        )
    )  # fmt: skip
    return AppPageView(TITLE, tuple(blocks))


def proof_words(allocation: Allocation) -> Text:
    """The claim in a sentence."""
    return claim(allocation.proof, allocation.count, whole=allocation.counted_whole)


def claim(proof: Proof, stable: int, *, whole: bool = True) -> Text:
    """The claim in a sentence; `stable` counts the allocations that meet the rules, all of them when `whole`."""
    if proof is not Proof.SEVERAL:
        return _PROOF_WORDS[proof]
    at_least = Text("", "") if whole else Text("少なくとも", "At least ")
    count = f"{stable:,}"
    return Text(
        f"規則に合う割当ては{at_least.ja}{count}通りあります。決め方の規則で、そのうちの1つを選びました。",
        f"{at_least.en}{count} allocations meet the rules; one was chosen by the stated criterion.",
    )


def _number(value: int) -> Text:
    return Text(f"{value:,}", f"{value:,}")


def blocked_blocks(result: Solved) -> list[Block]:
    """The households that cannot have what the rules promise them, and seats that would help; nothing where there are none."""
    blocked = result.allocation.blocked
    if blocked is None:
        return []
    bounds = (
        Text(f"例外にする世帯は{blocked.lower}世帯です。これより少なくできないことは証明ずみです。",
             f"Exceptions: {blocked.lower}. That fewer are impossible is proven.")
        if blocked.lower == blocked.upper
        else Text(f"例外にする世帯は{blocked.upper}世帯です。{blocked.lower}世帯より少なくできないことは証明ずみで、その間は決められた探索の量では決まりませんでした。",
                  f"Exceptions: {blocked.upper}. That fewer than {blocked.lower} are impossible is proven; what lies between was not settled within the stated search.")
    )  # fmt: skip
    rows = tuple(
        (result.built.households[f], option_words(result.built, option))
        for f, option in zip(blocked.households, blocked.blocking, strict=True)
    )
    blocks: list[Block] = [
        Heading(Text("例外の世帯", "Exceptions")),
        Words(bounds),
        PageTable(
            Text("例外の世帯と、かなえられたはずの組み合わせ", "Households, and the option they could claim"),
            (Text("世帯番号", "Household"), Text("組み合わせ", "Option")),
            rows,
        ),
    ]
    if blocked.restoring:
        blocks.append(
            PageTable(
                Text("この枠を増やせば、例外なしに割り当てられます", "With these seats more there is no exception"),
                (Text("枠", "Seats"),),
                tuple((_seats_words(result.built, seats.pools),) for seats in blocked.restoring),
            )
        )
    return blocks


def _seats_words(built: Built, pools: tuple[tuple[int, int], ...]) -> Text:
    parts = [(_pool_words(built, s), more) for s, more in pools]
    return Text("、".join(f"{p.ja} +{n}" for p, n in parts), ", ".join(f"{p.en} +{n}" for p, n in parts))


def _pool_words(built: Built, pool: int) -> Text:
    name = built.applications.facilities[built.applications.pools[pool].facility].name
    seats = seats_of(built.applications.pools[pool])
    return Text(f"{name} {seats.ja}", f"{name} {seats.en}")


def option_words(built: Built, option: int) -> Text:
    """A joint option: per child the seat; "nothing" for the rest."""
    market, children = built.market, built.applications.children
    entries = range(int(market.entry_start[option]), int(market.entry_start[option + 1]))
    parts = [
        (children[int(built.child[market.entry_child[e]])].number, _pool_words(built, int(market.entry_pool[e])))
        for e in entries
    ]
    if not parts:
        return Text("席なし（転園なら継続）", "no seat (a transfer stays)")
    return Text("、".join(f"{n}：{p.ja}" for n, p in parts), "; ".join(f"{n}: {p.en}" for n, p in parts))


def _groups(result: Solved) -> list[Block]:
    groups = [g for g in result.allocation.groups if len(g.alternatives) > 1]
    if not groups:
        return []
    rows = []
    for number, group in enumerate(groups[:MOST_ROWS], 1):
        for place, alternative in enumerate(group.alternatives[:20]):
            for household, option in zip(group.households, alternative, strict=True):
                rows.append(
                    (number, Text("選んだもの", "chosen") if place == 0 else place + 1, result.built.households[household],
                     option_words(result.built, option))
                )  # fmt: skip
    return [
        Heading(Text("ほかにあり得た結果", "Other possible results")),
        Words(
            Text(
                "組ごとに独立です。全体の数は、組ごとの数を掛けたものです。",
                "The groups do not touch each other: the number of all results is the product of theirs.",
            )
        ),
        PageTable(
            Text("組ごとの選択肢", "Alternatives by group"),
            (Text("組", "Group"), Text("選択肢", "Alternative"), Text("世帯番号", "Household"), Text("結果", "Result")),
            tuple(rows[:MOST_ROWS]),
            len(rows) if len(rows) > MOST_ROWS else None,
        ),
    ]


def _swaps(result: Solved) -> list[Block]:
    if not result.allocation.swaps:
        return []
    return [
        PageTable(
            Text("世帯の中で席を取り替えたきょうだい", "Siblings who exchanged their own seats"),
            (Text("世帯番号", "Household"), Text("前", "Before"), Text("後", "After")),
            tuple(
                (result.built.households[s.household], option_words(result.built, s.before), option_words(result.built, s.after))
                for s in result.allocation.swaps
            ),
        )
    ]  # fmt: skip


def certificate_file(_request: PageRequest, context: AppContext) -> Download:
    """The certificate as it was kept."""
    return Download(f"certificate-{context.run}.json", context.file_of(context.run, CERTIFICATE), "application/json")


def log_page(request: PageRequest, context: AppContext) -> AppPageView:
    """Deleted options with the reason of each, for one household or from one place of the log on."""
    result = result_of(context)
    deletions, built = result.allocation.certificate.root, result.built
    household, start = request.query.get("household", "").strip(), _start(request.query.get("from", ""))
    family = np.searchsorted(built.market.option_start, deletions.option, side="right") - 1
    rows = np.arange(len(deletions.option))
    if household:
        rows = rows[np.array([built.households[f] == household for f in family.tolist()], dtype=bool)]
    shown = rows[start : start + MOST_ROWS]
    table = PageTable(
        Text("取り除いた組み合わせ", "Deleted options"),
        (Text("順", "Step"), Text("段", "Round"), Text("世帯番号", "Household"), Text("組み合わせ", "Option"), Text("理由", "Because")),
        tuple(_log_row(built, deletions, int(i), int(family[i])) for i in shown),
        len(rows) if len(rows) > len(shown) else None,
        Text("取り除いたものはありません", "Nothing was deleted"),
    )  # fmt: skip
    following: tuple[Block, ...] = ()
    if start + MOST_ROWS < len(rows):
        following = (Links((PageLink(f"log?household={household}&from={start + MOST_ROWS}", Text("続き", "More")),)),)
    return AppPageView(
        Text("取り除いた組み合わせの記録", "Log of deleted options"), (_search(household), table, *following), TITLE
    )


def _start(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _search(household: str) -> PageForm:
    field = FormField("household", Text("世帯番号", "Household"), value=household)
    return PageForm("log", (field,), Text("絞り込む", "Show"), get=True)


def _log_row(built: Built, deletions: Deletions, i: int, family: int) -> tuple[int, int, str, Text, Text]:
    cause = int(deletions.cause[i])
    if deletions.kind[i] == GUARANTEE:
        words = option_words(built, cause)
        why = Text(f"より良い「{words.ja}」が必ずかなうため", f"the better “{words.en}” is certain")
    else:
        words = _pool_words(built, cause)
        why = Text(
            f"{words.ja}が、順位の高い確実な申込みで埋まるため",
            f"{words.en} is filled by applicants who are sure to come and rank above",
        )
    return i + 1, int(deletions.round[i]), built.households[family], option_words(built, int(deletions.option[i])), why
