# SPDX-License-Identifier: Apache-2.0
"""Any table against the 30 checks, from the site; nothing of it is kept."""

from __future__ import annotations

from typing import Any

from machikata.records.table_checks import check_table_bytes

GOOD = "団体コード,団体名,人口\r\n990019,架空1町,9001\r\n990027,架空2町,9002\r\n".encode("utf-8-sig")
BAD = '令和7年度 人口の一覧,,\r\n団体コード,団体名,人口（人）\r\n990019,架空1町,"9,001人"\r\n990027,架空2町,約9000\r\n'.encode(
    "cp932"
)


def sent(site: Any, data: bytes, name: str = "人口.csv", **fields: str) -> Any:
    """Send a table to be checked."""
    return site.post("/check-table", fields, files={"file": (name, data, "text/csv")})


def test_a_table_is_checked_and_its_thirty_answers_and_findings_are_shown(site: Any) -> None:
    page = sent(site, BAD)
    assert page.status_code == 200
    expected = check_table_bytes(BAD, name="人口.csv")
    assert expected.failed
    assert f"30の点検のうち{len(expected.failed)}つが不適合です" in page.text
    assert page.text.count('class="num">L') >= 30
    assert all(r.check.name in page.text for r in expected.failed)
    found = site.get(f"{page.url.path}?format=json").json()["report"]
    assert [r["answer"] for r in found["results"]] == [r.answer.value for r in expected.results]


def test_the_findings_go_out_as_a_workbook_and_as_a_csv_that_passes_the_checks(site: Any) -> None:
    address = sent(site, BAD).url.path
    assert site.get(f"{address}/findings.xlsx").content.startswith(b"PK")
    assert check_table_bytes(site.get(f"{address}/findings.csv").content, name="f.csv").failed == ()
    assert site.get(f"{address}/findings.pdf").status_code == 404


def test_a_sound_table_fails_no_check(site: Any) -> None:
    assert "不適合はありません" in sent(site, GOOD).text


def test_what_cannot_be_checked_is_told_at_the_field(site: Any) -> None:
    for answer in (site.post("/check-table"), sent(site, b"", "x.csv")):
        assert answer.status_code == 422
        assert 'href="#f-file"' in answer.text


def test_a_file_of_another_kind_fails_the_check_of_its_kind(site: Any) -> None:
    page = sent(site, b"%PDF-1.4 nothing", "x.pdf")
    assert [
        r["check"]["id"]
        for r in site.get(f"{page.url.path}?format=json").json()["report"]["results"]
        if r["answer"] == "fail"
    ] == ["1-01"]


def test_a_result_that_is_gone_says_so(site: Any) -> None:
    gone = site.get("/check-table/0123456789abcdef")
    assert gone.status_code == 404
    assert "保管しません" in gone.text


def test_the_page_is_found_from_the_records_and_the_help(site: Any) -> None:
    for address in ("/records", "/help"):
        assert 'href="/check-table"' in site.get(address).text
