# SPDX-License-Identifier: Apache-2.0
"""What holds for every published case that the product brings along, and what its loader refuses."""

from __future__ import annotations

import dataclasses
import re

import pytest

from machikata.domain.case_study import UNITS, Basis, CaseOrigin, CaseStatus, FigureRole
from machikata.domain.errors import InputRefused
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.facts.cases import read_cases, seed_cases

CASES = seed_cases()
BY_ID = {case.id: case for case in CASES}
FIGURES = [(case, figure) for case in CASES for figure in case.figures]
STARRED = {"C01", "C04", "C05", "C11", "C12", "C17", "C19", "C20"}
UNVERIFIED = {"C10", "C13", "C15", "C16", "C18", "C26"}

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
each_figure = pytest.mark.parametrize(("case", "figure"), FIGURES, ids=lambda part: part.id)


def texts(value, at=""):
    """Every Text within a dataclass, with where it stands."""
    if isinstance(value, Text):
        yield at, value
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from texts(getattr(value, part.name), f"{at}.{part.name}")
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item, at)


def test_there_are_the_26_cases_in_order_and_then_the_evidence_pool():
    ids = [case.id for case in CASES]
    assert ids[:26] == [f"C{n:02}" for n in range(1, 27)]
    assert ids[26:] == [f"E{n:02}" for n in range(1, 21)]
    assert {case.origin for case in CASES[:26]} == {CaseOrigin.MISSION}
    assert {case.origin for case in CASES[26:]} == {CaseOrigin.EVIDENCE}


def test_those_sent_to_all_mayors_and_those_known_by_title_alone_are_marked():
    assert {case.id for case in CASES if case.starred} == STARRED
    assert {case.id for case in CASES if not case.verified} == UNVERIFIED


@pytest.mark.parametrize("case_id", sorted(UNVERIFIED))
def test_a_case_known_by_title_alone_claims_nothing(case_id):
    case = BY_ID[case_id]
    assert case.figures == ()
    assert case.status is CaseStatus.UNKNOWN
    assert "確かめられていません" in case.summary.ja
    assert "confirmed" in case.summary.en
    for field in (
        "purpose",
        "content",
        "result",
        "learnt",
        "introduction",
        "spread",
        "schemes",
        "partners",
        "evaluation",
    ):
        assert getattr(case, field) == Text("", ""), field


def test_failures_stand_as_plainly_as_successes():
    assert {case.id for case in CASES if case.unsuccessful} == {"C11", "C14", "E03"}
    assert BY_ID["C14"].status is CaseStatus.STOPPED
    assert "遠く届きませんでした" in BY_ID["C09"].summary.ja


@each_case
def test_a_case_is_of_a_real_body_and_real(case):
    assert not case.synthetic
    assert case.withdrawn == Text("", "")
    assert case.body_name
    if case.body:
        assert not MunicipalityCode(case.body).synthetic


@each_case
def test_a_case_has_sources_and_says_what_was_confirmed(case):
    assert case.sources
    assert case.verified_scope.ja
    assert all(s.url.startswith("http") or s.title.startswith("総務省") for s in case.sources)
    assert case.summary.ja.endswith("。")
    assert case.summary.en.endswith(".")
    assert case.updated == "2026-11-23"


@each_case
def test_every_text_stands_in_both_languages_and_without_half_width_kana(case):
    for at, text in texts(case):
        assert bool(text.ja) == bool(text.en), at
        assert (text.ja, text.en) == (text.ja.strip(), text.en.strip()), at
        assert not re.search("[\uff61-\uff9f]", text.ja + text.en), at
    for word in (*case.works, *case.keywords):
        assert word == word.strip() != ""
        assert not re.search("[\uff61-\uff9f]", word)


@each_case
def test_no_word_to_find_a_case_by_stands_twice(case):
    words = [*case.works, *case.keywords]
    assert len(set(words)) == len(words)


@each_case
def test_related_cases_exist(case):
    assert set(case.related) <= BY_ID.keys() - {case.id}


@each_figure
def test_an_effect_has_a_kind_and_scale_and_context_have_none(case, figure):
    assert (figure.kind is not None) == (figure.role is FigureRole.EFFECT)
    assert figure.kind is not FigureKind.REPORTED
    assert figure.unit in UNITS


@each_figure
def test_a_figure_names_a_source_of_its_case(case, figure):
    assert figure.source in {"", *(s.id for s in case.sources)}
    assert figure.source or len(case.sources) > 1, "with one source alone there is no doubt which"


@each_figure
def test_a_rate_agrees_with_the_levels_beside_it(case, figure):
    if figure.rate_percent is None or figure.before is None or figure.difference is None:
        return
    slack = 1.0 if figure.approximate else 0.5
    assert 100 * figure.difference / figure.before == pytest.approx(figure.rate_percent, abs=slack)


@each_figure
def test_what_is_saved_agrees_with_the_levels_beside_it(case, figure):
    if None in {figure.saved, figure.before, figure.after}:
        return
    assert figure.before - figure.after == pytest.approx(figure.saved, abs=0.06)


def test_only_printed_ranges_stand_as_ranges():
    assert [(c.id, f.low, f.high) for c, f in FIGURES if f.low is not None] == [("C11", 5, 15), ("C14", 2, 3)]


def test_more_of_what_is_wanted_is_never_told_as_saved():
    wanted = [(c.id, f.difference) for c, f in FIGURES if f.more_is_better]
    assert len(wanted) >= 5
    assert {difference for _, difference in wanted} == {None}


def test_hours_of_one_person_are_not_set_beside_hours_of_an_office():
    assert [(c.id, f.saved) for c, f in FIGURES if f.basis is Basis.PERSON_YEAR] == [("E14", 30)]


def test_what_the_figures_must_not_be_taken_for_is_said_beside_them():
    assert "画像AIの効果ではありません" in BY_ID["C06"].figures[0].note.ja
    assert "2,028" in BY_ID["C25"].figures[0].note.ja
    assert "8.3倍" in BY_ID["E03"].figures[3].note.ja
    assert BY_ID["C09"].figures[0].role is FigureRole.CONTEXT
    assert BY_ID["E06"].figures[0].kind is FigureKind.FORECAST


HEAD = """
meta: {compiled: "2026-01-01", rule: {ja: きまり, en: rule}}
cases:
- id: C99
  title: {ja: 題, en: title}
  body: "131032"
  body_name: 港区
  field: tax
  technologies: [rpa]
  status: trial
  origin: evidence
  summary: {ja: 要約。, en: Summary.}
  sources: [{id: s1, title: t, url: "https://example.org/"}]
"""

FIGURE = "  figures: [{id: f1, name: {ja: 名, en: name}, unit: hours, role: effect, kind: trial, saved: 1"


def test_a_sound_file_is_read():
    (case,) = read_cases(HEAD + FIGURE + "}]", file="x.yaml")
    assert case.figures[0].saved == 1.0
    assert case.updated == "2026-01-01"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (HEAD + "  colour: red", "C99 colour"),
        (HEAD.replace("status: trial", "status: fine"), "C99 status"),
        (HEAD.replace("[rpa]", "[magic]"), "C99 technologies 1"),
        (HEAD.replace("{ja: 題, en: title}", "{ja: 題}"), "C99 title"),
        (HEAD.replace("{ja: 題, en: title}", '{ja: 題, en: " "}'), "C99 title"),
        (HEAD.replace("131032", "131033"), "C99 body"),
        (HEAD.replace("origin: evidence", "origin: sample"), "C99 origin"),
        (HEAD.replace("  field: tax\n", ""), "C99 field"),
        (HEAD.replace('url: "https://example.org/"}', 'url: "", when: now}'), "C99 sources s1 when"),
        (HEAD + "  start: spring", "C99 start"),
        (HEAD + "  start: 2018-07-02", "C99 start"),  # without quotes YAML makes a date of it
        (HEAD + '  cost_yen: "12"', "C99 cost_yen"),
        (HEAD + "  verified: 1", "C99 verified"),
        (HEAD + FIGURE.replace("hours", "furlongs") + "}]", "C99 figures f1 unit"),
        (HEAD + FIGURE.replace("role: effect", "role: scale") + "}]", "C99 figures f1 kind"),
        (HEAD + FIGURE + ", low: 3}]", "C99 figures f1 low"),
        (HEAD + FIGURE + ", low: 3, high: 2}]", "C99 figures f1 low"),
        (HEAD + FIGURE + ", source: s2}]", "C99 figures f1 source"),
        (HEAD + FIGURE + ", derived: [before]}]", "C99 figures f1 derived"),
        (HEAD + FIGURE.replace("hours", "none") + "}]", "C99 figures f1 unit"),
        (
            HEAD + FIGURE + "}, {id: f1, name: {ja: 名, en: n}, unit: none, role: effect, kind: negative}]",
            "C99 figures",
        ),
        (HEAD + "meta2: 1", "meta2"),
        (HEAD + "  field: care", "field"),  # a second time
    ],
)
def test_a_fault_is_refused_with_case_and_field(text, where):
    with pytest.raises(InputRefused) as refused:
        read_cases(text, file="x.yaml")
    (problem,) = refused.value.problems
    assert problem.place.file == "x.yaml"
    assert problem.place.column == where


def test_all_faults_of_a_file_are_told_at_once():
    text = HEAD.replace("status: trial", "status: fine").replace("[rpa]", "[magic]") + "  colour: red"
    with pytest.raises(InputRefused) as refused:
        read_cases(text, file="x.yaml")
    assert len(refused.value.problems) == 3
