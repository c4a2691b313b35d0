# SPDX-License-Identifier: Apache-2.0
"""Admitted logs as Parquet files named by their content, questions put to them by DuckDB in place."""

from __future__ import annotations

from machikata.storage.event_files.settings import EventFileSettings
from machikata.storage.event_files.store import EventFileStore

__all__ = ["EventFileSettings", "EventFileStore"]
