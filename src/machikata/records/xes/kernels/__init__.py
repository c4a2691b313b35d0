# SPDX-License-Identifier: Apache-2.0
"""The byte tokenizer of the fast XES reader, compiled by numba: no Python object for any value.

It takes what well-formed, ordinary XES is made of and stops (`Status.HANDOVER`) at everything else: comments, CDATA, processing
instructions, declarations, unknown elements or XML attributes, text between tags, values not of their type. What it accepts it
has checked in full, so that nothing is read differently from the strict reader.
"""
