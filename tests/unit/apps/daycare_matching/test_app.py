# SPDX-License-Identifier: Apache-2.0
"""The app proven with the kit that every app is proven with, and its files from upload to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from machikata.apps.daycare_matching.app import APP
from machikata.apps.daycare_matching.outcome import CERTIFICATE
from machikata.apps.daycare_matching.samples import children_csv, facilities_csv, sample_municipality
from machikata.automation.app.app import App
from machikata.automation.app.inputs import InputContent
from machikata.testing.app_contract import AppContract
from machikata.testing.app_given import Given, csv_content
from machikata.testing.app_pages_contract import Sent

RULES = "shiomihara-2027"
SAMPLE = sample_municipality(children=60, facilities=4, seed=3, ruleset=RULES)
CHILDREN = InputContent("申込み.csv", children_csv(SAMPLE))
FACILITIES = InputContent("施設.csv", facilities_csv(SAMPLE))
BY_HAND = csv_content("手作業.csv", ("申請者番号", "施設番号", "枠番号"), ("2700001", "", ""), ("9", "", ""))


def changed(content: InputContent, old: str, new: str) -> InputContent:
    """The same file with one thing changed, which must be there."""
    text = content.data.decode("utf-8-sig")
    assert old in text
    return InputContent(content.file_name, text.replace(old, new, 1).encode("utf-8-sig"))


class TestDaycare(AppContract):
    app: ClassVar[App] = APP
    rows_in_any_order = True
    place: ClassVar[Path]

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _files(cls, tmp_path_factory: pytest.TempPathFactory) -> None:
        cls.place = tmp_path_factory.mktemp("daycare")
        outcome, _ = cls()._ran()
        for name, data in (
            ("children.csv", CHILDREN.data),
            ("facilities.csv", FACILITIES.data),
            ("manual.csv", BY_HAND.data),
            ("certificate.json", outcome.files[CERTIFICATE]),
        ):
            (cls.place / name).write_bytes(data)

    def good_inputs(self) -> Given:
        return Given({"children": CHILDREN, "facilities": FACILITIES}, {"ruleset": RULES})

    def bad_inputs(self) -> Sequence[Given]:
        good = self.good_inputs()
        return [
            Given({"children": FACILITIES, "facilities": CHILDREN}, good.options),
            Given({**good.files, "children": changed(CHILDREN, "0001", "X999")}, good.options),
            Given({**good.files, "rules": InputContent("規則.yaml", b"id: [1")}, good.options),
            Given(good.files, {**good.options, "round": "third"}),
        ]

    def page_queries(self) -> Mapping[str, Sequence[Mapping[str, str]]]:
        return {
            "facilities": [{"state": "left"}, {"state": "waiting", "words": "保育園"}, {"ward": "ない区"}],
            "facility": [{"number": "0001"}],
            "children": [{"result": "held"}, {"words": "2700001"}, {"words": "いない人"}],
            "child": [{"number": "2700001"}, {"number": "2700002", "confirm": "1"}],
            "log": [{"household": "x"}, {"from": "200"}],
            "letter": [{"number": "2700001"}],
            "export-excel": [{"kind": "section"}, {"kind": "publication"}],
            "export-csv": [{"kind": "publication", "sheet": "cut-offs"}],
            "rules-file": [{"id": RULES}],
            "templates-file": [{"name": "children"}, {"name": "explanations"}],
        }

    def sent_forms(self) -> Sequence[Sent]:
        return [
            Sent("letters", {"body": "架空市", "authority": "架空市長", "section": "保育課", "contact": "架空市保育課", "review": "架空市長", "defendant": "架空市", "representative": "架空市長", "number": "架保第1号", "rules": "架空要綱", "issued": "2027-02-10", "start": "2027-04-01"}),
            Sent("next-round", {"declined": "", "after": "leaves"}),
            Sent("what-if", {"facility1": "0001", "pool1": "1", "more1": "+1"}),
            Sent("what-if?by=rules", {"ruleset": "shiomihara-2026"}),
            Sent("rules", {"beside": "shiomihara-2026"}),
            Sent("manual", {}, {"manual": BY_HAND}),
            Sent("lots", {}, {"children": CHILDREN, "facilities": FACILITIES}),
            Sent("recheck", {}, {"certificate": InputContent("c.json", (self.place / "certificate.json").read_bytes())}),
        ]  # fmt: skip

    def command_options(self) -> Mapping[str, Mapping[str, Any]]:
        run = {"run": "run-1"}
        return {
            "lots": {"children": self.place / "children.csv", "facilities": self.place / "facilities.csv", "seed": 7},
            "recheck": {"certificate": self.place / "certificate.json"},
            "letters": run,
            "lists": run,
            "next-round": run,
            "compare-manual": {**run, "manual": self.place / "manual.csv"},
            "what-if": {**run, "facility": "0001", "pool": "1", "more": 1},
        }
