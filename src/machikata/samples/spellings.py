# SPDX-License-Identifier: Apache-2.0
"""How bodies write the same activity: in the words of the dictionary, in other type, or in words of their own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from machikata.domain.process import Process


class Wording(StrEnum):
    """How far a body's words are from the dictionary's."""

    SAME = "same"
    OTHER_TYPE = "other_type"
    """Half-width and full-width forms, brackets, blanks: equal once Japanese text is normalised."""
    OWN = "own"
    OTHER_OWN = "other_own"


_OTHER_TYPE = str.maketrans({
    "（": "(", "）": ")", "0": "０", "6": "６", "デ": "ﾃﾞ", "ー": "ｰ", "タ": "ﾀ", "カ": "ｶ", "ド": "ﾄﾞ",
})  # fmt: skip

_OWN_WORDS = """
電子申請の到達|電子申請の到着|オンライン申請の受信
申請の受付|申請受付|要介護認定申請の受付
調査の依頼|調査依頼|認定調査の依頼
認定調査|認定調査の実施|訪問調査
調査票の確認|調査票点検|調査票のチェック
係長の決裁|係長決裁|決裁（係長）
意見書の依頼|主治医意見書の依頼|意見書作成依頼
意見書の先行依頼（満了60日前の一覧）|意見書先行依頼（60日前一覧）|更新意見書の先行依頼（60日前）
意見書の催促|意見書督促|主治医意見書の催促
意見書の受領|主治医意見書の受領|意見書受理
一次判定|一次判定の実施|一次判定（コンピュータ）
審査会の資料作成|審査会資料作成|審査会資料の作成
審査会資料の電子送付|審査会資料電子送付|資料の電子送付（審査会）
審査会（二次判定）|二次判定|介護認定審査会
追加資料の照会|追加資料照会|資料の追加照会
結果の通知|結果通知|認定結果の通知
延期の通知|延期通知|処分延期の通知
申請の取り下げ|申請取下げ|取下げ
事前入力|事前の入力|オンライン届の事前入力
届出の受付|転入届受付|届出受付
本人確認|本人の確認|本人確認（窓口）
届書の審査|届書審査|転入届の審査
戸籍の確認|戸籍確認|戸籍の照会
住民票の入力|住民票入力|住基への入力
住民票の照合|住民票照合|入力内容の照合
カードの継続利用|カード継続利用|マイナンバーカードの継続利用
住民票の交付|住民票交付|証明の交付
関係課への引き継ぎ|関係課引継|関係課への引継ぎ
転入通知の送信|転入通知送信|転入通知（CS送信）
附票の通知|附票通知|戸籍附票の通知
報告書の受付|給報の受付|給与支払報告書の受付
電子データの取り込み|電子データ取込|eLTAXデータの取込
媒体の取り込み|媒体取込|光ディスク等の取込
報告書の印刷|報告書印刷|電子報告書の印刷
報告書の仕分け|報告書仕分|紙報告書の仕分け
データの入力（紙）|データ入力（紙）|紙報告書の入力
入力の照合|入力照合|入力内容の突合
宛名の名寄せ|名寄せ|宛名名寄せ
宛名の調査|宛名調査|宛名不明の調査
報告書の審査|報告書審査|給報の審査
事業所への照会|事業所照会|事業所への問い合わせ
回答の受領|回答受領|事業所からの回答
課税資料の登録|課税資料登録|課税資料の登録処理
課税資料の確定|課税資料確定|課税資料の確定処理
"""


def spellings(process: Process, wording: Wording) -> Mapping[str, str]:
    """Concept id → the activity name as a body of this `wording` writes it.

    >>> from machikata.samples.care import PROCESS
    >>> spellings(PROCESS, Wording.OWN)["care.chosa_kakunin"]
    '調査票点検'
    """
    own = {words[0]: words for words in (line.split("|") for line in _OWN_WORDS.strip().splitlines())}
    return {c.id: _written(c.label.ja, wording, own) for c in process.concepts}


def _written(label: str, wording: Wording, own: Mapping[str, list[str]]) -> str:
    match wording:
        case Wording.SAME:
            return label
        case Wording.OTHER_TYPE:
            return label.translate(_OTHER_TYPE)
        case Wording.OWN:
            return own[label][1]
        case Wording.OTHER_OWN:
            return own[label][2]
