# SPDX-License-Identifier: Apache-2.0
"""Recipients come from a list with everything wrong in it named at once, and are chosen by class and role."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from machikata.bootstrap import open_workspace
from machikata.domain.digest import Recipient, RecipientRole
from machikata.domain.errors import InputRefused, NotAllowed
from machikata.domain.municipality import MunicipalityKind
from machikata.domain.text import Text
from machikata.records.table_checks import check_table_bytes
from machikata.testing.campaigns import town
from machikata.testing.digests import letter_persons, recipient_of
from machikata.workspace.recipient_files import read_recipients, recipients_csv
from machikata.workspace.recipients import (
    chosen_recipients,
    classes_of,
    come_back,
    leave,
    list_recipients,
    save_recipient,
    take_recipients,
)
from machikata.workspace.workspace import Workspace

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
ONE, TWO = town(1).code, town(2).code
HEAD = "全国地方公共団体コード,団体名,役割,氏名・職,メールアドレス"
GOOD = f"{HEAD}\n{ONE},架空1町,首長,町長 架空 太郎,mayor@town1.example.jp\n{TWO},架空2町,行革担当,行革課,reform@town2.example.jp\n"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW)
    for n in (1, 2):
        ws.library.put_body(town(n))
    return ws


def read(ws: Workspace, text: str) -> tuple[Recipient, ...]:
    return read_recipients(ws, text.encode(), name="宛先.csv")


def workbook(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    book.close()
    return out.getvalue()


def test_a_list_is_read_and_kept(ws: Workspace) -> None:
    taken = take_recipients(ws, read(ws, GOOD))
    assert [(r.body, r.role, r.name, r.mail, r.synthetic) for r in taken.added] == [
        (ONE, RecipientRole.HEAD, "町長 架空 太郎", "mayor@town1.example.jp", True),
        (TWO, RecipientRole.REFORM, "行革課", "reform@town2.example.jp", True),
    ]
    assert [k.value for k in list_recipients(ws)] == list(taken.added)


def test_a_workbook_whose_codes_lost_their_zero_is_read(ws: Workspace) -> None:
    book = workbook(("団体コード", "役割", "メール"), (11002, "Head of the municipality", "mayor@sapporo.example.jp"))
    [found] = read_recipients(ws, book, name="宛先.xlsx")
    assert (found.body, found.role, found.synthetic) == ("011002", RecipientRole.HEAD, False)


def test_everything_wrong_is_named_at_once_with_its_row(ws: Workspace) -> None:
    wrong = f"{HEAD}\n999999,x,首長,,a@b\n{ONE},架空1町,王,,a@town.example.jp\n{ONE},架空1町,首長,,\n{ONE},架空1町,首長,,a@x,\n"
    wrong = wrong.replace("a@x,\n", "a@x.example.jp\n") + f"{ONE},架空1町,首長,,A@X.example.jp\n"
    with pytest.raises(InputRefused) as refused:
        read(ws, wrong)
    assert [(p.code, p.place.row) for p in refused.value.problems] == [
        ("municipality-code", 2), ("recipient-role", 3), ("recipient-no-mail", 4), ("recipient-twice", 6),
    ]  # fmt: skip
    assert list_recipients(ws) == ()


def test_missing_columns_and_an_empty_list_are_told(ws: Workspace) -> None:
    with pytest.raises(InputRefused) as refused:
        read(ws, "氏名,電話\n架空 太郎,000\n")
    assert [p.place.column for p in refused.value.problems] == ["全国地方公共団体コード", "役割", "メールアドレス"]
    with pytest.raises(InputRefused, match="no recipient in it"):
        read(ws, f"{HEAD},送らない理由\n{ONE},架空1町,首長,,a@x.example.jp,本人の希望\n")


def test_the_same_list_again_changes_nothing_but_names(ws: Workspace) -> None:
    first = take_recipients(ws, read(ws, GOOD)).added
    leave(ws, first[1].id, reason=Text("本人の希望", "asked for it"))
    again = take_recipients(ws, read(ws, GOOD.replace("町長 架空 太郎", "町長 架空 花子")))
    assert (len(again.added), [r.name for r in again.changed], [r.body for r in again.left]) == (
        0,
        ["町長 架空 花子"],
        [TWO],
    )
    assert again.changed[0].id == first[0].id
    assert [k.id for k in list_recipients(ws)] == [first[0].id]


def test_what_is_written_is_read_again_and_passes_the_checks(ws: Workspace) -> None:
    take_recipients(ws, read(ws, GOOD))
    gone = save_recipient(ws, body=ONE, role=RecipientRole.OTHER, mail="gone@town1.example.jp")
    leave(ws, gone.id, reason=Text("アドレスが無効", "address invalid"))
    for language in ("ja", "en"):
        data = recipients_csv(ws, language)
        found = {r.check.name: [p.sentence("ja") for p in r.problems] for r in check_table_bytes(data, name="宛先.csv").results
                 if r.answer.value not in {"pass", "not_applicable", "companion_needed"} and r.problems}  # fmt: skip
        assert found == {}
        assert set(read_recipients(ws, data, name="宛先.csv")) == {k.value for k in list_recipients(ws)}


def test_a_second_entry_with_the_same_body_role_and_address_is_refused(ws: Workspace) -> None:
    save_recipient(ws, body=ONE, role=RecipientRole.HEAD, mail="a@x.example.jp")
    with pytest.raises(InputRefused, match="has this address for this role already"):
        save_recipient(ws, body=ONE, role=RecipientRole.HEAD, mail="A@X.example.jp")
    save_recipient(ws, body=ONE, role=RecipientRole.DIGITAL, mail="a@x.example.jp")


def test_a_recipient_changes_and_stays_the_same_one(ws: Workspace) -> None:
    kept = save_recipient(ws, body=ONE, role=RecipientRole.HEAD, mail="a@x.example.jp")
    moved = save_recipient(ws, body=ONE, role=RecipientRole.HEAD, mail="b@x.example.jp", recipient_id=kept.id)
    assert (moved.id, moved.version, moved.value.mail) == (kept.id, 2, "b@x.example.jp")
    leave(ws, kept.id, reason=Text("異動", "moved on"))
    assert list_recipients(ws) == ()
    assert come_back(ws, kept.id).value.left == Text("", "")
    with pytest.raises(InputRefused, match="reason is missing"):
        leave(ws, kept.id, reason=Text(" ", ""))


def test_recipients_are_chosen_by_class_and_role(ws: Workspace) -> None:
    ws.library.put_body(replace(town(2), kind=MunicipalityKind.CORE_CITY))
    take_recipients(ws, [recipient_of(ws, 1), recipient_of(ws, 2), recipient_of(ws, 2, RecipientRole.DIGITAL)])
    save_recipient(ws, body="131032", role=RecipientRole.HEAD, mail="mayor@minato.example.jp")  # as published: 特別区
    everybody = chosen_recipients(ws)
    assert dict(classes_of(ws, everybody)) == {"中核市": 2, "特別区": 1, "町村Ⅱ-0": 1}
    assert [r.body for r in chosen_recipients(ws, classes=("中核市",), roles=(RecipientRole.HEAD,))] == [TWO]
    assert [r.body for r in chosen_recipients(ws, classes=("特別区",))] == ["131032"]
    assert len(chosen_recipients(ws, roles=(RecipientRole.HEAD,))) == 3


def test_addresses_are_nobodys_but_the_sending_offices(ws: Workspace) -> None:
    writer, _ = letter_persons(ws)
    with pytest.raises(NotAllowed):
        list_recipients(ws.acting_as(replace(writer, body=ONE).actor()))
