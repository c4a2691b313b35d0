# SPDX-License-Identifier: Apache-2.0
"""`machikata serve`: the site on this machine."""

from __future__ import annotations

import os
import socket
import threading

from machikata.automation.run import RunState
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.errors import WorkspaceUnusable
from machikata.domain.text import Text
from machikata.workspace.app_runs import resume_runs
from machikata.workspace.workspace import Workspace


def serve(*, port: int = 8787, common: Common = STANDARD) -> None:
    """この機械だけで画面を開く。 Serve the site on 127.0.0.1.

    Parameters
    ----------
    port
        ポート番号。使用中なら次の空きを使う。 The port; the next free one when it is taken.
    """
    output = common.output()
    with complaints(output):
        serve_workspace(common.open_or_make(), port=port, output=output, path="/")


def serve_workspace(ws: Workspace, *, port: int, output: Output, path: str) -> None:
    """Serve until the person stops it; `path` is the page to look at first."""
    import uvicorn

    from machikata.web.app import create_app
    from machikata.workspace.case_search import searchable

    ws.library.interrupt_jobs()
    ws.library.interrupt_reminders()
    resume_runs(ws)
    free = _free_port(port)
    output.say(
        Text(
            f"画面：http://127.0.0.1:{free}{path}  （終わるには Ctrl+C）",
            f"Site: http://127.0.0.1:{free}{path}  (Ctrl+C ends it)",
        )
    )
    # The first search would wait some seconds for the dictionary of Japanese words; whoever searches meanwhile waits for this one.
    threading.Thread(target=searchable, args=(ws,), daemon=True).start()
    try:
        uvicorn.run(create_app(ws), host="127.0.0.1", port=free, log_level="warning", server_header=False)
    finally:
        _end_runs(ws, output)


def _end_runs(ws: Workspace, output: Output) -> None:
    """Let the runs of apps that this program is doing come to their end. Who does not want to wait loses nothing."""
    if ws.queue is None:
        return
    if any(run.state is RunState.RUNNING for run in ws.library.runs()):
        output.say(
            Text(
                "実行中のアプリが終わるのを待っています（Ctrl+C で待たずに終わり、次に開いたときにやり直します）",
                "waiting for the app that is running (Ctrl+C leaves at once; the run is then done anew at the next start)",
            )
        )
    try:
        ws.queue.close()
    except KeyboardInterrupt:
        os._exit(130)  # the interpreter would wait for the run


def _free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise WorkspaceUnusable(
        Text(f"空いているポートがありません（{wanted}から50個）", f"no free port from {wanted} on"),
        remedy=Text("--port で別の番号を指定してください", "name another with --port"),
    )
