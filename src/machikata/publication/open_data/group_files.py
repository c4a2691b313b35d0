# SPDX-License-Identifier: Apache-2.0
"""The groups of calls as open data: one row for each body of a published grouping, in a group or listed with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from machikata.domain.call import Call, Grouping, WhyNot
from machikata.domain.case_study import ServiceField
from machikata.domain.text import Text
from machikata.publication.csv_table import Cell, csv_file
from machikata.publication.open_data.companions import Codes, Columns, code_table, definitions, heads, yes_no

_NONE: Final = "none"
_COLUMNS: Final[Columns] = (
    ("call_id", "", Text("公募の番号", "Id of the call")),
    ("call_ja", "", Text("公募", "Call, in Japanese")),
    ("call_en", "", Text("公募（英語）", "Call, in English")),
    ("group_id", "", Text("グループの番号。none はグループのない団体", "Id of the group; none = a body without one")),
    ("field_code", "", Text("グループの分野（コード表）", "Field of the group (code table)")),
    ("area_code", "", Text("標準地域コード（5桁）", "Standard area code, five digits")),
    ("organisation_code", "", Text("全国地方公共団体コード（6桁）", "Code of the local government, six digits")),
    ("organisation_name", "", Text("団体の正式名称", "Official name of the body")),
    ("by_hand", "", Text("手で調整したか（コード表）", "Whether a person changed it (code table)")),
    ("reason_ja", "", Text("理由", "Reason, in Japanese")),
    ("reason_en", "", Text("理由（英語）", "Reason, in English")),
    ("synthetic", "", Text("架空の公募か（コード表）", "Whether the call is invented (code table)")),
)  # fmt: skip


def group_files(published: Sequence[tuple[Call, Grouping]], *, names: Mapping[str, str]) -> Mapping[str, bytes]:
    """`groups.csv`, `codes.csv`, `definitions.csv`. `names` gives official names by code. Who took an application back is left out."""
    rows = (row for call, grouping in published for row in _rows(call, grouping, names))
    return {
        "groups.csv": csv_file((heads(_COLUMNS), *rows)),
        "codes.csv": code_table(_codes()),
        "definitions.csv": definitions(_COLUMNS),
    }


def _rows(call: Call, grouping: Grouping, names: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    head = (call.id, call.title.ja, call.title.en)
    synthetic = "yes" if call.synthetic else "no"
    for g in grouping.groups:
        why = g.reason if g.reason.ja else Text("。".join(r.ja for r in g.reasons), "; ".join(r.en for r in g.reasons))
        for code in sorted(g.members):
            body = (code[:5], code, names.get(code, ""))
            yield (*head, g.id, g.field.value, *body, "yes" if g.by_hand else "no", why.ja, why.en, synthetic)
    for n in sorted(grouping.rest, key=lambda n: n.body):
        if n.why is not WhyNot.WITHDRAWN:
            body = (n.body[:5], n.body, names.get(n.body, ""))
            by_hand = "yes" if n.why is WhyNot.BY_HAND else "no"
            yield (*head, _NONE, _NONE, *body, by_hand, n.reason.ja, n.reason.en, synthetic)


def _codes() -> Iterator[tuple[str, str, Text]]:
    yield from (("field_code", f.value, f.label) for f in ServiceField)
    yield "field_code", _NONE, Text("グループがない", "no group")
    given: Codes = yes_no("by_hand", "synthetic")
    yield from given
