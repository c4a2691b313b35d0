# SPDX-License-Identifier: Apache-2.0
"""Every CSV that leaves Machikata passes what a machine can judge of the 30 checks."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from machikata.bootstrap import open_workspace
from machikata.cli.main import app
from machikata.domain.actor import Role
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.publication.catalogue.gif import gif_csv
from machikata.publication.csv_table import table_csv
from machikata.publication.survey_open_data import open_data_set
from machikata.records.table_checks import Answer, Companions, TableReport, check_table, check_table_bytes
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.play import play
from machikata.samples.rows import flat_rows
from machikata.samples.styles import PLAIN
from machikata.samples.writing.flat_files import write_flat
from machikata.testing.campaigns import YEAR, answered, filled_form, surveyed_process, town
from machikata.testing.case_strategies import invented_case
from machikata.testing.workload_comparisons import sample_workload_comparison
from machikata.workspace.bodies import save_body, save_group, save_process
from machikata.workspace.campaigns import open_campaign
from machikata.workspace.demo_publication import plant_publication
from machikata.workspace.handing_in import hand_in
from machikata.workspace.persons import save_person
from machikata.workspace.survey_reports import problems_table
from machikata.workspace.survey_values import Asked

PRODUCT = Path(__file__).resolve().parents[3] / "src" / "machikata"
WRITERS = {
    "publication/csv_table.py", "publication/survey_open_data.py", "web/body_files.py", "web/pages/dictionary.py",
    "web/pages/survey_one.py", "web/pages/survey_section.py", "samples/writing/flat_files.py",
    "cli/survey.py",  # the table of web/pages/survey_one.py
    "cli/survey_answers.py",  # the table of web/pages/survey_section.py
    "web/pages/check_table.py", "web/pages/survey_quality.py",
    "cli/audit.py",
    "publication/kpi/open_data.py",  # tests/unit/publication/kpi/test_open_data.py
    "publication/open_data/companions.py", "publication/open_data/effect_files.py", "publication/open_data/change_files.py",
    "publication/open_data/group_files.py",  # tests/unit/workspace/test_open_data.py
    "publication/sheet_files.py",  # the sheets of apps: tests/unit/publication/test_app_documents.py
    "testing/app_contexts.py", "testing/app_given.py",  # write what a test of an app is given
    "publication/catalogue/gif_tables.py",  # case studies in the GIF layout
    "web/pages/survey_join_steps.py", "cli/survey_steps.py",  # both write the table of workspace/process_steps_file.py
    "workspace/call_files.py",  # applications and groups of calls: tests/unit/workspace/test_calls.py
    "workspace/recipient_files.py",  # tests/unit/workspace/test_recipients.py
    "web/pages/publish.py", "web/pages/cases_more.py", "web/pages/effects.py",
    "cli/effects.py",  # the table of web/pages/effects.py
}  # fmt: skip
"""Who writes CSV. A new one belongs here, and its file into a test below."""
ALONE = {Answer.PASS, Answer.NOT_APPLICABLE, Answer.COMPANION_NEEDED}


def told(report: TableReport) -> list[str]:
    """What is not in order, in words."""
    return [f"{r.check.name} {p.sentence('ja')}" for r in report.results if r.answer not in ALONE for p in r.problems]


@pytest.fixture(params=["ja", "en"])
def saved(request: Any, filled: Any) -> Any:
    """Fetch a CSV from the site in one language and check it."""

    def fetched(address: str) -> TableReport:
        joined = "&" if "?" in address else "?"
        answer = filled.get(f"{address}{joined}lang={request.param}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        return check_table_bytes(answer.content, name="保存.csv")

    fetched.site = filled  # type: ignore[attr-defined]
    return fetched


def test_no_writer_of_csv_is_left_out_here() -> None:
    writing = re.compile(r"\bcsv_file\(|\btable_csv\(|csv\.writer\(|csv\.DictWriter\(|to_csv\(|write_csv\(")
    found = {str(p.relative_to(PRODUCT)) for p in PRODUCT.rglob("*.py") if writing.search(p.read_text("utf-8"))}
    assert found == WRITERS


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_audit_trail_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("MACHIKATA_WORKSPACE", str(tmp_path / "ws"))
    ws = open_workspace(tmp_path / "ws")
    for name in ("架空 花子", "架空 太郎"):
        save_person(ws, name=name, body="*", roles=frozenset({Role.OFFICER}))
    written = tmp_path / "entries.csv"
    app(["audit", "export", "--entries", "--to", str(written), "--lang", language], result_action="return_value")
    report = check_table(written)
    assert told(report) == []
    assert report.sheets[0].rows == 3  # the header and two entries


def test_the_paths_of_one_bodys_work(saved: Any) -> None:
    report = saved("/bodies/990019/permit/export/csv")
    assert told(report) == []
    assert report.sheets[0].rows > 1


def test_the_steps_of_a_process(saved: Any) -> None:
    report = saved("/survey/steps/permit/steps.csv")
    assert told(report) == []


def test_the_dictionary_with_names_of_a_bodys_own(saved: Any) -> None:
    for name, own in (("受付", ""), ("審査", ""), ("通知", "yes")):
        fields = {"body": "990019", "activity": name, "concept": "c0", "own": own}
        assert saved.site.post("/dictionary/permit/decide", fields).status_code == 200
    report = saved("/dictionary/permit.csv")
    assert told(report) == []
    assert report.sheets[0].rows == 4


def test_who_has_answered_a_survey_and_what(saved: Any) -> None:
    ws, bodies, process = saved.site.workspace, (town(1), town(2)), surveyed_process()
    for body in bodies:
        save_body(ws, body)
    save_process(ws, process)
    asked = (Asked(bodies[0].code, "窓口係", "m@example.jp"), Asked(bodies[1].code, "給付係"))
    save_group(ws, PeerGroup("hand-g", Text("相手", "peers"), PeerGroupKind.HAND, tuple(b.code for b in bodies)))
    deadline = ws.clock().date() + timedelta(days=30)
    campaign = open_campaign(
        ws, processes=[process.id], fiscal_year=YEAR, deadline=deadline, group="hand-g", asked=asked
    )
    survey = answered(bodies[0].code, "窓口係", process=process)
    hand_in(ws, campaign.id, filled_form(survey, body=bodies[0], processes=[process]))
    assert told(saved(f"/survey/{campaign.id}/state.csv")) == []
    answers = saved(f"/survey/{campaign.id}/{bodies[0].code}/answers.csv?section={quote('窓口係')}")
    assert told(answers) == []
    assert answers.sheets[0].rows == 4


FAULTY = "係,区分,件数（件）,費用\n資格係,1,10件,5\n\n給付係,2,8,6\n福祉係,1,,0\n".encode()


def not_quoted(report: TableReport) -> list[str]:
    """What is not in order, but for the column that quotes faulty values as they are."""
    quoted = {"書かれている値", "Value"}
    found = [(r.check.name, p) for r in report.results if r.answer not in ALONE for p in r.problems]
    return [f"{name} {p.sentence('ja')}" for name, p in found if p.place.column not in quoted]


def test_the_findings_of_the_checks(saved: Any) -> None:
    page = saved.site.post("/check-table", files={"file": ("表.csv", FAULTY)})
    assert page.status_code == 200
    report = saved(f"{page.url.path}/findings.csv")
    assert not_quoted(report) == []
    assert report.sheets[0].rows > 4


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_findings_of_an_answer(language: Any) -> None:
    table = problems_table(check_table_bytes(FAULTY, name="表.csv").problems, Text("気づいたこと", "Findings"))
    assert not_quoted(check_table_bytes(table_csv(table, language), name="保存.csv")) == []


def test_the_open_data_of_a_survey_pass_with_their_companions(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(open_data_set(sample_workload_comparison()))) as pack:
        pack.extractall(tmp_path)
    companions = Companions(code_table=tmp_path / "codes.csv", definitions=tmp_path / "definitions.csv")
    report = check_table(tmp_path / "data.csv", companions=companions)
    assert told(report) == []
    assert [r.check.id for r in report.results if r.answer is Answer.COMPANION_NEEDED] == ["3-07"]
    assert report.result("3-08").answer is Answer.PASS
    for name in ("codes.csv", "definitions.csv"):
        assert told(check_table(tmp_path / name)) == []


def test_case_studies_in_the_gif_layout_pass_with_their_companions(tmp_path: Path) -> None:
    cases = (replace(invented_case(), id="X-1"), replace(invented_case(), id="X-2", start="2018-07", population=None))
    withdrawn = replace(invented_case(), id="X-3", withdrawn=Text("誤りがあったためです。", "It was wrong."))
    files = gif_csv((*cases, withdrawn), classes={"990019": "city-2-3"})
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    companions = Companions(code_table=tmp_path / "codes.csv", definitions=tmp_path / "definitions.csv")
    for name in files:
        beside = Companions() if name in {"codes.csv", "definitions.csv"} else companions
        report = check_table(tmp_path / name, companions=beside)
        assert told(report) == [], name
        assert beside == Companions() or report.result("3-08").answer is Answer.PASS, name


@pytest.fixture
def public_demo(saved: Any) -> Any:
    """The site with what the demo makes public."""
    for body in DEMO_PLAN.bodies:
        save_body(saved.site.workspace, body.municipality)
    plant_publication(saved.site.workspace)
    return saved


def test_the_effects_with_values_that_are_held_back(public_demo: Any) -> None:
    report = public_demo("/effects/list.csv")
    assert told(report) == []
    assert report.sheets[0].rows > 10


def test_the_figures_of_case_studies_on_every_scale(public_demo: Any) -> None:
    page = public_demo.site.get("/cases/scales", params={"format": "json"}).json()
    assert len(page["offers"]) > 2
    for offer in page["offers"]:
        assert told(public_demo(f"/cases/scales/{offer['value']}.csv")) == [], offer["value"]


def test_every_table_of_the_key_figures_and_of_a_prefecture(saved: Any) -> None:
    tables = saved.site.get("/publish", params={"format": "json"}).json()["tables"]
    assert len(tables) > 3
    for table in tables:
        assert told(saved(f"/publish/kpi/{table['id']}.csv")) == [], table["id"]
    assert told(saved("/publish/prefectures/20/list.csv")) == []


def test_the_tidy_sample_log(tmp_path: Path) -> None:
    """The other styles are untidy on purpose: they are what importers have to live with."""
    played = next(p for p in play(DEMO_PLAN, seed=1, scale=0.05) if p.body.style == PLAIN)
    path = tmp_path / "log.csv"
    write_flat(path, flat_rows(played), PLAIN)
    assert told(check_table(path)) == []
