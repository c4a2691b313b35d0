# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from machikata.records.quality import likeness, unlike_process

KNOWN = ["転入届の受付", "本人確認", "住民票の作成", "入力内容の照合", "証明書の交付"]


def test_a_log_of_the_same_process_passes_though_names_are_written_otherwise():
    labels = {"転入届受付": 100, "ﾎﾝﾆﾝ確認": 5, "住民票作成": 90, "入力内容の照合": 80, "独自の作業": 40}
    assert unlike_process(labels, KNOWN) is None
    assert likeness(labels, KNOWN).share_of_events > 0.8


def test_a_log_of_another_process_is_flagged_with_its_strange_names():
    problem = unlike_process({"意見書の依頼": 50, "審査会": 40, "認定調査": 60}, KNOWN)
    assert problem.code == "log-of-another-process"
    assert "認定調査" in problem.what.ja
    assert problem.remedy.en


def test_a_rare_common_name_does_not_hide_another_process():
    assert unlike_process({"本人確認": 1, "審査会": 400, "認定調査": 600}, KNOWN) is not None


def test_nothing_is_said_where_little_is_known():
    assert unlike_process({"審査会": 400}, KNOWN[:3]) is None
    assert unlike_process({}, KNOWN) is None
