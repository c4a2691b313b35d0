# SPDX-License-Identifier: Apache-2.0
"""The folder of a public site: written beside its place first, then put there; a folder that holds anything else is left alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from machikata.domain.errors import InputRefused, Place, Problem, WorkspaceUnusable
from machikata.domain.text import Text

MARK: Final = "site.json"
"""The list of its files, by which a later site knows that it may take the folder's place."""
_FORMAT: Final = "machikata-site-1"
_MOST_NAMED: Final = 10


def standing_files(folder: Path) -> frozenset[str]:
    """Paths of the site that stands in `folder`; empty for a new or empty folder.

    Raises:
        InputRefused: it is a file, or holds something that no site put there; each is named.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputRefused([_foreign(folder.name, folder)])
    if not folder.exists():
        return frozenset()
    held = {str(p.relative_to(folder).as_posix()) for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()}
    ours = _listed(folder) | {MARK}
    foreign = sorted(held - ours)
    if foreign:
        raise InputRefused([_foreign(name, folder) for name in foreign[:_MOST_NAMED]])
    return frozenset(held)


def _listed(folder: Path) -> set[str]:
    with suppress(OSError, ValueError, TypeError, KeyError):
        known = json.loads((folder / MARK).read_text("utf-8"))
        if known["format"] == _FORMAT:
            return {str(name) for name in known["files"]}
    return set()


def put_site(folder: Path, site: Mapping[str, bytes]) -> None:
    """Write the files as `folder`: whole or not at all.

    Raises:
        InputRefused: as `standing_files`.
        WorkspaceUnusable: the disk is full or the folder cannot be written.
    """
    standing_files(folder)
    target = folder.resolve()
    new, old = target.with_name(target.name + ".new"), target.with_name(target.name + ".old")
    for beside in (new, old):
        standing_files(beside)  # left by a program that was ended in between: ours, or nobody touches it
    try:
        _write(new, site)
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(new, ignore_errors=True)
        raise WorkspaceUnusable(
            Text(f"「{folder}」に書けません（{error.strerror}）", f"{folder} cannot be written ({error.strerror})"),
            remedy=Text("空き容量と権限を確かめてください", "check free space and permissions"),
        ) from error


def _write(new: Path, site: Mapping[str, bytes]) -> None:
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    # The list comes first, so that what a broken-off writing leaves is known as ours.
    (new / MARK).write_text(json.dumps({"format": _FORMAT, "files": sorted(site)}, indent=1) + "\n", "utf-8")
    for path, content in site.items():
        place = new / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _foreign(name: str, folder: Path) -> Problem:
    return Problem(
        "site-folder-foreign",
        Text(f"「{folder.name}」には、このサイトのものではない「{name}」があります", f"{folder.name} holds {name}, which no site put there"),
        Text("空のフォルダか、新しい名前を指定してください", "name an empty folder or a new one"),
        Place(file=name),
    )  # fmt: skip
