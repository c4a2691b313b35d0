# SPDX-License-Identifier: Apache-2.0
"""Which apps are installed: entry points of the group `machikata.apps`, none of them loaded before it is wanted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from machikata.automation.app.app import ENTRY_POINTS, App
from machikata.automation.app.manifest import Authority, Manifest, Network, PersonalData, PricePer
from machikata.automation.app.manifest_checks import manifest_problems
from machikata.automation.calling import told
from machikata.domain.errors import AppUnusable, NotFound, Problem
from machikata.domain.text import Text

__all__ = ["OURS", "AppOffer", "Registry", "installed_apps", "manifest_problems"]

OURS = "machikata"
"""The distribution whose apps are enabled until somebody disables them."""

MOST_SIGNATURES = 5


@dataclass(frozen=True, slots=True)
class AppOffer:
    """An app that a distribution offers under an id. `load` imports it: code of an app that nobody enabled is never run."""

    id: str
    distribution: str
    version: str
    load: Callable[[], Any]

    @property
    def ours(self) -> bool:
        """Whether it ships with Machikata."""
        return self.distribution == OURS


def installed_apps() -> tuple[AppOffer, ...]:
    """What the installed distributions offer, by id."""
    return tuple(sorted((_offer(e) for e in entry_points(group=ENTRY_POINTS)), key=lambda o: (o.id, o.distribution)))


def _offer(entry: EntryPoint) -> AppOffer:
    found = entry.dist
    name, version = ("", "") if found is None else (found.name, found.version)
    return AppOffer(entry.name, name.lower().replace("_", "-"), version, entry.load)


class Registry:
    """The installed apps, each loaded when it is first wanted and then kept.

    >>> Registry.of().offers
    ()
    """

    def __init__(self, find: Callable[[], Iterable[AppOffer]] = installed_apps) -> None:
        self._find = find
        self._offers: tuple[AppOffer, ...] | None = None
        self._apps: dict[str, App] = {}

    @classmethod
    def of(cls, *apps: App, distribution: str = OURS) -> Registry:
        """A registry of these app objects, for tests and for apps under development."""
        offers = [AppOffer(a.manifest.id, distribution, a.manifest.version, partial(lambda app: app, a)) for a in apps]
        return cls(lambda: offers)

    @property
    def offers(self) -> tuple[AppOffer, ...]:
        """Every offer; an id that two distributions use stands twice."""
        if self._offers is None:
            self._offers = tuple(self._find())
        return self._offers

    def offer(self, app_id: str) -> AppOffer:
        """The one offer of this id.

        Raises:
            NotFound: no installed distribution offers it.
            AppUnusable: several do.
        """
        found = [o for o in self.offers if o.id == app_id]
        if not found:
            raise NotFound(
                Text(f"アプリ「{app_id}」は入っていません", f"no app “{app_id}” is installed"),
                remedy=Text("アプリの一覧から選ぶか、配布物を入れてください", "choose one of the list, or install it"),
            )
        if len(found) > 1:
            names = "、".join(o.distribution or "?" for o in found)
            raise AppUnusable(
                Text(
                    f"アプリ「{app_id}」を名のる配布物が{len(found)}つあります（{names}）",
                    f"{len(found)} distributions offer an app “{app_id}” ({names.replace('、', ', ')})",
                ),
                remedy=Text("1つだけを残してください", "keep only one of them"),
            )
        return found[0]

    def app(self, app_id: str) -> App:
        """The app of this id, loaded and checked.

        Raises:
            NotFound: not installed.
            AppUnusable: it does not load, or its manifest does not hold; names app, distribution, cause and remedy.
        """
        if app_id not in self._apps:
            self._apps[app_id] = _loaded(self.offer(app_id))
        return self._apps[app_id]


def _loaded(offer: AppOffer) -> App:
    try:
        found = offer.load()
        app = found() if isinstance(found, type) else found
        causes = _causes(app, app.manifest if hasattr(app, "manifest") else None, offer.id)
    except (Exception, SystemExit) as error:
        # Whatever a stranger's code does when it is imported: it must not stop the rest of the program.
        raise _unusable(offer, _does_not_load(error)) from error
    if causes:
        raise _unusable(offer, *causes)
    checked: App = app
    return checked


def _causes(app: Any, manifest: object, app_id: str) -> tuple[Text, ...]:
    """Why the object that the entry point names is not the app that it should be."""
    missing = [name for name in ("check", "run") if not callable(getattr(app, name, None))]
    found = [Text(f"「{name}」がありません", f"it has no “{name}”") for name in missing]
    if not isinstance(manifest, Manifest):
        kind = type(manifest).__name__
        return (*found, Text(f"manifestがありません（{kind}）", f"it has no manifest (found {kind})"))
    if manifest.id != app_id:
        differs = Text(
            f"manifestのid「{manifest.id}」が登録名「{app_id}」と違います",
            f"its id “{manifest.id}” differs from the name of its entry point “{app_id}”",
        )
        found.append(differs)
    # What the types forbid is looked at first: the checks of the manifest rely on it.
    wrong = tuple(_wrong_types(manifest))
    return (*found, *wrong) if wrong else (*found, *(_said(p) for p in manifest_problems(manifest)))


def _wrong_types(m: Manifest) -> Iterator[Text]:
    kinds: dict[str, tuple[object, type]] = {
        "id": (m.id, str),
        "version": (m.version, str),
        "task": (m.task, str),
        "authority": (m.authority, Authority),
        "personal_data": (m.personal_data, PersonalData),
        "network": (m.network, Network),
        "inputs": (m.inputs, tuple),
        "options": (m.options, tuple),
        "pages": (m.pages, tuple),
        "commands": (m.commands, tuple),
        **({} if m.price is None else {"price.per": (m.price.per, PricePer)}),
    }
    for name, (value, kind) in kinds.items():
        if not isinstance(value, kind):
            yield Text(f"{name}が{kind.__name__}ではありません", f"its {name} is no {kind.__name__}")
    if type(m.signatures) is not int or not 0 <= m.signatures <= MOST_SIGNATURES:
        yield Text(
            f"署名の数が0〜{MOST_SIGNATURES}ではありません",
            f"its number of signatures is not within 0–{MOST_SIGNATURES}",
        )
    if m.price is not None and not math.isfinite(m.price.yen):
        yield Text("価格が数ではありません", "its price is not a number")
    for page in m.pages:
        answer: object = page.answer
        if not callable(answer):
            yield Text(f"ページ「{page.path}」に答える関数がありません", f"its page “{page.path}” has no answer")
    parts: dict[str, object] = {"overview": m.overview, "example": m.example}
    for name, part in parts.items():
        if part is not None and not callable(part):
            yield Text(f"{name}が関数ではありません", f"its {name} cannot be called")


def _said(problem: Problem) -> Text:
    """What is wrong, and with which part."""
    place = problem.place.text()
    return Text(f"{place.ja} {problem.what.ja}".strip(), f"{place.en} {problem.what.en}".strip())


def _does_not_load(error: BaseException) -> Text:
    cause = told(error)
    return Text(f"読み込めません（{cause}）", f"it does not load ({cause})")


def _unusable(offer: AppOffer, *causes: Text) -> AppUnusable:
    whose = f"{offer.distribution} {offer.version}".strip() or "?"
    return AppUnusable(
        Text(
            f"アプリ「{offer.id}」（配布物 {whose}）は使えません：" + "、".join(c.ja for c in causes),
            f"the app “{offer.id}” (of {whose}) cannot be used: " + "; ".join(c.en for c in causes),
        ),
        remedy=Text(
            "配布元に知らせるか、版を変えるか、このアプリを無効にしてください",
            "tell whoever supplies it, install another version, or disable the app",
        ),
    )
