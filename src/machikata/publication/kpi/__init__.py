# SPDX-License-Identifier: Apache-2.0
"""Key figures (KPI): who uses AI and RPA, by year, population, class and prefecture, as values, tables and open data."""

from machikata.publication.kpi.computing import BANDS, COUNTED, Band, class_code, class_name, kpi
from machikata.publication.kpi.figures import WHOLE_COUNTRY, GroupFigure, GroupRow, Kpi, YearSeries, uses
from machikata.publication.kpi.open_data import kpi_files
from machikata.publication.kpi.tables import kpi_tables, municipality_table

__all__ = [
    "BANDS",
    "COUNTED",
    "WHOLE_COUNTRY",
    "Band",
    "GroupFigure",
    "GroupRow",
    "Kpi",
    "YearSeries",
    "class_code",
    "class_name",
    "kpi",
    "kpi_files",
    "kpi_tables",
    "municipality_table",
    "uses",
]
