# SPDX-License-Identifier: Apache-2.0
"""For authors who test their own parts: stores, contexts and kits of tests, with the reasons that pytest gives for its own tests."""

from contextlib import suppress

with suppress(ImportError):
    # Without this, a failed assertion of the kit would not say what differed.
    import pytest

    pytest.register_assert_rewrite("machikata.testing.app_contract", "machikata.testing.app_pages_contract")
