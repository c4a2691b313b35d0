# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from machikata.web.card_tables import with_roles

TABLE = (
    '<thead><tr><th scope="col">団体</th><th scope="col" data-l="短い名">長い<br>名</th>'
    '<th scope="col">図<svg><text>0.8</text></svg></th></tr></thead>'
    '<tbody><tr><th scope="row">A</th><td class="r">3</td><td></td></tr></tbody>'
    '<tfoot><tr><th scope="row">計</th><td>3</td><td data-l="自分で">x</td></tr></tfoot>'
)


def test_every_part_says_its_role() -> None:
    html = with_roles(TABLE)
    assert html.count('role="row"') == 3
    assert html.count('role="columnheader"') == 3
    assert html.count('role="rowheader"') == 2
    assert html.count('role="cell"') == 4
    assert html.count('role="rowgroup"') == 3


def test_a_cell_names_its_column_by_the_shorter_word_when_there_is_one() -> None:
    assert with_roles(TABLE).count('data-l="短い名"') == 3


def test_words_of_drawings_are_no_column_name() -> None:
    html = with_roles(TABLE)
    assert 'data-l="図"' in html
    assert "0.8" not in html.replace("<text>0.8</text>", "")


def test_a_cell_that_names_its_column_itself_keeps_that() -> None:
    assert with_roles(TABLE).count('data-l="自分で"') == 1


def test_characters_of_a_name_stay_escaped() -> None:
    html = with_roles(
        '<thead><tr><th scope="col">a &amp; &#34;b&#34;</th></tr></thead><tbody><tr><td>1</td></tr></tbody>'
    )
    assert 'data-l="a &amp; &#34;b&#34;"' in html


def test_cells_after_a_cell_over_two_columns_keep_their_own_names() -> None:
    head = "<thead><tr><th>工程</th><th>正規</th><th>会計年度任用</th><th>件数</th></tr></thead>"
    html = str(
        with_roles(
            f'{head}<tbody><tr><th scope="row">受付</th><td colspan="2" data-l="職員">5</td><td>7</td></tr></tbody>'
        )
    )
    assert 'data-l="件数">7' in html
