# SPDX-License-Identifier: Apache-2.0
"""ChilmAI on its two files, in a process of its own environment: nothing of ours but the stopwatch is imported.

    python benchmarks/daycare_peer.py APPLICANTS.csv DAYCARES.csv RESULT.json

RESULT.json gets the daycare of every applicant, null for none; an empty object where ChilmAI ends with an error.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

from measuring import Stopwatch

SECONDS = 360.0
"""ChilmAI's own limit for its solver (its service sets ten, which a thousand applicants outlast)."""


def main(applicants: Path, daycares: Path, results: Path) -> None:
    from chilmai.generic.config import DEFAULT_CONFIG
    from chilmai.generic.matcher import OptimizationFailureError
    from chilmai.generic.service import MatchingService

    service, clock, error, found = MatchingService(), Stopwatch(), "", {}
    with clock("match"):
        try:
            answer = service.match(
                children_file_bytes=applicants.read_bytes(),
                children_file_format="csv",
                daycares_file_bytes=daycares.read_bytes(),
                daycares_file_format="csv",
                mapping=DEFAULT_CONFIG,
                solver_config={"max_time_seconds": SECONDS},
            )
            found = answer["matching_result_dict"]
        except OptimizationFailureError as failure:
            error = str(failure)
    results.write_text(json.dumps(found), encoding="utf-8")
    clock.report(error=error, versions={name: version(name) for name in ("ChilmAI", "ortools", "pandas")})


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
