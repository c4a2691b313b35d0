# SPDX-License-Identifier: Apache-2.0
"""The key figures on the site: the newest count, bounds as bounds, every prefecture, and files."""

from __future__ import annotations

import pytest

from machikata.domain.prefectures import PREFECTURES


def test_the_newest_count_and_the_bounds_of_earlier_years_are_shown(site):
    page = site.get("/publish").text
    assert "<b>1,154団体</b>／1,788団体" in page
    assert "417〜800" in page
    assert "838以上" in page


def test_every_table_is_there_as_csv_and_the_workbook_opens(site):
    tables = site.get("/publish?format=json").json()["tables"]
    assert len(tables) >= 5
    for table in tables:
        assert site.get(f"/publish/kpi/{table['id']}.csv").content.startswith(b"\xef\xbb\xbf")
    assert site.get("/publish/kpi.xlsx").content.startswith(b"PK")
    assert site.get("/publish/kpi/nothing.csv").status_code == 404


@pytest.mark.parametrize("number", ["01", "13", "47"])
def test_a_prefecture_shows_its_municipalities_in_the_order_of_their_codes(site, number):
    rows = site.get(f"/publish/prefectures/{number}?format=json").json()["table"]["rows"]
    codes = [row[1] for row in rows]
    assert codes == sorted(codes)
    assert all(code.startswith(number) for code in codes)
    assert site.get(f"/publish/prefectures/{number}").status_code == 200
    assert site.get(f"/publish/prefectures/{number}/list.csv").status_code == 200


def test_there_are_47_prefectures_and_no_other(site):
    assert len(PREFECTURES) == 47
    for number in ("00", "48", "1", "１３"):
        assert site.get(f"/publish/prefectures/{number}").status_code == 404


def test_a_tool_that_is_none_is_left_aside(site):
    assert site.get("/publish?tool=magic").status_code == 200
    assert "RPAを使う市区町村の割合" in site.get("/publish?tool=rpa").text
