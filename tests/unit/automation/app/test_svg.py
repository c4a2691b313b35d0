# SPDX-License-Identifier: Apache-2.0
"""A picture of an app holds shapes, words and colours, and nothing that acts or loads."""

from __future__ import annotations

import pytest

from machikata.automation.app.svg import safe_svg
from machikata.domain.errors import InputRefused

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def test_a_plain_picture_passes_with_its_words_and_gets_its_size() -> None:
    drawn = safe_svg(
        OPEN + '<title>件数 &lt;8</title><g fill="#0017c1"><rect width="4" height="3"/><text x="1">葛󠄀</text></g></svg>'
    )
    assert drawn.startswith('<svg viewBox="0 0 9 9" width="9" height="9">')
    assert "件数 &lt;8" in drawn
    assert "葛󠄀" in drawn


def test_ids_and_their_references_get_the_prefix_together() -> None:
    drawn = safe_svg(
        OPEN
        + '<defs><clipPath id="main"><path d="M0 0h1"/></clipPath></defs><path d="M0 0" clip-path="url(#main)"/></svg>',
        prefix="app-picture-2",
    )
    assert 'id="app-picture-2-main"' in drawn
    assert 'clip-path="url(#app-picture-2-main)"' in drawn


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<rect style="fill:red"/>',
        "<style>rect { fill: red }</style>",
        '<a href="/apps"><rect/></a>',
        '<image href="picture.png"/>',
        '<use href="#x"/>',
        '<use xlink:href="https://example.jp/x.svg#a"/>',
        '<rect fill="url(https://example.jp/#a)"/>',
        '<rect fill="url( &quot;//example.jp&quot; )"/>',
        '<rect class="skip"/>',
        "<foreignObject><p>x</p></foreignObject>",
        '<g xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></g>',
        '<path><animate attributeName="d"/></path>',
        "<svg><rect/></svg>",
        "<title><img src='x'/></title>",
        '<rect fill="javascript:alert(1)"/>',
    ],
)
def test_what_acts_or_loads_refuses_the_whole_picture(inside: str) -> None:
    with pytest.raises(InputRefused) as refused:
        safe_svg(OPEN + inside + "</svg>")
    assert refused.value.problems[0].remedy.ja


@pytest.mark.parametrize(
    "whole",
    [
        "",
        "no picture",
        "<p/>",
        "<svg/>",
        OPEN,
        OPEN + "<g>" * 100 + "</g>" * 100 + "</svg>",
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + OPEN + "<text>&a;</text></svg>",
        OPEN + "<text>" + "あ" * (1 << 20) + "</text></svg>",
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(whole: str) -> None:
    with pytest.raises(InputRefused):
        safe_svg(whole)
