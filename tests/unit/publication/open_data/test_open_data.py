# SPDX-License-Identifier: Apache-2.0
"""The catalogue entry of data sets, their citation, and the change log of figures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime

from machikata.domain.adoption import BodyAdoption, FactSource
from machikata.domain.case_study import (
    CaseFigure,
    CaseOrigin,
    CaseStatus,
    CaseStudy,
    FigureRole,
    ServiceField,
    Technology,
)
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.effect_report import EffectReport, Measured, ReportedMeasure
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.publication.csv_table import table_csv
from machikata.publication.effects import shown_effect
from machikata.publication.open_data import (
    DataFile,
    DataSet,
    Publisher,
    answer_changes,
    case_changes,
    changes_table,
    citation,
    dcat_catalogue,
    effect_changes,
)
from machikata.records.table_checks import Answer, check_table_bytes
from machikata.rules.thresholds import disclosure_thresholds

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)
SOURCE = FactSource(
    "s", Text("進捗状況の表", "Progress table"), "https://example.invalid/table", Text("デジタル庁", "Digital Agency"),
    Text("出典を示す", "attribution"),
)  # fmt: skip
WHO = Publisher(Text("汐見原市", "Shiomihara City"))
DATA = DataSet(
    "adoption", Text("導入状況", "Adoption"), Text("市区町村ごと", "by municipality"), (Text("AI", "AI"),), DAY, DAY,
    (DataFile("data/adoption.csv", "text/csv", b"code\r\n"),), (SOURCE,), begins=date(2023, 1, 1), ends=date(2023, 12, 31),
)  # fmt: skip
CASE = CaseStudy(
    "990019-1", Text("異動届", "Notices"), "990019", "汐見原市", ServiceField.TAX, (Technology.RPA,), CaseStatus.TRIAL,
    CaseOrigin.SUBMITTED, Text("要約", "Summary"),
    figures=(CaseFigure("f1", Text("時間", "time"), "hours", FigureRole.EFFECT, FigureKind.TRIAL, before=10.0, after=4.0),),
)  # fmt: skip


def entry(**more):
    return json.loads(dcat_catalogue([DATA], publisher=WHO, title=Text("データ", "Data"), **more))


def test_a_catalogue_entry_names_licence_source_citation_and_checksum():
    (found,) = entry(base="https://town.example/")["dcat:dataset"]
    assert found["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert found["prov:wasDerivedFrom"][0]["@id"] == SOURCE.url
    assert {c["@language"] for c in found["dct:bibliographicCitation"]} == {"ja", "en"}
    (file,) = found["dcat:distribution"]
    assert file["dcat:downloadURL"] == {"@id": "https://town.example/data/adoption.csv"}
    assert file["spdx:checksum"]["spdx:checksumValue"] == hashlib.sha256(b"code\r\n").hexdigest()
    assert file["dcat:byteSize"] == 6


def test_without_a_public_address_the_entry_is_relative_and_nothing_is_empty():
    written = json.dumps(entry())
    assert '"data/adoption.csv"' in written
    assert "null" not in written
    assert "[]" not in written


def test_a_citation_says_whose_figures_are_restated_and_what_is_invented():
    assert citation(DATA, WHO, "ja").endswith("出典：デジタル庁「進捗状況の表」をもとに作成。")
    assert "Made from: Digital Agency, “Progress table”." in citation(DATA, WHO, "en")
    assert "架空のデータ" in citation(replace(DATA, synthetic=True), WHO, "ja")


def told(changes):
    return [(c.figure.en, c.before, c.after) for c in changes]


def test_a_new_case_brings_its_figures_and_a_withdrawn_one_takes_them_away():
    assert told(case_changes(None, CASE, at=AT, version=1)) == [
        ("time: before", None, 10.0),
        ("time: after", None, 4.0),
    ]
    gone = replace(CASE, withdrawn=Text("誤り", "wrong"))
    changes = case_changes(CASE, gone, at=AT, version=2)
    assert told(changes) == [("time: before", 10.0, None), ("time: after", 4.0, None)]
    assert {c.why.en for c in changes} == {"wrong"}


def test_only_what_differs_is_a_change():
    figure = replace(CASE.figures[0], after=5.0)
    corrected = replace(CASE, figures=(figure,), summary=Text("別の要約", "Other"))
    assert told(case_changes(CASE, corrected, at=AT, version=2)) == [("time: after", 4.0, 5.0)]
    assert case_changes(CASE, replace(CASE, title=Text("別", "Other")), at=AT, version=2) == ()


def test_another_unit_is_a_change_though_the_number_is_the_same():
    minutes = replace(CASE, figures=(replace(CASE.figures[0], unit="minutes"),))
    assert len(case_changes(CASE, minutes, at=AT, version=2)) == 2


def effect(value, *, n=50):
    measure = Measure(
        Quantity.COST, Aspect.SAVED, value, FigureKind.MEASURED, Text("費用", "cost"), Text("帳票", "books"), n
    )
    report = EffectReport(
        "990019-1", "990019", Text("見直し", "work"), ServiceField.TAX, Measured.YES, (ReportedMeasure(measure),)
    )
    return shown_effect(report, body_name=Text("汐見原市", "Shiomihara"), thresholds=disclosure_thresholds())


def test_the_log_never_tells_what_is_held_back():
    assert told(effect_changes(None, effect(7.0), at=AT, version=1)) == [("cost: saved", None, 7.0)]
    assert effect_changes(None, effect(7.0, n=3), at=AT, version=1) == ()
    assert told(effect_changes(effect(7.0), effect(8.0, n=3), at=AT, version=2)) == [("cost: saved", 7.0, None)]


def body(number, ai, rpa):
    return BodyAdoption(f"0000{number}", f"{number}町", "県", "", 10, ai, rpa, "2023-12-31")


def test_a_new_table_changes_the_counts():
    old = (body(1, True, False), body(2, None, True))
    new = (body(1, True, True), body(2, None, True))
    changes = answer_changes(old, new, at=AT, version=2, subject="adoption/2024")
    assert told(changes) == [("municipalities that use RPA", 1.0, 2.0)]


def test_the_change_log_is_a_table_that_machines_can_read():
    table = changes_table(case_changes(None, CASE, at=AT, version=1))
    report = check_table_bytes(table_csv(table, "ja"), name="changes.csv")
    bad = [r.check.name.ja for r in report.results if r.answer is Answer.FAIL]
    assert bad == []
