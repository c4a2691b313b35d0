# SPDX-License-Identifier: Apache-2.0
"""The only place where parts are joined: a folder becomes a workspace."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from machikata.domain.actor import LOCAL_OFFICER, Actor
from machikata.domain.errors import WorkspaceUnusable
from machikata.domain.text import Text
from machikata.storage.event_files import EventFileStore
from machikata.storage.jobs import DbosJobQueue
from machikata.storage.mail import inbox_from, outbox_from
from machikata.storage.sql import SqlLibrary
from machikata.workspace.workspace import Workspace

_KEY_BYTES = 32


def open_workspace(folder: str | Path, *, actor: Actor = LOCAL_OFFICER, database: str | None = None) -> Workspace:
    """Open the workspace in `folder`; an empty or missing folder becomes a new one.

    `database` is an SQLAlchemy URL for what people edit (default: SQLite inside the folder). A mail server for letters and a mailbox for
    answers are named by environment variables (`storage/mail/settings.py`, `imap_settings.py`). MACHIKATA_AUDIT_HEADS names another
    folder in which the heads of the audit trail are kept too, best one that whoever can edit the database cannot.

    Raises:
        WorkspaceUnusable: the folder cannot be written, is damaged, or was made by a newer version.

    >>> import tempfile
    >>> open_workspace(tempfile.mkdtemp()).library.bodies()
    ()
    """
    root = Path(folder).expanduser().resolve()
    try:
        (root / "drafts").mkdir(parents=True, exist_ok=True)
        (root / "exports").mkdir(exist_ok=True)
        secret = _secret(root / "secret.key")
    except OSError as error:
        raise WorkspaceUnusable(
            Text(f"作業場所「{root}」に書き込めません", f"the workspace {root} cannot be written"),
            remedy=Text(
                "空き容量と権限を確かめるか、別のフォルダを指定してください",
                "check free space and permissions, or name another folder",
            ),
        ) from error
    library = SqlLibrary(database or f"sqlite:///{root / 'machikata.db'}")
    events = EventFileStore(root / "events")
    outbox = outbox_from(os.environ, clock=_now)
    heads = os.environ.get("MACHIKATA_AUDIT_HEADS", "").strip()
    audit_heads = Path(heads).expanduser() if heads else None
    queue = DbosJobQueue(database if database and database.startswith("postgresql") else root)
    inbox = inbox_from(os.environ)
    return Workspace(root, library, events, secret, _now, actor, outbox, audit_heads, queue=queue, inbox=inbox)


def _now() -> datetime:
    return datetime.now().astimezone()


def _secret(path: Path) -> bytes:
    """The key of the pseudonyms, made once with owner-only permissions; of two programs that race, the first one's holds."""
    if not path.exists():
        candidate = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(candidate, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as f:
            f.write(secrets.token_bytes(_KEY_BYTES))
            f.flush()
            os.fsync(f.fileno())
        with suppress(FileExistsError):
            os.link(candidate, path)
        candidate.unlink()
    return path.read_bytes()
