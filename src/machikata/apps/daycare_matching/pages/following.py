# SPDX-License-Identifier: Apache-2.0
"""After the round: the files of the next one, and our result beside the one made by hand."""

from __future__ import annotations

import io
import re
import zipfile

from machikata.apps.daycare_matching.letters.values import RESULT_WORDS, Result
from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.pages.shared import MOST_ROWS, NUMBER, seats_text
from machikata.apps.daycare_matching.rounds.following import (
    AfterDecline,
    FollowingRound,
    after_decline,
    following_round,
)
from machikata.apps.daycare_matching.rounds.manual import read_manual
from machikata.apps.daycare_matching.rounds.parallel import DIFFERENCE_WORDS, ParallelRun, compare_with_manual
from machikata.apps.daycare_matching.solving import Solved
from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import Inputs
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    Download,
    FieldChoice,
    FormField,
    Heading,
    PageAnswer,
    PageFacts,
    PageForm,
    PageLink,
    PageRequest,
    PageTable,
    Words,
)
from machikata.domain.errors import MachikataError, Place, Problem
from machikata.domain.text import Language, Text

TITLE = Text("次の回", "Next round")
MANUAL_TITLE = Text("手作業の結果と比べる", "Beside the result by hand")
_AFTER = (
    FieldChoice(AfterDecline.LEAVES, Text("次の回から外す", "leave the next round")),
    FieldChoice(AfterDecline.PENALTY, Text("減点して次の回に残す", "stay, with the penalties of the rules")),
)


def following_page(request: PageRequest, context: AppContext) -> PageAnswer:
    """Asks for the declines; gives the two files of the next round as one workbook."""
    problems: tuple[Problem, ...] = ()
    if request.posted:
        try:
            made = make_following(
                result_of(context),
                context.inputs_of(context.run),
                request.form.get("declined", ""),
                after_decline(request.form.get("after", AfterDecline.LEAVES)),
            )
            data = _both(made, context, request.language)
            context.note("next-round-made", {"left": made.left, "penalised": made.penalised, "seats": made.seats})
            return Download(f"next-round-{context.run}.zip", data, "application/zip")
        except MachikataError as refused:
            problems = tuple(_at("declined", p) for p in refused.problems)
    fields = (
        FormField("declined", Text("辞退した申請者番号", "Numbers of those who declined"),
                  Text("空白か読点で並べます。いなければ空白です。", "Separated by spaces or commas; empty if nobody."), request.form.get("declined", "")),
        FormField("after", Text("辞退した申込みの扱い", "What becomes of them"), value=request.form.get("after", AfterDecline.LEAVES), choices=_AFTER),
    )  # fmt: skip
    words = Words(
        Text(
            "内定した申込みを外し、残りの席を募集人数にした、申込みの一覧と施設の一覧（Excel 2つをzipにまとめたもの）を作ります。新しい申込みを加え、確かめてから、新しい実行に使ってください。",
            "Makes both lists (two workbooks in a zip file) without those who were admitted and with the seats that are left. Add new applications, look them through, "
            "and use them for a new run.",
        )
    )
    return AppPageView(
        TITLE, (words, PageForm("next-round", fields, Text("次の回のファイルを作る", "Make the files"))), None, problems
    )


def _both(made: FollowingRound, context: AppContext, language: Language) -> bytes:
    """The two lists as two workbooks, as they will be uploaded, in one file to fetch."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as container:
        for sheet in (made.children, made.facilities):
            container.writestr(
                zipfile.ZipInfo(f"{sheet.name}.xlsx"), context.documents.excel((sheet,), language=language)
            )
    return packed.getvalue()


def make_following(result: Solved, inputs: Inputs, declined: str, after: AfterDecline) -> FollowingRound:
    """The files of the next round; `declined` as written by a person."""
    numbers = frozenset(n for n in re.split(r"[\s,、，]+", declined) if n)
    children, facilities = inputs.table("children"), inputs.table("facilities")
    return following_round(result, children, facilities, declined=numbers, after=after)


def manual_page(request: PageRequest, context: AppContext) -> AppPageView:
    """Asks for the table made by hand; gives the differences by kind."""
    result = result_of(context)
    problems: tuple[Problem, ...] = ()
    blocks: list[Block] = []
    if request.posted:
        try:
            blocks += _compared(request, context, result)
        except MachikataError as refused:
            problems = tuple(_at("manual", p) for p in refused.problems)
    field = FormField("manual", Text("手作業の結果の表", "Table of the result by hand"),
                      Text("列は、申請者番号・施設番号・枠番号です。施設番号の空白は保留です。", "Columns 申請者番号, 施設番号, 枠番号; an empty facility means held."),
                      file=True, required=True)  # fmt: skip
    return AppPageView(MANUAL_TITLE, (*blocks, PageForm("manual", (field,), Text("比べる", "Compare"))), None, problems)


def _compared(request: PageRequest, context: AppContext, result: Solved) -> list[Block]:
    content = request.files.get("manual")
    if content is None:
        raise MachikataError(
            Text("ファイルが選ばれていません", "no file is chosen"),
            remedy=Text("表を選んでください", "choose the table"),
        )
    manual = read_manual(context.read_table(content), result.built.applications)
    return shown(result, compare_with_manual(result, manual))


def shown(result: Solved, run: ParallelRun) -> list[Block]:
    """Agreement, differences by kind, and child by child."""
    share = run.same / run.compared if run.compared else 0.0
    same = Text(
        f"{run.compared:,}人のうち{run.same:,}人（{share:.1%}）", f"{run.same:,} of {run.compared:,} ({share:.1%})"
    )
    rows = tuple(
        (PageLink(f"child?number={d.number}", Text(d.number, d.number)) if d.kind != "not_applied" else d.number,
         _seat(result, d.ours), _seat(result, d.manual), DIFFERENCE_WORDS[d.kind],
         _seat(result, d.pool) if d.pool is not None else None)
        for d in run.differences[:MOST_ROWS]
    )  # fmt: skip
    return [
        PageFacts(((Text("同じ結果の子", "Same result"), same),)),
        PageTable(
            Text("違いの種類", "Kinds of difference"),
            (Text("種類", "Kind"), Text("人数", "Children")),
            tuple((DIFFERENCE_WORDS[kind], count) for kind, count in run.counts.items()),
            None,
            Text("違いはありません", "No differences"),
        ),
        Heading(Text("子どもごとの違い", "Child by child")),
        PageTable(
            Text("違い", "Differences"),
            (NUMBER, Text("町型", "Machikata"), Text("手作業", "By hand"), Text("種類", "Kind"), Text("枠", "Seats")),
            rows,
            len(run.differences) if len(run.differences) > MOST_ROWS else None,
            Text("違いはありません", "No differences"),
        ),
    ]


def _seat(result: Solved, pool: int | None) -> Text:
    if pool is None:
        return RESULT_WORDS[Result.HELD]
    name = result.built.applications.facilities[result.built.applications.pools[pool].facility].name
    seats = seats_text(result.built, pool)
    return Text(f"{name} {seats.ja}", f"{name} {seats.en}")


def _at(column: str, problem: Problem) -> Problem:
    """What is wrong stands at its field."""
    return Problem(problem.code, problem.what, problem.remedy, Place(column=column, row=problem.place.row, value=problem.place.value), problem.severity, problem.count)  # fmt: skip
