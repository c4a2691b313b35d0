# SPDX-License-Identifier: Apache-2.0
"""Habits of writing fall away; what carries meaning stays."""

from __future__ import annotations

import pytest

from machikata.records.dictionary import core, spelling


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("受け付け", "受付"),
        ("受付け", "受付"),
        ("うけつけ", "受付"),
        ("受附", "受付"),
        ("取り消し", "取消"),
        ("申込み", "申込"),
        ("届け出", "届出"),
        ("手続き", "手続"),
        ("問い合わせ", "問合せ"),
        ("ﾃﾞｰﾀ入力", "データ入力"),
        ("データー入力", "データ入力"),
        ("サーバ更新", "サーバー更新"),
        ("ＯＣＲ読取り", "ocr読取"),
        ("申請書　の 受付", "申請書の受付"),
        ("一次判定", "１次判定"),
        ("通知（不承認）", "通知・不承認"),
        ("届出の屆書", "届出の届書"),
        ("葛󠄀西支所受付", "葛西支所受付"),
        ("Send-Letter", "send letter"),
    ],
)
def test_habits_of_writing_do_not_tell_names_apart(written, usual):
    assert spelling(written) == spelling(usual)


@pytest.mark.parametrize(
    ("trimmed", "bare"),
    [
        ("【福祉課】申請書の受付", "申請書受付"),
        ("[市民課] 3. 申請書の受付", "申請書受付"),
        ("③申請書の受付", "申請書受付"),
        ("03_申請書受付", "申請書受付"),
        ("申請書の受付処理", "申請書受付"),
        ("申請書を受付する", "申請書受付"),
        ("申請書等の受付業務", "申請書受付"),
        ("関係課への引き継ぎ", "関係課引継"),
    ],
)
def test_trimmings_do_not_tell_cores_apart(trimmed, bare):
    assert core(trimmed) == core(bare)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一次判定", "二次判定"),
        ("承認", "不承認"),
        ("転入届の受付", "転出届の受付"),
        ("2号被保険者の受付", "1号被保険者の受付"),
        ("通知（承認）", "通知（却下）"),
        ("審査", "審査会"),
        ("send letter", "sendletter"),
    ],
)
def test_what_carries_meaning_stays(one, other):
    assert core(one) != core(other)


@pytest.mark.parametrize("label", ["処理", "業務", "する", "の", "【福祉課】", "①", "3.", "。", "等"])
def test_a_name_that_is_nothing_but_trimmings_is_kept(label):
    assert core(label)
    assert spelling(label)
