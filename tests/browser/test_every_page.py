# SPDX-License-Identifier: Apache-2.0
"""Every page in both languages, wide and narrow: no accessibility violation, nothing foreign, nothing outside its box."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from machikata.domain.actor import Role
from machikata.testing.app_given import csv_content
from machikata.web.surveyed import section_address
from machikata.workspace.app_drafts import begin_draft, change_draft, run_draft
from machikata.workspace.app_runs import wait_for_run
from machikata.workspace.apps import enable_app
from machikata.workspace.campaigns import list_campaigns
from machikata.workspace.cases import own_cases
from machikata.workspace.digest_replies import list_replies
from machikata.workspace.effects import own_effects
from machikata.workspace.persons import acting, save_person
from machikata.workspace.proposals import list_proposals, sign
from machikata.workspace.releases import PublicState
from machikata.workspace.survey_drafts import start_survey_draft

pytestmark = pytest.mark.browser

WORK, GROUP = "/bodies/991015/care-need-certification", "class-2022-city-1-3"
PAGES = (
    "/", "/records", "/records/new/file", "/bodies", "/bodies/edit", "/bodies/edit?code=991015", WORK,
    "/bodies/991121/moving-in?show=days&activities=60", "/compare", f"/compare/{GROUP}/care-need-certification?own=991015",
    f"/compare/{GROUP}/moving-in", "/compare/class-2022-town-3-2/salary-reports?own=991091",
    "/compare/class-2022-town-2-0/moving-in", f"/compare/{GROUP}/care-need-certification/flow?own=991015",
    f"/compare/{GROUP}/care-need-certification/survey?own=991082", f"/compare/{GROUP}/moving-in/survey",
    "/compare/class-2022-town-2-0/moving-in/survey",
    "/survey", "/survey/new", "/survey/template", "/survey/steps/moving-in", "/survey/hand-in", "{survey}", "{survey}/letters", "{answer}", "{mapped}", "/check-table",
    "/apps", "/apps/compare", "{app}", "{app}/new", "{refused}", "{prepared}", "{run}", "{run}/rows", "{run}/row?id=1", "{run}/figures",
    "{run}/propose", "{app}/rules", "{app}/rules?owner=991015", "/persons", "/audit?verify=yes",
    "/publish", "/publish/prefectures/20", "/publish/tables", "/cases", "/cases?q=児童手当&failed=yes", "/cases/C22", "/cases/991082-1",
    "/cases/situation?body=991074&word=国民年金", "/cases/scales", "/cases/own", "{own}", "/cases/edit", "/cases/import",
    "/effects", "{effect}", "/effects/edit", "/comparisons",
    "/calls", "/calls/edit", "/calls/sample-open", "/calls/sample-grouped", "/calls/sample-grouped/groups",
    "/digest", "/digest/no-1", "/digest/no-2", "/digest/recipients", "/digest/replies", "{asked}", "{reply}",
    "/dictionary?process=moving-in", "/exports", "/jobs", "/help", "/help/glossary", "/no/such/page",
)  # fmt: skip


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A window for each manner of looking; one address after another is opened in it, as a person does."""
    opened: dict[tuple[Any, ...], Page] = {}

    def of(width: int, **manner: Any) -> Page:
        key = (width, *sorted(manner.items()))
        if key not in opened:
            opened[key] = browser.new_context(viewport={"width": width, "height": 900}, **manner).new_page()
        opened[key].set_viewport_size({"width": width, "height": 900})
        return opened[key]

    yield of
    for page in opened.values():
        page.context.close()


OWN_TABLE = "作業,従事者,件数,1件あたり（分）,年間時間\n受付,正職員,400,12,80\n入力,臨時の人,300,6,30\n合計,,700,,110\n"


@pytest.fixture(scope="module")
def places(demo: Any) -> dict[str, str]:
    """Where the demo's survey is, one of its answers with findings, and a table of a section's own that waits for its columns."""
    ws = demo.workspace
    campaign = next(c for c in list_campaigns(ws) if not c.implicit)
    answers = ws.library.submissions(campaign=campaign.id)
    answer = max(answers, key=lambda s: len(s.findings))
    own = io.BytesIO(OWN_TABLE.encode("cp932"))
    draft = start_survey_draft(ws, content=own, file_name="うちの表.csv", campaign=campaign.id, body=answer.body)
    return {
        "survey": f"/survey/{campaign.id}", "answer": section_address(campaign.id, *answer.key),
        "mapped": f"/survey/drafts/{draft.id}/columns", **_elsewhere(places_of_an_app, ws),
        **places_of_publication(ws),
    }  # fmt: skip


def _elsewhere(work: Callable[..., Any], *what: Any) -> Any:
    """Work in a thread without the browser's event loop, as the site does its own."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work, *what).result()


def places_of_an_app(ws: Any) -> dict[str, str]:
    """The app from outside with a run that waits for its second signature, and two runs in preparation."""
    enable_app(ws, "hello")
    persons = [save_person(ws, name=name, body="991015", roles=set(Role)) for name in ("架空 花子", "架空 太郎")]
    rows = [
        ("1", "汐見原市港町１丁目２番３号", "０９０(1234)5678"),
        *((f"a{i}", f"港町{i}‐1", "0441234567") for i in range(60)),
    ]
    good, bad = (csv_content("住所録.csv", ("番号", "住所", "電話番号"), *r) for r in (rows, [*rows, ("a1", "", "")]))
    made = {}
    for name, content in (("prepared", good), ("refused", bad), ("run", good)):
        draft = begin_draft(ws, "hello", owner="991015")
        change_draft(ws, draft.id, files={"addresses": content})
        made[name] = f"/apps/hello/new/{draft.id}"
    run = run_draft(ws, draft.id)
    assert wait_for_run(ws, run.id, 60).state.ended
    [proposal] = list_proposals(ws, run=run.id)
    sign(acting(ws, persons[0].id), proposal.id, agrees=True, comment="確認済み")
    return made | {"run": f"/apps/hello/runs/{run.id}", "app": "/apps/hello"}


def places_of_publication(ws: Any) -> dict[str, str]:
    """A case and a report that wait for signatures, a reply that was answered, and one that was not."""
    case = next(o for o in own_cases(ws) if o.state is PublicState.WAITING)
    effect = next(o for o in own_effects(ws) if o.state is PublicState.WAITING)
    answered = {bool(k.value.answer): k.id for k in list_replies(ws)}
    return {
        "own": f"/cases/{case.kept.owner}/{case.kept.id}", "effect": f"/effects/{effect.kept.owner}/{effect.kept.id}",
        "asked": f"/digest/replies/{answered[True]}", "reply": f"/digest/replies/{answered[False]}",
    }  # fmt: skip


def inspect(page: Page, origin: str, address: str, language: str, check: Callable[[Page], None]) -> None:
    """Open an address and look at what it loads, says and covers. What a page says late counts for the one after it."""
    foreign: list[str] = []
    complaints: list[str] = []
    heard: dict[str, Callable[[Any], None]] = {
        "request": lambda r: None if r.url.startswith((origin, "data:")) else foreign.append(r.url),
        "console": lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None,
        "pageerror": lambda e: complaints.append(str(e)),
    }
    for event, listener in heard.items():
        page.on(event, listener)
    try:
        separator = "&" if "?" in address else "?"
        answer = page.goto(f"{origin}{address}{separator}lang={language}")
        assert answer is not None
        assert answer.status == (404 if "no/such" in address else 200)
        assert page.locator("html").get_attribute("lang") == language
        check(page)
    finally:
        for event, listener in heard.items():
            page.remove_listener(event, listener)
    assert foreign == []
    assert [c for c in complaints if "404" not in c] == []


LOOKS = (("ja", 1280), ("en", 320))


@pytest.mark.parametrize(
    ("address", "language", "width"),
    # The default suite opens every page once, by turns in either language; the other look of each is slow.
    [
        pytest.param(address, *look, marks=() if (n + k) % 2 == 0 else pytest.mark.slow)
        for n, address in enumerate(PAGES)
        for k, look in enumerate(LOOKS)
    ],
)
def test_a_page_has_no_accessibility_violation_and_fits_wide_and_narrow(
    windows: Any,
    demo: Any,
    places: dict[str, str],
    axe: str,
    violations_of: Any,
    address: str,
    language: str,
    width: int,
) -> None:
    def check(page: Page) -> None:
        assert violations_of(page, axe) == []
        for other in (width, 1600 - width):
            page.set_viewport_size({"width": other, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= other

    inspect(windows(width), demo.origin, address.format(**places), language, check)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        WORK,
        f"/compare/{GROUP}/care-need-certification?own=991015",
        "/records/new/file",
        "{survey}",
        "{answer}",
        "{run}",
    ],
)
def test_a_page_keeps_its_meaning_in_forced_colours_and_with_less_motion(
    windows: Any, demo: Any, places: dict[str, str], axe: str, violations_of: Any, address: str
) -> None:
    def check(page: Page) -> None:
        assert violations_of(page, axe) == []
        here = page.locator(".chain a[aria-current]").evaluate("e => getComputedStyle(e).borderBottomColor")
        other = page.locator(".chain a:not([aria-current])").first.evaluate(
            "e => getComputedStyle(e).borderBottomColor"
        )
        assert here != other

    inspect(
        windows(1280, forced_colors="active", reduced_motion="reduce"),
        demo.origin,
        address.format(**places),
        "ja",
        check,
    )


def test_a_narrow_table_says_its_roles_and_names_its_columns(windows: Any, demo: Any) -> None:
    def check(page: Page) -> None:
        tree = page.get_by_role("table").first
        assert tree.get_by_role("rowheader").count() > 3
        label = page.locator("td[data-l]").first
        assert label.evaluate("e => getComputedStyle(e, '::before').content").strip('"') == label.get_attribute(
            "data-l"
        )

    inspect(windows(320), demo.origin, "/records", "ja", check)


def test_the_accessibility_engine_finds_a_fault_when_there_is_one(
    windows: Any, demo: Any, axe: str, violations_of: Any
) -> None:
    def check(page: Page) -> None:
        page.evaluate("document.querySelector('label').remove()")
        page.evaluate("document.querySelector('.lead, h1').setAttribute('class', 'nothing')")
        assert any("label" in found or "select-name" in found for found in violations_of(page, axe))

    inspect(windows(1280), demo.origin, "/bodies/edit", "ja", check)
