# SPDX-License-Identifier: Apache-2.0
"""The public site as plain files: opens from any web server and from a folder, asks nobody for anything, and needs no script."""

from machikata.publication.static_site.content import SiteCall, SiteCase, SiteComparison, SiteContent
from machikata.publication.static_site.site import data_bytes, static_site

__all__ = ["SiteCall", "SiteCase", "SiteComparison", "SiteContent", "data_bytes", "static_site"]
