# SPDX-License-Identifier: Apache-2.0
"""Deciding: an officer's word on one row, kept with its versions, and the proposal that two officers sign."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from hello_app.pages import row_named
from hello_app.rows import Row
from hello_app.words import CHANGES, STATES
from machikata.automation.app.context import AppContext, StoredDocument
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    FieldChoice,
    FormField,
    GoTo,
    Heading,
    Notice,
    PageAnswer,
    PageFacts,
    PageForm,
    PageRequest,
    PageTable,
    Tone,
)
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

WORDS = {
    "take": Text("案のとおりにする", "Take the proposal"),
    "keep": Text("もとのままにする", "Keep what was written"),
    "own": Text("書き直す", "Write it anew"),
}
LONGEST = 200


def row(request: PageRequest, context: AppContext) -> PageAnswer:
    """One row: before, after, why, and the form to decide."""
    found = row_named(request, context)
    return _view(found, context.store.history(_key(request.run, found)), ())


def choose(request: PageRequest, context: AppContext) -> PageAnswer:
    """Keep an officer's word; the version in the address says what the officer has seen."""
    found = row_named(request, context)
    key = _key(request.run, found)
    problems = tuple(_problems(request))
    if problems or not request.posted:
        return _view(found, context.store.history(key), problems)
    chosen = {"word": request.form["word"], "text": request.form.get("text", "").strip()}
    try:
        context.store.put(key, chosen, found=int(request.query["version"]))
    except InputRefused as refused:
        told = tuple(Problem(p.code, p.what, p.remedy) for p in refused.problems)
        return _view(found, context.store.history(key), told)
    return GoTo(f"row?id={quote(found.number, safe='')}")


def propose(request: PageRequest, context: AppContext) -> PageAnswer:
    """Ask two other officers to sign the list as it stands now."""
    words = context.store.keys(f"words/{request.run}/")
    chosen = {key: dict(stored.document) for key in words if (stored := context.store.get(key)) is not None}
    summary = Text(
        f"表記の案を決める（職員が決めた行 {len(chosen)}件）",
        f"The proposed spellings hold ({len(chosen)} rows decided by hand)",
    )
    subject = f"list/{request.run}"
    if request.posted:
        # What is signed is kept under the subject, so that the platform finds it again by its fingerprint.
        document = {"result": dict(context.result_of(request.run)), "words": chosen}
        kept = context.store.get(subject)
        if kept is None or kept.document != document:
            kept = context.store.put(subject, document, found=kept.version if kept else 0)
        context.decisions.propose(subject, summary, fingerprint=kept.fingerprint, needed=2)
        return GoTo("propose")
    return AppPageView(Text("決定を求める", "Ask for a decision"), tuple(_standing(context, subject, summary)))


def _standing(context: AppContext, subject: str, summary: Text) -> list[Block]:
    proposals = context.decisions.of(subject)
    table = PageTable(
        Text("これまでの案", "Proposals so far"),
        (Text("時刻", "When"), Text("署名", "Signatures"), Text("要る数", "Needed"), Text("状態", "State")),
        tuple((p.proposed_at.isoformat(" ", "minutes"), len(p.signatures), p.needed, p.state.value) for p in proposals),
    )
    ask = PageForm("propose", (), Text("署名を求める", "Ask for signatures"))
    return [Notice(summary), table, ask]


def _key(run: str, row: Row) -> str:
    """A name for the drawer that tells nothing of the resident."""
    return f"words/{run}/{hashlib.sha256(row.number.encode()).hexdigest()[:16]}"


def _problems(request: PageRequest) -> list[Problem]:
    if not request.posted:
        return []
    found = []
    word, text = request.form.get("word", ""), request.form.get("text", "").strip()
    if word not in WORDS:
        found.append(
            _at(
                "word",
                Text("どうするかが選ばれていません", "nothing is chosen"),
                Text("1つ選んでください", "choose one"),
            )
        )
    if word == "own" and not text:
        found.append(
            _at(
                "text",
                Text("住所がありません", "there is no address"),
                Text("書き直した住所を入れてください", "write it"),
            )
        )
    if len(text) > LONGEST:
        found.append(
            _at(
                "text",
                Text("長すぎます", "it is too long"),
                Text(f"{LONGEST}文字までにしてください", f"at most {LONGEST} characters"),
            )
        )
    if not request.query.get("version", "").isdigit():
        what = Text("どの版を見たかが分かりません", "which version was seen is not said")
        found.append(
            Problem("version-missing", what, Text("行の画面を開き直してください", "open the page of the row again"))
        )
    return found


def _at(field: str, what: Text, remedy: Text) -> Problem:
    return Problem(f"{field}-missing", what, remedy, Place(column=field))


def _view(row: Row, history: tuple[StoredDocument, ...], problems: tuple[Problem, ...]) -> AppPageView:
    nothing = Text("なし", "none")
    facts = PageFacts((
        (Text("もとの住所", "Address as written"), _or(row.address, nothing)),
        (Text("住所の案", "Address proposed"), _or(row.new_address, nothing)),
        (Text("もとの電話番号", "Telephone as written"), _or(row.telephone, nothing)),
        (Text("電話番号の案", "Telephone proposed"), _or(row.new_telephone, nothing)),
        (Text("状態", "State"), STATES[row.state]),
    ))  # fmt: skip
    why = PageTable(Text("理由", "Why"), (Text("変える所", "Change"),), tuple((CHANGES[c],) for c in row.changes))
    said = PageTable(
        Text("職員が決めたこと", "What officers have said"),
        (
            Text("版", "Version"),
            Text("だれが", "Who"),
            Text("どうするか", "What"),
            Text("書き直した住所", "Written anew"),
        ),
        tuple((d.version, d.by, WORDS[d.document["word"]], d.document["text"] or None) for d in history),
    )
    form = PageForm(
        f"choose?id={quote(row.number, safe='')}&version={len(history)}",
        (
            FormField("word", Text("どうするか", "What to do"), choices=tuple(FieldChoice(v, t) for v, t in WORDS.items())),
            FormField("text", Text("書き直した住所", "The address written anew"), Text("「書き直す」を選んだときだけ", "only with “write it anew”")),
        ),
        Text("決める", "Decide"),
    )  # fmt: skip
    attention: list[Block] = []
    if row.state == "person":
        attention = [Notice(Text("この行は、職員が決めます。", "This row is left to an officer."), Tone.WARN)]
    title = Text(f"番号 {row.number}", f"Number {row.number}")
    blocks = (*attention, facts, why, Heading(Text("決める", "Decide")), said, form)
    return AppPageView(title, blocks, problems=problems)


def _or(value: str, nothing: Text) -> Text:
    return Text(value, value) if value.strip() else nothing
