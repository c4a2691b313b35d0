# SPDX-License-Identifier: Apache-2.0
"""Apps from strangers on the site: whatever a page, a file name or an error of theirs holds, it stays words and ends there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.app.manifest import AppPage
from machikata.automation.app.outcome import Outcome
from machikata.automation.app.pages import (
    AppPageView,
    Download,
    FieldChoice,
    FormField,
    GoTo,
    Heading,
    Links,
    Notice,
    PageAnswer,
    PageFacts,
    PageForm,
    PageLink,
    PageRequest,
    PageTable,
    Words,
)
from machikata.automation.registry import Registry
from machikata.automation.run import RunState
from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.testing.small_apps import MANIFEST, RowCount
from machikata.workspace.app_drafts import begin_draft, change_draft
from machikata.workspace.app_runs import list_runs, start_run, wait_for_run
from machikata.workspace.bodies import save_body
from machikata.workspace.persons import save_person

TOWN, NEXT_TOWN = town(1), town(2)
EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
SAID = Text(EVIL, EVIL)
ROWS = "番号\n1\n2\n".encode()
Answer = Callable[[PageRequest, AppContext], PageAnswer]


@dataclass(frozen=True)
class OnePage(RowCount):
    """The smallest app with one page, at `look`."""

    breaks: str = ""

    def run(self, inputs: Inputs, context: AppContext) -> Outcome:
        if self.breaks:
            raise ValueError(self.breaks)
        return super().run(inputs, context)

    @classmethod
    def answering(cls, answer: Answer, **changes: Any) -> OnePage:
        page = AppPage("look", Text("見る", "Look"), answer, of_run=False)
        return cls(replace(MANIFEST, pages=(page,)), **changes)


def view(*blocks: Any, **more: Any) -> Answer:
    return lambda *_: AppPageView(Text("題", "Title"), blocks, **more)


@pytest.fixture
def opened(site: Any) -> Any:
    """Opens the site with an app whose page answers so."""

    def opening(answer: Answer, **changes: Any) -> Any:
        site.workspace = replace(site.workspace, registry=Registry.of(OnePage.answering(answer, **changes)))
        site.app.state.workspace = site.workspace
        save_body(site.workspace, TOWN)
        return site

    yield opening
    site.workspace.queue.close()


def test_no_word_of_an_app_a_file_or_a_person_becomes_markup(opened: Any) -> None:
    fields = (
        FormField("a", SAID, SAID, EVIL),
        FormField("b", SAID, None, EVIL, (FieldChoice(EVIL, SAID), FieldChoice("x", SAID))),
        FormField("c", SAID, SAID, file=True),
    )
    blocks = (
        Heading(SAID), Words(SAID), Notice(SAID), PageFacts(((SAID, SAID),)), PageForm("look", fields, SAID),
        PageTable(SAID, (SAID, SAID), ((EVIL, SAID), (PageLink("x", SAID), 3)), shown_of=9), PageTable(SAID, (SAID,), (), empty=SAID),
        Links((PageLink("x?y=1", SAID),)),
    )  # fmt: skip
    problem = Problem("x", SAID, SAID, Place(file=EVIL, row=3, column=EVIL, value=EVIL))
    faults = (problem, Problem("y", SAID, SAID, Place(column="a")))
    site = opened(view(*blocks, lead=SAID, problems=faults), breaks=EVIL)
    save_person(site.workspace, name="<b>太郎</b><script>x()</script>", body=TOWN.code, roles={Role.OFFICER})
    answer = site.post("/apps/row-count/new", {"body": TOWN.code}, files={"table": (EVIL + ".csv", ROWS, "text/csv")})
    address = re.search(r'action="(/apps/row-count/new/[0-9a-f]{12})"', answer.text)
    assert address is not None
    site.post(address.group(1), {"do": "run", "seed": "0"})
    [run] = list_runs(site.workspace)
    assert wait_for_run(site.workspace, run.id, 60).state is RunState.FAILED
    places = (
        "/apps/row-count/look",
        f"/apps/row-count/runs/{run.id}",
        "/persons",
        "/jobs",
        "/apps",
        "/audit",
        address.group(1),
    )
    for page in (answer, *(site.get(place) for place in places)):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<script>x()" not in page.text
    assert "&lt;script&gt;alert(1)" in site.get("/apps/row-count/look").text
    assert "ValueError" in site.get(f"/apps/row-count/runs/{run.id}").text


ACTIONS = (
    "sign", "withdraw", "runs/0123/sign", "/apps/row-count/runs/0123/sign", "/persons", "/persons/switch", "./sign", "%73ign",
    "x/../sign", "x/%2e%2e/sign", "", "?x=1", "#sign", "//sign",
)  # fmt: skip


def test_no_form_of_an_app_is_sent_to_where_persons_sign_or_the_site_is_changed(opened: Any) -> None:
    for action in ACTIONS:
        site = opened(view(PageForm(action, (FormField("word", SAID, value="agree"),), Text("探す", "Search"))))
        page = site.get("/apps/row-count/look?lang=en")
        assert page.status_code == 500, action
        assert "row-count" in page.text
        assert 'value="agree"' not in page.text


def _exits(request: PageRequest, context: AppContext) -> PageAnswer:
    raise SystemExit(3)


def _stops(request: PageRequest, context: AppContext) -> PageAnswer:
    raise KeyboardInterrupt


def _breaks(request: PageRequest, context: AppContext) -> PageAnswer:
    return 1 / 0  # type: ignore[return-value]


def _refuses(request: PageRequest, context: AppContext) -> PageAnswer:
    raise InputRefused([])


@pytest.mark.parametrize(
    "answer",
    [
        _exits, _stops, _breaks, _refuses,
        lambda *_: None,
        lambda *_: "<h1>page</h1>",
        lambda *_: GoTo("https://example.jp/"),
        lambda *_: GoTo("//example.jp"),
        lambda *_: GoTo("javascript:alert(1)"),
        lambda *_: Download("a\r\nset-cookie: x=1.csv", b"", "text/csv"),
        lambda *_: Download("../../x.csv", b"", "text/csv"),
        lambda *_: Download("\ud800.csv", b"", "text/csv"),
        lambda *_: Download("x.csv", "text", "text/csv"),  # type: ignore[arg-type]
        view(Words(Text("\ud800", "\ud800"))),
        view(PageTable(Text("表", "Table"), (Text("列", "Column"),), (("\udfff",),))),
        view("no block"),
        view(PageTable(Text("表", "Table"), (Text("列", "Column"),), ((1, 2),))),
        view(Words("one language")),  # type: ignore[arg-type]
        view(PageFacts((Text("一", "one"),))),  # type: ignore[arg-type]
        lambda *_: AppPageView(Text("題", "Title"), None),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_page_that_goes_wrong_names_its_app_and_the_site_goes_on(opened: Any, answer: Answer) -> None:
    site = opened(answer)
    page = site.get("/apps/row-count/look?lang=en", follow_redirects=False)
    assert page.status_code == 500
    assert "row-count" in page.text
    assert "set-cookie: x" not in str(page.headers)
    assert site.get("/apps").status_code == 200


def test_a_file_of_an_app_is_saved_under_its_name_and_never_opened(opened: Any) -> None:
    page = b"<script>alert(1)</script>"
    name = '名簿"; filename=x;.html'.replace('"', "”")
    site = opened(lambda *_: Download(name, page, "text/html"))
    answer = site.get("/apps/row-count/look")
    assert answer.headers["content-disposition"].startswith('attachment; filename="machikata.html"; filename*=')
    assert "\n" not in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_path_that_no_app_has_is_not_found(opened: Any) -> None:
    site = opened(view(Words(Text("言葉", "words"))))
    for path in ("../../../etc/passwd", "..%2f..%2fetc", "%00", "look%0d%0aset-cookie:x", "a" * 5000):
        for before in ("/apps/row-count/", "/apps/", "/apps/row-count/new/", "/apps/row-count/runs/x/files/"):
            answer = site.client.get(before + path, follow_redirects=False)
            assert answer.status_code in (404, 307), before + path[:40]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\花子\\表.csv", "表.csv"),
        ("../../etc/表.csv", "表.csv"),
        ("長" * 300 + ".csv", "長" * 116 + ".csv"),
    ],
)
def test_an_uploaded_file_keeps_the_last_part_of_its_name(opened: Any, name: str, kept: str) -> None:
    site = opened(view())
    page = site.post("/apps/row-count/new", {"body": TOWN.code}, files={"table": (name, ROWS, "text/csv")})
    assert page.status_code == 200
    assert f"<b>{kept}</b>" in page.text


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 1000, b"\xff\xfe", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0", b'"' * 5000]
)
def test_a_file_that_is_no_table_is_told_and_not_run(opened: Any, data: bytes) -> None:
    site = opened(view())
    page = site.post("/apps/row-count/new", {"body": TOWN.code}, files={"table": ("表.csv", data, "text/csv")})
    assert page.status_code in (200, 422)
    assert 'value="run"' not in page.text
    assert list_runs(site.workspace) == ()


def test_a_seed_out_of_range_is_told_at_its_field(opened: Any) -> None:
    site = opened(view())
    draft = begin_draft(site.workspace, "row-count", owner=TOWN.code)
    change_draft(site.workspace, draft.id, files={"table": InputContent("表.csv", ROWS)})
    for seed in ("-1", "1e3", "２", "2147483648", "0" * 12 + "9" * 5000, "9" * 5000, "x"):
        page = site.post(f"/apps/row-count/new/{draft.id}", {"do": "run", "seed": seed})
        assert page.status_code == 422, seed[:20]
    assert list_runs(site.workspace) == ()


def test_what_belongs_to_another_body_is_reached_by_no_address(opened: Any) -> None:
    site = opened(view())
    save_body(site.workspace, NEXT_TOWN)
    draft = begin_draft(site.workspace, "row-count", owner=NEXT_TOWN.code)
    run = start_run(
        site.workspace, "row-count", owner=NEXT_TOWN.code, files={"table": InputContent("表.csv", ROWS)}, options={}
    )
    assert wait_for_run(site.workspace, run.id, 60).state is RunState.DONE
    [proposal] = site.workspace.library.proposals(run=run.id)
    mine = save_person(site.workspace, name="架空 太郎", body=TOWN.code, roles={Role.OFFICER, Role.APPROVER})
    site.post("/persons/switch", {"person": mine.id})
    address = f"/apps/row-count/runs/{run.id}"
    for place in (
        address, f"{address}?format=json", f"{address}/files/rows.txt", f"{address}/inputs/table", f"{address}/look", f"/jobs/{run.id}",
        f"/jobs/{run.id}?format=json", f"/apps/row-count/new/{draft.id}", f"/apps/row-count/look?owner={NEXT_TOWN.code}",
        f"/apps/compare?first={run.id}&second={run.id}",
    ):  # fmt: skip
        answer = site.get(place)
        assert answer.status_code == 403, place
        assert "表.csv" not in answer.text
    for place in (
        "/apps",
        "/apps?format=json",
        "/apps/row-count?format=json",
        "/jobs?format=json",
        "/audit?format=json",
    ):
        assert run.id not in site.get(place).text, place
    sent = {"proposal": proposal.id, "word": "agree", "fingerprint": proposal.fingerprint, "comment": "x"}
    for place in (f"{address}/sign", f"{address}/withdraw", f"{address}/stop", f"/jobs/{run.id}/cancel"):
        assert site.post(place, sent).status_code in (403, 404), place
    assert site.workspace.library.proposals(run=run.id) == (proposal,)


def test_a_signature_that_is_sent_again_or_for_another_run_counts_nothing(opened: Any) -> None:
    site = opened(view())
    files = {"table": InputContent("表.csv", ROWS)}
    runs = [start_run(site.workspace, "row-count", owner=TOWN.code, files=files, options={}, seed=s) for s in (1, 2)]
    for run in runs:
        wait_for_run(site.workspace, run.id, 60)
    [first], [second] = (site.workspace.library.proposals(run=run.id) for run in runs)
    person = save_person(site.workspace, name="架空 太郎", body=TOWN.code, roles={Role.OFFICER, Role.APPROVER})
    site.post("/persons/switch", {"person": person.id})
    address = f"/apps/row-count/runs/{runs[0].id}/sign"
    sent = {"proposal": first.id, "word": "agree", "fingerprint": first.fingerprint}
    assert site.post(address, {**sent, "fingerprint": ""}).status_code == 422
    assert site.post(address, {**sent, "proposal": second.id}).status_code == 404
    assert site.post(address, sent).status_code == 200
    assert site.post(address, sent).status_code == 422
    signed = {p.id: len(p.signatures) for p in site.workspace.library.proposals(app="row-count")}
    assert signed == {first.id: 1, second.id: 0}


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), ZeroDivisionError()])
def test_an_overview_that_goes_wrong_leaves_the_outcome_and_the_decision_within_reach(
    opened: Any, error: BaseException
) -> None:
    def overview(*_: Any) -> Any:
        raise error

    site = opened(view())
    app = OnePage(replace(MANIFEST, overview=overview))
    site.workspace = replace(site.workspace, registry=Registry.of(app))
    site.app.state.workspace = site.workspace
    files = {"table": InputContent("表.csv", ROWS)}
    run = start_run(site.workspace, "row-count", owner=TOWN.code, files=files, options={})
    assert wait_for_run(site.workspace, run.id, 60).state is RunState.DONE
    page = site.get(f"/apps/row-count/runs/{run.id}")
    assert page.status_code == 200
    assert "rows.txt" in page.text
    assert 'id="decision"' in page.text
