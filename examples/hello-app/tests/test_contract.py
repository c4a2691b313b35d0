# SPDX-License-Identifier: Apache-2.0
"""The app proven with the kit of Machikata, as any vendor proves one."""

from __future__ import annotations

from typing import ClassVar

from hello_app.app import app
from machikata.automation.app.app import App
from machikata.testing.app_contract import AppContract
from machikata.testing.app_given import Given, csv_content
from machikata.testing.app_pages_contract import Sent

HEAD = ("番号", "住所", "電話番号")
GOOD = csv_content(
    "住所録.csv",
    HEAD,
    ("1", "汐見原市港町１丁目２番３号", "０９０(1234)5678"),
    ("2", "藤見坂市葛󠄀町2-3 ", "0441234567"),
    ("3", "真砂浦市本町4-5-6", "03-1234-5678"),
    ("4", "", "内線５"),
    ("5", "岩清水市北一条西二丁目1番地の2", ""),
    *((f"a{i}", f"汐見原市港町{i}‐1", f"03{i:08}") for i in range(400)),
)
EXCEPTIONS = csv_content("そのまま.csv", ("番号", "理由"), ("3", "登記のとおり"))


class TestHello(AppContract):
    app: ClassVar[App] = app
    rows_in_any_order = True

    def good_inputs(self) -> Given:
        return Given({"addresses": GOOD, "exceptions": EXCEPTIONS})

    def bad_inputs(self) -> list[Given]:
        return [
            Given({}),
            Given({"addresses": csv_content("a.csv", ("番号", "住所"), ("1", "港町1-2"))}),
            Given({"addresses": csv_content("a.csv", HEAD, ("1", "港町1", ""), ("1", "港町2", ""))}),
            Given({"addresses": csv_content("a.csv", HEAD, (" ", "港町1", ""))}),
            Given({"addresses": csv_content("a.csv", HEAD, ("1", "港" * 300, ""))}),
            Given({"addresses": GOOD, "exceptions": csv_content("b.csv", ("番号",), ("1",))}),
        ]

    def page_queries(self) -> dict[str, list[dict[str, str]]]:
        return {
            "rows": [{"state": "person"}, {"q": "葛󠄀", "page": "1"}, {"page": "2"}, {"page": "x"}],
            "row": [{"id": "1"}, {"id": "2"}],
            "choose": [{"id": "1", "version": "0"}],
        }

    def sent_forms(self) -> list[Sent]:
        return [
            Sent("choose?id=1&version=0", {"word": "take", "text": ""}),
            Sent("choose?id=1&version=1", {"word": "own", "text": "汐見原市港町1-2-3"}),
            Sent("propose", {}),
        ]

    def command_options(self) -> dict[str, dict[str, object]]:
        return {"spell": {"text": "汐見原市港町１丁目２番３号"}, "questions": {"run": "run-1"}}
