# SPDX-License-Identifier: Apache-2.0
"""The periodical letter as a person has read it, as text and as HTML. MACHIKATA_WRITE_GOLDEN=1 writes it anew: read it before committing.

The HTML lies in .htm files: it was looked at in a browser at 360 and 700 px, in light and dark.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from machikata.domain.digest import NewsItem, NewsKind, Recipient, RecipientRole
from machikata.domain.text import Language, Text
from machikata.publication.digest import compose, html, plain_text

FOLDER = Path(__file__).parent
NEWS = (
    NewsItem(
        NewsKind.CALL, "calls/2026-2", Text("窓口業務の比較に参加する団体の募集", "Municipalities wanted: comparing counter work"),
        Text("締切：2026年12月18日。3団体以上で組をつくります。", "Deadline 18 December 2026. Groups of three and more."),
        "/calls/2026-2", date(2026, 11, 12), "", synthetic=True,
    ),
    NewsItem(
        NewsKind.CASE, "cases/990019-1", Text("転入届の窓口で、書かずに済む受付を始めた事例", "A counter where nobody fills in forms"),
        Text("転入届を、来庁前の入力と自動応答で受け付けています。待ち時間は、実績で18分から11分になりました。\n途中で1度やめた経緯も書いてあります。",
             "Notices of moving in are taken by a chatbot before the visit. Waiting fell from 18 to 11 minutes (measured).\nIt had been given up once; the story is told."),
        "/cases/990019-1", date(2026, 11, 5), "架空1町", synthetic=True,
    ),
    NewsItem(
        NewsKind.CASE, "cases/990027-1", Text("AI-OCRの試行だけで見送った事例", "AI-OCR abandoned after a trial"),
        Text("うまくいかなかった例です。手書きの申請書では読み取りの直しが多く、導入を見送りました。",
             "This did not work out. Handwritten forms needed too many corrections."),
        "/cases/990027-1", date(2026, 11, 9), "架空2町", synthetic=True,
    ),
    NewsItem(
        NewsKind.FIGURES, "figures/2024", Text("AI・RPAを使う団体の数（2024年末）", "Bodies using AI or RPA (end of 2024)"),
        Text("AIまたはRPAを使う団体は、1,788団体のうち1,154団体です。", "1,154 of 1,788 bodies use AI or RPA."),
        "/kpi", date(2026, 11, 15),
    ),
)  # fmt: skip
DIGEST = compose(
    NEWS, digest_id="no-3", number=3, since=date(2026, 10, 20), until=date(2026, 11, 20),
    sender_name=Text("架空県 市町村課", "Kaku Prefecture, Municipal Affairs"), site="https://machikata.example.jp",
)  # fmt: skip
MAYOR = Recipient("r1", "990019", "", RecipientRole.HEAD, "mayor@town1.example.jp", synthetic=True)
TOWN = Text("架空1町", "Kaku Town 1")
REFERENCE = "no-3.0123456789abcdef"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("write", "ending"), [(plain_text, "txt"), (html, "htm")])
def test_the_letter_is_the_one_that_was_reviewed(language: Language, write, ending: str) -> None:
    made = write(DIGEST, MAYOR, language, body=TOWN, reference=REFERENCE)
    file = FOLDER / f"digest_{language}.{ending}"
    if os.environ.get("MACHIKATA_WRITE_GOLDEN") == "1":
        file.write_text(made, "utf-8")
    assert made == file.read_text("utf-8"), f"{file.name} differs from what was reviewed"


def test_a_letter_about_real_bodies_says_nothing_of_invented_ones() -> None:
    real = replace(DIGEST, items=NEWS[3:], synthetic=False)
    text = plain_text(real, replace(MAYOR, synthetic=False), "ja", body=Text("港区", "Minato"))
    assert "架空の" not in text
    assert "【架空】" not in text
