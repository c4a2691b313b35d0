# SPDX-License-Identifier: Apache-2.0
"""Letters leave by SMTP, when the installation names a mail server."""

from machikata.storage.mail.settings import SmtpSettings, smtp_settings
from machikata.storage.mail.smtp import SmtpOutbox, outbox_from

__all__ = ["SmtpOutbox", "SmtpSettings", "outbox_from", "smtp_settings"]
