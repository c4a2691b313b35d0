# SPDX-License-Identifier: Apache-2.0
"""The letter as HTML for mail programs: blocks and one table for the width, styles on the elements, nothing loaded from anywhere."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from machikata.domain.digest import Digest, Recipient
from machikata.domain.text import Language, Text
from machikata.publication.digest.parts import NOBODY, addressed, is_invented, letter_parts, number_line


def html(digest: Digest, recipient: Recipient, language: Language, *, body: Text = NOBODY, reference: str = "") -> str:
    """The letter to one recipient as one HTML document; it says what `plain_text` says."""
    return _template().render(
        parts=letter_parts(digest, language, invented=is_invented(digest, recipient)),
        language=language,
        addressed=addressed(recipient, body, language),
        number=number_line(reference, language),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("machikata.publication.digest", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("letter.html")
