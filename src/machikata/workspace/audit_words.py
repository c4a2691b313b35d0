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
    "recipient-saved": Text("宛先を登録・変更した", "recipient saved"),
    "recipient-left": Text("宛先への送付をやめた", "recipient left"),
    "recipient-returned": Text("宛先への送付を再開した", "recipient written to again"),
    "digest-drafted": Text("総務大臣メールを下書きした", "letter drafted"),
    "digest-edited": Text("総務大臣メールを直した", "letter edited"),
    "digest-ready": Text("総務大臣メールを送ってよいとした", "letter marked ready"),
    "digest-reopened": Text("総務大臣メールを下書きに戻した", "letter put back to draft"),
    "digest-sending": Text("総務大臣メールを送り始めた", "sending begun"),
    "digest-sent": Text("総務大臣メールを送り終えた", "sending ended"),
    "delivery-claimed": Text("総務大臣メールを1通送ろうとした", "message about to leave"),
    "delivery-sent": Text("総務大臣メールを1通送った", "message sent"),
    "delivery-failed": Text("総務大臣メールを1通送れなかった", "message not sent"),
    "delivery-unknown": Text("総務大臣メール1通が届いたか分からない", "message may have arrived"),
    "reply-kept": Text("返信を受け取った", "reply kept"),
    "reply-sorted": Text("返信を分けた", "reply sorted"),
    "reply-assigned": Text("返信の送り主を決めた", "reply assigned"),
    "reply-answer-claimed": Text("返信に答えようとした", "answer about to leave"),
    "reply-answer-sent": Text("返信に答えた", "answer sent"),
    "reply-answer-failed": Text("返信への答えを送れなかった", "answer not sent"),
    "reply-answer-unknown": Text("返信への答えが届いたか分からない", "answer may have arrived"),
    "case-saved": Text("事例を書いた・直した", "case study saved"),
    "case-withdrawal-saved": Text("事例の取り下げを書いた", "withdrawal of a case study written"),
    "adoption-table-taken": Text("導入状況の表を取り込んだ", "adoption table taken in"),
    "adoption-table-withdrawal": Text("導入状況の表の取り下げを書いた", "withdrawal of an adoption table written"),
    "site-written": Text("公表サイトを書き出した", "public site written"),
    "recipient-forgotten": Text("宛先を記録から消した", "recipient deleted"),
    "delivery-made-nameless": Text("送った記録からアドレスを消した", "address deleted from the record of a message"),
    "reply-forgotten": Text("返事を記録から消した", "reply deleted"),
    "comparison-kept": Text("公表する比較をつくった", "comparison frozen for publication"),
    "comparison-withdrawal-saved": Text("比較の取り下げを書いた", "withdrawal of a comparison written"),
    "effect-saved": Text("効果の報告を書いた・直した", "effect report saved"),
    "effect-withdrawal-saved": Text("効果の報告の取り下げを書いた", "withdrawal of an effect report written"),
    "call-opened": Text("公募を始めた", "call opened"),
    "call-changed": Text("公募を直した", "call changed"),
    "call-closed": Text("公募を締め切った", "call closed"),
    "call-reopened": Text("公募を再開した", "call reopened"),
    "application-made": Text("公募に応募した", "applied to a call"),
    "application-changed": Text("応募を直した", "application changed"),
    "application-withdrawn": Text("応募を取り下げた", "application withdrawn"),
    "grouping-formed": Text("グループを編成した", "groups formed"),
    "grouping-adjusted": Text("グループを手で直した", "groups changed by hand"),
    "grouping-restored": Text("前のグループ編成に戻した", "earlier grouping restored"),
    "grouping-adopted": Text("グループ編成を採用した", "grouping adopted"),
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
