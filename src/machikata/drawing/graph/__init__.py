# SPDX-License-Identifier: Apache-2.0
"""Where nodes and arcs of a drawn graph stand, knowing nothing of what they mean."""
