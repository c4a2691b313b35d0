# SPDX-License-Identifier: Apache-2.0
"""Open data: data sets with source, licence and citation, their catalogue entry, and what has changed in their figures."""

from machikata.publication.open_data.changes import (
    FigureChange,
    answer_changes,
    case_changes,
    changes_table,
    effect_changes,
)
from machikata.publication.open_data.datasets import DataFile, DataSet, Publisher, citation
from machikata.publication.open_data.dcat import dcat_catalogue

__all__ = [
    "DataFile",
    "DataSet",
    "FigureChange",
    "Publisher",
    "answer_changes",
    "case_changes",
    "changes_table",
    "citation",
    "dcat_catalogue",
    "effect_changes",
]
