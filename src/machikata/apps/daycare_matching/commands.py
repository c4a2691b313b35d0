# SPDX-License-Identifier: Apache-2.0
"""What a section does on the command line: `machikata app daycare …`. A run itself is `machikata app run daycare`."""

from __future__ import annotations

import secrets
from pathlib import Path

from machikata.apps.daycare_matching.checking.recheck import recheck
from machikata.apps.daycare_matching.loading import result_of
from machikata.apps.daycare_matching.pages.export import sheets_of
from machikata.apps.daycare_matching.pages.following import make_following
from machikata.apps.daycare_matching.pages.letters import documents_for
from machikata.apps.daycare_matching.pages.start import LARGEST_SEED, drawn_lots
from machikata.apps.daycare_matching.reading.templates import template_books
from machikata.apps.daycare_matching.rounds.following import AfterDecline, after_decline
from machikata.apps.daycare_matching.rounds.manual import read_manual
from machikata.apps.daycare_matching.rounds.parallel import DIFFERENCE_WORDS, compare_with_manual
from machikata.apps.daycare_matching.rules import known_rulesets, load_ruleset, ruleset_file
from machikata.apps.daycare_matching.what_if import with_seats
from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import InputContent
from machikata.automation.app.manifest import AppCommand, CommandAnswer
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.text import Text


def make_templates(context: AppContext) -> CommandAnswer:
    """ひな形のExcelを書き出す。Write the templates, one workbook for every file to upload."""
    books = template_books().items()
    return _files(*((f"{name}.xlsx", context.documents.excel(sheets, language="ja")) for name, sheets in books))


def rules(_context: AppContext, *, check: str = "", copy: str = "") -> CommandAnswer:
    """規則を確かめる（--check ファイル）、例を写す（--copy 名前）、例の一覧を出す。Check rules, copy an example, or list them."""
    if check:
        found = load_ruleset(_content(Path(check)).data, file=Path(check).name)
        said = Text(
            f"✓ {found.municipality.ja} {found.title.ja}：問題ありません",
            f"✓ {found.municipality.en}, {found.title.en}: sound",
        )
        return CommandAnswer({"id": found.id, "version": found.version}, (said,))
    if copy:
        return _files((f"{copy}.yaml", ruleset_file(copy)))
    return CommandAnswer(list(known_rulesets()), tuple(Text(i, i) for i in known_rulesets()))


def lots(context: AppContext, *, children: Path, facilities: Path, seed: int = -1) -> CommandAnswer:
    """世帯ごとの抽選番号を引き、申込みの一覧に入れ、監査記録に残す。Draw a lot per household, fill it in; the seed, drawn too unless given, goes into the audit trail."""
    seed = secrets.randbelow(LARGEST_SEED) if seed < 0 else seed
    data, filled = drawn_lots(context, _content(children), _content(facilities), seed=seed, language="ja")
    return _files(("lots.xlsx", data), ("children-with-lots.xlsx", filled))


def check_certificate_file(_context: AppContext, *, certificate: Path) -> CommandAnswer:
    """証明書ファイルを初めから確かめる。Replay a certificate file from beginning to end."""
    report = recheck(_content(certificate).data)
    if not report.good:
        raise InputRefused(
            [
                Problem(
                    f.kind.value,
                    f.text,
                    Text("この結果は使わないでください", "do not use this result"),
                    Place(file=certificate.name),
                )
                for f in report.faults
            ]
        )
    return CommandAnswer(
        {"good": True, "confirmed": [t.en for t in report.confirmed], "unconfirmed": [t.en for t in report.unconfirmed]},
        (*report.confirmed, *report.unconfirmed),
    )  # fmt: skip


def letters(
    context: AppContext, *, run: str, form: str = "pdf", number: str = "", language: str = "ja"
) -> CommandAnswer:
    """通知書を書き出す（--form pdf か docx、--number で1人分）。Write the letters as PDF or Word."""
    found = documents_for(context, run, language="en" if language == "en" else "ja", number=number)
    name = f"letter-{number}" if number else f"letters-{run}"
    if form == "docx":
        return _files((f"{name}.docx", context.documents.word(found)))
    return _files((f"{name}.pdf", context.documents.pdf(found, progress=context.progress)))


def lists(context: AppContext, *, run: str, kind: str = "section", language: str = "ja") -> CommandAnswer:
    """名簿と一覧（--kind section）、公表用の表（--kind publication）を書き出す。Write lists for the section or for publication."""
    sheets = sheets_of(kind, result_of(context, run), context.suppression)
    return _files((f"{kind}-{run}.xlsx", context.documents.excel(sheets, language="en" if language == "en" else "ja")))


def next_round(
    context: AppContext, *, run: str, declined: str = "", after: str = AfterDecline.LEAVES.value
) -> CommandAnswer:
    """次の回の申込みと施設の一覧を作る（--declined 番号,番号）。Make the files of the next round."""
    made = make_following(result_of(context, run), context.inputs_of(run), declined, after_decline(after))
    books = tuple(
        (f"next-{s.name}.xlsx", context.documents.excel((s,), language="ja")) for s in (made.children, made.facilities)
    )
    said = Text(
        f"内定で外した申込み{made.left}件、減点して残した申込み{made.penalised}件、残りの席{made.seats}",
        f"{made.left} applications left, {made.penalised} stay with penalties, {made.seats} seats are left",
    )
    notes = tuple(Text(p.sentence("ja"), p.sentence("en")) for p in made.notes)
    document = {"left": made.left, "penalised": made.penalised, "seats": made.seats}
    return CommandAnswer(document, (said, *notes), books)


def compare_manual(context: AppContext, *, run: str, manual: Path) -> CommandAnswer:
    """手作業の結果と比べ、違いを種類に分ける。Compare with the result made by hand, differences by kind."""
    result = result_of(context, run)
    found = compare_with_manual(result, read_manual(context.read_table(_content(manual)), result.built.applications))
    lines = [
        Text(
            f"{found.compared}人のうち{found.same}人が同じ結果",
            f"{found.same} of {found.compared} have the same result",
        )
    ]
    for kind, count in found.counts.items():
        words = DIFFERENCE_WORDS[kind]
        lines.append(Text(f"{words.ja}：{count}人", f"{words.en}: {count}"))
    document = {
        "compared": found.compared,
        "same": found.same,
        "counts": {kind.value: count for kind, count in found.counts.items()},
        "differences": [{"number": d.number, "kind": d.kind.value} for d in found.differences],
    }
    return CommandAnswer(document, tuple(lines))


def what_if(context: AppContext, *, run: str, facility: str, pool: str, more: int) -> CommandAnswer:
    """1つの枠の席数を変えて割り当て直す。元の結果は変わらない。Run again with other seats; nothing is changed by it."""
    result = result_of(context, run)
    applications = result.built.applications
    found = [
        s for s, p in enumerate(applications.pools)
        if applications.facilities[p.facility].number == facility and p.number == pool
    ]  # fmt: skip
    if not found:
        raise NotFound(
            Text(f"施設「{facility}」に枠「{pool}」はありません", f"facility {facility} has no pool {pool}"),
            remedy=Text("施設と枠の一覧で確かめてください", "look it up in the list of facilities"),
        )
    answer = with_seats(result, {found[0]: more})
    said = Text(
        f"結果が変わる子{len(answer.changed)}人、新しく席を得る子{answer.gained}人、席を失う子{answer.lost}人",
        f"{len(answer.changed)} children have another result, {answer.gained} gain a seat, {answer.lost} lose it",
    )
    document = {"changed": [c.number for c in answer.changed], "gained": answer.gained, "lost": answer.lost}
    return CommandAnswer(document, (said,))


def _content(path: Path) -> InputContent:
    try:
        return InputContent(path.name, path.read_bytes())
    except OSError as error:
        what = Text(f"ファイルを開けません（{error.strerror}）", f"the file cannot be opened ({error.strerror})")
        raise InputRefused(
            [
                Problem(
                    "file-unreadable",
                    what,
                    Text("場所と権限を確かめてください", "check its place and permissions"),
                    Place(file=path.name),
                )
            ]
        ) from error


def _files(*files: tuple[str, bytes]) -> CommandAnswer:
    return CommandAnswer({"files": [name for name, _ in files]}, (), files)


COMMANDS = (
    AppCommand("templates", Text("ひな形を書き出す", "Write the templates"), make_templates),
    AppCommand("rules", Text("規則を確かめる・例を写す", "Check rules or copy an example"), rules),
    AppCommand("lots", Text("抽選番号を引く", "Draw lots"), lots),
    AppCommand("recheck", Text("証明書ファイルを確かめる", "Check a certificate file"), check_certificate_file),
    AppCommand("letters", Text("通知書を書き出す", "Write the letters"), letters),
    AppCommand("lists", Text("名簿と一覧を書き出す", "Write the lists"), lists),
    AppCommand("next-round", Text("次の回のファイルを作る", "Make the files of the next round"), next_round),
    AppCommand("compare-manual", Text("手作業の結果と比べる", "Compare with the result by hand"), compare_manual),
    AppCommand("what-if", Text("席数を変えて試す", "Try other seats"), what_if),
)
