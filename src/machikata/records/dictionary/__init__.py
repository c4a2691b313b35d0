# SPDX-License-Identifier: Apache-2.0
"""Activity names of different bodies meet on one dictionary: proposals for a person, decisions that can be undone."""

from machikata.records.dictionary.decisions import DecidedNames, Decision, Verdict, apply_decisions
from machikata.records.dictionary.drafting import draft_concepts
from machikata.records.dictionary.homonyms import codes_of_labels
from machikata.records.dictionary.inventory import label_uses
from machikata.records.dictionary.proposals import ProposalSettings, propose
from machikata.records.dictionary.spelling import core, spelling
from machikata.records.dictionary.values import CONFIDENT, Candidate, LabelUse, Method, Proposal

__all__ = [
    "CONFIDENT",
    "Candidate",
    "DecidedNames",
    "Decision",
    "LabelUse",
    "Method",
    "Proposal",
    "ProposalSettings",
    "Verdict",
    "apply_decisions",
    "codes_of_labels",
    "core",
    "draft_concepts",
    "label_uses",
    "propose",
    "spelling",
]
