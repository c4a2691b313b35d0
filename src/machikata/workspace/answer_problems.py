# SPDX-License-Identifier: Apache-2.0
"""Why an answer is not taken, and what is said of a file that was taken before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey
from machikata.workspace.campaigns import folded, not_asked
from machikata.workspace.survey_values import Campaign, Decision, Submission
from machikata.workspace.workspace import Workspace


def misplaced(campaign: Campaign, survey: SectionSurvey, file: str) -> Iterator[Problem]:
    """Why the answers are not those that the campaign asks for."""
    if survey.body not in campaign.bodies:
        yield replace(not_asked(survey.body), place=Place(file=file, value=survey.body))
    if survey.fiscal_year != campaign.fiscal_year:
        found, wanted = fiscal_year_text(survey.fiscal_year), fiscal_year_text(campaign.fiscal_year)
        yield Problem(
            "survey-other-year",
            Text(
                f"{found.ja}の調査票です。この調査は{wanted.ja}です",
                f"a form for {found.en}; this survey is about {wanted.en}",
            ),
            Text("この調査の調査票に入れ直してください", "use the form of this survey"),
            Place(file=file, value=str(survey.fiscal_year)),
        )
    if not survey.lines:
        yield Problem("survey-no-answers", *_EMPTY, Place(file=file))
    elif not set(survey.processes) & set(campaign.processes):
        yield Problem(
            "survey-other-process",
            Text(
                "この調査の業務についての回答が、1行もありません",
                "no line is about the work that this survey asks about",
            ),
            Text("この調査の調査票に入れ直してください", "use the form of this survey"),
            Place(file=file, value="、".join(survey.processes)),
        )


_EMPTY = (
    Text("回答が1行も書かれていません", "nothing is answered"),
    Text("「回答」のシートのクリーム色の欄に書いたファイルか、確かめてください",
         "make sure it is the file whose cream cells in the sheet 回答 are filled in"),
)  # fmt: skip


def section_problems(
    ws: Workspace, campaign: Campaign, body: str, name: str, said: str, file: str
) -> Iterator[Problem]:
    """Why the section of an answer is not certain, or is none that is asked."""
    asked = {p.section for p in ws.library.participants(campaign.id, body=body)}
    choices = tuple(sorted(a for a in asked if a))
    if not name:
        yield Problem(
            "survey-no-section",
            Text("どの係の回答か書かれていません", "it is not said which section answers"),
            Text(
                "受け取る画面で係を選ぶか、「係」の列の1つのセルに名前を書いてもらってください",
                "say the section when you take it in, or have its name written into one cell of the column 係",
            ),
            Place(file=file, column="section"),
            choices=choices,
        )
    elif (said and folded(said) != folded(name)) or (
        asked and "" not in asked and folded(name) not in {folded(a) for a in asked}
    ):
        yield Problem(
            "survey-other-section",
            Text(f"「{name}」の調査票です", f"this is the form of “{name}”"),
            Text(
                "係を確かめてください。新しい係なら、先に調査の相手に加えます",
                "check the section; add a new one to the survey first",
            ),
            Place(file=file, column="section", value=name),
            choices=choices,
        )


def unknown_body(body: str, file: str) -> Problem:
    """The body is not in the workspace."""
    return Problem(
        "survey-unknown-body",
        Text(f"団体「{body}」は登録されていません", f"body “{body}” is not known"),
        Text("先に団体を加えてください", "add the body first"),
        Place(file=file, column="body", value=body),
    )


def closed(campaign: Campaign) -> Problem:
    """The campaign takes no more answers."""
    return Problem(
        "survey-closed",
        Text(f"「{campaign.title}」の受付は終わっています", f"“{campaign.title}” takes no more answers"),
        Text("調査の担当者に、受付を開け直してもらってください", "ask those who run it to open it again"),
        Place(value=campaign.id),
    )


def same_again(held: Submission) -> Problem:
    """A note on a file that was handed in before."""
    remedy = Text("出し直す必要はありません", "there is nothing more to do")
    if held.superseded:
        remedy = Text(
            "そのあとに新しい版が出ています。この版に戻すときは、新しい版を取り下げてください",
            "a newer version came after it; withdraw that one to return to this one",
        )
    elif held.decision is Decision.RETURNED:
        remedy = Text(
            "差し戻しの理由を見て、直したファイルを出してください",
            "see why it was sent back, and hand in a corrected file",
        )
    return Problem(
        "survey-same-file",
        Text(
            f"同じ内容のファイルを、{held.version}版として受け取っています",
            f"this very file was received as version {held.version}",
        ),
        remedy,
        Place(file=held.file_name),
        Severity.NOTE,
    )
