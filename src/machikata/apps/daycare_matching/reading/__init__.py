# SPDX-License-Identifier: Apache-2.0
from machikata.apps.daycare_matching.reading.files import read_applications

__all__ = ["read_applications"]
