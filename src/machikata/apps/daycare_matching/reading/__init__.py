# SPDX-License-Identifier: Apache-2.0
from machikata.apps.daycare_matching.reading.chilmai import looks_like_chilmai, read_chilmai
from machikata.apps.daycare_matching.reading.files import read_applications
from machikata.apps.daycare_matching.reading.templates import templates

__all__ = ["looks_like_chilmai", "read_applications", "read_chilmai", "templates"]
