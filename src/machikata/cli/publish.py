# SPDX-License-Identifier: Apache-2.0
"""`machikata publish`: the public site, open data, key figures, and the government's next table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cyclopts import App

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.domain.wording import file_size, number
from machikata.publication.comparison_tables import Form, ResultTable, written
from machikata.publication.document import to_document
from machikata.publication.kpi import Kpi, kpi_tables
from machikata.publication.open_data import DataSet, Publisher
from machikata.publication.static_site.tables import without, without_empty

app = App(name="publish", help="公表する。 The public site, open data and key figures.")


@app.command
def site(
    folder: Path, *, base: str = "", publisher: str = "", publisher_url: str = "", common: Common = STANDARD
) -> None:
    """公表サイトをフォルダに書き出す。 Write the public site: plain files that any web server serves and a browser opens.

    Parameters
    ----------
    folder
        書き出すフォルダ。前に書き出したサイトは入れかわる。 The folder; a site written there before is replaced.
    base
        公表するときのアドレス。最後は /。 The address the site will have, ending in /.
    publisher
        公表する団体の名前。 Who publishes it.
    publisher_url
        その団体のサイト。 Address of the publisher's own site.
    """
    from machikata.workspace.public_site import WrittenSite, write_site

    output = common.output()
    with complaints(output):
        ws = common.open()
        with output.progress(Text("公表サイト", "public site")) as progress:
            done = write_site(
                ws, folder, publisher=_publisher(publisher, publisher_url), base=_base(base), progress=progress
            )

        def show(done: WrittenSite = done) -> None:
            n, size, data = number(done.files), file_size(done.size - done.data), file_size(done.data)
            output.say(Text(f"✓ {folder} に{n}個のファイルを書き出しました（ページ {size}、データ {data}）",
                            f"✓ {n} files written to {folder} (pages {size}, data {data})"))  # fmt: skip

        output.result(to_document(done), show)


@app.command
def data(
    folder: Path, *, base: str = "", publisher: str = "", publisher_url: str = "", common: Common = STANDARD
) -> None:
    """オープンデータと目録（DCAT）を書き出す。 Write the open data and their catalogue (DCAT).

    Parameters
    ----------
    folder
        書き出すフォルダ。 The folder.
    base
        公表するときのアドレス。最後は /。 The address it will have, ending in /.
    publisher
        公表する団体の名前。 Who publishes it.
    publisher_url
        その団体のサイト。 Address of the publisher's own site.
    """
    from machikata.workspace.open_data import write_open_data

    output = common.output()
    with complaints(output):
        ws = common.open()
        made = write_open_data(ws, folder, publisher=_publisher(publisher, publisher_url), base=_base(base))
        output.result([_listed(d) for d in made], lambda: _show_data(output, made, folder))


@app.command
def kpi(*, common: Common = STANDARD) -> None:
    """AIとRPAを使う団体の数を見せる。 How many bodies use AI and RPA: by year, population, class and prefecture."""
    from machikata.workspace.adoption import key_figures

    output = common.output()
    with complaints(output):
        found: Kpi = key_figures(common.open())
        output.result(to_document(found), lambda: _show_tables(output, _short(found)))


@app.command(name="take-table")
def take_table(
    file: Path, *, as_of: date, title: str, publisher: str, url: str = "", bodies: Path | None = None, common: Common = STANDARD
) -> None:  # fmt: skip
    """政府の次の一覧表を取り込み、署名を求める。 Take in the government's next table of adoption and ask for two signatures.

    Parameters
    ----------
    file
        一覧表（CSV）。 The table (CSV).
    as_of
        答えの時点。 The day of its answers.
    title
        資料の名前。 Title of the source.
    publisher
        公表した機関。 Who published it.
    url
        資料のアドレス。 Its address.
    bodies
        表の順に並んだ市区町村の一覧。合併があったときに要る。 The municipalities in the table's order, when some have merged.
    """
    from machikata.workspace.adoption import propose_edition, take_adoption_table

    output = common.output()
    with complaints(output):
        ws = common.open()
        kept = take_adoption_table(
            ws, _content(file), as_of=as_of, title=title, url=url, publisher=publisher,
            bodies_file=None if bodies is None else _content(bodies),
        )  # fmt: skip
        proposal = propose_edition(ws, kept.id)
        n = number(len(kept.value.bodies))
        document = {"id": kept.id, "version": kept.version, "bodies": len(kept.value.bodies), "proposal": proposal.id}
        output.result(document, lambda: output.say(Text(
            f"✓ {n}団体の表を取り込みました。2人が署名すると、この表で数えます", f"✓ table of {n} bodies taken in; it counts once two persons have signed")))  # fmt: skip


def _publisher(name: str, url: str) -> Publisher:
    from machikata.workspace.open_data import PUBLISHER

    return Publisher(Text(name.strip(), name.strip()), url.strip()) if name.strip() else PUBLISHER


def _base(address: str) -> str:
    return address if not address or address.endswith("/") else address + "/"


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        problem = Problem(
            "file-unreadable",
            Text(f"「{file.name}」を読めません（{error.strerror}）", f"{file.name} cannot be read ({error.strerror})"),
            Text("名前と権限を確かめてください", "check its name and permissions"),
            Place(file=file.name),
        )
        raise InputRefused([problem]) from error


def _listed(made: DataSet) -> dict[str, object]:
    """A data set for a document, without the content of its files."""
    files = [{"path": f.path, "media_type": f.media_type, "size": len(f.content)} for f in made.files]
    return {"id": made.id, "title": to_document(made.title), "modified": made.modified.isoformat(), "files": files}


def _show_data(output: Output, made: tuple[DataSet, ...], folder: Path) -> None:
    for d in made:
        n = number(len(d.files))
        output.say(d.title + Text(f"：{n}個のファイル", f": {n} files"))
    output.say(Text(f"✓ {folder} に書き出しました", f"✓ written to {folder}"))


def _short(found: Kpi) -> tuple[ResultTable, ...]:
    """The tables without their long columns of words: the sources stand in the last one."""
    return tuple(without_empty(without(table, "求め方", "注", "出典", "区分の記号")) for table in kpi_tables(found))


def _show_tables(output: Output, tables: tuple[ResultTable, ...]) -> None:
    for table in tables:
        heads = [c.head.in_(output.language) for c in table.columns]
        rows = [
            [written(v, c.form, output.language) for v, c in zip(row, table.columns, strict=True)] for row in table.rows
        ]
        right = [i for i, c in enumerate(table.columns) if c.form is not Form.WORDS]
        output.table(table.title.in_(output.language), heads, rows, right=right)
