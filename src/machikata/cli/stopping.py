# SPDX-License-Identifier: Apache-2.0
"""Ctrl+C in work that must not be torn apart: it ends between two steps, and the second Ctrl+C at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from machikata.domain.errors import Cancelled
from machikata.domain.progress import Progress
from machikata.domain.text import Text


@contextmanager
def stopped_between_steps(report: Progress) -> Iterator[Progress]:
    """The progress of work whose steps are whole: after a Ctrl+C the next report of progress raises `Cancelled`."""
    asked = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def ask(_number: int, _frame: Any) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)

    def told(share: float, what: Text) -> None:
        if asked.is_set():
            raise Cancelled(Text("中止しました", "stopped"))
        report(share, what)

    signal.signal(signal.SIGINT, ask)
    try:
        yield told
    finally:
        signal.signal(signal.SIGINT, before)
