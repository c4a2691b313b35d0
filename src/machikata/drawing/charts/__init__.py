# SPDX-License-Identifier: Apache-2.0
"""Charts. Positions across are percent of whatever width the page gives, so that words stay 14 px (why: docs/decisions/charts.md)."""
