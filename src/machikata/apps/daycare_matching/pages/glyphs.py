# SPDX-License-Identifier: Apache-2.0
"""Characters of names that cannot be printed as they stand: whose letters are to be looked at before they are sent."""

from __future__ import annotations

from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.pages.letters import TITLE, documents_for
from machikata.apps.daycare_matching.solving import Solved
from machikata.automation.app.context import AppContext
from machikata.automation.app.documents import GlyphFault
from machikata.automation.app.pages import AppPageView, Links, PageLink, PageRequest, PageTable
from machikata.domain.text import Text


def glyphs_page(_request: PageRequest, context: AppContext) -> AppPageView:
    """Characters of names that no font here has: whose letters are to be looked at before they are sent."""
    documents = documents_for(context, context.run, language="ja")
    numbers = sorted(_numbers(result_of(context)))
    missing = context.documents.missing_glyphs(documents)
    rows = tuple(
        (
            m.characters if m.fault is GlyphFault.PLAIN_FORM else m.code,
            _FAULTS[m.fault],
            len(m.documents),
            "、".join(numbers[i] for i in m.documents[:_MOST_NAMED]),
        )
        for m in missing
    )
    head = (
        Text("文字", "Character"),
        Text("印刷", "In print"),
        Text("通知書の数", "Letters"),
        Text("申請者番号", "Numbers"),
    )
    table = PageTable(_GLYPHS, head, rows, None, Text("すべての文字を印刷できます", "Every character can be printed"))
    return AppPageView(_GLYPHS, (Links((PageLink("letters", TITLE),)), table), TITLE)


_MOST_NAMED = 20
_GLYPHS = Text("印刷できない文字", "Characters that cannot be printed")
_FAULTS = {
    GlyphFault.ABSENT: Text("字形がなく「〓」になる", "no glyph: printed as 〓"),
    GlyphFault.PLAIN_FORM: Text("異体字が通常の字体になる", "variant form: printed in the usual form"),
    GlyphFault.UNPRINTABLE: Text("制御文字を取り除く", "control character: left out"),
}


def _numbers(result: Solved) -> list[str]:
    children = result.built.applications.children
    return [children[p].number for p in result.built.child.tolist()]
