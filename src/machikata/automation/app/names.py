# SPDX-License-Identifier: Apache-2.0
"""Names that an app may give: to itself, its pages, the fields of its forms and its files."""

from __future__ import annotations

import re
from typing import Final

KEBAB: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PATH: Final = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*")
TAKEN_PATHS: Final = frozenset({"runs", "new", "enable", "disable", "files", "inputs", "sign", "withdraw", "stop"})
"""Where the site's own pages and forms stand: no page of an app begins so, and no form of one is sent there."""
RESERVED_FIELDS: Final = frozenset({"csrf", "lang", "format", "owner"})
"""Fields that every form of the site may have."""
LONGEST_NAME: Final = 60
_FILE_NAME: Final = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|.][^\x00-\x1f\x7f/\\:*?\"<>|]{0,119}")
_HALF: Final = re.compile(r"[\ud800-\udfff]")


def is_page_path(path: str) -> bool:
    """Whether a page of an app may stand at this path below its app or run.

    >>> is_page_path("children/late"), is_page_path("sign"), is_page_path("./sign")
    (True, False, False)
    """
    return PATH.fullmatch(path) is not None and path.partition("/")[0] not in TAKEN_PATHS


def is_file_name(name: object) -> bool:
    """Whether every folder can hold a file of this name, and every browser save one.

    >>> is_file_name("名簿.csv"), is_file_name("../名簿.csv"), is_file_name("名簿")
    (True, False, False)
    """
    return isinstance(name, str) and _FILE_NAME.fullmatch(name) is not None and "." in name and is_written(name)


def is_written(word: object) -> bool:
    """Whether it is a string that a page and a record can hold: half of a character (a lone surrogate) is none."""
    return isinstance(word, str) and (word.isascii() or not _HALF.search(word))
