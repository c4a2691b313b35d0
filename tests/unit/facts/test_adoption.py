# SPDX-License-Identifier: Apache-2.0
"""The published counts: every derived figure is worked out again from the figures it is said to come from."""

from __future__ import annotations

import re

import pytest

from machikata.domain.adoption import Among, Tool
from machikata.domain.errors import InputRefused, NotFound
from machikata.facts.adoption import adoption_facts, read_adoption_facts

FACTS = adoption_facts()
N = {Among.ALL: 1788, Among.MUNICIPALITIES: 1741, Among.PREFECTURES: 47, Among.DESIGNATED_CITIES: 20, Among.OTHER_MUNICIPALITIES: 1721}  # fmt: skip
PRINTED_OTHERWISE = {"rpa-2020-prefectures", "rpa-2021-prefectures", "ai-2024-all"}
"""Where the share printed is not that of the count printed; the note says so."""


def exact(wanted):
    count = FACTS.count(wanted)
    assert count.known
    return count.low


def test_every_id_is_there_once_and_every_source_is_named_and_used():
    ids = [c.id for c in FACTS.counts] + [t.id for t in FACTS.targets]
    assert len(set(ids)) == len(ids)
    sources = [s.id for s in FACTS.sources]
    assert len(set(sources)) == len(sources)
    used = {s for fact in (*FACTS.counts, *FACTS.targets) for s in fact.sources}
    assert all(fact.sources for fact in (*FACTS.counts, *FACTS.targets))
    assert used | {"ssdse-a-2025"} == set(sources)  # population and names of the municipalities


def test_every_text_is_there_in_both_languages():
    for source in FACTS.sources:
        assert all(t.ja and t.en for t in (source.title, source.publisher, source.terms))
    for count in FACTS.counts:
        assert all(bool(t.ja) == bool(t.en) for t in (count.derived, count.note))


def test_bodies_asked_about_are_those_of_their_kind():
    assert {c.id: c.n for c in FACTS.counts} == {c.id: N[c.among] for c in FACTS.counts}
    assert N[Among.ALL] == N[Among.PREFECTURES] + N[Among.MUNICIPALITIES]
    assert N[Among.MUNICIPALITIES] == N[Among.DESIGNATED_CITIES] + N[Among.OTHER_MUNICIPALITIES]


def test_there_is_one_count_for_a_tool_a_kind_of_body_and_a_year():
    keys = [(c.tool, c.among, c.fiscal_year) for c in FACTS.counts]
    assert len(set(keys)) == len(keys)


def test_bounds_lie_within_what_can_be():
    for c in FACTS.counts:
        assert (c.low is None) <= (c.high is None)
        if c.low is not None:
            assert 0 <= c.low <= (c.n if c.high is None else c.high) <= c.n


def decimals(percent):
    return 0 if percent == int(percent) and percent not in (40.0, 90.0) else 1


def test_a_count_has_the_share_that_was_printed_with_it():
    off = {
        c.id
        for c in FACTS.counts
        if c.known and c.percent is not None and round(100 * c.low / c.n, decimals(c.percent)) != c.percent
    }
    assert off == PRINTED_OTHERWISE
    assert all(FACTS.count(id_).note.ja for id_ in off)


def test_a_count_got_from_a_share_alone_is_the_only_one_with_that_share():
    told = [c for c in FACTS.counts if c.derived.ja.startswith("印刷された")]
    assert len(told) == 6
    for c in told:
        fitting = [k for k in range(c.n + 1) if round(100 * k / c.n, decimals(c.percent)) == c.percent]
        assert fitting == [c.low]


def test_where_several_counts_have_the_printed_share_none_is_given():
    for c in FACTS.counts:
        if c.low is None and not c.approximate:
            fitting = [k for k in range(c.n + 1) if round(100 * k / c.n, decimals(c.percent)) == c.percent]
            assert len(fitting) > 1


@pytest.mark.parametrize("tool", ["ai", "rpa"])
@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023])
def test_all_bodies_are_prefectures_and_municipalities_together(tool, year):
    if (tool, year) == ("rpa", 2022):
        return  # no count was found
    parts = [exact(f"{tool}-{year}-{among}") for among in ("prefectures", "municipalities")]
    count = FACTS.count(f"{tool}-{year}-all")
    assert exact(count.id) == sum(parts)
    assert numbers(count.derived.ja)[:2] == parts


def numbers(text):
    return [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)]


@pytest.mark.parametrize(("year", "low", "high", "narrower"), [(2020, 417, 800, 772), (2021, 672, 1229, 1186)])
def test_bounds_of_either_follow_from_the_separate_counts(year, low, high, narrower):
    either = FACTS.count(f"either-{year}-all")
    ai, rpa = exact(f"ai-{year}-all"), exact(f"rpa-{year}-all")
    assert (either.low, either.high) == (max(ai, rpa), min(either.n, ai + rpa)) == (low, high)
    kinds = [
        (exact(f"ai-{year}-{k}"), exact(f"rpa-{year}-{k}"), N[Among(k)]) for k in ("prefectures", "municipalities")
    ]
    assert sum(min(n, a + r) for a, r, n in kinds) == narrower
    assert sum(max(a, r) for a, r, _ in kinds) == low
    for text in (either.derived.ja, either.derived.en):
        assert {ai, rpa, high, narrower} <= set(numbers(text))


def test_of_2022_only_a_lower_bound_is_known():
    either = FACTS.count("either-2022-all")
    assert (either.low, either.high) == (exact("ai-2022-all"), None) == (838, None)
    assert not [c for c in FACTS.counts if c.tool is Tool.RPA and c.fiscal_year == 2022 and c.low is not None]


def test_the_end_of_2023_adds_the_prefectures_that_all_use_ai():
    assert exact("ai-2023-prefectures") == 47
    assert exact("either-2023-all") == exact("either-2023-municipalities") + 47 == 1059


def test_the_end_of_2024_is_ai_only_rpa_only_and_both():
    ai_only, rpa_only, both = numbers(FACTS.count("either-2024-all").note.ja)
    assert exact("either-2024-all") == ai_only + rpa_only + both == 1154
    assert (exact("ai-2024-all"), exact("rpa-2024-all")) == (ai_only + both, rpa_only + both) == (1063, 807)


def test_the_share_that_does_not_fit_is_told():
    count = FACTS.count("ai-2024-all")
    assert count.percent == 59.2
    assert round(100 * count.low / count.n, 1) == 59.5
    assert "59.2%" in count.note.ja
    assert "59.5%" in count.note.ja


def test_the_three_targets():
    assert [(t.fiscal_year, t.bodies) for t in FACTS.targets] == [(2020, 300), (2022, 500), (2024, 1065)]
    assert FACTS.source(FACTS.targets[0].sources[0]).publisher.ja == "総務省"


def test_what_was_asked_in_february_belongs_to_the_fiscal_year_before():
    assert FACTS.count("ai-2019-designated").fiscal_year == 2019
    assert FACTS.count("ai-2020-all").fiscal_year == 2020


def test_an_unknown_figure_or_source_is_not_found():
    with pytest.raises(NotFound):
        FACTS.count("none")
    with pytest.raises(NotFound):
        FACTS.source("none")


SMALL = """
sources:
  - {id: s, title: {ja: 表, en: Table}, publisher: {ja: 庁, en: Agency}, url: "", terms: {ja: 出典, en: attribution}}
counts:
  - {id: c, tool: ai, among: all, as_of: 2024-12, n: 1788, count: 5, sources: [s]}
targets: []
"""


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [("sources: [s]", "sources: [t]", "fact-source"), ("tool: ai", "tool: ki", "fact-choice"), ("count: 5", "count: five", "fact-type"),
     ("count: 5", "counted: 5", "fact-unknown-key"), ("id: c,", "id: c, id: d,", "fact-twice"), ("en: Table", "text: Table", "fact-text")],
)  # fmt: skip
def test_a_fault_of_the_file_is_refused(right, wrong, code):
    assert read_adoption_facts(SMALL).count("c").low == 5
    with pytest.raises(InputRefused) as caught:
        read_adoption_facts(SMALL.replace(right, wrong))
    assert code in {p.code for p in caught.value.problems}
