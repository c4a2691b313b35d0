# SPDX-License-Identifier: Apache-2.0
"""Machikata (町型): compare how local governments work, and trust the comparison.

    import machikata as mk
    ws = mk.open_workspace("my-workspace")
    mk.import_log(ws, "town.xes.gz", body="990019", process="permits")
    result = mk.compare(ws, process="permits")
    print(mk.summary(result, "en"))

and run the apps, whose outcomes named officers decide:

    done = mk.run_app(ws, "daycare", owner="990019", files={"children": "c.csv", "facilities": "f.csv"})
    print(done.outcome.result)

The names below are the public Python API; each is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from machikata.domain.version import VERSION

if TYPE_CHECKING:
    from machikata.analysis.comparison.estimand import DeclaredIndicator, share_over
    from machikata.analysis.comparison.result import Comparison
    from machikata.analysis.comparison.settings import ComparisonSettings
    from machikata.automation.app.inputs import InputContent
    from machikata.bootstrap import open_workspace
    from machikata.domain.actor import Actor, Role
    from machikata.domain.case_study import CaseStudy
    from machikata.domain.effect_report import EffectReport
    from machikata.domain.errors import ComparisonRefused, InputRefused, MachikataError
    from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
    from machikata.domain.municipality import Municipality, MunicipalityCode, MunicipalityKind
    from machikata.domain.population_class import PeerGroup
    from machikata.domain.process import Concept, Process
    from machikata.domain.text import Text
    from machikata.publication.catalogue.search import CaseFilters
    from machikata.publication.document import to_document
    from machikata.publication.summary import summary
    from machikata.records.table_checks import Companions, TableReport, check_table
    from machikata.workspace.adoption import key_figures
    from machikata.workspace.app_comparisons import compare_apps
    from machikata.workspace.app_outcomes import outcome_file, outcome_of
    from machikata.workspace.app_running import run_app
    from machikata.workspace.app_runs import check_inputs, start_run, wait_for_run
    from machikata.workspace.apps import enable_app, list_apps
    from machikata.workspace.audit_trail import verify_audit
    from machikata.workspace.bodies import save_body, save_process
    from machikata.workspace.body_work import body_work
    from machikata.workspace.campaigns import add_participants, campaign_state, close_campaign, open_campaign
    from machikata.workspace.case_exchange import CaseFileForm, export_cases, import_cases
    from machikata.workspace.case_search import search_cases
    from machikata.workspace.case_situation import cases_for_body
    from machikata.workspace.cases import catalogue, propose_case, save_case
    from machikata.workspace.comparisons import compare, reproduce
    from machikata.workspace.counting import Counting
    from machikata.workspace.demo import build_demo
    from machikata.workspace.dictionary import accept_confident, dictionary
    from machikata.workspace.effects import propose_effect, published_effects, save_effect
    from machikata.workspace.handing_in import hand_in
    from machikata.workspace.imports import import_log
    from machikata.workspace.open_data import write_open_data
    from machikata.workspace.peers import form_class_groups, form_hand_group
    from machikata.workspace.persons import acting, save_person
    from machikata.workspace.proposals import list_proposals, sign
    from machikata.workspace.public_site import write_site
    from machikata.workspace.reconciliations import reconcile_body
    from machikata.workspace.reminders import remind
    from machikata.workspace.reports import ExportFormat, export_comparison
    from machikata.workspace.submissions import (
        accept_submission,
        merge_sections,
        return_submission,
        withdraw_submission,
    )
    from machikata.workspace.survey_comparisons import compare_surveys
    from machikata.workspace.survey_forms import form_for
    from machikata.workspace.survey_values import Asked

__version__ = VERSION

_PLACES = {
    "Actor": "domain.actor",
    "Asked": "workspace.survey_values",
    "CaseFileForm": "workspace.case_exchange",
    "CaseFilters": "publication.catalogue.search",
    "CaseStudy": "domain.case_study",
    "ColumnMapping": "domain.event_log",
    "ColumnRole": "domain.event_log",
    "Companions": "records.table_checks",
    "Comparison": "analysis.comparison.result",
    "ComparisonRefused": "domain.errors",
    "ComparisonSettings": "analysis.comparison.settings",
    "Concept": "domain.process",
    "Counting": "workspace.counting",
    "DeclaredIndicator": "analysis.comparison.estimand",
    "EffectReport": "domain.effect_report",
    "ExportFormat": "workspace.reports",
    "InputContent": "automation.app.inputs",
    "InputRefused": "domain.errors",
    "MachikataError": "domain.errors",
    "MappedColumn": "domain.event_log",
    "Municipality": "domain.municipality",
    "MunicipalityCode": "domain.municipality",
    "MunicipalityKind": "domain.municipality",
    "PeerGroup": "domain.population_class",
    "Process": "domain.process",
    "Role": "domain.actor",
    "TableReport": "records.table_checks",
    "Text": "domain.text",
    "accept_confident": "workspace.dictionary",
    "accept_submission": "workspace.submissions",
    "acting": "workspace.persons",
    "add_participants": "workspace.campaigns",
    "body_work": "workspace.body_work",
    "build_demo": "workspace.demo",
    "campaign_state": "workspace.campaigns",
    "cases_for_body": "workspace.case_situation",
    "catalogue": "workspace.cases",
    "check_inputs": "workspace.app_runs",
    "check_table": "records.table_checks",
    "close_campaign": "workspace.campaigns",
    "compare": "workspace.comparisons",
    "compare_apps": "workspace.app_comparisons",
    "compare_surveys": "workspace.survey_comparisons",
    "dictionary": "workspace.dictionary",
    "enable_app": "workspace.apps",
    "export_cases": "workspace.case_exchange",
    "export_comparison": "workspace.reports",
    "form_class_groups": "workspace.peers",
    "form_for": "workspace.survey_forms",
    "form_hand_group": "workspace.peers",
    "hand_in": "workspace.handing_in",
    "import_cases": "workspace.case_exchange",
    "import_log": "workspace.imports",
    "key_figures": "workspace.adoption",
    "list_apps": "workspace.apps",
    "list_proposals": "workspace.proposals",
    "merge_sections": "workspace.submissions",
    "open_campaign": "workspace.campaigns",
    "open_workspace": "bootstrap",
    "outcome_file": "workspace.app_outcomes",
    "outcome_of": "workspace.app_outcomes",
    "propose_case": "workspace.cases",
    "propose_effect": "workspace.effects",
    "published_effects": "workspace.effects",
    "reconcile_body": "workspace.reconciliations",
    "remind": "workspace.reminders",
    "reproduce": "workspace.comparisons",
    "return_submission": "workspace.submissions",
    "run_app": "workspace.app_running",
    "save_body": "workspace.bodies",
    "save_case": "workspace.cases",
    "save_effect": "workspace.effects",
    "save_person": "workspace.persons",
    "save_process": "workspace.bodies",
    "search_cases": "workspace.case_search",
    "share_over": "analysis.comparison.estimand",
    "sign": "workspace.proposals",
    "start_run": "workspace.app_runs",
    "summary": "publication.summary",
    "to_document": "publication.document",
    "verify_audit": "workspace.audit_trail",
    "wait_for_run": "workspace.app_runs",
    "withdraw_submission": "workspace.submissions",
    "write_open_data": "workspace.open_data",
    "write_site": "workspace.public_site",
}

__all__ = [
    "Actor",
    "Asked",
    "CaseFileForm",
    "CaseFilters",
    "CaseStudy",
    "ColumnMapping",
    "ColumnRole",
    "Companions",
    "Comparison",
    "ComparisonRefused",
    "ComparisonSettings",
    "Concept",
    "Counting",
    "DeclaredIndicator",
    "EffectReport",
    "ExportFormat",
    "InputContent",
    "InputRefused",
    "MachikataError",
    "MappedColumn",
    "Municipality",
    "MunicipalityCode",
    "MunicipalityKind",
    "PeerGroup",
    "Process",
    "Role",
    "TableReport",
    "Text",
    "__version__",
    "accept_confident",
    "accept_submission",
    "acting",
    "add_participants",
    "body_work",
    "build_demo",
    "campaign_state",
    "cases_for_body",
    "catalogue",
    "check_inputs",
    "check_table",
    "close_campaign",
    "compare",
    "compare_apps",
    "compare_surveys",
    "dictionary",
    "enable_app",
    "export_cases",
    "export_comparison",
    "form_class_groups",
    "form_for",
    "form_hand_group",
    "hand_in",
    "import_cases",
    "import_log",
    "key_figures",
    "list_apps",
    "list_proposals",
    "merge_sections",
    "open_campaign",
    "open_workspace",
    "outcome_file",
    "outcome_of",
    "propose_case",
    "propose_effect",
    "published_effects",
    "reconcile_body",
    "remind",
    "reproduce",
    "return_submission",
    "run_app",
    "save_body",
    "save_case",
    "save_effect",
    "save_person",
    "save_process",
    "search_cases",
    "share_over",
    "sign",
    "start_run",
    "summary",
    "to_document",
    "verify_audit",
    "wait_for_run",
    "withdraw_submission",
    "write_open_data",
    "write_site",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'machikata' has no attribute {name!r}")
    return getattr(import_module(f"machikata.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
