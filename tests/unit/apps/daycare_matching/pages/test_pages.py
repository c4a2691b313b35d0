# SPDX-License-Identifier: Apache-2.0
"""What the pages say, above all where something is wrong, missing, or not provable."""

from __future__ import annotations

from collections import OrderedDict

import pytest

from machikata.apps.daycare_matching import loading
from machikata.apps.daycare_matching.app import APP
from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.explaining.results import child_results
from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.opening import opened
from machikata.apps.daycare_matching.pages.overview import overview
from machikata.apps.daycare_matching.pages.start import with_lots
from machikata.apps.daycare_matching.rules import ruleset_file
from machikata.automation.app.documents import Sheet, SheetColumn
from machikata.automation.app.inputs import InputContent
from machikata.automation.app.page_checks import page_problems
from machikata.automation.app.pages import (
    AppPageView,
    Download,
    GoTo,
    Heading,
    Links,
    Notice,
    PageFacts,
    PageForm,
    PageRequest,
    PageTable,
    Tone,
    Words,
)
from machikata.domain.errors import MachikataError, NotFound
from machikata.domain.text import Text
from machikata.testing.app_given import csv_content
from machikata.testing.app_pages_contract import asked, query_of

PAGES = {p.path: p for p in APP.manifest.pages}
UNSTABLE = {"children": 80, "facilities": 6, "seed": 17, "sibling_share": 0.6, "transfer_share": 0.35}


@pytest.fixture(scope="module")
def context(city):
    return city(children=120, facilities=6, seed=6).ran()


@pytest.fixture(scope="module")
def unstable(city):
    return city(**UNSTABLE).ran()


def page(context, address, form=None, files=None, language="ja"):
    path = address.partition("?")[0]
    answer = asked(PAGES[path], context, language=language, query=query_of(address), form=form, files=files)
    assert page_problems(answer) == ()
    return answer


def words_of(blocks, language="ja"):
    said = []
    for b in blocks:
        if isinstance(b, (Heading, Words, Notice)):
            said.append(b.text.in_(language))
        elif isinstance(b, PageFacts):
            said += [t.in_(language) for pair in b.pairs for t in pair]
        elif isinstance(b, PageTable):
            said += [
                b.caption.in_(language),
                *(
                    getattr(c, "text", c).in_(language) if hasattr(getattr(c, "text", c), "in_") else str(c)
                    for row in b.rows
                    for c in row
                ),
            ]
            said += [] if b.rows else [b.empty.in_(language)]
        elif isinstance(b, Links):
            said += [link.text.in_(language) for link in b.links]
    return "\n".join(said)


def codes(answer):
    assert isinstance(answer, AppPageView)
    return [(p.code, p.place.column) for p in answer.problems]


def overview_of(context, language="ja"):
    return overview(PageRequest(language, "run-1", {}), context.of_run("run-1"))


def test_the_overview_says_counts_proof_rules_and_what_comes_next(context):
    said = words_of(overview_of(context))
    assert "規則に合う割当て" in said
    for words in (
        "申込み",
        "120人",
        "内定",
        "保留",
        "転園内定",
        "現在の施設に継続",
        "残った席",
        "汐見原市",
        "一次選考",
        "2人が署名",
    ):
        assert words in said
    assert "Offered" in words_of(overview_of(context, "en"), "en")


def test_the_overview_names_the_exceptions_and_seats_that_would_help(unstable):
    blocks = overview_of(unstable)
    assert next(b.tone for b in blocks if isinstance(b, Notice)) is Tone.WARN
    said = words_of(blocks)
    blocked = unstable.ended["run-1"][1].result["proof"]["blocked"]
    assert blocked["households"]
    for words in (
        "すべての世帯の条件を同時に満たす割当てはありません",
        *blocked["households"],
        "この枠を増やせば",
        "+1",
    ):
        assert words in said


def test_a_blocked_household_reads_in_its_own_words_why(unstable):
    result = result_of(unstable.of_run("run-1"))
    household = result.built.households[result.allocation.blocked.households[0]]
    numbers = [c.number for c in result.built.applications.children if c.household == household]
    said = "\n".join(words_of(page(unstable, f"child?number={n}").blocks) for n in numbers)
    assert "例外として個別に判断しました" in said


def test_a_child_is_shown_with_reasons_condition_and_criteria_in_words(context):
    result = result_of(context.of_run("run-1"))
    sibling = next(c for c in result.built.applications.children if c.siblings is not None)
    said = words_of(page(context, f"child?number={sibling.number}").blocks)
    assert "きょうだいの条件" in said
    assert "同時" in said or "そろわなくても" in said
    assert "連携施設の卒園児\nいいえ" in said
    assert "育児休業の延長を許容する申込みでない\nはい" in said
    assert "Value" not in said
    assert "no\n" in words_of(page(context, f"child?number={sibling.number}", language="en").blocks, "en")


def test_points_that_would_have_sufficed_are_confirmed_by_a_link(context):
    result = result_of(context.of_run("run-1"))
    data = letter_data(result.built, result.results, result.refused, result.cut_offs, fewest_told=1)
    child, wish = next(
        (d.application, line.wish) for d in data for line in d.refused if line.points_that_suffice is not None
    )
    plain = page(context, f"child?number={child}")
    assert "割り当て直す" in words_of(plain.blocks)
    assert "割り当て直すと" not in words_of(plain.blocks)
    confirmed = page(context, f"child?number={child}&confirm={wish}")
    assert f"第{wish}希望かそれより上がかないました" in words_of(confirmed.blocks)


def test_unknown_numbers_are_said(context):
    for address in ("child?number=x", "facility?number=x", "letter?number=x", "export-csv?kind=x", "rules-file?id=x"):
        with pytest.raises(NotFound):
            page(context, address)


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({}, [("nothing-to-change", "facility1")]),
        ({"facility1": "X", "pool1": "1", "more1": "1"}, [("pool-unknown", "facility1")]),
        ({"facility1": "0001", "pool1": "1", "more1": "二"}, [("change-no-number", "more1")]),
        ({"facility1": "0001", "pool1": "1", "more1": "1", "facility3": "0001"}, [("pool-unknown", "facility3")]),
    ],
)  # fmt: skip
def test_wrong_what_if_forms_say_what_is_wrong_at_the_field_and_keep_what_was_written(context, form, found):
    answer = page(context, "what-if", form)
    assert codes(answer) == found
    fields = {f.name: f.value for b in answer.blocks if isinstance(b, PageForm) for f in b.fields}
    assert {k: fields[k] for k in form} == form


def test_what_if_is_begun_from_a_pool_and_shows_who_changes(context):
    fields = {
        f.name: f.value
        for b in page(context, "what-if?facility1=0001&pool1=2").blocks
        if isinstance(b, PageForm)
        for f in b.fields
    }
    assert (fields["facility1"], fields["pool1"]) == ("0001", "2")
    said = words_of(page(context, "what-if", {"facility1": "0001", "pool1": "2", "more1": "+3"}).blocks)
    assert "新しく席を得る子" in said
    assert page(context, "what-if", {"facility1": "0001", "pool1": "2", "more1": "-99"}).problems[0].what.ja


def test_rules_that_do_not_fit_the_applications_say_so(context):
    answer = page(context, "what-if?by=rules", {"ruleset": "fujimizaka-2027"})
    assert answer.problems
    answer = page(context, "what-if?by=rules", {}, {"rules": InputContent("規則.yaml", b"- 1")})
    assert answer.problems


def test_the_rules_page_shows_the_chain_and_what_differs(context):
    plain = page(context, "rules")
    assert not [b for b in plain.blocks if isinstance(b, PageTable) and b.caption.ja == "違い"]
    said = words_of(plain.blocks)
    for words in ("優先順位", "基本指数", "令和8年8月20日", "連携施設の卒園児", "調整指数"):
        assert words in said
    beside = page(context, "rules", {"beside": "shiomihara-2026"})
    [table] = [b for b in beside.blocks if isinstance(b, PageTable) and b.caption.ja == "違い"]
    assert table.rows
    same = page(context, "rules", {}, {"file": InputContent("同じ.yaml", ruleset_file("shiomihara-2027"))})
    [table] = [b for b in same.blocks if isinstance(b, PageTable) and b.caption.ja == "違い"]
    assert table.rows == ()
    assert codes(page(context, "rules", {}, {"file": InputContent("だめ.yaml", b"\xff\xfe")}))[0][1] == "file"


def test_letters_ask_for_everything_and_keep_it(context):
    empty = page(context, "letters", {"body": "", "issued": "きのう"})
    assert ("value-missing", "body") in codes(empty)
    assert ("no-date", "issued") in codes(empty)
    form = {f.name: f.value for b in page(context, "letters").blocks if isinstance(b, PageForm) for f in b.fields}
    answer = page(context, "letters", {**form, "section": "こども課", "decline_by": "2027-02-20"})
    assert isinstance(answer, GoTo)
    assert "保存しました" in words_of(page(context, answer.address).blocks)
    again = {f.name: f.value for b in page(context, "letters").blocks if isinstance(b, PageForm) for f in b.fields}
    assert (again["section"], again["decline_by"]) == ("こども課", "2027-02-20")
    assert "案" in words_of(page(context, "letters").blocks)


def test_letters_in_english_are_asked_for_by_the_link_whatever_the_page_is_in(context):
    before = len(context.documents.made)
    assert isinstance(page(context, "letters-pdf?in=en"), Download)
    assert {d.language for d in context.documents.made[before:]} == {"en"}


def test_a_table_by_hand_that_is_missing_or_wrong_is_said_at_its_field(context):
    assert codes(page(context, "manual", {}))[0][1] == "manual"
    wrong = page(context, "manual", {}, {"manual": csv_content("a.csv", ("番号",), ("1",))})
    assert set(codes(wrong)) == {("column-missing", "manual")}


def test_declines_that_cannot_be_are_said_at_the_field_and_what_was_written_stays(context):
    answer = page(context, "next-round", {"declined": "999、998", "after": "leaves"})
    assert codes(answer) == [("decline-unknown", "declined")] * 2
    [form] = [b for b in answer.blocks if isinstance(b, PageForm)]
    assert form.fields[0].value == "999、998"


def test_the_check_of_a_certificate_says_when_it_does_not_hold(context):
    good = context.ended["run-1"][1].files["certificate.json"]
    assert "すべて確かめられました" in words_of(
        page(context, "recheck", {}, {"certificate": InputContent("c.json", good)}).blocks
    )
    bad = page(context, "recheck", {}, {"certificate": InputContent("c.json", b"{}")})
    assert bad.problems
    assert codes(page(context, "recheck", {})) == [("file-missing", "certificate")]
    assert page(context, "lots", {}).problems


def test_drawn_lots_come_back_in_the_list_that_goes_into_the_run(city):
    case = city(children=60, facilities=4, seed=3)
    inputs = case.inputs
    lots = tuple((h, 500 + i) for i, h in enumerate(sorted(set(inputs.table("children").column("世帯番号")))))
    sheet = with_lots(inputs.table("children"), opened(inputs).applications, lots)
    again = opened(type(case).of_sheets(sheet, facilities_sheet(inputs)).inputs).applications
    assert {(c.household, c.lot) for c in again.children} == set(lots)
    assert [c.name for c in again.children] == [c.name for c in opened(inputs).applications.children]
    answer = page(case.ran(), "lots", {}, {n: inputs.files[n] for n in ("children", "facilities")})
    assert isinstance(answer, Download)


def facilities_sheet(inputs):
    table = inputs.table("facilities")
    names = table.columns.column_names
    heads = tuple(SheetColumn(Text(n, n)) for n in names)
    return Sheet(
        "facilities", Text("施設", "Facilities"), heads, tuple(zip(*(table.column(n) for n in names), strict=True))
    )


def test_a_result_is_opened_from_its_certificate_as_it_was(context):
    result = result_of(context.of_run("run-1"))
    assert result_of(context.of_run("run-1")) is result
    answers = context.ended["run-1"][1].answers
    children = result.built.applications.children
    pools = child_results(result.built.market, result.allocation).pool.tolist()
    offered = {children[p].number for p, pool in zip(result.built.child.tolist(), pools, strict=True) if pool >= 0}
    assert {n for n, a in answers.items() if a not in ("保留", "継続")} <= offered


def test_a_run_whose_files_no_longer_give_its_market_is_not_shown_as_if_they_did(city, monkeypatch):
    monkeypatch.setattr(loading, "_recent", OrderedDict())  # the same run may have been opened whole by another test
    context = city(children=60, facilities=4, seed=3).ran()
    _, outcome = context.ended["run-1"]
    context.keep(city(children=60, facilities=4, seed=4).inputs, outcome)
    with pytest.raises(MachikataError, match="another market"):
        page(context, "facilities")
