# SPDX-License-Identifier: Apache-2.0
"""How the survey workbook is laid out: names of sheets, heads, and what each column takes. Writer and reader share it.

One row of the answer sheet is one step by one kind of staff. What the section writes stands on the left, what tells the row's place
(codes, body, section, year) at the end, so that each row stands alone and the left columns stay readable.
"""

from __future__ import annotations

from dataclasses import dataclass

from machikata.domain.text import Text
from machikata.domain.workload import Medium, Nature, StaffKind
from machikata.records.survey.quantities import Quantity

ANSWER_SHEET, STAFF_SHEET, GUIDE_SHEET, CODE_SHEET, ENGLISH_SHEET = "回答", "人員", "説明", "コード表", "Guide"
OWN_STEP = "独自"
"""Stands in the column of step codes for a step of the body's own."""
OWN_TITLE = "独自の工程"
"""What a spare row is called until the section names its step."""
OWN_STEPS = 2
"""Spare steps for each process."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column: the field it fills, its head, its width in characters, and the hint shown when a cell is chosen.

    `quantity` is set for numbers, `choices` for lists; `given` columns are filled in beforehand and locked.
    """

    field: str
    head: str
    width: float
    hint: Text
    quantity: Quantity | None = None
    choices: tuple[str, ...] = ()
    given: bool = False


STAFF_LABELS = {kind.label.ja: kind for kind in StaffKind}
NATURE_LABELS = {nature.label.ja: nature for nature in Nature}
MEDIUM_LABELS = {medium.label.ja: medium for medium in Medium}

_PLACE = (
    FormColumn("body", "団体コード", 11, Text("団体のコードです。", "Code of the body."), given=True),
    FormColumn("section", "係", 16, Text("答える係です。", "The section that answers."), given=True),
    FormColumn("fiscal_year", "年度（西暦）", 9, Text("4月に始まる年度の西暦です。", "Year in which the fiscal year begins."), Quantity.YEAR, given=True),
)  # fmt: skip

ANSWER_COLUMNS = (
    FormColumn("process_title", "業務", 15, Text("調査する業務です。", "The business process."), given=True),
    FormColumn("duty", "事務", 17, Text("工程をまとめた仕事の名前です。", "The duty the step belongs to."), given=True),
    FormColumn("title", "工程", 28, Text("独自の工程は、仕事の名前に書き換えてください。人の名前は書きません。",
               "Rename spare rows to your own step. No names of persons."), given=True),
    FormColumn("staff", "担い手", 14, Text("正規、会計年度任用、委託から選びます。", "Regular, fixed-term or contractor."),
               choices=tuple(STAFF_LABELS), given=True),
    FormColumn("order", "順番", 7, Text("この係で何番目に行うか。同時に行う工程は同じ番号です。",
               "Position in your work; the same number for steps done side by side."), Quantity.ORDER),
    FormColumn("cases", "年間件数（件）", 13, Text("この担い手が1年に行った件数です。ないときは0、分からないときは空欄のままにします。",
               "How often this kind of staff did the step in the year. None: 0. Not known: leave empty."), Quantity.CASES),
    FormColumn("minutes_per_case", "1件あたり時間（分）", 13.5, Text("1件にかかる手作業の時間です。待ち時間は入れません。1時間半は90と書きます。",
               "Hands-on minutes for one case, waiting left out. One and a half hours: 90."), Quantity.MINUTES),
    FormColumn("hours", "年間時間（時間）", 15, Text("件数からではなく、勤務の実績から別に見積もった1年の時間です。",
               "Hours in the year, estimated from working time and not from the volume."), Quantity.HOURS),
    FormColumn("fee_yen", "年間委託料（円）", 15, Text("委託の行だけに、1年の委託料を円で書きます。",
               "Only in contractor rows: the fee of the year in yen."), Quantity.YEN),
    FormColumn("busy_from", "繁忙期の始め（月）", 14, Text("忙しい時期の最初の月（1〜12）。3月から5月なら3です。",
               "First busy month (1–12)."), Quantity.MONTH),
    FormColumn("busy_to", "繁忙期の終わり（月）", 15.5, Text("忙しい時期の最後の月（1〜12）。3月から5月なら5です。",
               "Last busy month (1–12)."), Quantity.MONTH),
    FormColumn("nature", "定型・判断", 9, Text("決まった手順で進むものは定型、考えて決めるものは判断です。",
               "Routine: follows fixed steps. Judgement: someone has to decide."), choices=tuple(NATURE_LABELS)),
    FormColumn("medium", "紙・電子", 11, Text("主に何を使って行うかを選びます。", "What the step works on."), choices=tuple(MEDIUM_LABELS)),
    FormColumn("system", "システム", 17, Text("使っているシステムの名前です。", "Name of the system used.")),
    FormColumn("exception_share", "例外の割合（％）", 11.5, Text("普通の流れから外れる件の割合です。5％なら5と書きます。",
               "Share of cases that leave the ordinary way. Five percent: 5."), Quantity.PERCENT),
    FormColumn("legal_basis", "根拠法令", 20, Text("法律、条例、要綱の名前と条です。", "Act, ordinance or guideline with article.")),
    FormColumn("note", "備考", 28, Text("数え方など、伝えたいこと。人の名前や個人番号は書きません。",
               "How you counted, what we should know. No names or individual numbers.")),
    FormColumn("process", "業務コード", 22, Text("読み込みに使います。変えないでください。", "Used for reading. Leave as it is."), given=True),
    FormColumn("step", "工程コード", 13, Text("読み込みに使います。独自の工程では「独自」です。", "Used for reading; 独自 for a step of your own."), given=True),
    *_PLACE,
)  # fmt: skip

STAFF_COLUMNS = (
    FormColumn("staff", "担い手", 14, Text("正規、会計年度任用、委託。", "Regular, fixed-term, contractor."), choices=tuple(STAFF_LABELS), given=True),
    FormColumn("persons", "人数（人）", 12, Text("この係の人数です。短時間の人は割合で数えます（半日勤務の人は0.5）。",
               "People of the section; part-time ones by their share (half days: 0.5)."), Quantity.PERSONS),
    FormColumn("hours", "年間勤務時間（時間）", 16, Text("全員の1年の勤務時間の合計です。時間外は入れません。",
               "Hours of all of them in the year, without overtime."), Quantity.HOURS),
    FormColumn("overtime_hours", "年間時間外（時間）", 16, Text("全員の1年の時間外の合計です。",
               "Overtime hours of all of them in the year."), Quantity.HOURS),
    FormColumn("yen_per_hour", "1時間あたりの費用（円）", 18, Text("給料、手当と事業主の負担を、勤務時間で割った額です。人事の担当に聞いてください。",
               "Pay, allowances and the employer’s share, divided by hours. Ask the personnel section."), Quantity.YEN_PER_HOUR),
    *_PLACE,
)  # fmt: skip

ANSWERED_FIELDS = tuple(c.field for c in ANSWER_COLUMNS if not c.given)
"""What a section fills in; a row of a known step without any of them is no answer."""
