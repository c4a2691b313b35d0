# SPDX-License-Identifier: Apache-2.0
"""What an app's source imports of Machikata: the domain and the app contract, nothing else."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from machikata.automation.app.app import App

ALLOWED = ("machikata.domain", "machikata.automation.app")


def forbidden_imports(app: App) -> tuple[str, ...]:
    """Every import of another part of Machikata in the package of the app, with its place."""
    root, folder = _package_of(app)
    allowed = (*ALLOWED, root)
    return tuple(
        f"{path.relative_to(folder)}:{line} imports {name}"
        for path in sorted(folder.rglob("*.py"))
        for line, name in _imported(path)
        if name.split(".")[0] == "machikata" and not any(name == a or name.startswith(f"{a}.") for a in allowed)
    )


def _package_of(app: App) -> tuple[str, Path]:
    """The app's own package and its folder: below `machikata.apps` one room, elsewhere the whole distribution's package."""
    parts = type(app).__module__.split(".")
    root = ".".join(parts[:3] if parts[:2] == ["machikata", "apps"] else parts[:1])
    module = sys.modules.get(root) or sys.modules[type(app).__module__]
    file = Path(str(module.__file__))
    return root, file.parent


def _imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            # `from machikata import workspace` brings the room in as well as `import machikata.workspace`.
            yield from ((node.lineno, f"{node.module}.{a.name}") for a in node.names)
        elif isinstance(node, ast.Call) and _is_import(node.func):
            yield from (
                (node.lineno, a.value) for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )


def _is_import(function: ast.expr) -> bool:
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    return name in ("import_module", "__import__")
