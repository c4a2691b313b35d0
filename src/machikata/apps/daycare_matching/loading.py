# SPDX-License-Identifier: Apache-2.0
"""A run's result again from its frozen inputs and its certificate, without solving anew."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from machikata.apps.daycare_matching.checking.recheck import read_certificate, write_certificate
from machikata.apps.daycare_matching.opening import opened
from machikata.apps.daycare_matching.outcome import CERTIFICATE
from machikata.apps.daycare_matching.solving import Solved, explained
from machikata.automation.app.context import AppContext
from machikata.domain.errors import MachikataError
from machikata.domain.text import Text

_KEPT = 2
_recent: OrderedDict[str, Solved] = OrderedDict()
_lock = Lock()


def result_of(context: AppContext, run: str | None = None) -> Solved:
    """The result of a run (default: the context's own). The last two are kept, since every page asks for one.

    Raises:
        NotFound: no such run, or it has not ended.
        MachikataError: this version of the program makes another market of the same files.
    """
    run = context.run if run is None else run
    certificate = context.file_of(run, CERTIFICATE)
    key = f"{context.owner} {run} {hashlib.sha256(certificate).hexdigest()}"
    with _lock:
        if key in _recent:
            _recent.move_to_end(key)
            return _recent[key]
    result = _loaded(context, run, certificate)
    with _lock:
        _recent[key] = result
        while len(_recent) > _KEPT:
            _recent.popitem(last=False)
    return result


def _loaded(context: AppContext, run: str, certificate: bytes) -> Solved:
    _, allocation = read_certificate(certificate)
    found = opened(context.inputs_of(run))
    if write_certificate(found.built.market, allocation) != certificate:
        raise MachikataError(
            Text(
                "この版のプログラムは、同じファイルから別の問題を組み立てます。結果は証明書のとおりで変わりません",
                "this version of the program builds another market of the same files; the result stands as certified",
            ),
            remedy=Text(
                "実行したときの版で開くか、もう一度実行してください",
                "open it with the version it was run with, or run it again",
            ),
        )
    return explained(found, allocation)
