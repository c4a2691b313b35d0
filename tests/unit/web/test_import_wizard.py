# SPDX-License-Identifier: Apache-2.0
"""A file goes in by the four steps of the site, as a person goes through them."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from machikata.domain.municipality import MunicipalityKind


def csv_log(**more: Any) -> bytes:
    """The small log of the fixtures, with other lines at its end."""
    head = "管理番号,作業名,処理日時,申請の種類,担当係\r\n"
    body = "".join(
        f"A{case:03},{step},2025-04-{day:02} 09:{case:02}:00,{'新規' if case % 3 else '更新'},窓口係\r\n"
        for case in range(24)
        for day, step in ((1, "受付"), (3, "審査"), (9, "通知"))
    )
    return (head + body + more.get("extra", "")).encode("cp932")


def upload(site: Any, content: bytes, name: str = "記録.csv", **fields: str) -> httpx.Response:
    values = {
        "new_body_code": "990019",
        "new_body_name": "汐見原市",
        "new_process": "許可の審査",
        "new_process_limit": "３０",
    }
    answer: httpx.Response = site.post("/records/new/file", values | fields, files={"file": (name, content)})
    return answer


def draft_of(site: Any) -> str:
    return str(site.workspace.library.drafts()[0].id)


def confirm(site: Any, page: httpx.Response, **changes: str) -> httpx.Response:
    """Send the form of the columns as it was proposed, with `changes`."""
    fields: dict[str, Any] = dict(
        re.findall(r'<select id="f-(role-\d+)".*?value="(\w+)" selected', page.text, flags=re.DOTALL)
    )
    fields |= {
        "date_style": re.findall(r'name="date_style" value="(\w+)" checked', page.text)[0],
        "time_zone": "Asia/Tokyo",
    }
    answer: httpx.Response = site.post(f"/records/drafts/{draft_of(site)}/columns", fields | changes)
    return answer


def test_a_good_file_goes_in_and_is_listed(site: Any) -> None:
    columns = upload(site, csv_log())
    assert columns.status_code == 200
    assert "管理番号" in columns.text
    quality = confirm(site, columns)
    assert "このまま取り込めます" in quality.text
    assert "72行を取り込む" in quality.text
    done = site.post(f"/records/drafts/{draft_of(site)}/admit")
    assert done.url.path == "/records"
    assert "72行を取り込みました" in done.text
    assert site.workspace.library.drafts() == ()
    [record] = site.workspace.library.logs()
    assert (record.owner, record.process) == ("990019", "許可の審査")
    assert site.workspace.body("990019").kind is MunicipalityKind.CITY
    assert site.workspace.process("許可の審査").limit_days == 30.0


def test_rows_that_do_not_fit_are_named_with_place_and_remedy_and_left_out_knowingly(site: Any) -> None:
    extra = "A900,受付,2025-02-30 09:00:00,新規,窓口係\r\n,審査,2025-04-05 09:00:00,新規,窓口係\r\n"
    quality = confirm(site, upload(site, csv_log(extra=extra)))
    assert "取り込めます。直すと2行増えます" in quality.text
    assert "2025-02-30" in quality.text
    assert "74" in quality.text
    listed = site.get(f"/records/drafts/{draft_of(site)}/problems.xlsx")
    assert listed.content.startswith(b"PK")
    refused = site.post(f"/records/drafts/{draft_of(site)}/admit")
    assert refused.status_code == 422
    assert site.workspace.library.logs() == ()
    taken = site.post(f"/records/drafts/{draft_of(site)}/admit", {"leave_out": "yes"})
    assert "72行を取り込みました" in taken.text


def test_a_form_with_faults_comes_back_with_a_summary_and_the_values(site: Any) -> None:
    page = site.post("/records/new/file", {"new_body_name": "汐見原市", "new_process_limit": "多い"})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    for field in ("file", "body", "process", "new_process_limit"):
        assert f'href="#f-{field}"' in page.text
        assert f'id="f-{field}"' in page.text
    assert 'value="汐見原市"' in page.text
    assert "<title>直すところがあります" in page.text


def test_a_missing_column_is_asked_for(site: Any) -> None:
    columns = upload(site, csv_log())
    answer = confirm(site, columns, **{"role-1": "ignore"})
    assert answer.status_code == 422
    assert "作業の名前の列が決まっていません" in answer.text


@pytest.mark.parametrize(
    "content", [b"", b"\x1f\x8b\x08\x00broken", b"PK\x03\x04broken", b"<?xml version='1.0'?><log><trace>"]
)
def test_a_file_that_cannot_be_read_says_so_and_offers_another_way(site: Any, content: bytes) -> None:
    page = upload(site, content, "broken.xes.gz")
    assert page.status_code == 422
    assert "読み方を変える" in page.text
    assert "この意味で質を確かめる" not in page.text


def test_an_unfinished_import_waits_in_the_list_and_can_be_discarded(site: Any) -> None:
    upload(site, csv_log())
    assert "続きから始める" in site.get("/records").text
    site.post(f"/records/drafts/{draft_of(site)}/discard")
    assert site.workspace.library.drafts() == ()


def test_reading_again_another_way_proposes_anew(site: Any) -> None:
    upload(site, csv_log())
    page = site.post(f"/records/drafts/{draft_of(site)}/reading", {"encoding": "cp932", "delimiter": ","})
    assert "管理番号" in page.text
    garbled = site.post(f"/records/drafts/{draft_of(site)}/reading", {"encoding": "utf-8"})
    assert "管理番号" not in garbled.text


def test_a_row_of_too_few_cells_is_shown_with_its_line(site: Any) -> None:
    lines = csv_log().decode("cp932").splitlines()
    lines[6] = "A001,受付"
    page = upload(site, "\r\n".join(lines).encode("cp932"))
    assert "列の数が2で、見出しの5と合いません" in page.text
    assert "場所：7行目" in page.text
    assert "文字の種類 シフトJIS）" in page.text


def test_the_types_of_object_of_an_ocel_file_are_offered(site: Any) -> None:
    objects = [{"id": f"{kind}{i}", "type": kind} for kind in ("申請", "意見書") for i in range(3)]
    events = [
        {"id": f"e{i}{day}", "type": step, "time": f"2025-04-0{day}T09:00:00Z",
         "relationships": [{"objectId": f"申請{i}", "qualifier": ""}]}
        for i in range(3) for day, step in ((1, "受付"), (2, "審査"))
    ]  # fmt: skip
    document = {"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}
    page = upload(site, json.dumps(document).encode(), "log.json")
    assert '<select id="f-object_type"' in page.text
    assert re.findall(r'<option value="(申請|意見書)"', page.text) == ["意見書", "申請"]
    read = site.post(f"/records/drafts/{draft_of(site)}/reading", {"object_type": "申請"})
    assert "この意味で質を確かめる" in read.text


def test_a_corrected_file_takes_the_place_of_the_unfinished_import(site: Any) -> None:
    extra = "A900,受付,2025-02-30 09:00:00,新規,窓口係\r\n"
    quality = confirm(site, upload(site, csv_log(extra=extra)))
    [address] = re.findall(r'href="(/records/new/file\?replaces=\w+)"', quality.text)
    form = site.get(address)
    assert re.search(r'<option value="990019" selected', form.text)
    replaces = {"replaces": draft_of(site), "body": "990019", "process": "許可の審査"}
    site.post("/records/new/file", replaces, files={"file": ("直した.csv", csv_log())})
    assert [d.file_name for d in site.workspace.library.drafts()] == ["直した.csv"]


def test_what_a_new_body_needs_is_not_called_optional(site: Any) -> None:
    text = site.get("/records/new/file").text
    for field in ("new_body_code", "new_body_name", "new_process"):
        assert "なくてもよい" not in re.findall(rf'<label for="f-{field}">.*?</label>', text)[0]
    assert "なくてもよい" in re.findall(r'<label for="f-new_process_limit">.*?</label>', text)[0]


def test_equal_rows_can_be_counted_once(site: Any) -> None:
    twice = "A000,受付,2025-04-01 09:00:00,更新,窓口係\r\n"
    confirm(site, upload(site, csv_log(extra=twice)))
    page = site.post(
        f"/records/drafts/{draft_of(site)}/handling", {"duplicates": "drop", "first": "2025-04-01", "last": ""}
    )
    assert "72行を取り込む" in page.text
    assert 'value="2025-04-01"' in page.text


def test_what_open_is_called_has_to_be_chosen(site: Any) -> None:
    rows = csv_log().decode("cp932").splitlines()
    with_state = "\r\n".join(
        [rows[0] + ",状態", *(r + (",完了" if i % 9 else ",棚上げ") for i, r in enumerate(rows[1:]))]
    )
    columns = upload(site, with_state.encode("cp932"))
    answer = confirm(site, columns, **{"role-5": "case_status"})
    assert answer.status_code == 422
    assert 'name="open_value" value="棚上げ"' in answer.text
    assert "質を確かめる" in confirm(site, columns, **{"role-5": "case_status", "open_value": "棚上げ"}).text


def test_a_name_with_markup_is_shown_as_words(site: Any) -> None:
    page = upload(site, csv_log(), "<script>alert(1)</script>.csv")
    assert "<script>alert" not in page.text


def test_taking_out_can_be_undone(filled: Any) -> None:
    [first, *_] = filled.workspace.library.logs()
    page = filled.post(f"/records/logs/{first.id}/remove")
    assert "を取り消しました" in page.text
    assert len(filled.workspace.library.logs()) == 2
    assert "この記録は取り消されています" in filled.get(f"/records/logs/{first.id}").text
    back = filled.post(f"/records/logs/{first.id}/restore")
    assert "元に戻す" not in back.text
    assert len(filled.workspace.library.logs()) == 3
