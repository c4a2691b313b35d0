# SPDX-License-Identifier: Apache-2.0
"""An app for Machikata that was made outside of it: one spelling for addresses and telephone numbers."""
