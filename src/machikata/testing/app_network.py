# SPDX-License-Identifier: Apache-2.0
"""A watch over the network: while it stands, whatever looks up a name, connects, or starts another program is stopped and noted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

_WATCHED: Final = frozenset({
    "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto", "socket.sendmsg", "socket.bind",
    "subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.spawn", "pty.spawn",
})  # fmt: skip
_watches: list[list[str]] = []
_hooked: list[bool] = []


class NoNetwork(OSError):
    """The app went to the network, or started a program that could, though its manifest says that it does not."""


@contextmanager
def no_network() -> Iterator[list[str]]:
    """Everything that was tried while the watch stood; the list is filled even where the app hides the failure."""
    if not _hooked:
        sys.addaudithook(_hear)  # stays until the program ends, and hears nothing while no watch stands
        _hooked.append(True)
    tried: list[str] = []
    _watches.append(tried)
    try:
        yield tried
    finally:
        _watches.remove(tried)


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watches or event not in _WATCHED:
        return
    what = f"{event} {arguments[1:2] or arguments[:1]}"
    _watches[-1].append(what)
    raise NoNetwork(f"an app without network tried {what}")
