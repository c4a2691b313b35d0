# SPDX-License-Identifier: Apache-2.0
"""The five real logs go in through the site's forms and by the command line, and give the figures that the method declares."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from machikata.bootstrap import open_workspace
from machikata.web.app import create_app
from machikata.workspace.peers import form_hand_group

with warnings.catch_warnings():
    # Starlette wants a successor of httpx for its test client; the one in the lock file does the same.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

pytestmark = pytest.mark.external

MEDIANS = [61.4, 108.5, 38.5, 96.4, 77.2]
RATIOS = [0.912, 1.487, 0.646, 1.204, 0.955]
RATIOS_OVER_56_DAYS = [0.913, 1.328, 0.560, 1.287, 1.111]
LOGS = tuple(f"event_logs/five_municipalities/BPIC15_{number}.xes.gz" for number in range(1, 6))


def bring(client: Any, log: Path, number: int) -> None:
    """Upload, confirm what is proposed, admit."""
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/records/new/file").text)
    assert token is not None
    csrf = {"csrf": token.group(1)}
    fields = {"new_body_code": f"body-{number}", "new_body_name": f"団体{number}", "new_process": "建築許可"}
    with log.open("rb") as content:
        columns = client.post("/records/new/file", data=csrf | fields, files={"file": (log.name, content)})
    assert columns.status_code == 200, columns.text
    form = dict(re.findall(r'<select id="f-(role-\d+)".*?value="(\w+)" selected', columns.text, flags=re.DOTALL))
    form |= {"open_value": re.findall(r'name="open_value" value="([^"]+)" checked', columns.text)}
    draft = columns.url.path.rpartition("/")[0]
    quality = client.post(f"{draft}/columns", data=csrf | form | {"date_style": "iso", "time_zone": "Europe/Amsterdam"})
    assert "このまま取り込めます" in quality.text
    admitted = client.post(f"{draft}/admit", data=csrf)
    assert "を取り込みました" in admitted.text


def hold_the_declared_figures(comparison: Any) -> None:
    """Medians, test, effect sizes and observed/expected, to the digits printed in the method."""
    days, share = comparison["indicators"]
    assert [round(row["median"], 1) for row in days["bodies"]] == MEDIANS
    assert round(days["omnibus"]["statistic"], 1) == 802.9
    assert round(days["omnibus"]["epsilon_squared"], 3) == 0.142
    assert [round(row["ratio"]["value"], 3) for row in days["bodies"]] == RATIOS
    assert [round(row["ratio"]["value"], 3) for row in share["bodies"]] == RATIOS_OVER_56_DAYS
    assert "Kap" in {r["stratum"] for r in comparison["reversals"] if r["body"] == "body-2"}


def test_five_municipalities_come_in_by_browser_and_give_the_declared_figures(
    shared_data: Path, tmp_path: Path
) -> None:
    workspace = open_workspace(tmp_path)
    app = create_app(workspace)
    app.state.results.patience = 600.0
    with TestClient(app, base_url="http://127.0.0.1:8787") as client:
        for number, log in enumerate(LOGS, start=1):
            bring(client, shared_data / log, number)
        group = form_hand_group(workspace, name="五団体", members=[f"body-{n}" for n in range(1, 6)]).id
        answer = client.get(f"/compare/{group}/建築許可?population=all&over=56&by=parts&format=json")
    hold_the_declared_figures(answer.json()["comparison"])


@pytest.mark.slow  # starts the program eleven times; the browser's way in above holds the same figures
def test_five_municipalities_come_in_by_the_command_line_and_give_the_declared_figures(
    shared_data: Path, tmp_path: Path
) -> None:
    columns = tmp_path / "columns.json"
    for number, log in enumerate(LOGS, start=1):
        proposed = json.loads(
            machikata(tmp_path, "import", shared_data / log, "--body", "x", "--process", "permit", "--show-columns")
        )
        columns.write_text(json.dumps(proposed["mapping"] | {"time_zone": "Europe/Amsterdam"}), "utf-8")
        machikata(
            tmp_path,
            "import",
            shared_data / log,
            "--body",
            f"body-{number}",
            "--process",
            "permit",
            "--columns",
            columns,
        )
    asked = ("--population", "all", "--over", "56", "--by", "parts")
    hold_the_declared_figures(json.loads(machikata(tmp_path, "compare", "permit", *asked)))


def machikata(folder: Path, *words: str | Path) -> str:
    """What the command prints as JSON."""
    command = [sys.executable, "-m", "machikata", *map(str, words), "--json", "--workspace", str(folder / "workspace")]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout
