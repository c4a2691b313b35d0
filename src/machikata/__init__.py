# SPDX-License-Identifier: Apache-2.0
"""Machikata (町型): compare how local governments work, and trust the comparison."""

__version__ = "0.1.0"
