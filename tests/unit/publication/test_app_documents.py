# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from machikata.automation.app.documents import (
    Document,
    Facts,
    GlyphFault,
    Grid,
    Look,
    MissingGlyph,
    Paragraph,
    Sheet,
    SheetColumn,
)
from machikata.domain.errors import Cancelled, FontMissing, InputRefused
from machikata.domain.text import Text
from machikata.publication import sheet_files
from machikata.publication.app_documents import AppDocuments
from machikata.publication.pdf import typesetting
from machikata.publication.pdf.fonts import find_lettering
from machikata.publication.pdf.joining import join_pdfs
from machikata.records.table_checks import check_table_bytes

VARIANT, OTHER_VARIANT = "葛\U000e0100城", "葛\U000e0101城"
MARKUP = "#panic(1) *b* _i_ $x^2$ <label> @ref `raw` // c = h - l [x] \\u{41} https://example.jp"


def letter(name="町型 一郎", *, title="通知書", synthetic=False, language="ja", rows=2):
    grid = Grid(("希望", "施設"), tuple((str(k), f"第{k}園") for k in range(1, rows + 1)))
    blocks = (
        Paragraph("架保第12号", Look.RIGHT), Paragraph(f"{name} 様"), Paragraph("記", Look.CENTRED), Facts((("児童氏名", name),)),
        Paragraph("理由", Look.HEADING), grid, Paragraph("教示", Look.SMALL),
    )  # fmt: skip
    return Document(title, language, blocks, synthetic)


@pytest.fixture(scope="module")
def out():
    try:
        find_lettering()
    except FontMissing as missing:
        pytest.skip(str(missing))
    return AppDocuments()


def tool(name, data, *arguments):
    if shutil.which(name) is None:
        pytest.skip(f"{name} (poppler-utils) is not installed")
    return subprocess.run(
        [name, *arguments, "-", "-"][: None if name == "pdftotext" else -1], input=data, capture_output=True, check=True
    ).stdout


def words_of(pdf):
    return tool("pdftotext", pdf).decode()


def test_every_character_of_a_name_can_be_copied_out_of_the_file_with_its_selector(out):
    name = f"{VARIANT} 𠮷野 髙﨑 邉\U000e0101 が か\u3099 ①㈱"
    assert name in words_of(out.pdf([letter(name)]))


def test_nothing_in_a_name_is_taken_for_markup(out):
    assert MARKUP in words_of(out.pdf([letter(MARKUP)]))


def picture(out, name, tmp_path, stem):
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    pdf = out.pdf([Document("題", "ja", (Paragraph(name),))])
    subprocess.run(
        ["pdftoppm", "-r", "100", "-gray", "-singlefile", "-", str(tmp_path / stem)],
        input=pdf,
        check=True,
        capture_output=True,
    )
    return (tmp_path / f"{stem}.pgm").read_bytes()


def test_each_form_of_a_character_has_its_own_glyph_and_an_unknown_one_the_usual(out, tmp_path):
    pictures = [
        picture(out, n, tmp_path, str(i)) for i, n in enumerate((VARIANT, OTHER_VARIANT, "一丁", "一\U000e01ef丁"))
    ]
    assert pictures[0] != pictures[1]
    assert pictures[2] == pictures[3]


def test_what_cannot_be_printed_is_told_and_made_visible(out):
    documents = [letter(), letter("外字\ue000さん"), letter("一\U000e01ef丁\u202e 外字\ue000")]
    assert out.missing_glyphs(documents) == (
        MissingGlyph("\u202e", GlyphFault.UNPRINTABLE, (2,)),
        MissingGlyph("一\U000e01ef", GlyphFault.PLAIN_FORM, (2,)),
        MissingGlyph("\ue000", GlyphFault.ABSENT, (1, 2)),
    )
    assert "外字〓さん" in words_of(out.pdf(documents))
    assert [m.problem().count for m in out.missing_glyphs(documents)] == [1, 1, 2]


def test_a_character_that_a_foreign_font_would_show_otherwise_is_never_borrowed(out):
    assert out.missing_glyphs([letter("\ue000")])[0].fault is GlyphFault.ABSENT
    assert out.missing_glyphs([letter("Nguyễn Zoë Łukasz Ольга 김")]) == ()


def test_a_font_that_the_municipality_names_is_asked_for_its_own_characters(out):
    own = find_lettering(gaiji=("DejaVu Sans",))
    if not own.private:
        pytest.skip("DejaVu Sans (package fonts-dejavu-core), which has characters of private use, is not installed")
    named, character = AppDocuments(gaiji=("DejaVu Sans",)), chr(min(own.private))
    assert [m.fault for m in out.missing_glyphs([letter(character)])] == [GlyphFault.ABSENT]
    assert named.missing_glyphs([letter(character)]) == ()
    assert character in words_of(named.pdf([letter(character)]))


def test_a_machine_without_japanese_fonts_is_told_which_package_to_install():
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        find_lettering(system=False)


def test_each_document_begins_a_page_and_counts_its_own(out):
    words = words_of(out.pdf([letter("一郎"), letter("二郎", rows=80), letter("三郎")])).split("\f")
    first = [i for i, page in enumerate(words) if "通知書" in page]
    assert len(first) == 3
    assert first[2] - first[1] >= 2
    assert re.search(rf"2\s*/\s*{first[2] - first[1]}\s*$", words[first[1] + 1])
    assert "/" not in words[first[0]]


def test_the_file_says_its_title_and_language_and_is_tagged(out):
    pdf = out.pdf([letter(title="保留通知書", synthetic=True)])
    told = tool("pdfinfo", pdf).decode()
    assert re.search(r"Title: +保留通知書", told)
    assert re.search(r"Tagged: +yes", told)
    assert b"/Lang(ja-JP)" in pdf
    assert b"CreationDate" not in pdf
    assert "架空のデータです" in words_of(pdf)
    assert "架空" not in words_of(out.pdf([letter()]))


def test_the_same_documents_give_the_same_bytes(out):
    documents = [letter(VARIANT), letter("Smith", language="en")]
    assert out.pdf(documents) == AppDocuments().pdf(documents)
    assert out.word(documents) == AppDocuments().word(documents)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(max_size=30), min_size=5, max_size=5), st.sampled_from(list(Look)), st.sampled_from(["ja", "en"])
)
def test_any_text_can_be_set(out, texts, look, language):
    title, a, b, c, d = texts
    blocks = (Paragraph(a, look), Facts(((b, c),)), Grid((a, b), ((c, d),)), Grid(("x",), ()), Facts(()))
    document = Document(title, language, blocks)
    assert out.pdf([document]).startswith(b"%PDF")
    assert docx.Document(io.BytesIO(out.word([document])))


def test_no_documents_make_an_empty_file(out):
    assert out.pdf([]).startswith(b"%PDF")
    assert out.word([])
    assert out.excel([], language="ja")


@pytest.fixture
def small_portions(monkeypatch):
    monkeypatch.setattr(typesetting, "TAGGED", 3)
    monkeypatch.setattr(typesetting, "PORTION", 2)


@pytest.mark.usefixtures("small_portions")
def test_a_print_run_holds_every_letter_in_order_once(out):
    names = [f"架空太郎{k}号" for k in range(7)]
    shares = []
    pdf = out.pdf([letter(n) for n in names], progress=lambda share, _: shares.append(share))
    pages = words_of(pdf).split("\f")[:-1]
    assert [re.search(r"架空太郎\d号", p).group() for p in pages] == names
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert pdf == out.pdf([letter(n) for n in names])
    told = tool("pdfinfo", pdf).decode()
    assert re.search(r"Pages: +7", told)
    assert re.search(r"Title: +通知書ほか（7通）", told)


@pytest.mark.usefixtures("small_portions")
def test_a_person_can_stop_a_print_run(out):
    seen = []

    def stop(share, what):
        seen.append(what.ja)
        if share > 0:
            raise Cancelled(Text("中止", "stopped"))

    with pytest.raises(Cancelled):
        out.pdf([letter()] * 9, progress=stop)
    assert seen == ["文書を作っています（0／9通）", "文書を作っています（2／9通）"]


def test_only_files_of_the_typesetter_are_joined():
    with pytest.raises(ValueError, match="cross-reference"):
        join_pdfs([b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF"], title="x", language="ja-JP")


def test_word_keeps_texts_and_names_fonts_that_word_has(out):
    data = out.word([letter(VARIANT, synthetic=True), letter("二郎\x07")])
    book = docx.Document(io.BytesIO(data))
    lines = [p.text for p in book.paragraphs]
    assert f"{VARIANT} 様" in lines
    assert "二郎 様" in lines
    assert book.tables[0].cell(0, 1).text == VARIANT
    assert [row.cells[1].text for row in book.tables[1].rows] == ["施設", "第1園", "第2園"]
    assert [s.start_type.name for s in book.sections] == ["NEW_PAGE", "NEW_PAGE"]
    assert "架空" in book.sections[0].header.paragraphs[0].text
    assert book.sections[1].header.paragraphs[0].text == ""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        ends = re.findall(r"<w:sectPr.*?</w:sectPr>", parts.read("word/document.xml").decode(), re.DOTALL)
        order = [[n for n in re.findall(r"<w:(\w+)", e) if n in ("pgSz", "pgMar", "pgNumType", "cols")] for e in ends]
        assert order == [["pgSz", "pgMar", "pgNumType", "cols"]] * 2
        assert {i.date_time for i in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert 'w:eastAsia="游明朝"' in parts.read("word/styles.xml").decode()


SHEET = Sheet(
    "cut-offs",
    Text("最低指数/一覧", "Lowest points"),
    (SheetColumn(Text("施設番号", "Facility number")), SheetColumn(Text("施設", "Facility")), SheetColumn(Text("最低指数", "Lowest points"), Text("点", "points"))),
    (("0012", "=HYPERLINK(1)", 36), ("0013", VARIANT, None), ("0014", Text("園", "nursery"), 30.5)),
)  # fmt: skip


def test_excel_has_its_head_in_row_1_and_takes_no_text_for_a_formula(out):
    data = out.excel([SHEET, SHEET], language="ja")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["最低指数 一覧", "最低指数 一覧 2"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows == [
        ["施設番号", "施設", "最低指数（点）"],
        ["0012", "=HYPERLINK(1)", 36],
        ["0013", VARIANT, ""],
        ["0014", "園", 30.5],
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet
    assert data == out.excel([SHEET, SHEET], language="ja")


def test_excel_refuses_what_does_not_fit_a_sheet(out, monkeypatch):
    monkeypatch.setattr(sheet_files, "_MOST_ROWS", 3)
    with pytest.raises(InputRefused, match="Excel"):
        out.excel([SHEET], language="ja")


@pytest.mark.parametrize(("language", "head"), [("ja", "最低指数（点）"), ("en", "Lowest points")])
def test_csv_passes_the_checks_and_says_where_a_figure_is_not_shown(out, language, head):
    data = out.csv(SHEET, language=language)
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0].split(",")[2] == head
    assert lines[2].split(",")[2] == ""
    assert lines[1].split(",")[1] == "'=HYPERLINK(1)"
    assert len(lines[0].split(",")) == 4
    assert check_table_bytes(data, name="t.csv").failed == ()
