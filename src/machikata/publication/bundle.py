# SPDX-License-Identifier: Apache-2.0
"""The reproducibility bundle: what went in, how it was computed, and the figures; from it the same numbers come again."""

from __future__ import annotations

import io
import json
import math
import platform
import zipfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from machikata.analysis.comparison.result import Comparison
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.domain.errors import InputRefused, Place, Problem, WorkspaceUnusable
from machikata.domain.population_class import PeerGroup
from machikata.domain.text import Text
from machikata.publication.document import from_document, to_document

BUNDLE_FORMAT = 1
_NUMERIC_PARTS = ("machikata", "numpy", "scipy", "duckdb", "pyarrow")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class BundleInput:
    """One admitted log: its content hash, the body, and the file it came from."""

    log: str
    body: str
    process: str
    file_name: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """Inputs by hash, the group, the settings, the dictionary in force (body, activity, concept), and the figures."""

    inputs: tuple[BundleInput, ...]
    group: PeerGroup
    own: str
    process: str
    settings: ComparisonSettings
    dictionary: tuple[tuple[str, str, str | None], ...]
    versions: dict[str, str]
    figures: Any
    """The comparison's document."""
    format: int = BUNDLE_FORMAT


def versions_in_use() -> dict[str, str]:
    """Versions of Python and of the packages that compute figures."""
    found = {"python": platform.python_version()}
    for name in _NUMERIC_PARTS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def make_bundle(
    comparison: Comparison,
    *,
    process: str,
    inputs: tuple[BundleInput, ...],
    dictionary: tuple[tuple[str, str, str | None], ...],
) -> Bundle:
    """The bundle of a comparison."""
    return Bundle(
        inputs,
        comparison.group,
        comparison.own,
        process,
        comparison.settings,
        dictionary,
        versions_in_use(),
        to_document(comparison),
    )


def write_bundle(bundle: Bundle) -> bytes:
    """The bundle as a zip of JSON files and a README; equal bundles give equal bytes."""
    document = to_document(bundle)
    files = {f"{name}.json": json.dumps(document[name], ensure_ascii=False, indent=1) for name in document}
    files["README.txt"] = _README
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def read_bundle(content: bytes, *, name: str = "bundle.zip") -> Bundle:
    """The bundle that `write_bundle` wrote.

    Raises:
        InputRefused: not a bundle.
        WorkspaceUnusable: a bundle of a newer format.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [n.removesuffix(".json") for n in archive.namelist() if n.endswith(".json")]
            document = {n: json.loads(archive.read(f"{n}.json")) for n in names}
        bundle = from_document(Bundle, document)
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise InputRefused(
            [
                Problem(
                    "not-a-bundle",
                    Text("再現用の一式として読めません", "this cannot be read as a reproducibility bundle"),
                    Text("比較の画面から書き出したzipを指定してください", "name the zip exported from a comparison"),
                    Place(file=name),
                )
            ]
        ) from error
    if bundle.format > BUNDLE_FORMAT:
        raise WorkspaceUnusable(
            Text(
                f"この一式は新しい版（形式{bundle.format}）のものです",
                f"this bundle is of a newer version (format {bundle.format})",
            ),
            remedy=Text("新しい版のプログラムを使ってください", "use the newer program"),
        )
    return bundle


def figure_differences(before: Any, after: Any, *, relative: float = 0.0, path: str = "") -> tuple[str, ...]:
    """Paths of the figures that differ between two documents, each as `path: before → after`.

    Numbers count as equal within `relative` (0 = to the last digit).
    """
    if isinstance(before, dict) and isinstance(after, dict):
        keys = sorted(before.keys() | after.keys())
        return tuple(
            d
            for k in keys
            for d in figure_differences(
                before.get(k), after.get(k), relative=relative, path=f"{path}.{k}" if path else k
            )
        )
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return tuple(
            d
            for i, (a, b) in enumerate(zip(before, after, strict=True))
            for d in figure_differences(a, b, relative=relative, path=f"{path}[{i}]")
        )
    if isinstance(before, float) and isinstance(after, (int, float)) and math.isclose(before, after, rel_tol=relative):
        return ()
    return () if before == after else (f"{path}: {before} → {after}",)


_README = """町型 再現用の一式 / Machikata reproducibility bundle

inputs.json      取り込んだ記録とその指紋（SHA-256） / the admitted logs and their fingerprints
settings.json    計算の設定 / settings of the computation
dictionary.json  使った作業名の対応 / the activity names as they were matched
versions.json    計算に使った版 / versions used
figures.json     すべての数値 / every figure

確かめ方 / to check:  machikata reproduce この一式.zip --workspace 作業場所
"""
