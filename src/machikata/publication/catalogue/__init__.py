# SPDX-License-Identifier: Apache-2.0
"""The catalogue of case studies as it is published: searching, comparing on one scale, exchange files."""
