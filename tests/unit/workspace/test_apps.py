# SPDX-License-Identifier: Apache-2.0
"""Apps are enabled by a list; what is broken is said and stops nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.automation.registry import AppOffer, Registry
from machikata.domain.errors import AppUnusable, NotAllowed, NotFound
from machikata.testing.small_apps import RowCount
from machikata.workspace.apps import disable_app, enable_app, find_app, list_apps
from machikata.workspace.audit_trail import audit_entries


def broken() -> object:
    raise ImportError("No module named 'gone'")


@pytest.fixture
def ws(office):
    offers = [
        AppOffer("row-count", "machikata", "1.0", RowCount),
        AppOffer("vendor", "vendor", "3.0", lambda: RowCount.saying(id="vendor")),
        AppOffer("broken", "vendor", "3.0", broken),
        AppOffer("twice", "one", "1", RowCount),
        AppOffer("twice", "two", "1", RowCount),
    ]
    return replace(office.ws, registry=Registry(lambda: offers))


def test_what_ships_with_machikata_is_enabled_and_nothing_else(ws) -> None:
    assert find_app(ws, "row-count") == RowCount()
    listed = {a.id: a for a in list_apps(ws)}
    assert {i: a.enabled for i, a in listed.items()} == {
        "row-count": True, "vendor": False, "broken": False, "twice": False
    }  # fmt: skip
    assert listed["row-count"].title.en == "Row count"
    assert (listed["vendor"].manifest, listed["vendor"].title.ja) == (None, "vendor")
    with pytest.raises(NotFound, match="not enabled") as raised:
        find_app(ws, "vendor")
    assert "machikata app enable vendor" in raised.value.remedy.en
    with pytest.raises(NotFound, match="no app “gone”"):
        find_app(ws, "gone")


def test_the_code_of_an_app_that_nobody_enabled_is_not_run(office) -> None:
    def load() -> object:
        raise AssertionError("was loaded")

    ws = replace(office.ws, registry=Registry(lambda: [AppOffer("vendor", "vendor", "3.0", load)]))
    assert [a.enabled for a in list_apps(ws)] == [False]
    with pytest.raises(NotFound):
        find_app(ws, "vendor")


def test_enabling_and_disabling_stand_on_the_trail(ws) -> None:
    assert enable_app(ws, "vendor").enabled
    assert find_app(ws, "vendor").manifest.id == "vendor"
    disable_app(ws, "vendor")
    with pytest.raises(NotFound):
        find_app(ws, "vendor")
    disable_app(ws, "row-count")
    with pytest.raises(NotFound, match="not enabled"):
        find_app(ws, "row-count")
    told = [(e.note.what, e.note.details["app"]) for e in audit_entries(ws) if e.note.what.startswith("app-")]
    assert told == [("app-enabled", "vendor"), ("app-disabled", "vendor"), ("app-disabled", "row-count")]


def test_a_broken_app_is_not_enabled_and_one_that_broke_later_stops_nothing_else(ws) -> None:
    with pytest.raises(AppUnusable, match="No module named 'gone'"):
        enable_app(ws, "broken")
    enable_app(ws, "vendor")
    offers = [replace(o, load=broken) if o.id == "vendor" else o for o in ws.registry.offers]
    later = replace(ws, registry=Registry(lambda: offers))
    listed = {a.id: a for a in list_apps(later)}
    assert listed["row-count"].manifest is not None
    assert listed["vendor"].problem is not None
    assert "vendor 3.0" in listed["vendor"].problem.what.en
    assert listed["vendor"].problem.remedy.ja
    with pytest.raises(AppUnusable):
        find_app(later, "vendor")
    gone = replace(ws, registry=Registry.of(RowCount()))
    lost = next(a for a in list_apps(gone) if a.id == "vendor")
    assert lost.problem is not None
    assert lost.enabled
    disable_app(gone, "vendor")
    assert [a.id for a in list_apps(gone)] == ["row-count"]
    with pytest.raises(NotFound):
        disable_app(gone, "never")


def test_an_id_offered_twice_cannot_be_enabled_nor_take_the_place_of_ours(ws, office) -> None:
    with pytest.raises(AppUnusable, match="one, two"):
        enable_app(ws, "twice")
    ours = AppOffer("row-count", "machikata", "1.0", RowCount)
    taken = replace(office.ws, registry=Registry(lambda: [ours, replace(ours, distribution="vendor", load=broken)]))
    [listed] = list_apps(taken)
    assert listed.enabled
    assert listed.problem is not None
    assert "machikata, vendor" in listed.problem.what.en
    with pytest.raises(AppUnusable, match="machikata, vendor"):
        find_app(taken, "row-count")


def test_only_who_acts_for_the_whole_installation_enables(ws, office) -> None:
    mine = ws.acting_as(office.officer.actor())
    for refused in (enable_app, disable_app):
        with pytest.raises(NotAllowed):
            refused(mine, "vendor")
