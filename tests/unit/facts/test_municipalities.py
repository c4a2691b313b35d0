# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from importlib.resources import files

from machikata.domain.municipality import MunicipalityCode
from machikata.domain.prefectures import PREFECTURES
from machikata.facts.municipalities import HEAD, fact_of, municipality_facts, municipality_sources
from machikata.records.adoption_names import same_but_for_form
from machikata.rules.loading import read_rule

BODIES = municipality_facts()


def test_every_municipality_is_there_once_in_the_order_of_codes():
    codes = [b.code for b in BODIES]
    assert len(codes) == 1741
    assert codes == sorted(set(codes))
    assert all(MunicipalityCode(code).value == code for code in codes)  # check digits hold


def test_the_prefecture_of_a_code_is_the_one_written():
    assert {b.code for b in BODIES if PREFECTURES[b.code[:2]].name.ja != b.prefecture} == set()
    assert {b.prefecture for b in BODIES} == {p.name.ja for p in PREFECTURES.values()}


def test_classes_kept_apart_are_the_lists_of_the_rules():
    apart = read_rule("similar_bodies")["editions"][0]["apart"]
    for group in apart:
        assert {b.code for b in BODIES if b.body_class == group["label"]} == set(group["members"])


def test_one_town_has_no_class_and_no_inhabitants():
    assert [(b.name, b.population) for b in BODIES if not b.body_class] == [("双葉町", 0)]


def test_a_body_is_found_by_its_code_only():
    assert fact_of("131032").name == "港区"
    assert fact_of("990019") is None


def test_no_two_names_differ_only_in_the_form_of_a_character():
    names = sorted({b.name for b in BODIES})
    assert [
        (a, b) for i, a in enumerate(names) for b in names[i + 1 :] if len(a) == len(b) and same_but_for_form(a, b)
    ] == []


def test_the_file_is_small_plain_and_ended_by_line_feeds():
    data = files("machikata.facts").joinpath("municipalities.csv").read_bytes()
    assert len(data) < 120_000
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.decode().splitlines()[0] == ",".join(HEAD)


def test_sources_are_told():
    assert [s.publisher.ja for s in municipality_sources()] == ["デジタル庁", "独立行政法人統計センター"]
