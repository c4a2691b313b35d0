# SPDX-License-Identifier: Apache-2.0
"""Cases in the GIF layout: the public ones go out, others come in as drafts, all or none, and never under another body's name."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Person, Role
from machikata.domain.case_study import CaseOrigin
from machikata.domain.errors import InputRefused, NotAllowed
from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.text import Text
from machikata.facts.cases import seed_cases
from machikata.facts.municipalities import fact_of
from machikata.publication.catalogue.gif import gif_json
from machikata.samples.case_studies import sample_cases
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.workspace.bodies import save_body
from machikata.workspace.case_exchange import CaseFileForm, Taken, export_cases, import_cases
from machikata.workspace.cases import own_cases, save_case
from machikata.workspace.releases import PublicState

BODIES = tuple(b.municipality for b in DEMO_PLAN.bodies[:3])
CASES = sample_cases(3)


@pytest.fixture
def ws(tmp_path):
    ws = open_workspace(tmp_path / "w")
    for body in BODIES:
        save_body(ws, body)
    return ws


def taken(ws, cases, **more):
    return import_cases(ws, gif_json(cases), file_name="cases.json", **more)


def test_each_case_becomes_a_draft_of_the_body_it_names(ws):
    done = taken(ws, CASES)
    assert [(t.kept.owner, t.taken) for t in done.cases] == [(b.code, Taken.NEW) for b in BODIES]
    held = own_cases(ws)
    assert {o.state for o in held} == {PublicState.DRAFT}
    assert all(o.kept.value.origin is CaseOrigin.SUBMITTED and o.kept.value.synthetic for o in held)


def test_a_file_can_be_taken_in_again_and_only_what_differs_is_new(ws):
    taken(ws, CASES)
    changed = replace(CASES[1], summary=Text("直した概要です。", "A summary mended."))
    done = taken(ws, (CASES[0], changed))
    assert [t.taken for t in done.cases] == [Taken.UNCHANGED, Taken.NEW]


def test_the_id_of_a_draft_of_the_body_makes_a_new_version_of_it(ws):
    first = taken(ws, CASES[:1]).cases[0].kept
    changed = replace(first.value, summary=Text("直した概要です。", "A summary mended."))
    [done] = taken(ws, (changed,)).cases
    assert (done.taken, done.kept.id, done.kept.version) == (Taken.CHANGED, first.id, 2)


def test_the_body_of_a_shipped_case_corrects_it(ws):
    shipped = next(c for c in seed_cases() if c.body)
    fact = fact_of(shipped.body)
    kind = MunicipalityKind("市" if fact.name.endswith("市") else "区" if fact.name.endswith("区") else "町")
    save_body(
        ws, Municipality(shipped.body, Text(fact.name, fact.name), kind, fact.prefecture, fact.population, None, None)
    )
    changed = replace(shipped, summary=Text("直した概要です。", "A summary mended."))
    [done] = taken(ws, (changed,), owner=shipped.body).cases
    assert (done.taken, done.kept.id, done.kept.version) == (Taken.CHANGED, shipped.id, 1)


def test_nobody_takes_another_bodys_case_for_ones_own_and_then_nothing_is_kept(ws):
    with pytest.raises(InputRefused) as refused:
        taken(ws, CASES, owner=BODIES[0].code)
    assert [p.code for p in refused.value.problems] == ["case-import-other-body"] * 2
    assert {p.place.row for p in refused.value.problems} == {2, 3}
    assert own_cases(ws) == ()


def test_every_reason_is_told_at_once_and_nothing_is_kept(ws):
    nobodys = replace(CASES[0], body="", id="X1")
    unknown = replace(CASES[0], body=DEMO_PLAN.bodies[9].municipality.code, id="X2")
    gone = replace(CASES[0], withdrawn=Text("誤り", "wrong"), id="X3")
    with pytest.raises(InputRefused) as refused:
        taken(ws, (CASES[1], nobodys, unknown, gone))
    assert {p.code for p in refused.value.problems} >= {
        "case-import-no-body", "case-import-unknown-body", "case-import-withdrawn",
    }  # fmt: skip
    assert own_cases(ws) == ()


def test_an_officer_of_one_body_cannot_bring_another_bodys_cases(ws):
    person = Person("p1", "山野", BODIES[0].code, frozenset({Role.OFFICER, Role.READER}), ws.clock())
    with pytest.raises(NotAllowed):
        taken(ws.acting_as(person.actor()), CASES)
    assert own_cases(ws) == ()


def test_drafts_do_not_go_out_and_classes_and_names_do(ws):
    save_case(ws, replace(CASES[0], id=""), owner=BODIES[0].code)
    out = json.loads(export_cases(ws, CaseFileForm.GIF_JSON))
    assert out["件数"] == len(seed_cases())
    assert CASES[0].title.ja not in json.dumps(out, ensure_ascii=False)
    minato = next(c for c in out["事例"] if c["ID"] == "C22")
    assert minato["団体の正式名称"] == "港区"
    pack = zipfile.ZipFile(io.BytesIO(export_cases(ws, CaseFileForm.GIF_CSV)))
    assert "cases.csv" in pack.namelist()


def test_what_went_out_comes_in_elsewhere_without_loss(ws, tmp_path):
    done = taken(ws, CASES)
    again = open_workspace(tmp_path / "other")
    for body in BODIES:
        save_body(again, body)
    twice = taken(again, [t.kept.value for t in done.cases])
    for one, other in zip(done.cases, twice.cases, strict=True):
        assert replace(one.kept.value, id="") == replace(other.kept.value, id="")
