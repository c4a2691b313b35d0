# SPDX-License-Identifier: Apache-2.0
"""The `JobQueue` port on DBOS, with SQLite or PostgreSQL."""

from machikata.storage.jobs.engine import Settings
from machikata.storage.jobs.queue import DbosJobQueue

__all__ = ["DbosJobQueue", "Settings"]
