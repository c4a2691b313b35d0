# SPDX-License-Identifier: Apache-2.0
"""Pseudonyms: the same person has the same sign inside one workspace, and the sign leads nowhere without the workspace's key.

HMAC-SHA256 over the value as one reads it (NFKC, lower case, no spaces, so that 佐伯　真帆 and 佐伯 真帆 are one person), of which 40 bits
are kept as eight base-32 letters: among 10,000 persons two meet by chance with probability 5 in 100,000.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata

from machikata.domain.text import Text

STAFF_PREFIX = "職員-"
CASE_PREFIX = "案件-"
KEY_BYTES = 32
_SIGN = re.compile(r"(?:職員|案件)-[a-z2-7]{8}")


def staff_pseudonym(name: str, key: bytes) -> str:
    """The sign of a member of the staff."""
    return STAFF_PREFIX + _sign(f"staff:{person_key(name)}", key)


def case_pseudonym(case_id: str, key: bytes) -> str:
    """The sign of a case whose own number would give a resident away."""
    return CASE_PREFIX + _sign(f"case:{case_id}", key)


def is_pseudonym(value: str) -> bool:
    """Whether a value is a sign made here."""
    return _SIGN.fullmatch(value) is not None


def person_key(name: str) -> str:
    """A name for comparing: width, case and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def hint_of(name: str) -> str:
    """A name for showing to the person who maps the columns: the first letter, the rest covered."""
    return name[:1] + "●" * min(len(name) - 1, 4)


def key_fault(key: bytes) -> Text | None:
    """What is wrong with a workspace key, None if nothing."""
    if len(key) >= KEY_BYTES:
        return None
    return Text(f"鍵は{KEY_BYTES}バイト以上が必要です", f"the key needs at least {KEY_BYTES} bytes")


def _sign(value: str, key: bytes) -> str:
    digest = hmac.new(key, value.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:5]).decode().lower()
