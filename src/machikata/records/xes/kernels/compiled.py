# SPDX-License-Identifier: Apache-2.0
"""The decorators of every kernel: free of the interpreter lock; entry points are kept on disk where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])
# Without `_nrt=False` numba counts references to all arrays at every call: reading takes thirty times as long. The kernels make
# no arrays, so there is nothing to count.
_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}


def compiled(function: _Function) -> _Function:
    """An entry point, compiled at its first call ever (where the cache can be written: else at the first call in each process)."""
    try:
        return cast("_Function", numba.njit(function, cache=True, **_OPTIONS))
    except RuntimeError:
        return cast("_Function", numba.njit(function, **_OPTIONS))


def inlined(function: _Function) -> _Function:
    """`function`, compiled into those that call it: passing sixteen arrays on costs more than the work on one tag.

    It may fill arrays but not make any.
    """
    return cast("_Function", numba.njit(function, forceinline=True, **_OPTIONS))
