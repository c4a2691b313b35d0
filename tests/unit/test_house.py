# SPDX-License-Identifier: Apache-2.0
"""What holds for every committed file: no place of one machine, a licence line, sizes a reader can take in."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = sorted((ROOT / "src" / "machikata").rglob("*.py"))
# Written in pieces, so that this file does not find itself.
MACHINE_PLACE = re.compile(
    r"(?<![\w./~-])/(?:" + "|".join(["wor" + "k", "ho" + "me", "ro" + "ot", "tm" + "p", "op" + "t"]) + r")/\w"
)
REGISTRY_HOST = re.compile(
    "|".join(["pypi\\." + "org", "python" + "hosted", "registry\\.npm" + "js", "deb\\.deb" + "ian", "files\\.python"])
)
LONGEST_FILE, LONGEST_FUNCTION = 500, 60


def committed_texts():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # pictures


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_no_committed_file_names_a_place_of_one_machine():
    found = [f"{name}: {hit.group()}" for name, text in committed_texts() for hit in MACHINE_PLACE.finditer(text)]
    assert found == []


def test_no_committed_file_names_the_host_of_a_registry():
    found = [f"{name}: {hit.group()}" for name, text in committed_texts() for hit in REGISTRY_HOST.finditer(text)]
    assert found == []


def test_every_source_file_says_its_licence():
    commented = {".py", ".sh", ".toml", ".yaml", ".yml", ".sql", ".css", ".js", ".html"}
    silent = [
        name
        for name, text in committed_texts()
        if Path(name).suffix in commented
        and "SPDX-License-Identifier: Apache-2.0" not in "\n".join(text.splitlines()[:3])
    ]
    assert silent == []


def test_the_domain_imports_only_the_standard_library():
    foreign = []
    for path in sorted((ROOT / "src/machikata/domain").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            foreign += [
                f"{path.name}: {n}" for n in names if n.split(".")[0] not in {*sys.stdlib_module_names, "machikata"}
            ]
            foreign += [
                f"{path.name}: {n}"
                for n in names
                if n.startswith("machikata.") and not n.startswith("machikata.domain")
            ]
    assert foreign == []


@pytest.mark.parametrize("path", PRODUCT, ids=lambda p: str(p.relative_to(ROOT / "src" / "machikata")))
def test_files_and_functions_can_be_taken_in(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    assert [
        f"{f.name} {f.end_lineno - f.lineno + 1}"
        for f in functions(path)
        if f.end_lineno - f.lineno + 1 > LONGEST_FUNCTION
    ] == []


def test_no_source_file_leaves_work_for_later():
    later = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented" + "Error"]))
    found = [f"{p.name}: {hit.group()}" for p in PRODUCT for hit in later.finditer(p.read_text(encoding="utf-8"))]
    assert found == []
