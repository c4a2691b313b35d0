# SPDX-License-Identifier: Apache-2.0
"""A dependency has a reason, a licence and a way out."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PERMITTED = re.compile(
    r"^(MIT( License)?|BSD([ -][23]-Clause)?( License)?|Apache([ -]2\.0| Software License)?( WITH LLVM-exception)?|0BSD|ISC"
    r"|PSF(L|-2\.0)?|Python Software Foundation License|Zlib|CC0-1\.0|Unlicense)$"
)
EXCEPTIONS = {
    "certifi": ("MPL-2.0", "a list of certificates; development only, by way of httpx"),
    "hypothesis": ("MPL-2.0", "development only; file-level copyleft, not shipped"),
    "pathspec": ("MPL-2.0", "builds the wheel, by way of hatchling; not imported when running, not shipped"),
    "psycopg": (
        "LGPL-3.0-only",
        "an ordinary dependency by way of dbos, used unchanged; loaded only for a PostgreSQL database",
    ),
    "psycopg-binary": ("LGPL-3.0-only", "as psycopg"),
    "axe-core": ("MPL-2.0", "development only; not shipped"),
}


def declared(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [
        *project["project"]["dependencies"],
        *(d for group in project["dependency-groups"].values() for d in group),
    ]
    packages = json.loads((root / "package.json").read_text(encoding="utf-8"))
    return {re.split(r"[<>=\[;]", line)[0] for line in lines} | {
        *packages["dependencies"],
        *packages["devDependencies"],
    }


def decided(root):
    page = (root / "docs/decisions/dependencies.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    return {row[0]: row[1:] for row in rows if row[0] != "package"}


def locked(root, name):
    text = (root / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE)


def licences(name):
    """What a distribution says of its licence: the expression's parts, else its classifiers, else the free text's first line."""
    facts = metadata(name)
    if expression := facts.get("License-Expression"):
        return re.split(r"\s+(?:AND|OR)\s+", expression.strip("()"))
    stated = [c.split("::") for c in facts.get_all("Classifier") or [] if c.startswith("License ::")]
    classifiers = [
        parts[-1].strip() for parts in stated if parts[1:] != [" OSI Approved"]
    ]  # the bare group names no licence
    return classifiers or [(facts.get("License") or "none stated").splitlines()[0].strip()]


def test_each_dependency_has_a_page_entry_and_nothing_else_has():
    from_page, from_project = decided(ROOT), declared(ROOT)
    assert set(from_page) == from_project


def test_each_entry_states_reason_licence_and_way_out():
    for name, cells in decided(ROOT).items():
        reason, licence, weighed, way_out = cells
        assert all((reason, licence, weighed, way_out)), name


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_every_installed_package_of_the_lock_has_a_permitted_licence(lock):
    refused = {}
    for name, _ in locked(ROOT, lock):
        try:
            stated = licences(name)
        except PackageNotFoundError:
            continue  # for another system or another Python
        if name not in EXCEPTIONS and not all(PERMITTED.match(part) for part in stated):
            refused[name] = stated
    assert not refused


def test_browser_assets_have_a_permitted_licence():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    refused = {
        path: entry["license"]
        for path, entry in packages.items()
        if path
        and path.removeprefix("node_modules/") not in EXCEPTIONS
        and not PERMITTED.match(entry["license"].replace("BSD-0-Clause", "0BSD"))
    }
    assert not refused


def test_exceptions_are_still_needed_and_never_gpl():
    known = {name for lock in ("run", "dev") for name, _ in locked(ROOT, lock)} | declared(ROOT)
    for name, (licence, reason) in EXCEPTIONS.items():
        assert name in known
        assert reason
        assert "GPL" not in licence.replace("LGPL", "")


def test_the_environment_holds_the_versions_of_the_lock():
    wanted = {}
    for name, version in locked(ROOT, "run"):
        wanted.setdefault(name, set()).add(version)  # one per range of Python versions
    installed = {}
    for name in wanted:
        with suppress(PackageNotFoundError):
            installed[name] = metadata(name)["Version"]
    assert {name: version for name, version in installed.items() if version not in wanted[name]} == {}


def test_what_the_product_imports_is_declared():
    called = {"docx": "python-docx", "yaml": "PyYAML", "python_calamine": "python-calamine", "xlsxwriter": "XlsxWriter"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    running = {re.split(r"[<>=\[;]", line)[0] for line in project["dependencies"]}
    for_testing = {re.split(r"[<>=\[;]", line)[0] for line in project["optional-dependencies"]["testing"]}
    undeclared = set()
    for path in sorted((ROOT / "src/machikata").rglob("*.py")):
        allowed = running | for_testing if "testing" in path.relative_to(ROOT).parts else running
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module]
            tops = {m.split(".")[0] for m in modules} - set(sys.stdlib_module_names) - {"machikata"}
            undeclared |= {(path.name, t) for t in tops if called.get(t, t) not in allowed}
    assert undeclared == set()
