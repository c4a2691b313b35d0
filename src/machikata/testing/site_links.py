# SPDX-License-Identifier: Apache-2.0
"""Reads the pages of a site that is held as files: its links, what it loads, its anchors, and whether its markup is in order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote, urlsplit

_VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_LOADED: Final = {"script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset"), "iframe": ("src",), "object": ("data",), "embed": ("src",),
                  "video": ("src", "poster"), "audio": ("src",), "use": ("href", "xlink:href"), "image": ("href", "xlink:href"), "form": ("action",)}  # fmt: skip
_LOADING_LINKS: Final = frozenset(
    ("stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest", "dns-prefetch", "preconnect")
)


@dataclass
class ReadPage:
    """What stands in a page: `links` lead elsewhere, `loaded` is fetched with it, `ids` are its anchors, `faults` what is not in order;
    `referenced` the ids that it speaks of, `text` its words and `tags` its elements in their order.
    """

    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    referenced: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, page: ReadPage) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.open = page, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._element(tag, attrs)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID and "svg" not in self.open and tag != "svg":
            self.page.faults.append(f"<{tag}/> ends itself outside a drawing")
        self._element(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.page.faults.append(f"</{tag}> at line {self.getpos()[0]} closes {self.open[-1:] or 'nothing'}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "script" in self.open and data.strip():
            self.page.faults.append("a script stands in the page")
        self.page.text.append(data)

    def _element(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.tags.append(tag)
        if len(given) < len(attrs):
            self.page.faults.append(f"<{tag}> has an attribute twice")
        self.page.faults += [f"<{tag}> carries {n}" for n in given if n == "style" or n.startswith("on")]
        if tag == "style":
            self.page.faults.append("a style stands in the page")
        self.page.ids += [given["id"]] if "id" in given else []
        for name in ("aria-labelledby", "aria-describedby", "for"):
            self.page.referenced += given.get(name, "").split()
        self._addresses(tag, given)

    def _addresses(self, tag: str, given: Mapping[str, str]) -> None:
        self.page.loaded += [given[name] for name in _LOADED.get(tag, ()) if name in given]
        if tag == "link":
            loads = set(given.get("rel", "").split()) & _LOADING_LINKS
            (self.page.loaded if loads else self.page.links).append(given.get("href", ""))
        elif tag == "a" and "href" in given:
            self.page.links.append(given["href"])
        elif tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.page.links.append(given.get("content", "").partition("url=")[2])


def read_page(html: bytes) -> ReadPage:
    """A page, read."""
    page = ReadPage()
    reader = _Reader(page)
    reader.feed(html.decode("utf-8"))
    reader.close()
    page.faults += [f"<{tag}> is left open" for tag in reader.open]
    page.faults += [f"id {i} stands twice" for i in sorted({i for i in page.ids if page.ids.count(i) > 1})]
    page.faults += [f"nothing has the id {i}" for i in page.referenced if i not in page.ids]
    return page


def site_faults(site: Mapping[str, bytes]) -> Iterator[str]:
    """Everything in a site's pages that leads nowhere, loads from elsewhere, or is not in order; one line each.

    Addresses that go out of the site are not looked up. Paths must be relative, so that the site works wherever it lies.
    """
    pages = {path: read_page(content) for path, content in site.items() if path.endswith(".html")}
    for path, page in pages.items():
        yield from (f"{path}: {fault}" for fault in page.faults)
        for address in page.loaded:
            yield from _faults_of(path, address, site, pages, foreign_too=False)
        for address in page.links:
            yield from _faults_of(path, address, site, pages, foreign_too=True)


def _faults_of(
    path: str, address: str, site: Mapping[str, bytes], pages: Mapping[str, ReadPage], *, foreign_too: bool
) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme in ("http", "https") and foreign_too:
        return
    if parts.scheme or parts.netloc or parts.path.startswith("/") or not address:
        yield f"{path}: {address or 'an empty address'} is not relative"
        return
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
    if target not in site:
        yield f"{path}: {address} leads nowhere"
    elif parts.fragment and unquote(parts.fragment) not in (pages[target].ids if target in pages else ()):
        yield f"{path}: nothing in {target} has the id {parts.fragment}"
