# SPDX-License-Identifier: Apache-2.0
"""`machikata app`: which apps there are, their runs, what becomes of them, and the commands that apps bring.

No app is loaded before a command below `machikata app` needs it.
"""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from machikata.cli import app_deciding, app_runs
from machikata.cli.app_commands import call_command
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING
from machikata.publication.document import to_document
from machikata.workspace.apps import AppListing, disable_app, enable_app, list_apps

_HELP = ("--help", "-h")
app = App(
    name="app",
    # `machikata app hello --help` is the help of the app, so that this level gives its own by hand.
    help_flags=[],
    help="業務アプリを実行し、決める。 Run apps and decide what they propose.\n\n"
    "machikata app ID COMMAND calls a command that an enabled app brings; machikata app ID --help lists them.",
)


def list_(*, common: Common = STANDARD) -> None:
    """アプリの一覧。 List the installed apps, whether they may run here, and what they say of themselves."""
    output = common.output()
    with complaints(output):
        found = list_apps(common.open())
        documents = [_document(a) for a in found]
        output.result(documents, lambda: _show(output, found))


def enable(app_id: str, *, common: Common = STANDARD) -> None:
    """アプリを使えるようにする。 Let the code of an installed app run in this workspace.

    Parameters
    ----------
    app_id
        アプリの名前。 The id of the app.
    """
    output = common.output()
    with complaints(output):
        listing = enable_app(common.open(), app_id)
        done = Text(
            f"✓ {listing.title.ja}（{listing.id} {listing.version}）を使えます",
            f"✓ enabled {listing.title.en} ({listing.id} {listing.version})",
        )
        output.result(_document(listing), lambda: output.say(done))


def disable(app_id: str, *, common: Common = STANDARD) -> None:
    """アプリを使わないようにする。 Let its code run here no more; its runs and documents stay.

    Parameters
    ----------
    app_id
        アプリの名前。 The id of the app.
    """
    output = common.output()
    with complaints(output):
        disable_app(common.open(), app_id)
        output.result(
            {"id": app_id, "enabled": False},
            lambda: output.say(Text(f"✓ {app_id} を使わないようにしました", f"✓ disabled {app_id}")),
        )


app.command(list_, name="list", help_flags=_HELP)
app.command(enable, help_flags=_HELP)
app.command(disable, help_flags=_HELP)
app.command(app_runs.check, help_flags=_HELP)
app.command(app_runs.run, help_flags=_HELP)
app.command(app_runs.runs, help_flags=_HELP)
app.command(app_runs.show, help_flags=_HELP)
app.command(app_runs.files, help_flags=_HELP)
app.command(app_runs.stop, help_flags=_HELP)
app.command(app_deciding.decide, help_flags=_HELP)
app.command(app_deciding.compare, help_flags=_HELP)


@app.default
def of_an_app(*words: Annotated[str, Parameter(allow_leading_hyphen=True, show=False)]) -> None:
    """業務アプリを実行し、決める。 Run apps and decide what they propose.

    machikata app ID COMMAND calls a command that an enabled app brings; machikata app ID --help lists them.
    """
    if not words or words[0] in _HELP:
        from machikata.cli.main import app as root

        root.help_print(["app"])
        return
    call_command(words[0], list(words[1:]))


def _document(a: AppListing) -> dict[str, object]:
    m = a.manifest
    facts = {} if m is None else {
        "title": to_document(m.title), "summary": to_document(m.summary), "task": m.task, "authority": m.authority.value,
        "personal_data": m.personal_data.value, "network": m.network.value, "signatures": m.signatures,
        "price": to_document(m.price), "inputs": [i.name for i in m.inputs], "options": [o.name for o in m.options],
        "commands": [c.name for c in m.commands],
    }  # fmt: skip
    version = a.version if m is None else m.version
    problem = None if a.problem is None else a.problem.sentence("en")
    return {
        "id": a.id,
        "distribution": a.distribution,
        "version": version,
        "enabled": a.enabled,
        "problem": problem,
        **facts,
    }


def _show(output: Output, found: tuple[AppListing, ...]) -> None:
    if not found:
        output.say(Text("業務アプリは入っていません", "no app is installed"))
        return
    heads = [output.t(*h) for h in (("名前", "Id"), ("アプリ", "App"), ("版", "Version"), ("状態", "State"), ("できること", "Authority"),
                                    ("個人の情報", "Personal data"), ("ネットワーク", "Network"))]  # fmt: skip
    output.table("", heads, [_row(output, a) for a in found], whole=[0])
    for a in found:
        if a.problem is not None:
            output.say(f"✗ {a.problem.sentence(output.language)}")


def _row(output: Output, a: AppListing) -> list[str]:
    m = a.manifest
    state = (
        ("使えません", "broken")
        if a.problem
        else ("使えます", "enabled")
        if a.enabled
        else ("使っていない", "not enabled")
    )
    said = (m.version, m.authority.value, m.personal_data.value, m.network.value) if m else (a.version, *[NOTHING] * 3)
    return [a.id, a.title.in_(output.language), said[0], output.t(*state), *said[1:]]
