# SPDX-License-Identifier: Apache-2.0
"""The exact solver: bounds that hold in every stable allocation, then a search of what they leave open."""
