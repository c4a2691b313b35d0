# SPDX-License-Identifier: Apache-2.0
"""Files that a person hands to an app."""

from __future__ import annotations

from typing import Final

from machikata.automation.app.inputs import MOST_BYTES, InputContent
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text
from machikata.web.view import Posted
from machikata.workspace.mail import one_line

_LONGEST_NAME: Final = 120


def uploaded(form: Posted, name: str, problems: list[Problem]) -> InputContent | None:
    """The file of a field, with a name that a page and a folder can hold; None when none was chosen, or it is too large (a problem)."""
    upload = form.file(name)
    if upload is None:
        return None
    data = upload.file.read(MOST_BYTES + 1)
    if len(data) <= MOST_BYTES:
        return InputContent(_plain(upload.filename or "") or name, data)
    most = MOST_BYTES >> 20
    what = Text(f"ファイルが大きすぎます（{most}MBまで）", f"the file is too large (at most {most} MB)")
    problems.append(Problem("file-too-large", what, Text("ファイルを分けてください", "split it"), Place(column=name)))
    return None


def _plain(name: str) -> str:
    """The last part of a path (some browsers send all of it), without control characters; a long one keeps its end."""
    return one_line(name.replace("\\", "/").rpartition("/")[2])[-_LONGEST_NAME:]
