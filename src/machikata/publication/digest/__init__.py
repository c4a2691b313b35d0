# SPDX-License-Identifier: Apache-2.0
"""The periodical letter: drafted from news, and written as plain text and as HTML that mail programs show."""

from machikata.publication.digest.composing import compose, opening_of
from machikata.publication.digest.html import html
from machikata.publication.digest.parts import is_invented, subject
from machikata.publication.digest.plain import plain_text

__all__ = ["compose", "html", "is_invented", "opening_of", "plain_text", "subject"]
