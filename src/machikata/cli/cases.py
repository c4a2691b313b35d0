# SPDX-License-Identifier: Apache-2.0
"""`machikata case`: finding case studies, and carrying one's own to the public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cyclopts import App, Parameter

from machikata.cli import case_files, case_steps
from machikata.cli.case_showing import show_case, show_found
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.showing import show_table
from machikata.domain.case_study import CaseStatus, CaseStudy, ServiceField, Technology
from machikata.domain.errors import NotFound
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number
from machikata.publication.catalogue.scales import CaseScale, scale_table, scales
from machikata.publication.catalogue.search import PAGE, CaseFilters
from machikata.publication.document import to_document
from machikata.workspace.case_search import search_cases, searchable
from machikata.workspace.case_situation import CasesForBody, cases_for_body
from machikata.workspace.cases import catalogue, own_case, public_case

app = App(name="case", help="事例を探す、投稿する。 Find case studies, and submit one's own.")
app.command(case_files.form)
app.command(case_files.submit)
app.command(case_steps.list_, name="list")
app.command(case_steps.propose)
app.command(case_steps.sign_, name="sign")
app.command(case_steps.reject)
app.command(case_steps.history)
app.command(case_steps.withdraw)
app.command(case_steps.restore)
app.command(case_files.import_, name="import")
app.command(case_files.export)


@app.command
def search(
    words: list[str] | None = None, *, technology: list[Technology] | None = None, field: list[ServiceField] | None = None,
    class_: Annotated[list[str] | None, Parameter(name="--class")] = None, kind: list[FigureKind] | None = None,
    status: list[CaseStatus] | None = None, failed: bool = False, limit: int = PAGE, common: Common = STANDARD,
) -> None:  # fmt: skip
    """事例を探す。言葉がなければすべて。 Find case studies; all of them where no word is given.

    Parameters
    ----------
    words
        探す言葉。 What to look for.
    technology
        技術（何度でも）。 Technologies.
    field
        業務分野（何度でも）。 Fields of work.
    class_
        人口の区分の番号（city-1-2 など）。 Ids of population classes, as --json shows them.
    kind
        根拠の種類（何度でも）。 Kinds of evidence.
    status
        その後（何度でも）。 What became of it.
    failed
        うまくいかなかった事例だけ。 Only what did not work.
    limit
        いくつまで見せるか。 How many to show.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        filters = CaseFilters(
            technologies=tuple(technology or ()), fields=tuple(field or ()), classes=tuple(class_ or ()),
            kinds=tuple(kind or ()), statuses=tuple(status or ()), unsuccessful=True if failed else None,
        )  # fmt: skip
        found = search_cases(
            ws, " ".join(words or ()), filters=filters, limit=max(limit, 1), language=output.language
        )  # fmt: skip
        cases = {c.id: c for c in searchable(ws).index.cases}
        output.result(to_document(found), lambda: show_found(output, found, cases))


@app.command
def show(case_id: str, *, body: str = "", common: Common = STANDARD) -> None:
    """事例を1つ見る。 Show one case study: the public one, or with --body the newest version of a body's own.

    Parameters
    ----------
    case_id
        事例の番号。 The case's id.
    body
        自団体の下書きを見るときの団体コード。 The body whose own version is meant.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        if body:
            own = own_case(ws, case_id, owner=body)
            output.result(to_document(own), lambda: show_case(output, own.kept.value, own.state.label))
            return
        entry = public_case(ws, case_id)
        signed = Text(
            f"署名：{'、'.join(entry.signed_by)}", f"signed by {', '.join(entry.signed_by)}"
        ) if entry.signed_by else Text("", "")  # fmt: skip
        output.result(to_document(_told(entry.case)), lambda: show_case(output, entry.case, signed))


def _told(case: CaseStudy) -> object:
    """Of a withdrawn case its id and the reason alone."""
    return {"id": case.id, "withdrawn": case.withdrawn} if case.withdrawn.ja else case


@app.command
def similar(
    *, body: str, process: str = "", word: list[str] | None = None, field: ServiceField | None = None,
    technology: list[Technology] | None = None, limit: int = 20, common: Common = STANDARD,
) -> None:  # fmt: skip
    """自団体と業務に近い事例を、理由とともに見る。 Case studies for one's own situation, each with the reasons why.

    Parameters
    ----------
    body
        団体コード。 The body's code.
    process
        業務の番号。 A process of the workspace.
    word
        業務の名前（何度でも）。 Names of work to look for beside it.
    field
        業務分野。 The field of work.
    technology
        候補の技術（何度でも）。 Technologies that are candidates.
    limit
        いくつまで見せるか。 How many to show.
    """
    output = common.output()
    with complaints(output):
        found = cases_for_body(
            common.open(), body, process=process, words=tuple(word or ()), field=field, technologies=tuple(technology or ())
        )  # fmt: skip
        output.result(to_document(found), lambda: _show_similar(output, found, limit))


def _show_similar(output: Output, found: CasesForBody, limit: int) -> None:
    facts = found.facts
    about = [facts.class_label, f"{number(facts.population)}{output.t('人', ' people')}" if facts.population else ""]
    output.say(f"{found.body.name.in_(output.language)}（{'、'.join(a for a in about if a) or NOTHING}）")
    if not found.suggestions:
        output.say(
            Text(
                "当てはまる事例はありません。--word で業務の名前を足してください",
                "no case fits; name the work with --word",
            )
        )
        return
    heads = [output.t(*h) for h in (("番号", "Id"), ("題名", "Title"), ("団体", "Body"), ("理由", "Why"))]
    rows = [
        (s.case.id, s.case.title.in_(output.language), s.case.body_name,
         output.t("。", ". ").join(r.text.in_(output.language) for r in s.reasons))
        for s in found.suggestions[:limit]
    ]  # fmt: skip
    output.table("", heads, rows, whole=[0])
    _rest(output, len(found.suggestions) - limit)


def _rest(output: Output, more: int) -> None:
    if more > 0:
        output.say(Text(f"ほか{number(more)}件（--limit で増やせます）", f"{number(more)} more (--limit shows more)"))


@app.command(name="scales")
def scales_(scale: str = "", *, common: Common = STANDARD) -> None:
    """同じ単位の効果を、種類を分けて並べて見る。 Effects of one unit side by side, each kind of figure apart.

    Parameters
    ----------
    scale
        目盛りの番号（なければ一覧）。 A scale's id; the list of scales where none is named.
    """
    output = common.output()
    with complaints(output):
        held = scales(e.case for e in catalogue(common.open()))
        found = [s for s in held if scale in ("", s.id)]
        if scale and not found:
            raise NotFound(
                Text(f"目盛り「{scale}」はありません", f"there is no scale “{scale}”"),
                remedy=Text("machikata case scales の一覧から選んでください", "choose one of machikata case scales"),
            )
        output.result(to_document(tuple(found)), lambda: _show_scales(output, found, whole=bool(scale)))


def _show_scales(output: Output, found: Sequence[CaseScale], *, whole: bool) -> None:
    if whole:
        for one in found:
            show_table(output, scale_table(one))
            note = scale_table(one).note
            output.say(note)
        return
    heads = [output.t(*h) for h in (("番号", "Id"), ("目盛り", "Scale"), ("値の数", "Figures"), ("種類", "Kinds"))]
    rows = [
        (s.id, s.title.in_(output.language), number(len(s.points)),
         output.t("、", ", ").join(f"{p.kind.label.in_(output.language)} {len(p.points)}" for p in s.panels))
        for s in found
    ]  # fmt: skip
    output.table("", heads, rows, right=[2], whole=[0])
