# SPDX-License-Identifier: Apache-2.0
"""`machikata audit`: who did what, whether the chain of the records is whole, and its head to keep elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

from cyclopts import App

from machikata.automation.audit import AuditEntry, AuditReport
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.text import Text
from machikata.domain.wording import moment, number
from machikata.publication.csv_table import csv_file
from machikata.publication.document import to_document
from machikata.workspace.audit_trail import audit_entries, export_head, verify_audit
from machikata.workspace.audit_words import what_words, who_words
from machikata.workspace.reports import write_file

app = App(name="audit", help="監査記録を確かめる。 Check the audit trail, list it, and take its head away.")
BROKEN = 1


@app.command
def verify(*, heads: Path | None = None, common: Common = STANDARD) -> None:
    """改ざんがないか確かめる。 Check the whole chain against every head that is known. Exit code 1 when it does not hold.

    Parameters
    ----------
    heads
        別の場所に保管した控え（ファイルかフォルダ）。 A head (or a folder of heads) that was kept elsewhere.
    """
    output = common.output()
    with complaints(output):
        report = verify_audit(common.open(), heads=heads)
        output.result(to_document(report) | {"intact": report.intact}, lambda: _show(output, report))
    if not report.intact:
        raise SystemExit(BROKEN)


def _show(output: Output, r: AuditReport) -> None:
    if r.intact:
        entries, heads, confirmed = number(r.entries), number(r.heads), number(r.confirmed)
        output.say(Text(f"✓ 改ざんは見つかりませんでした（{entries}件、控え{heads}個、{confirmed}件目まで確認）",
                        f"✓ nothing contradicts the chain ({entries} entries, {heads} heads, confirmed up to {confirmed})"))  # fmt: skip
    else:
        output.say(
            Text(
                f"✗ {number(r.broken)}件目から、記録が合いません",
                f"✗ from entry {number(r.broken)} on the trail does not hold",
            )
        )
        if r.problem is not None:
            output.say(f"  {r.problem.sentence(output.language)}")
    for note in r.notes:
        output.say(f"⚠ {note.sentence(output.language)}")


def list_(*, body: str = "", what: str = "", after: int = 0, limit: int = 50, common: Common = STANDARD) -> None:
    """監査記録の一覧（古い順）。 List entries, oldest first.

    Parameters
    ----------
    body
        この団体だけ。 Of this body only.
    what
        この種類だけ（run-started など）。 Of this kind only, such as run-started.
    after
        この番号より後。 Behind this number.
    limit
        最大の件数。 At most so many.
    """
    output = common.output()
    with complaints(output):
        found = audit_entries(common.open(), owner=body or None, what=what or None, after=after, limit=limit)
        heads = [output.t(*h) for h in _HEADS]
        rows = [_row(output, e, moment(e.note.at, output.language)) for e in found]
        output.result(to_document(found), lambda: output.table("", heads, rows, right=[0]))


_HEADS = (
    ("番号", "No."),
    ("日時", "When"),
    ("だれが", "Who"),
    ("団体", "Body"),
    ("したこと", "What"),
    ("内容", "Details"),
)


def _row(output: Output, e: AuditEntry, when: str) -> list[str]:
    details = json.dumps(dict(e.note.details), ensure_ascii=False)
    who, what = (w.in_(output.language) for w in (who_words(e.note.person, e.note.by), what_words(e.note.what)))
    return [number(e.number), when, who, e.note.owner, what, details]


app.command(list_, name="list")


@app.command
def export(*, to: Path | None = None, entries: bool = False, common: Common = STANDARD) -> None:
    """控え（最後の番号とハッシュ値）を書き出す。 Write the head of the chain, to keep it elsewhere; --entries writes all entries as CSV.

    Parameters
    ----------
    to
        書き出すファイル。 The file to write (default: audit-head.txt or audit-entries.csv).
    entries
        記録をすべて書き出す。 Write all entries instead.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        path = to or Path("audit-entries.csv" if entries else "audit-head.txt")
        write_file(path, _csv(output, audit_entries(ws)) if entries else export_head(ws))
        output.written(path)


def _csv(output: Output, found: tuple[AuditEntry, ...]) -> bytes:
    heads = (*_HEADS, ("本人の確認", "Authenticated"), ("ハッシュ値", "Hash"))
    return csv_file([[output.t(*h) for h in heads], *(_cells(output, e) for e in found)])


def _cells(output: Output, e: AuditEntry) -> list[str | int]:
    proven = output.t("あり", "yes") if e.note.authenticated else output.t("なし", "no")
    on_record = [e.note.by, e.note.owner, e.note.what, *_row(output, e, "")[-1:]]
    return [e.number, e.note.at.isoformat(), *on_record, proven, e.hash]
