# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import xml.etree.ElementTree as ET

from machikata.drawing.maps.difference_map import draw_difference_map
from machikata.testing.flows import sample_difference

SVG = "{http://www.w3.org/2000/svg}"


def root_of(**asked):
    return ET.fromstring(draw_difference_map(sample_difference(), **asked).markup)


def way(root, source, target):
    nodes = {g.get("data-activity"): g.get("data-node") for g in root.iter(SVG + "g")}
    return next(
        g for g in root.iter(SVG + "g") if (g.get("data-from"), g.get("data-to")) == (nodes[source], nodes[target])
    )


def texts(root):
    return ["".join(t.itertext()) for t in root.iter(SVG + "text")]


def test_a_path_only_of_ours_is_thick_only_theirs_dashed_both_solid():
    root = root_of()
    ours, theirs, both = way(root, "uketsuke", "kessai"), way(root, "ichiji", "denshi"), way(root, "iken-irai", "iken")
    assert [g.get("data-who") for g in (ours, theirs, both)] == ["own", "peers", "both"]
    lines = [next(g.iter(SVG + "path")) for g in (ours, theirs, both)]
    assert [bool(line.get("stroke-dasharray")) for line in lines] == [False, True, False]
    widths = [float(line.get("stroke-width")) for line in lines]
    assert widths[0] > widths[2]
    assert widths[0] > widths[1]


def test_each_path_bears_the_pair_of_values_ours_first():
    assert "74%/0%" in texts(root_of())
    assert "15.0日/14.0日" in texts(root_of(pair="days"))
    assert "15.0 d/14.0 d" in texts(root_of(pair="days", language="en"))


def test_a_suppressed_value_is_a_dash_and_explained_but_no_absence():
    root = root_of()
    assert "7%/―" in texts(root)
    assert way(root, "kakunin", "chosa").get("data-who") == "both"
    assert "少ない件数、または逆算を防ぐため表示しない値" in texts(root)


def test_where_nobody_goes_there_is_no_wait_to_hide():
    assert "4.0日/なし" in texts(root_of(pair="days"))


def test_work_only_of_one_side_has_its_own_outline():
    boxes = {
        g.get("data-activity"): next(g.iter(SVG + "rect")) for g in root_of().iter(SVG + "g") if g.get("data-activity")
    }
    assert float(boxes["kessai"].get("stroke-width")) > float(boxes["uketsuke"].get("stroke-width"))
    assert boxes["denshi"].get("stroke-dasharray")
    assert boxes["uketsuke"].get("stroke-dasharray") is None


def test_the_description_counts_and_names_the_differences():
    told = draw_difference_map(sample_difference()).description
    assert told == (
        "汐見原市とほかの11団体の流れ。道18本のうち、どちらにもあるもの14本、汐見原市だけのもの2本、汐見原市にないもの2本。"
        "汐見原市だけの作業：係長の決裁。汐見原市にない作業：審査会の資料を電子で送る。"
    )


def test_seldom_work_counts_as_none_by_a_threshold_one_may_set():
    ours = [g for g in root_of(seldom=0.5).iter(SVG + "g") if g.get("data-who") == "own"]
    assert len(ours) > 2
