# SPDX-License-Identifier: Apache-2.0
"""Letters as a person has read them. MACHIKATA_WRITE_GOLDEN=1 writes them anew: read every changed file before committing it."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from machikata.apps.daycare_matching.letters import letter_for
from machikata.apps.daycare_matching.letters.values import (
    LetterData,
    LetterFrame,
    OfferedSeat,
    RefusedLine,
    Result,
    Sender,
    SiblingLine,
)
from machikata.automation.app.documents import Facts, Grid
from machikata.domain.errors import FontMissing
from machikata.domain.text import Text
from machikata.publication.app_documents import AppDocuments

FOLDER = Path(__file__).parent
SENDER = Sender(
    Text("汐見原市", "Shiomihara City"), Text("汐見原市長", "Mayor of Shiomihara"), Text("こども部保育課", "the Nursery Section"),
    Text("電話 000-000-0000", "phone 000-000-0000"), Text("汐見原市長", "the Mayor of Shiomihara"), Text("汐見原市", "Shiomihara City"),
    Text("汐見原市長", "the Mayor"), "架空 花子",
)  # fmt: skip
FRAME = LetterFrame(
    SENDER, "汐保第12号", date(2027, 1, 29), Text("令和9年4月 一次選考", "April 2027, first round"), date(2027, 4, 1),
    Text("汐見原市保育の利用調整に関する要綱", "the Shiomihara guidelines on nursery place allocation"), date(2027, 2, 10), date(2028, 3, 31),
    date(2027, 3, 5), (Text("内定した施設の面接と健康診断を受けてください。", "Attend the interview and the health check of the nursery."),),
)  # fmt: skip
SEATS = Text("1歳児クラス・一般枠", "age 1, general seats")
BELOW = Text(
    "指数が、内定した方のうち最も低い方を下回りました。",
    "Your points are below those of the last child who was offered a seat.",
)
LATER = Text(
    "「市民税所得割額」の順で、内定した方のうち最後の方より後でした。",
    "By “income tax” you come after the last child who was offered a seat.",
)
SIBLING = Text(
    "ごきょうだいの分（ひばり保育園 3歳児クラス・一般枠）に空きがなく、申込みの条件を満たしませんでした。",
    "There was no room for the sibling (ひばり保育園, age 3, general seats), so that your condition was not met.",
)
BETTER = Text("より上位のご希望がかないました。", "A wish you prefer was granted.")
REFUSED = (
    RefusedLine(
        1,
        "しおかぜ保育園",
        SEATS,
        BELOW,
        31,
        36,
        criterion=Text("指数", "points"),
        waiting_rank=12,
        points_that_suffice=37,
    ),
    RefusedLine(
        2,
        "ひばり保育園",
        SEATS,
        LATER,
        31,
        lowest_hidden=True,
        criterion=Text("市民税所得割額", "income tax"),
        waiting_rank=2,
    ),
    RefusedLine(4, "なぎさ小規模保育園", SEATS, SIBLING, 31),
)
BORN = date(2025, 8, 3)
LETTERS = {
    "held": LetterData(
        "0004123", "H-77", "葛\U000e0100城 さくら", BORN, 1, Result.HELD, refused=REFUSED, points=31,
        siblings=(SiblingLine("葛\U000e0100城 はると", Result.OFFERED, "ひばり保育園"),),
        condition=Text("上の子だけの利用でもよい", "the older one alone is fine"), leave_extension=True, guardian="葛\U000e0100城 町子", branch=3,
    ),
    "offered": LetterData(
        "0004124", "H-78", "架空 みなと", BORN, 1, Result.OFFERED, OfferedSeat("つばさ保育園", SEATS, 3, "103"),
        refused=(*REFUSED[:2], RefusedLine(4, "なぎさ小規模保育園", SEATS, BETTER, 31)), points=31,
    ),
    "moves": LetterData("0004125", "H-79", "架空 りく", BORN, 1, Result.MOVES, OfferedSeat("しおかぜ保育園", SEATS, 1), "なぎさ小規模保育園", points=31.5),
    "stays": LetterData("0004126", "H-80", "", BORN, 1, Result.STAYS, current="なぎさ小規模保育園", refused=REFUSED[:1]),
}  # fmt: skip


def plain(document):
    """The document as text: grids and facts with bars, so that a reviewer reads what the resident does."""
    lines = [document.title, "=" * 20]
    for block in document.blocks:
        if isinstance(block, Facts):
            lines += [f"{name} | {value}" for name, value in block.pairs]
        elif isinstance(block, Grid):
            lines += [" | ".join(cell.replace("\n", " / ") for cell in row) for row in (block.head, *block.rows)]
        else:
            lines.append(f"[{block.look}] {block.text}")
        lines.append("")
    return "\n".join(lines)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_says_what_was_reviewed(name, language):
    text = plain(letter_for(LETTERS[name], frame=FRAME, language=language, synthetic=True))
    path = FOLDER / f"{name}_{language}.txt"
    if os.environ.get("MACHIKATA_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_everything_a_letter_says_stands_on_its_page():
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    document = letter_for(LETTERS["held"], frame=FRAME, synthetic=True)
    out = AppDocuments()
    try:
        pdf = out.pdf([document])
    except FontMissing as missing:
        pytest.skip(str(missing))
    shown = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    page = "".join(shown.split())
    said = [t for line in plain(document).split("\n") for t in line.replace("[", "").split("] ")[-1].split(" | ")]
    parts = [part for text in said for part in text.split(" / ") if part.strip("= ")]
    assert [p for p in parts if "".join(p.split()) not in page and len(p) < 20] == []
    assert out.missing_glyphs([document]) == ()
