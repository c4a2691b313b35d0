# SPDX-License-Identifier: Apache-2.0
"""The forms of a file: CSV, workbook, XES, Parquet. The same log gives the same bytes."""
