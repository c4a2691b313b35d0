# SPDX-License-Identifier: Apache-2.0
"""Applications to a call as a table: the Excel form that bodies without access fill in, and its reader (also CSV)."""

from machikata.records.call_files.columns import ApplicationRow
from machikata.records.call_files.form import application_form
from machikata.records.call_files.reading import read_applications

__all__ = ["ApplicationRow", "application_form", "read_applications"]
