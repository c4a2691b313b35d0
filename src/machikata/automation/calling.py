# SPDX-License-Identifier: Apache-2.0
"""Calling what a stranger wrote: whatever it does, this call ends and nothing else of the program."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from machikata.automation.app.manifest import Manifest
from machikata.domain.errors import AppUnusable, MachikataError
from machikata.domain.text import Text

T = TypeVar("T")
_LONGEST: Final = 300


def call_app(manifest: Manifest, part: Text, call: Callable[[], T]) -> T:
    """What `call` into the app gives; `part` names what of the app is called (確認, 実行 …).

    Raises:
        MachikataError: as the app raised it.
        AppUnusable: it raised anything else, `SystemExit` and the like included; names app, version, part and error.
        KeyboardInterrupt: a person has stopped the program (never when the app raises it by itself in a thread of a queue or site).
    """
    try:
        return call()
    except MachikataError:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) and threading.current_thread() is threading.main_thread():
            raise
        raise defect_of_app(manifest, part, told(error)) from error


def defect_of_app(manifest: Manifest, part: Text, cause: str) -> AppUnusable:
    """The error that says what part of an app went wrong, and how."""
    return AppUnusable(
        Text(
            f"アプリ「{manifest.id}」{manifest.version} の{part.ja}が誤りで止まりました（{cause}）",
            f"the {part.en} of the app “{manifest.id}” {manifest.version} was stopped by a defect ({cause})",
        ),
        remedy=Text("アプリの配布元に知らせてください", "tell whoever supplies the app"),
    )


def told(error: BaseException) -> str:
    """The kind of an error and what it says, on one line that a page and a record can hold.

    >>> told(ZeroDivisionError("half of nothing"))
    'ZeroDivisionError: half of nothing'
    """
    try:
        said = str(error)
    except Exception:  # noqa: BLE001 - an error that cannot even say itself
        said = ""
    plain = " ".join(said[: _LONGEST * 2].encode("utf-8", "replace").decode().split())
    plain = plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…"
    return f"{type(error).__name__}: {plain}" if plain else type(error).__name__
