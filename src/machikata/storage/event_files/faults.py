# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with files, in words: no room, no permission, newer format, damage."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machikata.domain.errors import Place, WorkspaceUnusable
from machikata.domain.text import Text

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
RESTORE = Text(
    "控えから戻すか、元のファイルをもう一度取り込んでください",
    "restore it from a copy, or import the original file again",
)


@contextmanager
def disk_faults(folder: Path) -> Iterator[None]:
    """Turn an `OSError` of the file system into a `WorkspaceUnusable` with its remedy."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise no_room(folder) from error
        reason = error.strerror or str(error)
        raise WorkspaceUnusable(
            Text(f"フォルダーに書けません（{reason}）", f"the folder cannot be written ({reason})"),
            remedy=Text("フォルダーの場所と権限を確かめてください", "check the folder's place and permissions"),
            place=Place(file=str(folder)),
        ) from error


def no_room(folder: Path) -> WorkspaceUnusable:
    """The disk is full; nothing was kept."""
    return WorkspaceUnusable(
        Text(
            "ディスクの空きが足りません。途中までのものは残していません",
            "the disk is full; nothing half-written was kept",
        ),
        remedy=Text("空きを増やしてから、もう一度行ってください", "make room, then do it again"),
        place=Place(file=str(folder)),
    )


def no_memory() -> WorkspaceUnusable:
    """A query needs more memory than it may use."""
    return WorkspaceUnusable(
        Text("メモリーが足りません", "there is not enough memory"),
        remedy=Text(
            "期間や団体をしぼるか、使ってよいメモリーを増やしてください",
            "narrow the period or the bodies, or allow more memory",
        ),
    )


def newer_format(path: Path, version: object) -> WorkspaceUnusable:
    """A newer program wrote the log."""
    return WorkspaceUnusable(
        Text(
            f"この記録は新しい版の町型で書かれています（形式{version}）",
            f"a newer Machikata wrote this log (format {version})",
        ),
        remedy=Text("町型を新しい版にしてください", "update Machikata"),
        place=Place(file=str(path)),
    )


def damaged(path: Path, what: Text) -> WorkspaceUnusable:
    """A file of an admitted log is missing or not what was written."""
    return WorkspaceUnusable(
        Text("記録のファイルが壊れています：", "a file of the log is damaged: ") + what,
        remedy=RESTORE,
        place=Place(file=str(path)),
    )
