# SPDX-License-Identifier: Apache-2.0
"""Groups of municipalities from the applications to a call: formed by stated rules, explained, checked by code of its own.

`forming.form_groups`, `checking.check_grouping` and `explaining.explain_body` are what others use. Nothing is imported here: forming
loads SciPy, which checking does not need.
"""
