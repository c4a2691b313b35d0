# SPDX-License-Identifier: Apache-2.0
"""The version of this software, the one place it is written (the build reads it from here)."""

VERSION = "0.1.0"
