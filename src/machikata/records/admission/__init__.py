# SPDX-License-Identifier: Apache-2.0
"""From a file read into columns to tables that can be stored: nothing enters unchecked, nothing is left out in silence."""

from machikata.records.admission.admission import Admission, AdmissionChoices
from machikata.records.admission.admit import apply_mapping
from machikata.records.admission.faults import RefusedRow

__all__ = ["Admission", "AdmissionChoices", "RefusedRow", "apply_mapping"]
