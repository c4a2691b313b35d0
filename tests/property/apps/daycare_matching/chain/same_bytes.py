# SPDX-License-Identifier: Apache-2.0
"""Run as a program: the fingerprint of an outcome, to be compared between processes with different hash seeds."""

from __future__ import annotations

import hashlib
import json
import random
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from random_files import inputs_of, random_files, with_rules
from random_rules import random_rules

from machikata.apps.daycare_matching.opening import opened
from machikata.apps.daycare_matching.outcome import outcome_of
from machikata.apps.daycare_matching.rules import load_ruleset
from machikata.apps.daycare_matching.solving import checked, solved


def fingerprint(seed: int) -> str:
    rules = random_rules(random.Random(seed))
    files = with_rules(random_files(seed, load_ruleset(rules, file="x")), None, rules)
    result = solved(opened(inputs_of(files)))
    outcome = outcome_of(result, checked(result))
    told = json.dumps([outcome.result, [asdict(r) for r in outcome.reasons], dict(outcome.answers)], default=str)
    whole = hashlib.sha256(told.encode())
    for name, data in outcome.files.items():
        whole.update(name.encode() + data)
    return whole.hexdigest()


if __name__ == "__main__":
    sys.stdout.write("\n".join(fingerprint(int(seed)) for seed in sys.argv[1:]))
