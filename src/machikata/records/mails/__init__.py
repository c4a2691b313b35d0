# SPDX-License-Identifier: Apache-2.0
"""Messages that come in (RFC 5322), whoever wrote them and with whatever program."""

from machikata.records.mails.reading import LARGEST, IncomingMail, read_mail, too_large
from machikata.records.mails.words import own_words

__all__ = ["LARGEST", "IncomingMail", "own_words", "read_mail", "too_large"]
