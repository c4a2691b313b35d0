# SPDX-License-Identifier: Apache-2.0
"""The sheets that explain the form to the section that answers, and the table of its codes and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from xlsxwriter.format import Format as XlsxFormat
from xlsxwriter.worksheet import Worksheet

from machikata.domain.calendar import fiscal_year_text
from machikata.domain.text import Language, Text
from machikata.domain.workload import Medium, Nature, StaffKind
from machikata.records.survey.form_layout import ANSWER_COLUMNS, OWN_STEP, STAFF_COLUMNS
from machikata.records.tables.workbook import column_letters

if TYPE_CHECKING:
    from machikata.records.survey.form import SurveyForm

_GUIDE: tuple[tuple[Text, Text], ...] = (
    (
        Text("この調査", "This survey"),
        Text(
            "どの工程に、だれが、どれだけの時間をかけているかを調べます。同じ工程について答えるほかの団体と比べ、仕事を楽にする手がかりを探すためのものです。人や係の評価には使いません。",
            "It asks who spends how long on which step, so that bodies which answer about the same steps can be compared and work made lighter. It is not used to judge persons or sections.",
        ),
    ),
    (
        Text("書くところ", "Where to write"),
        Text(
            "「回答」と「人員」のシートの、クリーム色の欄です。灰色になる欄は書かなくてよい欄です。",
            "The cream cells of the sheets 回答 (answers) and 人員 (people). Cells that turn grey need no answer.",
        ),
    ),
    (
        Text("工程", "Step (工程)"),
        Text(
            "ひとまとまりの仕事です。画面の1操作より大きく、業務の全体より小さい単位で、「申請の受付」「調査票の確認」などです。同じ工程が担い手ごとに3行あります。していない工程と、いない担い手の行は、空欄のままにします。",
            "A piece of work, larger than one operation on a screen and smaller than the whole business: taking an application, checking a form. Each step has three rows, one for each kind of staff. Leave rows empty that do not apply.",
        ),
    ),
    (
        Text("担い手", "Kind of staff (担い手)"),
        Text(
            "正規、会計年度任用、委託の3つです。再任用の職員は、フルタイムも短時間も正規に含めます（会計年度任用職員として任用されている人は会計年度任用です）。派遣の人が行う分は委託の行に書き、派遣の費用を委託料とします。調査の担当から別の決まりが示されているときは、それに従ってください。",
            "Regular staff, fixed-term staff, contractor. Re-employed staff (再任用), full-time or part-time, count as regular; whoever is appointed as 会計年度任用職員 counts as fixed-term. What agency staff (派遣) do goes into the contractor rows, with what the agency is paid as the fee. If those who run the survey have settled it otherwise, follow them.",
        ),
    ),
    (
        Text("年間件数", "Cases a year (年間件数)"),
        Text(
            "その担い手が1年（4月から翌年3月まで）にその工程を行った回数です。やり直しも数えます。2人で行ったものは1件です。台帳やシステムの件数が使えます。ないときは0、分からないときは空欄です。",
            "How often that kind of staff did the step from April to March, repetitions included. What two people do together is one case. Registers and systems help. None: 0. Not known: leave empty.",
        ),
    ),
    (
        Text("1件あたり時間", "Minutes per case (1件あたり時間)"),
        Text(
            "1件にかかる手作業の時間を分で書きます。返事を待つ時間や、順番を待つ時間は入れません。2人で行うときは、2人の分を足します（担い手が違うときは、主に行う人の行に書きます）。できれば数件を測り、むずかしければ行っている人に聞きます。",
            "Hands-on minutes for one case; waiting does not count. Where two people work together, add the minutes of both (of different kinds of staff: in the row of whoever mainly does it). Time a few cases if you can, else ask those who do it.",
        ),
    ),
    (
        Text("年間時間", "Hours a year (年間時間)"),
        Text(
            "その工程に使った1年の時間です。件数×分で計算せず、「週に何時間くらいか」など勤務のほうから見積もってください。2つの見方を比べるために、別々に聞いています。",
            "Hours spent on the step in the year. Do not calculate them from the volume: estimate from working time, such as hours a week. The two views are asked for apart so that they can be compared.",
        ),
    ),
    (
        Text("書き方の例", "Example"),
        Text(
            "申請の受付を正規の職員が年1,200件、1件15分で行うときは、年間件数 1200、1件あたり時間 15 と書きます（計算すると300時間）。勤務から見て340時間なら、年間時間 340 と書きます。違いが2割を超えるとだいだい色になります。見直して、そのとおりならそのまま出してください。",
            "Regular staff take 1,200 applications a year, 15 minutes each: write 1200 and 15 (that makes 300 hours). If working time says 340 hours, write 340. Beyond a difference of a fifth the cells turn orange: check, and leave the figures if they are right.",
        ),
    ),
    (
        Text("委託", "Contractor (委託)"),
        Text(
            "委託の行には時間を書かず、1年の委託料を円で書きます。1つの契約に工程がいくつもあるときは、分けられる範囲で分け、分け方を備考に書いてください。",
            "Contractor rows take no time but the fee of the year in yen. Split a contract over its steps as far as you can, and say in the note how.",
        ),
    ),
    (
        Text("数の書き方", "Numbers"),
        Text(
            "半角の数字だけを書きます。「約30」「10〜15」「なし」は読み込めません。見積もりであることや幅は備考に書いてください。",
            "Digits only. “About 30”, “10 to 15” and “none” cannot be read: say in the note that a figure is an estimate, or how far it ranges.",
        ),
    ),
    (
        Text("順番", "Order (順番)"),
        Text(
            "この係で実際に行う順番です。同時に進める工程は同じ番号にします。分からなければ空欄でかまいません。",
            "The order in which you really do the steps; the same number for steps done side by side. It may stay empty.",
        ),
    ),
    (
        Text("繁忙期", "Busy months (繁忙期)"),
        Text(
            "忙しい時期の最初の月と最後の月です。12月から翌年2月までなら、12 と 2 です。1か月だけなら同じ月を2つ書きます。",
            "First and last busy month. December to February: 12 and 2. A single month is written twice.",
        ),
    ),
    (
        Text("独自の工程", "Steps of your own (独自の工程)"),
        Text(
            "表にない工程は、業務ごとの「独自の工程1」「独自の工程2」の行の名前を書き換えて答えます。足りなければその行の下に行を挿入し、工程コードに「独自」と書いてください。",
            "For steps that are missing, rename the rows 独自の工程1 and 2 of the business. If more are needed, insert rows below them and write 独自 as their step code.",
        ),
    ),
    (
        Text("人員のシート", "Sheet 人員"),
        Text(
            "係の人数、1年の勤務時間、時間外、1時間あたりの費用を担い手ごとに書きます。時間外と費用は、人事や給与の担当が知っています。委託は、分かるときだけ書きます。",
            "Heads, hours, overtime and the cost of an hour for each kind of staff. The personnel section knows overtime and cost. Contractors: only if known.",
        ),
    ),
    (
        Text("だれに聞くか", "Whom to ask"),
        Text(
            "時間はその工程を行っている人に、件数は台帳やシステムの担当に、委託料は契約の担当に聞くと確かです。1人で決めず、2人以上で見直すとかたよりが減ります。",
            "Ask those who do the step about time, those who keep the register about volume, those who manage the contract about fees. Two people see more than one.",
        ),
    ),
    (
        Text("書かないもの", "What not to write"),
        Text(
            "職員や住民の名前、個人番号、電話番号は、備考にも書かないでください。",
            "No names of staff or residents, no individual numbers, no telephone numbers, not even in the notes.",
        ),
    ),
    (
        Text("変えないところ", "What to leave as it is"),
        Text(
            "シートの名前、見出し、右の端のコードは読み込みに使うので、変えないでください。列の幅や行の高さは変えられます。セルの結合はしないでください。",
            "Names of sheets, heads and the codes on the right are used for reading. Widths and heights may be changed. Do not merge cells.",
        ),
    ),
    (
        Text("出し方", "Handing in"),
        Text(
            "Excelブック（xlsx）のまま保存し、パスワードを付けずに調査の担当に渡してください。書きかけでも保存できます。",
            "Save it as an Excel workbook (xlsx) without a password and hand it to those who run the survey.",
        ),
    ),
)  # fmt: skip


def write_guide(sheet: Worksheet, form: SurveyForm, styles: Mapping[str, XlsxFormat], language: Language) -> None:
    """The explanation as a table of two columns, the notice and the addressee first."""
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 112)
    for x, head in enumerate((Text("項目", "Subject"), Text("内容", "Explanation"))):
        sheet.write_string(0, x, head.in_(language), styles["head"])
    for y, (subject, words) in enumerate(_guide_rows(form), start=1):
        sheet.write_string(y, 0, subject.in_(language), styles["subject"])
        sheet.write_string(y, 1, words.in_(language), styles["line"])
        sheet.set_row(y, _height(words.in_(language)))
    sheet.freeze_panes(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def write_codes(sheet: Worksheet, form: SurveyForm, styles: Mapping[str, XlsxFormat]) -> None:
    """What every code and every word of a list means, one row each."""
    heads = (("項目", 16), ("コード", 30), ("名称", 40), ("意味", 70))
    for x, (head, width) in enumerate(heads):
        sheet.set_column(x, x, width)
        sheet.write_string(0, x, head, styles["head"])
    for y, row in enumerate(_codes(form), start=1):
        for x, text in enumerate(row):
            sheet.write_string(y, x, text, styles["given"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(list(_codes(form))), len(heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _guide_rows(form: SurveyForm) -> Iterator[tuple[Text, Text]]:
    if form.said_first.ja or form.said_first.en:
        yield Text("お知らせ", "Notice"), form.said_first
    year = fiscal_year_text(form.fiscal_year)
    span = (form.fiscal_year, form.fiscal_year + 1)
    who = Text(
        "　".join(filter(None, (form.body.name.ja, form.section))),
        ", ".join(filter(None, (form.section, form.body.name.en))),
    )
    yield (
        Text("対象", "About"),
        Text(
            f"{who.ja}　{year.ja}（{span[0]}年4月から{span[1]}年3月まで）の仕事",
            f"Work of {who.en}, from April {span[0]} to March {span[1]}",
        ),
    )
    if not form.section:
        yield Text("係の名前", "Name of the section"), _WRITE_SECTION
    names = tuple(p.title for p in form.processes)
    yield Text("業務", "Business"), Text("、".join(n.ja for n in names), ", ".join(n.en for n in names))
    yield from _GUIDE


_SECTION_CELL = f"{column_letters(next(x for x, c in enumerate(ANSWER_COLUMNS) if c.field == 'section'))}2"
_WRITE_SECTION = Text(
    f"答える係の名前を、「回答」のシートの右の端の「係」の列（{_SECTION_CELL}のセル）に書いてください。1つのセルに書けば足ります。",
    f"Write the name of your section into cell {_SECTION_CELL} of the sheet 回答 (column 係, far right). One cell is enough.",
)


def _codes(form: SurveyForm) -> Iterator[tuple[str, str, str, str]]:
    yield (
        "団体コード",
        form.body.code,
        form.body.name.ja,
        "全国地方公共団体コード（架空の団体は99で始まります）" if form.body.synthetic else "全国地方公共団体コード",
    )
    for process in form.processes:
        yield "業務コード", process.id, process.title.ja, "調査する業務"
        for step in process.surveyed_steps:
            yield "工程コード", step.id, step.title.ja, _within(process.title.ja, step.duty.ja)
    yield "工程コード", OWN_STEP, "独自の工程", "辞書にない、この団体だけの工程"
    for staff in StaffKind:
        yield "担い手", staff.label.ja, staff.label.ja, _STAFF_MEANING[staff]
    for nature in Nature:
        yield "定型・判断", nature.label.ja, nature.label.ja, _NATURE_MEANING[nature]
    for medium in Medium:
        yield "紙・電子", medium.label.ja, medium.label.ja, _MEDIUM_MEANING[medium]
    for column in (*ANSWER_COLUMNS, *STAFF_COLUMNS):
        if not column.given:
            yield "見出し", column.head, column.head, column.hint.ja


def _within(process: str, duty: str) -> str:
    return f"{process}の工程（{duty}）" if duty else f"{process}の工程"


_STAFF_MEANING = {
    StaffKind.REGULAR: "任期の定めのない常勤の職員",
    StaffKind.FIXED_TERM: "会計年度任用職員（地方公務員法 第22条の2）",
    StaffKind.CONTRACTOR: "契約によって仕事を行う団体の外の事業者",
}
_NATURE_MEANING = {Nature.ROUTINE: "決まった手順で進む", Nature.JUDGEMENT: "人が考えて決める"}
_MEDIUM_MEANING = {
    Medium.PAPER: "紙だけで行う",
    Medium.ELECTRONIC: "システムやデータだけで行う",
    Medium.BOTH: "紙と電子の両方を使う",
}


def _height(words: str) -> float:
    """Points for a wrapped line: programs that do not fit rows by themselves would cut it."""
    width = sum(1 if c.isascii() else 2 for c in words)
    return 18.0 * max(1, -(-width // 112)) + 4
