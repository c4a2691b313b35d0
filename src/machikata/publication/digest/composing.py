# SPDX-License-Identifier: Apache-2.0
"""A first draft of the letter, from what is new; a person edits it before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from machikata.domain.digest import Digest, DigestState, NewsItem, NewsKind
from machikata.domain.text import Text

SERIES = Text("自治体の業務改革だより", "Letter on better municipal work")
_COUNTED = {
    NewsKind.CASE: (Text("事例", "case study"), Text("件", "case studies")),
    NewsKind.COMPARISON: (Text("団体の比較", "comparison"), Text("件", "comparisons")),
    NewsKind.EFFECT: (Text("効果の報告", "report of effects"), Text("件", "reports of effects")),
    NewsKind.CALL: (Text("公募", "call"), Text("件", "calls")),
    NewsKind.FIGURES: (Text("数字の更新", "renewed figure"), Text("件", "renewed figures")),
}
_CLOSING = Text(
    "導入してうまくいった例も、うまくいかなかった例も、ほかの団体の助けになります。\n"
    "事例、ご意見、必要な施策のご提案を、このメールへの返信でお寄せください。",
    "What went well and what did not: both help other municipalities.\n"
    "Please send case studies, opinions and proposals by answering this letter.",
)


def compose(
    news: Sequence[NewsItem],
    *,
    digest_id: str,
    number: int,
    since: date,
    until: date,
    sender_name: Text,
    site: str = "",
    series: Text = SERIES,
) -> Digest:
    """The draft of letter `number` with these news, by kind and then in their order. Nothing in it leaves before a person has read it."""
    items = tuple(item for kind in NewsKind for item in news if item.kind is kind)
    return Digest(
        digest_id,
        number,
        Text(f"{series.ja} 第{number}号", f"{series.en}, no. {number}"),
        opening_of(items),
        _CLOSING,
        items,
        since,
        until,
        DigestState.DRAFT,
        sender_name,
        site=site,
        synthetic=any(i.synthetic for i in items),
    )


def opening_of(items: Sequence[NewsItem]) -> Text:
    """The opening that counts what the letter tells."""
    counts = [(kind, sum(i.kind is kind for i in items)) for kind in NewsKind]
    told = [(kind, n) for kind, n in counts if n]
    if not told:
        return Text("この期間に、新しく公表されたものはありません。", "Nothing new was published in this period.")
    ja = "、".join(f"{_COUNTED[k][0].ja}{n}{_COUNTED[k][1].ja}" for k, n in told)
    en = ", ".join(f"{n} {_COUNTED[k][0 if n == 1 else 1].en}" for k, n in told)
    return Text(f"新しく公表されたものをお知らせします（{ja}）。", f"This is what was published: {en}.")
