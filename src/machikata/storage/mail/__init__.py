# SPDX-License-Identifier: Apache-2.0
"""Letters leave by SMTP and answers come by IMAP, when the installation names a mail server and a mailbox."""

from machikata.storage.mail.imap import ImapInbox, inbox_from
from machikata.storage.mail.imap_settings import ImapSettings, imap_settings
from machikata.storage.mail.settings import SmtpSettings, smtp_settings
from machikata.storage.mail.smtp import SmtpOutbox, outbox_from

__all__ = [
    "ImapInbox",
    "ImapSettings",
    "SmtpOutbox",
    "SmtpSettings",
    "imap_settings",
    "inbox_from",
    "outbox_from",
    "smtp_settings",
]
