# SPDX-License-Identifier: Apache-2.0
"""What is public tells nothing of figures that are held back, of drafts, and of what was taken back but the reason."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from machikata.automation.app.context import DecisionState
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Role
from machikata.domain.case_study import Basis, CaseFigure, CaseSource, FigureRole
from machikata.domain.digest import RecipientRole
from machikata.domain.effect import Aspect, Quantity
from machikata.domain.errors import InputRefused
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.publication.document import to_document
from machikata.testing.campaigns import KeepingOutbox, town
from machikata.testing.planted import MINE, THEIRS, case, measure, report, signed_by, signers
from machikata.workspace.bodies import save_body
from machikata.workspace.case_exchange import CaseFileForm, export_cases
from machikata.workspace.case_search import search_cases, searchable
from machikata.workspace.cases import own_case, propose_case, public_case, restore_case, save_case, withdraw_case
from machikata.workspace.digest_sending import reopen_digest, send_digest
from machikata.workspace.digests import DigestEdit, draft_digest, edit_digest, ready_digest
from machikata.workspace.effects import (
    propose_effect,
    published_effects,
    published_effects_table,
    save_effect,
    withdraw_effect,
)
from machikata.workspace.figure_changes import figure_changes
from machikata.workspace.news import news_since
from machikata.workspace.persons import save_person
from machikata.workspace.public_site import site_content, site_zip
from machikata.workspace.recipients import save_recipient


@pytest.fixture
def ws(tmp_path):
    ws = open_workspace(tmp_path / "w")
    for n in (1, 2):
        save_body(ws, town(n))
    return ws


@pytest.fixture
def persons(ws):
    return signers(ws)


def released(ws, persons, made, *, owner=MINE, held=None):
    kept = save_effect(ws, replace(made, id=held.id if held else ""), owner=owner)
    signed_by(ws, persons, propose_effect(ws, kept.id, owner=owner).id)
    return kept


def everything(ws):
    """Every byte that leaves: site and open data, exchange files, change log, news, search, and the values behind them."""
    files = []
    with zipfile.ZipFile(io.BytesIO(site_zip(ws))) as pack:
        files += [pack.read(n) for n in pack.namelist()]
    for form in CaseFileForm:
        content = export_cases(ws, form)
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as pack:
                files += [pack.read(n) for n in pack.namelist()]
        else:
            files.append(content)
    day = ws.clock().date()
    content = site_content(ws)
    values = (
        published_effects(ws), published_effects_table(ws), figure_changes(ws), news_since(ws, day, day), content.effects, content.changes,
        content.cases, tuple(searchable(ws).entries.values()), search_cases(ws, ""),
    )  # fmt: skip
    return "\n".join(f.decode("utf-8", "replace") for f in files) + json.dumps(
        [to_document(v) for v in values], ensure_ascii=False
    )


def test_a_figure_held_back_stands_nowhere_nor_does_its_number_of_cases(ws, persons):
    told = measure(888_321.0, Aspect.BEFORE, n=50, persons=2), measure(777_654.0, Aspect.SAVED, n=555_777, persons=9)
    released(ws, persons, report("取り組み", *told))
    public = everything(ws)
    for word in ("888321", "888,321", "777654", "777,654", "555777", "555,777"):
        assert word not in public
    assert "取り組み" in public


def test_what_was_shown_and_is_held_back_now_is_told_no_more_in_the_log_either(ws, persons):
    kept = released(ws, persons, report("取り組み", measure(888_321.0, Aspect.BEFORE, n=50, persons=9)))
    assert "888321" in everything(ws)
    released(ws, persons, report("取り組み", measure(888_321.0, Aspect.BEFORE, n=50, persons=2)), held=kept)
    assert "888321" not in everything(ws)
    released(ws, persons, report("取り組み", measure(4_444_004.0, Aspect.BEFORE, n=50, persons=2)), held=kept)
    assert "4444004" not in everything(ws)


def test_the_log_does_not_tell_that_a_figure_changed_that_is_held_back_before_and_after(ws, persons):
    kept = released(ws, persons, report("取り組み", measure(888_321.0, Aspect.BEFORE, n=50, persons=2)))
    before = [c for c in figure_changes(ws) if c.subject.startswith("effects/")]
    released(ws, persons, report("取り組み", measure(1.0, Aspect.BEFORE, n=50, persons=2)), held=kept)
    assert [c for c in figure_changes(ws) if c.subject.startswith("effects/")] == before == []


def test_two_reports_on_one_work_do_not_tell_each_others_held_back_figures(ws, persons):
    def quantity(m, kind):
        return replace(m, measure=replace(m.measure, quantity=kind))

    few = quantity(measure(888_321.0, Aspect.BEFORE, n=3, persons=None), Quantity.LEAD_TIME)
    many = quantity(measure(888_322.0, Aspect.AFTER, n=50, persons=None), Quantity.LEAD_TIME)
    other = quantity(measure(4_444_004.0, Aspect.AFTER, n=50, persons=None), Quantity.COST)
    released(ws, persons, replace(report("取り組み", few), process="permit"))
    released(ws, persons, replace(report("別の題", many, other), process="permit"))
    public = everything(ws)
    assert "888322" not in public
    assert "4444004" in public
    released(ws, persons, replace(report("取り組み", many), process=""))
    assert "888322" not in everything(ws)
    released(ws, persons, replace(report("取り組み", many), process="permit"), owner=THEIRS)
    assert "888322" in everything(ws)


def test_of_an_effect_taken_back_its_subject_and_the_reason_remain(ws, persons):
    made = replace(report("取り組み", measure(888_321.0, Aspect.BEFORE, n=50, persons=9)), comment=Text("密語", "密語"))
    kept = released(ws, persons, made)
    assert "密語" in everything(ws)
    signed_by(ws, persons, withdraw_effect(ws, kept.id, owner=MINE, reason="数え方の誤り").id)
    public = everything(ws)
    assert "数え方の誤り" in public
    assert "888321" not in public
    assert "密語" not in public


def test_of_a_case_taken_back_the_id_and_the_reason_remain_also_in_files_and_log(ws, persons):
    figure = CaseFigure(
        "f1", Text("密語の時間", "密語"), "hours", FigureRole.EFFECT, FigureKind.MEASURED, Basis.YEAR, before=888_321.0, after=1.0
    )  # fmt: skip
    made = case(
        title=Text("密語", "密語"),
        summary=Text("密語", "密語"),
        contact="密語",
        figures=(figure,),
        sources=(CaseSource("s1", "密語", ""),),
    )
    kept = save_case(ws, made, owner=MINE)
    signed_by(ws, persons, propose_case(ws, kept.id, owner=MINE).id)
    assert "888321" in everything(ws)
    signed_by(ws, persons, withdraw_case(ws, kept.id, owner=MINE, reason="数え方の誤り").id)
    public = everything(ws)
    assert "数え方の誤り" in public
    assert kept.id in public
    values = public[public.rindex("\n") :]
    assert "888321" not in public
    assert "密語" not in public.removesuffix(values)


def test_a_draft_after_a_release_changes_nothing_public(ws, persons):
    kept = released(ws, persons, report("取り組み", measure(400.0, Aspect.BEFORE, n=50, persons=9)))
    before = everything(ws)
    save_effect(ws, replace(report("密語", measure(888_321.0, Aspect.BEFORE, n=50, persons=9)), id=kept.id), owner=MINE)
    save_case(ws, case(title=Text("密語", "密語")), owner=MINE)
    assert everything(ws) == before


def test_a_letter_does_not_leave_with_news_of_what_was_taken_back_meanwhile(ws, persons):
    kept = released(ws, persons, report("取り組み", measure(400.0, Aspect.BEFORE, n=50, persons=9)))
    save_recipient(ws, body=MINE, role=RecipientRole.HEAD, mail="mayor@town.example")
    letter = draft_digest(ws, sender_name=Text("県", "Pref")).id
    reader = ws.acting_as(save_person(ws, name="読む人", body="*", roles=[Role.OFFICER]).actor())
    ready_digest(reader, letter)
    signed_by(ws, persons, withdraw_effect(ws, kept.id, owner=MINE, reason="誤り").id)
    sending = replace(ws, outbox=KeepingOutbox())
    with pytest.raises(InputRefused, match="taken back"):
        send_digest(sending, letter)
    reopen_digest(ws, letter)
    with pytest.raises(InputRefused, match="taken back"):
        ready_digest(reader, letter)
    edit_digest(ws, letter, DigestEdit(items=(), opening=Text("ご案内", "News")))
    assert ready_digest(reader, letter).value.items == ()


def test_what_was_taken_back_and_taken_up_again_is_signed_for_anew(ws, persons):
    kept = save_case(ws, case(title=Text("題", "title")), owner=MINE)
    first = propose_case(ws, kept.id, owner=MINE)
    signed_by(ws, persons, first.id)
    signed_by(ws, persons, withdraw_case(ws, kept.id, owner=MINE, reason="誤り").id)
    restore_case(ws, kept.id, 1, owner=MINE)
    assert own_case(ws, kept.id, owner=MINE).proposal is None
    assert public_case(ws, kept.id).case.withdrawn.ja == "誤り"
    again = propose_case(ws, kept.id, owner=MINE)
    assert (again.id != first.id, again.state, propose_case(ws, kept.id, owner=MINE).id) == (
        True,
        DecisionState.PROPOSED,
        again.id,
    )
    signed_by(ws, persons, again.id)
    assert public_case(ws, kept.id).case.title.ja == "題"
