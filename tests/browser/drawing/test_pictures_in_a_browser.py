# SPDX-License-Identifier: Apache-2.0
"""Pictures in Debian's Chromium: real words fit the boxes they were measured for, and a strict policy finds nothing to forbid."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from machikata.analysis.workload_calendar import HourLoad, PeriodLoad
from machikata.drawing.charts.funnel import draw_funnel
from machikata.drawing.charts.hours import draw_hours
from machikata.drawing.charts.months import draw_months
from machikata.drawing.document import svg_document
from machikata.drawing.lettering import text_width
from machikata.drawing.maps.difference_map import draw_difference_map
from machikata.drawing.maps.process_map import draw_process_map
from machikata.drawing.palette import FONT
from machikata.testing.comparisons import sample_comparison
from machikata.testing.flows import sample_difference, sample_flow

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[3]
POLICY = "default-src 'none'; style-src 'self'"
PAGE = """<!doctype html><html lang="ja"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}"><title>t</title></head><body>{body}</body></html>"""
SAMPLES = [
    "要介護認定申請の受付・入力（窓口）",
    "3,108件",
    "100%/100%",
    "15.0 d/14.0 d",
    "Determine necessity to stop indication",
    "T07-5 Draft internal advice aspect 5",
    "WWW & MMM @ 100%",
    "median wait under 3 days",
    "給与支払報告書ＡＢＣ－１２３",
]


@pytest.fixture
def page(browser):
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


def pictures(language):
    comparison = sample_comparison(n_bodies=12)
    names = {b.code: b.name.in_(language) for b in comparison.bodies}
    return {
        "map": draw_process_map(sample_flow(), highlight={"kessai"}, language=language, both_layers=True),
        "difference": draw_difference_map(sample_difference(), language=language),
        "funnel": draw_funnel(comparison.indicators[0].funnel, names=names, own=comparison.own, language=language),
    }


def has_font(page):
    """Whether the first Japanese font of the list is here: another font has other widths."""
    return page.evaluate(
        """() => { const c = document.createElement('canvas').getContext('2d');
        c.font = '100px "Noto Sans CJK JP", monospace'; return Math.abs(c.measureText('0').width - 55.5) < 1 }"""
    )


@pytest.mark.parametrize("bold", [False, True])
def test_estimated_widths_hold_the_real_words(page, bold):
    if not has_font(page):
        pytest.skip("no Noto Sans CJK JP")
    real = page.evaluate(
        """([words, font]) => { const c = document.createElement('canvas').getContext('2d');
        c.font = font; return words.map(w => c.measureText(w).width) }""",
        [SAMPLES, f"{'700' if bold else '400'} 16px {FONT}"],
    )
    estimated = [text_width(sample, size=16, bold=bold) for sample in SAMPLES]
    assert [s for s, r, e in zip(SAMPLES, real, estimated, strict=True) if r > e + 0.5] == []
    # Generous, but not so much that maps sprawl.
    assert all(e < r * 1.35 for r, e in zip(real, estimated, strict=True))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_words_stay_inside_their_boxes(page, language):
    if not has_font(page):
        pytest.skip("no Noto Sans CJK JP")
    for name in ("map", "difference"):
        page.set_content(PAGE.format(policy=POLICY, body=pictures(language)[name]))
        outside = page.evaluate(
            """() => [...document.querySelectorAll('.pic-ground, .pic-box')].filter(r => !r.closest('.pic-legend')).flatMap(r => {
            const b = r.getBBox(); const found = [];
            for (let t = r.nextElementSibling; t && t.tagName === 'text'; t = t.nextElementSibling) {
              const w = t.getBBox();
              if (w.width && (w.x < b.x - .5 || w.x + w.width > b.x + b.width + .5)) found.push(t.textContent) }
            return found })"""
        )
        assert outside == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_names_in_a_funnel_do_not_meet_at_any_width(page, width):
    page.set_viewport_size({"width": width, "height": 700})
    picture = pictures("ja")["funnel"]
    page.set_content(PAGE.format(policy=POLICY, body=picture))
    names = {b.name.ja for b in sample_comparison(n_bodies=12).bodies}
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('text')].map(t => { const b = t.getBBox(); return [t.textContent, b.x, b.y, b.width, b.height] })"""
    )
    drawn = [box for box in boxes if box[0] in names]
    assert 1 <= len(drawn) <= 5
    for i, (_, x, y, w, h) in enumerate(drawn):
        for _, x2, y2, w2, h2 in drawn[:i]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 + 3 or y2 + h2 <= y + 3


def test_a_strict_policy_has_nothing_to_forbid_and_nothing_is_fetched(page):
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    body = "".join(str(p).replace('id="', f'id="{name}-') for name, p in pictures("ja").items())
    page.set_content(PAGE.format(policy=POLICY, body=body))
    assert (said, asked) == ([], [])


def test_an_exported_file_opens_alone_and_keeps_its_words_inside(page, tmp_path):
    comparison = sample_comparison(n_bodies=12)
    for name, picture in pictures("ja").items():
        path = tmp_path / f"{name}.svg"
        path.write_bytes(svg_document(picture, provenance=comparison.provenance))
        page.goto(path.as_uri())
        clipped = page.evaluate(
            """() => { const all = document.documentElement.getBoundingClientRect();
            return [...document.querySelectorAll('text')].filter(t => t.checkVisibility())
              .filter(t => { const b = t.getBoundingClientRect(); return b.width && (b.left < all.left || b.right > all.right || b.bottom > all.bottom) })
              .map(t => t.textContent) }"""
        )
        assert clipped == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_no_words_stand_on_their_own_colour(browser, scheme):
    hours = draw_hours([HourLoad(day, hour, day * hour + 1) for day in range(5) for hour in range(8, 18)])
    opened = browser.new_page(forced_colors="active", color_scheme=scheme)
    styles = (ROOT / "src/machikata/web/styles/maps.css").read_text(encoding="utf-8")
    body = "".join(str(p) for p in (*pictures("ja").values(), hours))
    opened.set_content(f"<style>{styles}</style>{body}")
    colours = opened.evaluate(
        """() => { const fill = s => [...new Set([...document.querySelectorAll(s)].map(e => getComputedStyle(e).fill))];
        const body = getComputedStyle(document.body);
        return {words: body.color, ground: body.backgroundColor, plain: fill('.pic > text, .pic-way ~ text, .pic-activity text, .pic-activity tspan'),
          grounds: fill('.pic-ground, .pic-box, [class^="pic-shade-"]'), pill: fill('.pic-dark'), onPill: fill('.pic-terminal tspan'),
          inCells: fill('.pic-table tspan')} }"""
    )
    opened.close()
    assert colours["words"] != colours["ground"]
    assert colours["plain"] == colours["inCells"] == colours["pill"] == [colours["words"]]
    assert colours["grounds"] == colours["onPill"]
    assert colours["grounds"] != [colours["words"]]


def test_months_can_be_looked_at_on_a_phone(page):
    loads = [PeriodLoad(date(2025 + i // 12, i % 12 + 1, 1), date(2026, 1, 1), 10, 10, 10, True) for i in range(30)]
    page.set_viewport_size({"width": 320, "height": 500})
    page.set_content(PAGE.format(policy=POLICY, body=draw_months(loads)))
    edges = page.evaluate(
        r"""() => [...document.querySelectorAll('text')].filter(t => /^\d\d\/\d+$/.test(t.textContent))
        .map(t => t.getBoundingClientRect()).map(b => [b.left, b.right])"""
    )
    assert len(edges) > 2
    assert all(right < left for (_, right), (left, _) in pairwise(edges))
