# SPDX-License-Identifier: Apache-2.0
"""The command line: `machikata import`, `dictionary`, `profile`, `compare`, `report`, `serve`, `demo` …"""

from __future__ import annotations

from cyclopts import App

from machikata import __version__

app = App(
    name="machikata",
    version=__version__,
    help="町型：自治体の仕事を比べる。 Compare how local governments work.\n\n"
    "Every command takes --json (the result as a document), --lang ja|en and --workspace FOLDER.\n"
    "Exit codes: 0 done, 1 input refused, 2 wrong usage, 3 comparison refused, 4 not found or not allowed, "
    "5 workspace unusable, 130 stopped.",
)

_COMMANDS = {
    "import": "bring:bring",
    "records": "bring:records",
    "remove": "bring:remove",
    "bodies": "peers:bodies",
    "group": "peers:group",
    "dictionary": "names:app",
    "profile": "one_body:profile",
    "compare": "several:compare",
    "report": "several:report",
    "reproduce": "several:reproduce",
    "serve": "site:serve",
    "demo": "demo:demo",
}

for _name, _place in _COMMANDS.items():
    app.command(f"machikata.cli.{_place}", name=_name)


def main() -> None:
    """Entry point of `machikata`."""
    app()
