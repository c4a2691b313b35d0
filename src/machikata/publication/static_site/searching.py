# SPDX-License-Identifier: Apache-2.0
"""The search index as a classic script, which a page may load from a folder where it may not fetch."""

from __future__ import annotations

import json
from collections.abc import Sequence

from machikata.domain.case_study import CaseStudy
from machikata.publication.catalogue.search.bigrams import bigram_index


def index_script(cases: Sequence[CaseStudy]) -> bytes:
    """`var machikataCases = …;` with the index over pairs of characters; equal cases give equal bytes."""
    plain = json.dumps(bigram_index(cases).to_plain(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # Both line separators end a line in scripts of old browsers.
    safe = plain.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"var machikataCases = {safe};\n".encode()
