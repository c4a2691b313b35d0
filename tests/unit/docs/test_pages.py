# SPDX-License-Identifier: Apache-2.0
"""Pages point at what exists, type what the program takes, and come in both languages."""

from __future__ import annotations

import re
import shlex
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import cyclopts
import pytest

from machikata.automation.registry import Registry
from machikata.cli.app_commands import commands_of
from machikata.cli.main import app

from .pages import DOCS, PAGES, ROOT, anchors, blocks, links

NAMED_FILE = re.compile(r"`([\w./-]+\.(?:py|sql|yaml|md|toml|html))`")


def commands_in(page: Path) -> list[list[str]]:
    """Words of every line in a shell block that runs the product; what stands after > or # is left out."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    words = [shlex.split(line.split(" > ")[0], comments=True) for line in lines]
    return [w for w in words if w and w[0] in ("machikata", "bin/demo")]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        place, _, anchor = unquote(link).partition("#")
        target = (page.parent / place).resolve() if place else page
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists() or not target.is_relative_to(ROOT) or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_that_a_page_tells_to_type_is_one_the_program_takes(page: Path) -> None:
    for name, *words in commands_in(page):
        try:
            app.parse_args(["demo", *words] if name == "bin/demo" else words, exit_on_error=False, print_error=False)
        except cyclopts.CycloptsError as error:
            pytest.fail(f"{shlex.join([name, *words])}: {error}")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_of_an_app_that_a_page_tells_to_type_is_one_the_app_takes(page: Path) -> None:
    offers = {offer.id for offer in Registry().offers}
    for _, *words in commands_in(page):
        if words[:1] == ["app"] and words[1] in offers:
            of_app = commands_of(Registry().app(words[1]).manifest)
            try:
                of_app.parse_args(words[2:], exit_on_error=False, print_error=False)
            except cyclopts.CycloptsError as error:
                pytest.fail(f"{shlex.join(words)}: {error}")


def test_the_tutorials_and_the_readme_do_tell_commands() -> None:
    told = {page.relative_to(ROOT).as_posix(): len(commands_in(page)) for page in PAGES}
    assert told["docs/ja/tutorial.md"] == told["docs/en/tutorial.md"] >= 15
    assert told["docs/ja/how-to.md"] == told["docs/en/how-to.md"] >= 20
    assert told["README.md"] >= 8


def test_a_command_or_an_option_that_does_not_exist_would_be_noticed() -> None:
    for words in (["no-such-command"], ["compare", "permits", "--no-such-option"], ["compare"]):
        with pytest.raises(cyclopts.CycloptsError):
            app.parse_args(words, exit_on_error=False, print_error=False)
    daycare = commands_of(Registry().app("daycare").manifest)
    for words in (["no-such-command"], ["letters", "--run", "a", "--no-such-option"], ["letters"]):
        with pytest.raises(cyclopts.CycloptsError):
            daycare.parse_args(words, exit_on_error=False, print_error=False)


def test_japanese_and_english_have_the_same_pages_with_the_same_headings() -> None:
    def outline(language: str) -> dict[str, list[int]]:
        return {
            page.relative_to(DOCS / language).as_posix(): [
                len(mark) for mark in re.findall(r"^(#+) ", page.read_text("utf-8"), re.MULTILINE)
            ]
            for page in (DOCS / language).rglob("*.md")
        }

    assert outline("ja") == outline("en")


@cache
def committed_files() -> tuple[str, ...]:
    """Every file git knows, and the new ones."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    return tuple(subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout.split("\0"))


# Decisions also speak of files that are gone.
@pytest.mark.parametrize(
    "page", [p for p in PAGES if not p.is_relative_to(DOCS / "decisions")], ids=lambda p: str(p.relative_to(ROOT))
)
def test_files_of_the_project_that_a_page_names_exist(page: Path) -> None:
    named = set(NAMED_FILE.findall(page.read_text("utf-8")))
    assert [n for n in sorted(named) if not any(f"/{f}".endswith(f"/{n}") for f in committed_files())] == []


def test_pictures_are_small_and_every_one_is_shown() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in links(page)}
    pictures = sorted((DOCS / "pictures").iterdir())
    assert pictures
    assert [p.name for p in pictures if p.stat().st_size > 250_000 or p.resolve() not in shown] == []
