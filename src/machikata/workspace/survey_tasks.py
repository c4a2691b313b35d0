# SPDX-License-Identifier: Apache-2.0
"""What the workload surveys ask to be done next: answers to go on with, to look at, to wait for."""

from __future__ import annotations

from datetime import date

from machikata.domain.text import Text
from machikata.workspace.campaigns import CampaignState, campaign_state, carries_through, list_campaigns, title_and_whom
from machikata.workspace.survey_drafts import list_survey_drafts
from machikata.workspace.survey_values import SubmissionState
from machikata.workspace.tasks import Task
from machikata.workspace.workspace import Workspace

_MOST_DRAFTS, _MOST_SURVEYS = 2, 3


def survey_tasks(ws: Workspace) -> tuple[Task, ...]:
    """Tasks of the open surveys that the actor carries through or answers, the nearest deadline first; drafts come before.

    Only the first few of each: the page of surveys has all of them.
    """
    drafts = [
        Task(
            Text(f"「{d.file_name}」の受け取りを続ける", f"Go on taking {d.file_name}"),
            Text("中身を確かめると受け取れます", "check what it says to take it"),
            f"/survey/drafts/{d.id}",
        )
        for d in list_survey_drafts(ws)[:_MOST_DRAFTS]
    ]
    running = [campaign_state(ws, c.id) for c in list_campaigns(ws) if c.closed_at is None]
    tasks = [task for state in running if (task := _task(ws, state)) is not None]
    return (*drafts, *sorted(tasks, key=lambda task: (task.due is None, task.due or date.max))[:_MOST_SURVEYS])


def _task(ws: Workspace, state: CampaignState) -> Task | None:
    campaign, path = state.campaign, f"/survey/{state.campaign.id}"
    name = title_and_whom(ws, campaign)
    waiting = 0 if campaign.implicit else len(state.silent) + len(state.returned)
    missing = _missing(waiting, state.days_left)
    if not carries_through(ws, campaign):
        title = Text(f"「{campaign.title}」に答える", f"Answer {campaign.title}")
        return Task(title, missing, path, campaign.deadline) if waiting else None
    received = sum(s.submission is not None and s.submission.state is SubmissionState.RECEIVED for s in state.sections)
    if received:
        title = Text(f"「{name.ja}」の回答を確かめる", f"Check the answers to {name.en}")
        reason = Text(
            f"確認を待つ回答が{received}件あります", f"{received} answer{'' if received == 1 else 's'} to check"
        )
        both = reason + Text("。", "; ") + missing if waiting else reason
        return Task(title, both, path, campaign.deadline if waiting else None)
    if waiting:
        title = Text(f"「{name.ja}」の回答を集める", f"Collect the answers to {name.en}")
        return Task(title, missing, path, campaign.deadline)
    return None if campaign.implicit or not state.sections else _to_close(state, name, path)


def _to_close(state: CampaignState, name: Text, path: str) -> Task:
    n = len(state.sections)
    return Task(
        Text(f"「{name.ja}」を締め切る", f"Close {name.en}"),
        Text(f"{n}係すべての回答を確認しました", f"the answers of all {n} sections have been accepted"),
        path,
    )  # fmt: skip


def _missing(waiting: int, days: int | None) -> Text:
    """How many sections have not answered, and how much time is left."""
    sections = Text(f"{waiting}係の回答がまだです", f"{waiting} section{'' if waiting == 1 else 's'} still to answer")
    if days is None:
        return sections
    if days < 0:
        return sections + Text(
            f"。締切から{-days}日たちました", f"; the deadline was {-days} day{'' if days == -1 else 's'} ago"
        )
    if days == 0:
        return sections + Text("。今日が締切です", "; due today")
    return sections + Text(f"。締切まであと{days}日です", f"; {days} day{'' if days == 1 else 's'} left")
