# SPDX-License-Identifier: Apache-2.0
"""Apps are found by entry points, loaded when wanted, and a broken one is a clear error that stops nothing else."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from machikata.automation.app.app import ENTRY_POINTS
from machikata.automation.app.manifest import AppCommand, AppPage, Price, PricePer
from machikata.automation.registry import AppOffer, Registry, installed_apps
from machikata.domain.errors import AppUnusable, NotFound
from machikata.domain.text import Text
from machikata.testing.small_apps import MANIFEST, RowCount


def registry_of(load: Callable[[], Any], app_id: str = "row-count") -> Registry:
    return Registry(lambda: [AppOffer(app_id, "another-vendor", "2.1", load)])


def refusal(found: object, app_id: str = "row-count") -> str:
    with pytest.raises(AppUnusable) as raised:
        registry_of(lambda: found, app_id).app(app_id)
    told = raised.value
    assert app_id in told.what.ja
    assert "another-vendor 2.1" in told.what.en
    assert told.remedy.ja
    assert told.remedy.en
    return told.what.en


def test_an_app_is_loaded_once_and_only_when_it_is_wanted() -> None:
    loads: list[int] = []

    def load() -> RowCount:
        loads.append(1)
        return RowCount()

    registry = registry_of(load)
    assert registry.offer("row-count").distribution == "another-vendor"
    assert loads == []
    assert registry.app("row-count") is registry.app("row-count")
    assert loads == [1]


def test_an_entry_point_may_name_a_class() -> None:
    assert registry_of(lambda: RowCount).app("row-count") == RowCount()


def test_an_app_that_nobody_installed_is_not_found() -> None:
    with pytest.raises(NotFound, match="no app “daycare2”"):
        Registry.of(RowCount()).app("daycare2")


@pytest.mark.parametrize(
    "error", [ImportError("No module named 'gone'"), SyntaxError("bad"), SystemExit(3), KeyError("x")]
)
def test_an_app_that_does_not_load_says_why(error: BaseException) -> None:
    def load() -> object:
        raise error

    with pytest.raises(AppUnusable, match=rf"does not load \({type(error).__name__}") as raised:
        registry_of(load).app("row-count")
    assert "another-vendor 2.1" in raised.value.what.ja


def test_what_is_no_app_is_refused_with_every_cause() -> None:
    told = refusal(SimpleNamespace())
    assert "no “check”" in told
    assert "no “run”" in told
    assert "no manifest" in told
    assert "no manifest (found dict)" in refusal(SimpleNamespace(manifest={}, check=print, run=print))


def test_an_id_that_differs_from_the_entry_point_is_refused() -> None:
    assert "“row-count” differs from the name of its entry point “daycare”" in refusal(RowCount(), "daycare")


def nothing(*_asked: object) -> None:
    """Answers no page and no command."""


def page(path: str) -> AppPage:
    return AppPage(path, Text("頁", "Page"), nothing)  # type: ignore[arg-type, return-value]


BROKEN: dict[str, dict[str, Any]] = {
    "version is no str": {"version": 1.0},
    "authority is no Authority": {"authority": "drafts"},
    "network is no Network": {"network": None},
    "inputs is no tuple": {"inputs": [MANIFEST.inputs[0]]},
    "signatures is not within": {"signatures": 6},
    "signatures is not within ": {"signatures": True},
    "signatures is not within  ": {"signatures": -1},
    "price is not a number": {"price": Price(float("nan"), PricePer.RUN, Text("表", "list"))},
    "price.per is no PricePer": {"price": Price(1.0, "run", Text("表", "list"))},  # type: ignore[arg-type]
    "“a” has no answer": {"pages": (AppPage("a", Text("頁", "Page"), None),)},  # type: ignore[arg-type]
    "two of one name": {"pages": (page("rows"), page("rows"))},
    "cannot have this path": {"pages": (page("../secret"),)},
    "words are missing": {"title": Text("", "Rows")},
    "cannot have this name": {
        "commands": (AppCommand("Run It", Text("実行", "Run"), nothing),)  # type: ignore[arg-type, return-value]
    },
}


@pytest.mark.parametrize("told", BROKEN)
def test_a_manifest_that_does_not_hold_is_refused(told: str) -> None:
    assert told.strip() in refusal(RowCount.saying(**BROKEN[told]))


def test_a_manifest_that_raises_is_refused() -> None:
    class Raising:
        @property
        def manifest(self) -> Any:
            raise RuntimeError("half-made")

    assert "half-made" in refusal(Raising)


def test_an_id_that_two_distributions_offer_is_nobodys() -> None:
    one = AppOffer("row-count", "machikata", "1", RowCount)
    registry = Registry(lambda: [one, replace(one, distribution="another-vendor"), replace(one, id="other")])
    with pytest.raises(AppUnusable, match=r"2 distributions offer an app “row-count” \(machikata, another-vendor\)"):
        registry.app("row-count")
    assert registry.offer("other")


def test_an_installed_distribution_is_found_by_its_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "some_vendor-3.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: Some_Vendor\nVersion: 3.2\n", "utf-8")
    (info / "entry_points.txt").write_text(
        f"[{ENTRY_POINTS}]\nrow-count = vendor_rows:APP\nlost = nowhere:APP\n", "utf-8"
    )
    (tmp_path / "vendor_rows.py").write_text(
        "from machikata.testing.small_apps import RowCount\nAPP = RowCount()\n", "utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    mine = [o for o in installed_apps() if o.distribution == "some-vendor"]
    assert [(o.id, o.version, o.ours) for o in mine] == [("lost", "3.2", False), ("row-count", "3.2", False)]
    assert "vendor_rows" not in sys.modules
    registry = Registry()
    assert registry.app("row-count").manifest == MANIFEST
    with pytest.raises(AppUnusable, match="ModuleNotFoundError"):
        registry.app("lost")
    monkeypatch.delitem(sys.modules, "vendor_rows")
