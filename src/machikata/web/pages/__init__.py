# SPDX-License-Identifier: Apache-2.0
"""The pages of the site, one file each: route, `Page` value, `present()`; the template stands beside it."""
