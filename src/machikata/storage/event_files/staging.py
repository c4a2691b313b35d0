# SPDX-License-Identifier: Apache-2.0
"""Writing a log so that it is there whole or not at all.

A log is written into a folder of its own under `.staging`, forced to disk, and then renamed to its final name, which is one
step for the file system. A killed program leaves only its staging folder. Whoever opens the store next removes it, unless its
writer is alive: a writer holds a lock on a file beside its folder, which the system releases however the writer ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machikata.storage.event_files.faults import disk_faults

_STAGING = ".staging"
_WHOLE = "whole.lock"
_SUFFIX = ".lock"


def staging_folder(root: Path) -> Path:
    """Where unfinished work lies."""
    return root / _STAGING


@contextmanager
def staged(root: Path) -> Iterator[Path]:
    """A new empty folder under `.staging` of `root`; what is in it at the end is removed."""
    with disk_faults(root):
        with _whole_lock(root):
            folder = Path(tempfile.mkdtemp(dir=staging_folder(root)))
            held = _try_lock(_lock_of(folder))
        try:
            yield folder
        finally:
            _remove(folder, held)


def publish(folder: Path, final: Path) -> None:
    """Give the staged `folder` its `final` name in one step, and make the name durable.

    When someone else has put the same log there meanwhile, theirs stays: equal names are equal content.
    """
    force_to_disk(folder)
    try:
        folder.rename(final)
    except OSError:
        if not final.is_dir():
            raise
    force_to_disk(final.parent)


def clean_staging(root: Path) -> None:
    """Remove what killed writers left."""
    with disk_faults(root), _whole_lock(root):
        for folder in [p for p in staging_folder(root).iterdir() if p.is_dir()]:
            held = _try_lock(_lock_of(folder))
            if held is not None:
                _remove(folder, held)


def discard(root: Path, final: Path) -> None:
    """Delete a log: it leaves its name in one step, then its files go."""
    with staged(root) as folder:
        final.rename(folder / "discarded")


def force_to_disk(path: Path) -> None:
    """Return only when the file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + _SUFFIX)


def _remove(folder: Path, held: int | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _lock_of(folder).unlink(missing_ok=True)
    if held is not None:
        os.close(held)


@contextmanager
def _whole_lock(root: Path) -> Iterator[None]:
    """One at a time may make or clear staging folders, so that none is cleared before its writer has locked it."""
    staging_folder(root).mkdir(parents=True, exist_ok=True)
    descriptor = os.open(staging_folder(root) / _WHOLE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _try_lock(path: Path) -> int | None:
    """A descriptor that holds the lock of `path`, or None when a living writer has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
