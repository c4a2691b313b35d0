# SPDX-License-Identifier: Apache-2.0
"""The command line: `machikata import`, `dictionary`, `profile`, `compare`, `report`, `serve`, `demo` …"""

from __future__ import annotations

import io
import sys

from cyclopts import App, Parameter

from machikata.domain.version import VERSION

app = App(
    name="machikata",
    version=VERSION,
    default_parameter=Parameter(negative=()),
    help="町型：自治体の仕事を比べる。 Compare how local governments work.\n\n"
    "Every command takes --json (the result as a document) and --lang ja|en; those that work in a workspace --workspace FOLDER.\n"
    "Exit codes: 0 done, 1 input refused, 2 wrong usage, 3 comparison refused, 4 not found or not allowed, "
    "5 workspace unusable, 70 a defect of the program, 130 stopped.",
)

_COMMANDS = {
    "import": ("bring:bring", "記録のファイルを取り込む。 Import event logs."),
    "records": ("bring:records", "取り込んだ記録の一覧。 List the records."),
    "remove": ("bring:remove", "記録を取り消す（--undo で戻す）。 Take a record out of every figure."),
    "bodies": ("peers:bodies", "団体と区分の一覧。 List the bodies and their classes."),
    "group": ("peers:group", "比べる相手を決める。 Form a group of peers, or list the groups."),
    "dictionary": ("names:app", "作業の名前をそろえる。 Bring activity names onto one dictionary."),
    "profile": ("one_body:profile", "1つの団体の仕事の流れを見る。 How one body works."),
    "compare": ("several:compare", "団体を比べる。 Compare bodies on one process."),
    "report": ("several:report", "比較を1つのファイルに書き出す。 Write a comparison as a file."),
    "reproduce": ("several:reproduce", "同じ数値になるかを確かめる。 Compute a bundle again and check it."),
    "check-table": ("check_table:check", "表を機械可読性の30の点検にかける。 Check tables for machine readability."),
    "survey": ("survey:app", "業務量調査を行う。 Carry a workload survey through."),
    "publish": ("publish:app", "公表サイトとオープンデータを書き出す。 Write the public site and the open data."),
    "app": ("apps:app", "業務アプリを実行し、決める。 Run apps and decide what they propose."),
    "case": ("cases:app", "事例を探す、投稿する。 Find case studies, and submit one's own."),
    "effect": ("effects:app", "見直しの効果を公表する。 Publish what the redesign of work has brought."),
    "call": ("calls:app", "公募を開き、グループを編成する。 Calls, applications, and groups."),
    "digest": ("digest:app", "首長への総務大臣メールと返信。 The letter to heads of municipalities, and replies."),
    "person": ("persons:app", "操作する人を登録する。 Who acts, signs and is on record."),
    "audit": ("audit:app", "監査記録を確かめる。 Check the audit trail."),
    "serve": ("site:serve", "この機械だけで画面を開く。 Serve the site on 127.0.0.1."),
    "demo": ("demo:demo", "架空の団体で通しで見せる。 The whole chain on invented municipalities."),
}

for _name, (_place, _help) in _COMMANDS.items():
    app.command(f"machikata.cli.{_place}", name=_name, help=_help)


def main() -> None:
    """Entry point of `machikata`. A terminal that lacks a sign shows a question mark in its place instead of stopping."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
