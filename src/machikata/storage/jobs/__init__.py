# SPDX-License-Identifier: Apache-2.0
"""The `JobQueue` port on DBOS, with SQLite or PostgreSQL."""

from machikata.storage.jobs.engine import Settings
from machikata.storage.jobs.queue import DbosJobQueue, end_all

__all__ = ["DbosJobQueue", "Settings", "end_all"]
