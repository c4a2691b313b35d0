# SPDX-License-Identifier: Apache-2.0
"""A filled form of a case study that somebody has opened and saved in LibreOffice says the same as before."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from machikata.domain.text import Text
from machikata.records.case_files import read_case_form, write_case_form
from machikata.testing.case_strategies import invented_case

SECONDS = 120
TEXTS = (
    "=1+1", "+81 3", "@SUM(A1)", "'先頭の引用符", "一行目\n二行目", "  前後の空白  ", "葛\U000e0100飾区", "𠮷野家", "①㈱", "007", "1.0", "1/2", "2018-07",
    "TRUE", "<a&b>", "_x000D_",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_form_saved_by_libreoffice_says_the_same(tmp_path, kind):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice on this machine (Debian: libreoffice-calc-nogui)")
    case = replace(
        invented_case(), start="2018-07", keywords=TEXTS, works=TEXTS, learnt=Text("長" * 10_000, "long"), theme=Text("=1+1", "-1"), cost_yen=10**12
    )  # fmt: skip
    source = tmp_path / "form.xlsx"
    source.write_bytes(write_case_form(case=case))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", kind, "--outdir", str(tmp_path / kind), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    reading = read_case_form((tmp_path / kind / f"form.{kind}").read_bytes(), file_name=f"form.{kind}")
    assert reading.case == case
    assert [p.code for p in reading.problems] == []
