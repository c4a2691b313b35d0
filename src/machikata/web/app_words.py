# SPDX-License-Identifier: Apache-2.0
"""Words for what apps say of themselves, and the frame that their pages share."""

from __future__ import annotations

from typing import Final

from machikata.automation.app.context import DecisionState
from machikata.automation.app.manifest import Authority, Manifest, Network, PersonalData, Price, PricePer
from machikata.automation.run import Run, RunState
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.workspace.apps import manifest_of
from machikata.workspace.workspace import Workspace

APPS: Final = Link("/apps", Text("自動化", "Automation"))

AUTHORITY_WORDS: Final = {
    Authority.SUGGESTS: Text("提案する（職員が読んで使う）", "Suggests: an officer reads it"),
    Authority.DRAFTS: Text(
        "案をつくる（署名がそろって効力をもつ）", "Drafts: it holds once named officers have signed"
    ),
    Authority.EXECUTES: Text("署名されたことを実行する", "Executes what named officers have signed"),
}
PERSONAL_WORDS: Final = {
    PersonalData.NONE: Text("扱わない", "None"),
    PersonalData.PSEUDONYMOUS: Text("仮名にした情報", "Pseudonymous data"),
    PersonalData.PERSONAL: Text("個人情報", "Personal data"),
    PersonalData.SENSITIVE: Text("要配慮個人情報", "Sensitive personal data"),
}
NETWORK_WORDS: Final = {
    Network.NONE: Text("つながない", "None"),
    Network.OWN: Text("庁内だけ", "Own network only"),
    Network.INTERNET: Text("インターネットにつなぐ", "Internet"),
}
DECISION_WORDS: Final = {
    DecisionState.PROPOSED: Text("署名を待っています", "Waiting for signatures"),
    DecisionState.DECIDED: Text("決まりました", "Decided"),
    DecisionState.REJECTED: Text("認められませんでした", "Rejected"),
    DecisionState.WITHDRAWN: Text("取り下げました", "Withdrawn"),
}
DECISION_ICONS: Final = {DecisionState.PROPOSED: "wait", DecisionState.DECIDED: "done"}
STATE_ICONS: Final = {
    RunState.QUEUED: "wait",
    RunState.RUNNING: "now",
    RunState.CANCELLING: "now",
    RunState.DONE: "done",
}
_PER: Final = {
    PricePer.RUN: Text("1回の実行", "run"),
    PricePer.CASE: Text("1件", "case"),
    PricePer.YEAR: Text("1年", "year"),
}


def price_words(price: Price | None) -> Text:
    """What an app costs, and where that stands."""
    if price is None:
        return Text("値段の記載なし", "no price is said")
    yen = number(price.yen, 0 if price.yen == int(price.yen) else 2)
    per, source = _PER[price.per], price.source
    return Text(f"{per.ja}あたり{yen}円（{source.ja}）", f"{yen} yen per {per.en} ({source.en})")


def app_title(ws: Workspace, app_id: str) -> Text:
    """The title of an app; its id where it is not enabled or broken."""
    manifest = manifest_of(ws, app_id)
    return Text(app_id, app_id) if manifest is None else manifest.title


def app_link(manifest: Manifest) -> Link:
    """Where an app is."""
    return Link(f"/apps/{manifest.id}", manifest.title)


def run_address(run: Run) -> str:
    """Where a run is shown."""
    return f"/apps/{run.app}/runs/{run.id}"


def run_link(run: Run) -> Link:
    """Where a run is, named by its beginning."""
    when = run.queued_at.strftime("%Y-%m-%d %H:%M")
    return Link(run_address(run), Text(f"{when}の実行", f"Run of {when}"))


def app_frame(
    ws: Workspace, title: Text, *crumbs: Link, owner: str = "", run: Run | None = None, shoulder: Text | None = None,
    lead: Text | None = None,
) -> Frame:  # fmt: skip
    """The frame of a page below /apps: the body, whether it is invented, and the run."""
    body = ws.library.body(owner) if owner else None
    scope = [ScopePart(Text("団体", "Body"), body.name)] if body is not None else []
    if run is not None:
        scope.append(ScopePart(Text("実行", "Run"), run_link(run).text))
        scope.append(ScopePart(Text("アプリの版", "Version"), Text(run.app_version, run.app_version)))
    return Frame(
        title=title, step=Step.APPS, shoulder=shoulder, lead=lead, scope=tuple(scope), crumbs=crumbs,
        synthetic=body is not None and body.synthetic,
    )  # fmt: skip
