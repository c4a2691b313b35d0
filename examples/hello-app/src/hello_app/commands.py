# SPDX-License-Identifier: Apache-2.0
"""Commands below `machikata app hello`."""

from __future__ import annotations

from hello_app.papers import questions as question_sheet
from hello_app.rows import spell_rows
from hello_app.spelling import spell_address
from hello_app.telephones import spell_telephone
from hello_app.words import CHANGES
from machikata.automation.app.context import AppContext
from machikata.automation.app.manifest import CommandAnswer
from machikata.domain.progress import no_progress
from machikata.domain.text import Text


def rules(context: AppContext) -> CommandAnswer:  # noqa: ARG001 - the signature is the contract's
    """そろえ方の一覧を出す。 List how the app spells."""
    document = {code: {"ja": words.ja, "en": words.en} for code, words in CHANGES.items()}
    return CommandAnswer(document, tuple(Text(f"{code}：{w.ja}", f"{code}: {w.en}") for code, w in CHANGES.items()))


def spell(context: AppContext, *, text: str, telephone: bool = False, full_width: bool = False) -> CommandAnswer:  # noqa: ARG001 - as above
    """1つの住所か電話番号をそろえる。 Spell one address or telephone number.

    Parameters
    ----------
    text
        書かれているとおりの住所か電話番号。 The address or number as it is written.
    telephone
        電話番号として読む。 Take it for a telephone number.
    full_width
        住所の数字を全角にする。 Digits of the address in full width.
    """
    found = spell_telephone(text) if telephone else spell_address(text, full_width=full_width)
    document = {"written": text, "proposed": found.text, "changes": list(found.changes)}
    return CommandAnswer(document, (Text(found.text or "―", found.text or "―"), *(CHANGES[c] for c in found.changes)))


def questions(context: AppContext, *, run: str = "") -> CommandAnswer:
    """確認のお願いを書き出す。 Write the questions of a run as Word and PDF.

    Parameters
    ----------
    run
        実行の番号。なければ、何を書き出すかだけを示す。 The run; without one only what would be written is said.
    """
    if not run:
        words = Text(
            "--run に実行の番号を入れると、WordとPDFを書き出します",
            "with --run the questions are written as Word and PDF",
        )
        return CommandAnswer({"files": []}, (words,))
    asked = [r for r in spell_rows(context.inputs_of(run), no_progress) if r.state == "person"]
    if not asked:
        return CommandAnswer({"files": []}, (Text("職員が決める行はありません", "no row is left to an officer"),))
    sheet = question_sheet(asked, "ja", synthetic=context.synthetic)
    files = (
        ("questions.docx", context.documents.word([sheet])),
        ("questions.pdf", context.documents.pdf([sheet], progress=context.progress)),
    )
    said = Text(f"{len(asked)}行の確認のお願いを書き出しました", f"questions about {len(asked)} rows")
    return CommandAnswer({"files": [name for name, _ in files], "rows": len(asked)}, (said,), files)
