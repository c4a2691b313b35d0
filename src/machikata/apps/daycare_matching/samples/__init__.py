# SPDX-License-Identifier: Apache-2.0
from machikata.apps.daycare_matching.samples.chilmai import chilmai_files
from machikata.apps.daycare_matching.samples.market import (
    SampleMarket,
    children_csv,
    facilities_csv,
    sample_municipality,
)

__all__ = ["SampleMarket", "children_csv", "chilmai_files", "facilities_csv", "sample_municipality"]
