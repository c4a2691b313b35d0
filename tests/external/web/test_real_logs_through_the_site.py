# SPDX-License-Identifier: Apache-2.0
"""The five real logs go in through the site's own forms and give the figures that the method declares."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pytest

from machikata.bootstrap import open_workspace
from machikata.web.app import create_app

with warnings.catch_warnings():
    # Starlette wants a successor of httpx for its test client; the one in the lock file does the same.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

pytestmark = pytest.mark.external

MEDIANS = (61.4, 108.5, 38.5, 96.4, 77.2)


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


def test_five_municipalities_come_in_by_browser_and_give_the_declared_medians(
    shared_data: Path, tmp_path: Path
) -> None:
    workspace = open_workspace(tmp_path)
    app = create_app(workspace)
    app.state.results.patience = 600.0
    with TestClient(app, base_url="http://127.0.0.1:8787") as client:
        for number in range(1, 6):
            bring(client, shared_data / "event_logs" / "five_municipalities" / f"BPIC15_{number}.xes.gz", number)
        found = [
            client.get(f"/bodies/body-{number}/建築許可?format=json").json()["work"]["profile"]["days"]["median"]
            for number in range(1, 6)
        ]
    assert [round(days, 1) for days in found] == list(MEDIANS)
