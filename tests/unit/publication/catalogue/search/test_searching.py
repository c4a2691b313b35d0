# SPDX-License-Identifier: Apache-2.0
"""Searching case studies: ways of writing, readings, typing errors, questions, filters, counts, marks."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from machikata.domain.case_study import CaseOrigin, CaseStatus, CaseStudy, ServiceField, Technology
from machikata.domain.errors import InputRefused
from machikata.domain.text import Text
from machikata.facts.cases import seed_cases
from machikata.publication.catalogue.search import CaseFilters, CaseIndex, MatchedBy, SearchField


def case(key, title, *, summary="", **more):
    return CaseStudy(
        **{
            "id": key,
            "title": Text(title, ""),
            "body": "990001",
            "body_name": "架空市",
            "field": ServiceField.OTHER,
            "technologies": (Technology.OTHER,),
            "status": CaseStatus.IN_SERVICE,
            "origin": CaseOrigin.SAMPLE,
            "summary": Text(summary, ""),
            "verified": True,
        }
        | more
    )


CASES = (
    case("allowance", "児童手当の現況届をRPAで入力", summary="届出の入力を夜間に自動で行う。", technologies=(Technology.RPA,)),
    case("chat", "チャットボットによる問い合わせ対応", summary="引っ越しの手続きに24時間答える。", technologies=(Technology.CHATBOT,)),
    case("nursery", "保育所の利用調整", summary="割り当てを数秒で計算した。", technologies=(Technology.OPTIMISATION,), field=ServiceField.CHILDREN),
    case("minutes", "会議録の作成を支援", summary="音声認識で文字にする。", technologies=(Technology.SPEECH,)),
    case("insurance", "国民健康保険のレセプト点検", summary="点検の結果を職員が確かめる。", status=CaseStatus.ABANDONED),
    case("robot", "介護施設で働くロボット", summary="移乗を助ける。"),
    case("ocr", "申請書をＯＣＲで読み取り", summary="手書きの申請書を読む。", technologies=(Technology.OCR, Technology.RPA)),
    case("road", "道路の損傷を画像で発見", summary="スマートフォンで撮った写真から穴を見つける。", technologies=(Technology.IMAGE,)),
)  # fmt: skip


@pytest.fixture(scope="module")
def index():
    return CaseIndex.of(CASES, classes={"990001": "city-1"})


def first(index, query):
    found = index.search(query)
    return found.hits[0].case_id if found.hits else None


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("児童手当", "allowance"),
        ("児童手当て", "allowance"),
        ("じどうてあて", "allowance"),
        ("じどうてあての届出", "allowance"),
        ("引越し", "chat"),
        ("引っ越したい", "chat"),
        ("問合せ", "chat"),
        ("ちゃっとぼっと", "chat"),
        ("ﾁｬｯﾄﾎﾞｯﾄ", "chat"),
        ("ろぼっと", "robot"),
        ("ＲＰＡ", "allowance"),
        ("rpa", "allowance"),
        ("ｵｰｼｰｱｰﾙ", "ocr"),
        ("保育園", "nursery"),
        ("ほいくえん", "nursery"),
        ("兒童手當", "allowance"),
        ("ぎじろく", "minutes"),
        ("見つけられる", "road"),
        ("ほいくじょ", "nursery"),
        ("議事録", "minutes"),
        ("会議の記録", "minutes"),
        ("国保", "insurance"),
        ("失敗した事例", "insurance"),
        ("うまくいかなかった取り組みを知りたい", "insurance"),
        ("夜間に自動で入力したい", "allowance"),
        ("道路に開いた穴を早く見つけるには", "road"),
    ],
)
def test_a_way_of_saying_it_finds_the_case(index, query, wanted):
    assert first(index, query) == wanted


@pytest.mark.parametrize(
    ("query", "wanted", "searched"),
    [
        ("チャトボット", "chat", "チャットボット"),
        ("チャットポット", "chat", "チャットボット"),
        ("会儀録", "minutes", "会議録"),
        ("国民健庫保険", "insurance", "国民健康保険"),
        ("じどうてあ", "allowance", "児童手当"),
        ("すまーとふぉーん", "road", "スマートフォン"),
    ],
)
def test_a_mistyped_word_is_corrected_and_the_correction_said(index, query, wanted, searched):
    found = index.search(query)
    assert found.hits[0].case_id == wanted
    assert searched in found.corrected[0].searched
    assert found.corrected[0].asked
    assert any(w.by is MatchedBy.CORRECTED for w in found.hits[0].words)


def test_a_word_that_a_case_holds_is_never_corrected(index):
    assert index.search("児童手当 会議録 道路").corrected == ()


def test_a_word_that_nothing_resembles_is_named_as_unknown(index):
    found = index.search("宇宙船")
    assert found.total == 0
    assert "宇宙" in found.unknown
    assert index.search("観高").unknown == ("観高",)


@pytest.mark.parametrize(
    "query", ["やめた", "RPA", "ちゃっとぼっと", "チャトボット", "自動で答えたい", "国民健庫保険", "を", "失敗"]
)
@pytest.mark.parametrize("cases", [(), CASES[5:6]], ids=["none", "one"])
def test_an_index_that_holds_next_to_nothing_can_be_asked(cases, query):
    assert CaseIndex.of(cases).search(query).total <= len(cases)


def test_a_phrase_is_named_as_it_was_typed(index):
    hit = index.search("うまくいかなかった").hits[0]
    assert "うまくいか" in [w.asked for w in hit.words]


def test_cases_with_more_of_the_words_go_first(index):
    found = index.search("申請書 読み取り RPA")
    assert found.hits[0].case_id == "ocr"
    assert found.hits[0].matched_share == 1.0
    assert all(h.matched_share < 1.0 for h in found.hits[1:])


def test_the_reason_names_word_way_and_field(index):
    hit = index.search("保育園").hits[0]
    synonym = next(w for w in hit.words if w.by is MatchedBy.SYNONYM)
    assert (synonym.asked, synonym.found, synonym.fields) == ("保育園", ("保育所",), (SearchField.TITLE,))


def test_marks_stand_on_the_words_as_they_are_written(index):
    passage = index.search("ocr").hits[0].passages[0]
    assert [passage.text[a:b] for a, b in passage.marks] == ["ＯＣＲ"]


def test_marks_of_words_within_words_are_joined(index):
    passage = index.search("国民健康保険 健康").hits[0].passages[0]
    assert [passage.text[a:b] for a, b in passage.marks] == ["国民健康保険"]


def test_a_long_text_is_cut_around_the_words():
    long = case("long", "長い事例", summary="前置きです。" * 60 + "漏水を見つけました。" + "後書きです。" * 60)
    passage = CaseIndex.of([long]).search("漏水").hits[0].passages[0]
    assert len(passage.text) <= 90
    assert [passage.text[a:b] for a, b in passage.marks] == ["漏水"]
    assert passage.before
    assert passage.after


def test_without_a_query_all_cases_are_listed_newest_first():
    dated = [replace(CASES[0], published="2025-01-01"), replace(CASES[1], published="2026-03-01"), CASES[2]]
    found = CaseIndex.of(dated).search("　")
    assert [h.case_id for h in found.hits] == ["chat", "allowance", "nursery"]


def test_filters_narrow_and_counts_say_what_another_value_would_give(index):
    found = index.search("", filters=CaseFilters(technologies=(Technology.RPA,)))
    assert {h.case_id for h in found.hits} == {"allowance", "ocr"}
    assert found.facets.technologies[Technology.CHATBOT] == 1
    assert found.facets.fields == {ServiceField.OTHER: 2}
    assert found.facets.classes == {"city-1": 2}


def test_unsuccessful_cases_can_be_asked_for_alone(index):
    assert [h.case_id for h in index.search("", filters=CaseFilters(unsuccessful=True)).hits] == ["insurance"]


def test_hits_come_in_pages(index):
    whole = index.search("", limit=None)
    assert whole.total == len(whole.hits) == len(CASES)
    assert index.search("", limit=3, offset=3).hits == whole.hits[3:6]


def test_withdrawn_cases_are_not_found():
    index = CaseIndex.of([replace(CASES[0], withdrawn=Text("誤りのため", "by mistake"))])
    assert index.search("児童手当").total == index.search("").total == 0


def test_two_cases_of_one_id_are_refused():
    with pytest.raises(InputRefused, match="allowance"):
        CaseIndex.of([CASES[0], CASES[0]])


def test_an_index_made_from_an_earlier_one_or_its_bytes_answers_alike(index):
    changed = (replace(CASES[0], title=Text("児童扶養手当をRPAで入力", "")), *CASES[2:])
    afresh = CaseIndex.of(changed)
    for reuse in (index, index.to_bytes()):
        again = CaseIndex.of(changed, reuse=reuse)
        for query in ("児童手当", "ちゃっとぼっと", "チャトボット", "保育園", "RPA 入力", ""):
            assert again.search(query) == afresh.search(query)


def test_bytes_hold_only_what_the_cases_hold(index):
    fewer = CaseIndex.of(CASES[:2], reuse=index)
    assert fewer.to_bytes() == CaseIndex.of(CASES[:2], reuse=fewer.to_bytes()).to_bytes()
    assert len(fewer.to_bytes()) < 0.7 * len(index.to_bytes())


@pytest.mark.parametrize(
    "spoil", [lambda b: b[: len(b) // 2], lambda _: b"nothing", lambda b: b.replace(b"case-search 1", b"case-search 0")]
)
def test_damaged_bytes_and_those_of_another_edition_count_as_nothing(index, spoil):
    spoilt = spoil(index.to_bytes())
    assert spoilt != index.to_bytes()
    assert CaseIndex.of(CASES, reuse=spoilt).search("児童手当") == CaseIndex.of(CASES).search("児童手当")


def test_threads_share_an_index(index):
    queries = ["児童手当", "ちゃっとぼっと", "チャトボット", "夜間に自動で入力したい"] * 5
    alone = [index.search(q) for q in queries]
    found = {}

    def ask(name):
        found[name] = [index.search(q) for q in queries]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found[n] == alone for n in range(4))


def test_english_questions_find_english_texts():
    index = CaseIndex.of(seed_cases())
    assert index.search("answering residents' enquiries at night", language="en").hits[0].case_id == "C01"
    assert first(index, "nursery places") in {"C12", "C17"}
