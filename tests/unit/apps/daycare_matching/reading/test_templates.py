# SPDX-License-Identifier: Apache-2.0
"""The templates can be read back, and explain every column."""

from __future__ import annotations

import csv
import io

from machikata.apps.daycare_matching.reading import read_applications, templates
from machikata.apps.daycare_matching.reading.schema import INPUT_FILES
from machikata.automation.app.inputs import InputContent
from machikata.automation.table_reading import read_input_table


def as_table(sheet, *rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([c.head.ja for c in sheet.columns])
    writer.writerows([*sheet.rows, *rows])
    return read_input_table(InputContent(f"{sheet.name}.csv", text.getvalue().encode("utf-8-sig")))


def test_filled_in_templates_are_read_without_a_problem():
    children, facilities, siblings, *_ = templates()

    def row(sheet, **values):
        return [values.get(c.head.ja, "") for c in sheet.columns]

    wanted = {"世帯番号": "5", "クラス年齢": "1", "生年月日": "2025-05-06", "基本指数": "40", "希望1施設": "1"}
    applications = read_applications(
        as_table(children, row(children, 申請者番号="1", **wanted), row(children, 申請者番号="2", **wanted)),
        as_table(facilities, row(facilities, 施設番号="1", 名称="あ園", 枠番号="1", 対象クラス="1", 募集人数="2")),
        as_table(
            siblings,
            row(siblings, 世帯番号="5", 順位="1", 申請者番号1="1", 施設番号1="1", 申請者番号2="2", 施設番号2="1"),
        ),
        fiscal_year=2027,
    )
    assert [c.number for c in applications.children] == ["1", "2"]
    assert len(applications.combinations["5"]) == 1
    assert {w.code for w in applications.warnings} == {"example-rows"}


def test_every_column_is_explained_in_both_languages():
    explanations = templates()[3]
    explained = {row[1] for row in explanations.rows}
    assert explained == {column.name for file in INPUT_FILES for column in file.columns}
    assert all(row[3].ja and row[3].en for row in explanations.rows)


def test_sibling_conditions_are_listed():
    assert len(templates()[4].rows) > 10
