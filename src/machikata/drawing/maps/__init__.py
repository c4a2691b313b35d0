# SPDX-License-Identifier: Apache-2.0
"""Maps of flows: one log, and one body beside its peers."""
