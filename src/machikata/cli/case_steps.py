# SPDX-License-Identifier: Apache-2.0
"""`machikata case list`, `propose`, `sign`, `reject`, `history`, `withdraw`, `restore`: a body's own case on its way to the public."""

from __future__ import annotations

from machikata.cli.console import complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.releasing import decided, tell_proposal
from machikata.domain.case_study import CaseStudy
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, moment, number
from machikata.publication.document import to_document
from machikata.records.case_files.columns import CASE_FIELDS
from machikata.workspace.cases import (
    CASES,
    case_history,
    changed_fields,
    own_case,
    own_cases,
    propose_case,
    restore_case,
    withdraw_case,
)
from machikata.workspace.releases import Own
from machikata.workspace.workspace import Workspace


def _own(ws: Workspace, case_id: str, body: str) -> Own[CaseStudy]:
    """The case of `body`; where no body is named, of the one that keeps it."""
    return own_case(ws, case_id, owner=body or CASES.get(ws, case_id).owner)


def list_(*, body: str = "", common: Common = STANDARD) -> None:
    """自団体の事例と、その状態。 One's own cases and where they stand.

    Parameters
    ----------
    body
        団体コード（なければ、すべて）。 The body's code; all where none is named.
    """
    output = common.output()
    with complaints(output):
        held = [o for o in own_cases(common.open()) if body in ("", o.kept.owner)]
        heads = [
            output.t(*h)
            for h in (("番号", "Id"), ("団体", "Body"), ("題名", "Title"), ("版", "Version"), ("状態", "State"))
        ]
        rows = [
            (o.kept.id, o.kept.owner, o.kept.value.title.in_(output.language), number(o.kept.version),
             o.state.label.in_(output.language))
            for o in held
        ]  # fmt: skip
        output.result(to_document(tuple(held)), lambda: output.table("", heads, rows, right=[3], whole=[0, 1]))


def propose(case_id: str, *, body: str = "", common: Common = STANDARD) -> None:
    """公表の署名を求める。 Ask for the two signatures that make the newest version public.

    Parameters
    ----------
    case_id
        事例の番号。 The case's id.
    body
        団体コード。 The body's code.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        tell_proposal(output, propose_case(ws, case_id, owner=_own(ws, case_id, body).kept.owner))


def sign_(case_id: str, *, body: str = "", comment: str = "", common: Common = STANDARD) -> None:
    """内容を確かめて署名する（--person で名前を指定）。 Agree and sign; name who signs with --person.

    Parameters
    ----------
    case_id
        事例の番号。 The case's id.
    body
        団体コード。 The body's code.
    comment
        付記。 A comment.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        decided(ws, output, _own(ws, case_id, body), agrees=True, comment=comment)


def reject(case_id: str, *, comment: str, body: str = "", common: Common = STANDARD) -> None:
    """認めずに戻す（--person で名前を指定）。 Disagree and send it back; name who does with --person.

    Parameters
    ----------
    case_id
        事例の番号。 The case's id.
    comment
        理由。 The reason.
    body
        団体コード。 The body's code.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        decided(ws, output, _own(ws, case_id, body), agrees=False, comment=comment)


def history(case_id: str, *, body: str = "", common: Common = STANDARD) -> None:
    """版の履歴を見る。 Every version, and in what it differs from the one before.

    Parameters
    ----------
    case_id
        事例の番号。 The case's id.
    body
        団体コード。 The body's code.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        own = _own(ws, case_id, body)
        held = case_history(ws, case_id, owner=own.kept.owner)
        public = own.public.kept.version if own.public is not None else 0
        heads = [
            output.t(*h)
            for h in (("版", "Version"), ("日時", "When"), ("だれが", "Who"), ("変えた項目", "Items changed"))
        ]
        rows = []
        for before, kept in zip((None, *held), held, strict=False):
            names = changed_fields(before.value, kept.value) if before is not None else ()
            labels = [CASE_FIELDS[n].label.in_(output.language) if n in CASE_FIELDS else n for n in names]
            mark = output.t("（公表）", " (public)") if kept.version == public else ""
            changed = output.t("、", ", ").join(labels) or NOTHING
            rows.append((f"{kept.version}{mark}", moment(kept.at, output.language), kept.by, changed))
        output.result(to_document(held), lambda: output.table("", heads, rows, whole=[0]))


def withdraw(case_id: str, *, reason: str, body: str = "", common: Common = STANDARD) -> None:
    """公表した事例を取り下げる署名を求める。 Ask for the signatures that take a public case back.

    Parameters
    ----------
    case_id
        事例の番号。 The case's id.
    reason
        読む人に示す理由。 The reason that readers will see.
    body
        団体コード。 The body's code.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        owner = _own(ws, case_id, body).kept.owner
        tell_proposal(output, withdraw_case(ws, case_id, owner=owner, reason=reason))


def restore(case_id: str, version: int, *, body: str = "", common: Common = STANDARD) -> None:
    """前の版に戻す（履歴は残る）。 Make an older version the newest again; nothing is lost.

    Parameters
    ----------
    case_id
        事例の番号。 The case's id.
    version
        戻す版。 The version.
    body
        団体コード。 The body's code.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        kept = restore_case(ws, case_id, version, owner=_own(ws, case_id, body).kept.owner)
        output.result(
            to_document(kept),
            lambda: output.say(
                Text(
                    f"✓ 第{version}版の内容を第{kept.version}版にしました",
                    f"✓ version {kept.version} is as version {version} was",
                )
            ),
        )
