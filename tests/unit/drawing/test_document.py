# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from machikata.domain.provenance import FigureKind, Provenance
from machikata.domain.text import Text
from machikata.drawing.charts.survival import SurvivalLine, draw_survival
from machikata.drawing.document import source_line, svg_document
from machikata.drawing.maps.process_map import draw_process_map
from machikata.testing.flows import sample_flow

SVG = "{http://www.w3.org/2000/svg}"
FROM = Provenance(
    Text("12団体の処理記録", "records of 12 bodies"), "2026-05-15", Text("間接標準化", "indirect standardisation"), 30489, 12
)  # fmt: skip
INVENTED = Provenance(FROM.source, FROM.as_of, FROM.method, 1, 1, FigureKind.REPORTED, synthetic=True)


def words_of(document):
    return ["".join(t.itertext()) for t in ET.fromstring(document).iter(SVG + "text")]


def test_the_source_line_has_source_date_method_n_and_kind():
    assert source_line(FROM, "ja") == (
        "出典：12団体の処理記録（2026-05-15時点）｜方法：間接標準化｜n＝30,489件・12団体｜種類：実測"
    )
    assert source_line(INVENTED, "en") == (
        "Source: records of 12 bodies (as of 2026-05-15) | Method: indirect standardisation | n = 1 case | Kind: reported"
    )
    assert all(kind.label.ja and kind.label.en for kind in FigureKind)


def test_a_map_becomes_a_file_with_declaration_title_source_and_nothing_outside():
    document = svg_document(draw_process_map(sample_flow()), provenance=FROM)
    assert document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    words = words_of(document)
    assert words[0] == "流れの図"
    assert "種類：実測" in "".join(words)
    assert "架空" not in "".join(words)
    assert document.count(b"http") == document.count(b'xmlns="http://www.w3.org/2000/svg"')


def test_invented_data_are_marked_in_both_languages():
    picture = draw_process_map(sample_flow())
    assert "架空" in words_of(svg_document(picture, provenance=INVENTED))
    assert "invented data" in words_of(svg_document(picture, provenance=INVENTED, language="en"))


@pytest.mark.parametrize("width", [480, 760, 1200])
def test_a_chart_of_any_width_becomes_as_wide_as_asked(width):
    chart = draw_survival([SurvivalLine("汐見原市", True, ((30.0, 0.0),))], horizon_days=60)
    root = ET.fromstring(svg_document(chart, provenance=FROM, width=width))
    assert root.get("width") == str(max(width, 560))
    frame = root.find(SVG + "svg")
    margins = chart.margins
    assert float(frame.get("x")) >= 20 + margins.left
    assert float(frame.get("x")) + float(frame.get("width")) + margins.right + 20 <= max(width, 560)


def test_the_same_arguments_give_the_same_bytes():
    pictures = [draw_process_map(sample_flow(), language="en") for _ in range(2)]
    assert len({svg_document(p, provenance=INVENTED, language="en") for p in pictures}) == 1


def test_a_long_source_breaks_into_lines_that_fit():
    long = Provenance(Text("処理記録の" * 60, "records " * 60), "2026-05-15", FROM.method, 5, 2, synthetic=True)
    root = ET.fromstring(svg_document(draw_process_map(sample_flow()), provenance=long))
    assert float(root.get("height")) > 1000
