# SPDX-License-Identifier: Apache-2.0
"""What the columns of a brought file mean: proposed here, confirmed by a person."""

from machikata.records.mapping.proposal import MappingProposal, ProposedColumn
from machikata.records.mapping.propose import propose_mapping

__all__ = ["MappingProposal", "ProposedColumn", "propose_mapping"]
