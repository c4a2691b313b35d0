# SPDX-License-Identifier: Apache-2.0
"""The key figures: what ships counts until a newer table was signed for, and the years hold both."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Person, Role
from machikata.domain.adoption import Among, Tool
from machikata.domain.errors import InputRefused, NotAllowed
from machikata.facts.municipalities import municipality_facts
from machikata.workspace.adoption import (
    key_figures,
    own_edition,
    propose_edition,
    public_editions,
    read_bodies,
    take_adoption_table,
    withdraw_edition,
)
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import sign
from machikata.workspace.releases import PublicState

DAY = date(2024, 12, 31)
ABOUT = {"as_of": DAY, "title": "進捗状況の表", "url": "", "publisher": "デジタル庁"}


def table_of(bodies, *, ai=True):
    out = io.StringIO()
    answers = ["実施" if (b.ai if ai is None else ai) else "未実施" for b in bodies]
    csv.writer(out).writerows(
        [
            ["", "", *(b.name for b in bodies), ""],
            ["業務", "AIの導入状況", *answers, ""],
            ["業務", "RPAの導入状況", *(["未実施"] * len(bodies)), ""],
        ]
    )
    return out.getvalue().encode("utf-8-sig")


@pytest.fixture
def ws(tmp_path):
    ws = open_workspace(tmp_path / "w")
    for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER)):
        save_person(ws, name=name, body="*", roles=[role])
    return ws


def decided(ws, proposal):
    for person in sorted(ws.library.persons(), key=lambda p: p.name):
        proposal = sign(ws.acting_as(person.actor()), proposal.id, agrees=True)


def test_what_ships_counts_until_a_newer_table_was_signed_for(ws):
    assert key_figures(ws).whole.of(Tool.AI).users == 879
    kept = take_adoption_table(ws, table_of(municipality_facts()), **ABOUT)
    assert own_edition(ws, kept.id).state is PublicState.DRAFT
    assert key_figures(ws).as_of == "2023-12-31"
    decided(ws, propose_edition(ws, kept.id))
    found = key_figures(ws)
    assert (found.as_of, found.whole.of(Tool.AI).users, found.whole.of(Tool.RPA).users) == ("2024-12-31", 1741, 0)
    series = found.series_of(Tool.AI, Among.MUNICIPALITIES)
    assert [(c.as_of, c.low) for c in series if c.known][-2:] == [("2023-12-31", 879), ("2024-12-31", 1741)]
    assert found.source(series[-1].sources[0]).publisher.ja == "デジタル庁"
    decided(ws, withdraw_edition(ws, kept.id, reason="差し替え"))
    assert public_editions(ws) == ()
    assert key_figures(ws).whole.of(Tool.AI).users == 879


def test_a_table_whose_names_are_not_the_expected_ones_is_refused_with_what_else_is_wrong(ws):
    merged = municipality_facts()[:-1]
    with pytest.raises(InputRefused) as refused:
        take_adoption_table(ws, table_of(merged), **{**ABOUT, "publisher": " ", "as_of": date(2023, 12, 31)})
    codes = [p.code for p in refused.value.problems]
    assert codes[:2] == ["adoption-day", "adoption-source"]
    assert len(codes) > 2


def test_after_a_merger_a_list_of_the_bodies_is_given_beside_the_table(ws):
    merged = municipality_facts()[:-1]
    lines = ["code,prefecture,name,class,population"]
    lines += [f"{b.code},{b.prefecture},{b.name},{b.body_class},{b.population}" for b in merged]
    kept = take_adoption_table(ws, table_of(merged), **ABOUT, bodies_file="\n".join(lines).encode())
    assert len(kept.value.bodies) == 1740
    assert [replace(b, ai=None, rpa=None, as_of="") for b in kept.value.bodies] == [
        replace(b, ai=None, rpa=None, as_of="") for b in merged
    ]


def test_every_fault_of_such_a_list_is_told(ws):
    text = "code,prefecture,name,class,population\n011003,北海道,札幌市,,x\n011002,北海道,札幌市,,1\n011002,北海道,札幌市,,1\n"
    with pytest.raises(InputRefused) as refused:
        read_bodies(text.encode())
    assert [(p.code, p.place.row) for p in refused.value.problems] == [
        ("municipality-code", 2), ("bodies-population", 2), ("bodies-twice", 4),
    ]  # fmt: skip
    with pytest.raises(InputRefused, match="columns are missing"):
        read_bodies("団体,人口\n".encode())


def test_a_day_to_come_is_refused(ws):
    with pytest.raises(InputRefused):
        take_adoption_table(
            ws, table_of(municipality_facts()), **{**ABOUT, "as_of": ws.clock().date() + timedelta(days=1)}
        )


def test_only_the_secretariat_of_all_takes_a_table(ws):
    officer = ws.acting_as(Person("p", "里中", "990027", frozenset({Role.SECRETARIAT}), ws.clock()).actor())
    with pytest.raises(NotAllowed):
        take_adoption_table(officer, table_of(municipality_facts()), **ABOUT)
