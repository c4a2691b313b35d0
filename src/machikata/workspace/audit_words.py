# SPDX-License-Identifier: Apache-2.0
"""The audit trail in words: what was done, and by whom."""

from __future__ import annotations

from typing import Final

from machikata.domain.actor import LOCAL_OFFICER
from machikata.domain.text import Text

_DONE: Final = {
    "app-enabled": Text("アプリを使えるようにした", "app enabled"),
    "app-disabled": Text("アプリを使わないようにした", "app disabled"),
    "person-saved": Text("担当者を登録・変更した", "person saved"),
    "person-removed": Text("担当者を外した", "person removed"),
    "run-started": Text("実行を始めた", "run started"),
    "run-cancel-asked": Text("実行の中止を求めた", "stop of a run asked"),
    "run-ended": Text("実行が終わった", "run ended"),
    "proposal-made": Text("署名を求めた", "signatures asked"),
    "proposal-signed": Text("署名した", "signed"),
    "proposal-decided": Text("署名がそろい、決まった", "decided"),
    "proposal-rejected": Text("認めなかった", "rejected"),
    "proposal-withdrawn": Text("提案を取り下げた", "withdrawn"),
    "case-saved": Text("事例を書いた・直した", "case study saved"),
    "case-withdrawal-saved": Text("事例の取り下げを書いた", "withdrawal of a case study written"),
    "effect-saved": Text("効果の報告を書いた・直した", "effect report saved"),
    "effect-withdrawal-saved": Text("効果の報告の取り下げを書いた", "withdrawal of an effect report written"),
}


def what_words(what: str) -> Text:
    """What was done, in words; what an app has noted by its own word.

    >>> what_words("run-ended").en, what_words("daycare.lots-drawn").en
    ('run ended', 'daycare: lots-drawn')
    """
    app, mark, word = what.partition(".")
    return _DONE.get(what) or (Text(f"{app}：{word}", f"{app}: {word}") if mark else Text(what, what))


def who_words(person: str, name: str) -> Text:
    """Who did it: the name of the day, or the unnamed officer of this computer."""
    if not person and name == LOCAL_OFFICER.name:
        return Text("この端末の担当者", "Officer at this computer")
    return Text(name, name)
