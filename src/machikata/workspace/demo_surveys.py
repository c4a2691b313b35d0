# SPDX-License-Identifier: Apache-2.0
"""The demo's workload surveys: one campaign for each class, handed in through the same use cases as anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from machikata.analysis.workload.result import WorkloadComparison
from machikata.domain.errors import ComparisonRefused, Severity
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.samples.writing.survey_files import SurveyFile
from machikata.workspace.answer_checks import check_again
from machikata.workspace.bodies import list_groups, list_processes
from machikata.workspace.campaigns import open_campaign
from machikata.workspace.handing_in import hand_in
from machikata.workspace.overview import SMALLEST_GROUP
from machikata.workspace.reconciliations import ReconciledGroup, reconcile_group
from machikata.workspace.submissions import accept_submission, return_submission
from machikata.workspace.survey_comparisons import bodies_answered, compare_surveys, years_answered
from machikata.workspace.survey_values import Asked, Submission
from machikata.workspace.workspace import Workspace

_WEEKS_TO_ANSWER = 3
_STILL_SILENT = ("991040", "salary-reports")
_SENT_BACK = ("991082", "salary-reports")
"""Body and process of the section that has not answered yet, and of the one whose answer is sent back, so that the demo shows both."""
_WHY_SENT_BACK = Text(
    "給与支払報告書の入力の件数を、記録の件数と確かめてください（見本の差し戻しです）。",
    "Please check the cases of typing salary reports against your records (sent back as an example).",
)


def hand_in_surveys(
    ws: Workspace,
    files: Sequence[SurveyFile],
    *,
    processes: Sequence[Process],
    groups: Sequence[PeerGroup],
    progress: Progress = no_progress,
) -> None:
    """Open a campaign for each group and hand in the workbooks of its bodies. Answers without warnings are accepted."""
    asked = {group.id: [f for f in files if f.body.code in group.members] for group in groups}
    total, done = max(1, sum(len(mine) for mine in asked.values())), 0
    for group in groups:
        mine = asked[group.id]
        if not mine:
            continue
        campaign = open_campaign(
            ws,
            processes=[p.id for p in processes],
            fiscal_year=mine[0].answers.fiscal_year,
            deadline=ws.clock().date() + timedelta(weeks=_WEEKS_TO_ANSWER),
            group=group.id,
            asked=[Asked(f.body.code, f.answers.section) for f in mine],
        )
        for file in mine:
            progress(done / total, Text(f"調査票 {file.path.name}", f"survey {file.path.name}"))
            done += 1
            if not _about(file, _STILL_SILENT):
                # One check of all answers together afterwards is quicker, and judges each against all.
                hand_in(ws, campaign.id, file.path, mapping=file.mapping, check=False)
        check_again(ws, campaign.id)
        for submission in ws.library.submissions(campaign=campaign.id):
            _decide(ws, submission)
    progress(1.0, Text("業務量調査がそろいました", "the surveys are there"))


@dataclass(frozen=True, slots=True)
class ComparedSurveys:
    """One process over one group: the comparison of its surveys, and how they agree with the logs; or why there is no comparison."""

    process: Process
    group: PeerGroup
    comparison: WorkloadComparison | None
    reconciled: ReconciledGroup
    refusal: Text = Text("", "")

    @property
    def standing_out(self) -> int:
        """How many bodies stand out at some step."""
        return 0 if self.comparison is None else sum(s.n_standing_out for s in self.comparison.steps)


def compare_all_surveys(ws: Workspace, *, progress: Progress = no_progress) -> tuple[ComparedSurveys, ...]:
    """Every process over every group of three or more that has answers, the largest group first; a refusal is a result too."""
    pairs = [
        (process, group, year) for group in list_groups(ws) if len(group.members) >= SMALLEST_GROUP for process in list_processes(ws)
        for year in years_answered(ws, process=process.id)[:1]
        if set(group.members) & set(bodies_answered(ws, process=process.id, fiscal_year=year))
    ]  # fmt: skip
    pairs.sort(key=lambda pair: -len(pair[1].members))
    found = []
    for n, (process, group, year) in enumerate(pairs):
        progress(n / len(pairs), process.title)
        found.append(_compared(ws, process, group, year))
    return tuple(found)


def _compared(ws: Workspace, process: Process, group: PeerGroup, year: int) -> ComparedSurveys:
    against = reconcile_group(ws, process=process.id, group=group, fiscal_year=year)
    try:
        compared = compare_surveys(ws, process=process.id, group=group, fiscal_year=year)
    except ComparisonRefused as refusal:
        return ComparedSurveys(process, group, None, against, Text(refusal.sentence("ja"), refusal.sentence("en")))
    return ComparedSurveys(process, group, compared, against)


def _about(file: SurveyFile, which: tuple[str, str]) -> bool:
    return file.body.code == which[0] and which[1] in file.answers.processes


def _decide(ws: Workspace, submission: Submission) -> None:
    body, process = _SENT_BACK
    if submission.body == body and process in submission.answered:
        return_submission(ws, submission.id, [_WHY_SENT_BACK])
    elif not any(f.severity is not Severity.NOTE for f in submission.findings):
        accept_submission(ws, submission.id)
