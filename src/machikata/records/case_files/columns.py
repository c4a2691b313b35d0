# SPDX-License-Identifier: Apache-2.0
"""What a case study consists of, item by item: name, Latin code, kind of value, and hint. The form, the reader and the exports share it.

Names of items are those of the GIF 事例 model (DS-451-3, 表2) wherever it has the item; the others are ours. An item whose kind is
TEXT has a twin for the English text, with `_en` behind its code and （英語） behind its name.
Source: https://github.com/JDA-DM/GIF (451-3_ad_example.md, 2022-03-31).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

from machikata.domain.case_study import (
    UNITS,
    Basis,
    CaseOrigin,
    CaseStatus,
    FigureRole,
    ReadLevel,
    ServiceField,
    Technology,
)
from machikata.domain.effect import Aspect
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.records.survey.labels import word_key
from machikata.records.survey.quantities import Quantity

E = TypeVar("E", bound=StrEnum)


class ItemKind(StrEnum):
    """What an item takes."""

    TEXT = "text"
    WORDS = "words"
    CODE = "code"
    MANY = "many"
    MANY_CODES = "many_codes"
    DATE = "date"
    NUMBER = "number"
    YES = "yes"
    BODY = "body"

    @property
    def many(self) -> bool:
        """Whether it takes several values, one a row."""
        return self in (ItemKind.MANY, ItemKind.MANY_CODES)


class Need(StrEnum):
    """How much an item is needed: without REQUIRED no case is taken, GIF is required there and asked for here, OFFICE is not the
    submitting body's to fill in.
    """

    REQUIRED = "required"
    GIF = "gif"
    FREE = "free"
    OFFICE = "office"

    @property
    def label(self) -> Text:
        """As the form says it."""
        return _NEEDS[self]


_NEEDS = {
    Need.REQUIRED: Text("必須", "required"),
    Need.GIF: Text("できるだけ", "if you can"),
    Need.FREE: Text("任意", "optional"),
    Need.OFFICE: Text("事務局", "office"),
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The codes an item may have, with their labels, and how a code becomes a value."""

    name: Text
    labels: Mapping[str, Text]
    make: Callable[[str], object] = str
    _words: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def code_of(self, word: str) -> str | None:
        """The code that a word stands for: the code itself or its label in either language; None for any other."""
        if not self._words:
            for code, label in self.labels.items():
                self._words.update((word_key(w), code) for w in (code, label.ja, label.en, *_OTHER_WORDS.get(code, ())))
        return self._words.get(word_key(word))


_OTHER_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "chatbot": ("チャットボット",), "rpa": ("自動入力",), "ocr": ("AI-OCR", "AIOCR", "OCR"), "speech_recognition": ("音声認識",),
    "machine_translation": ("翻訳",), "not_stated": ("不明",), "abandoned": ("見送り",), "in_service": ("運用中",), "percent": ("%",),
}  # fmt: skip
"""What people write in place of a label and can mean nothing else."""


def _vocabulary(name: Text, codes: type[E], labels: Callable[[E], Text]) -> Vocabulary:
    return Vocabulary(name, {c.value: labels(c) for c in codes}, codes)


TECHNOLOGIES: Final = _vocabulary(Text("技術", "technology"), Technology, lambda c: c.label)
FIELDS: Final = _vocabulary(Text("業務分野", "field of work"), ServiceField, lambda c: c.label)
STATUSES: Final = _vocabulary(Text("状況", "status"), CaseStatus, lambda c: c.label)
ORIGINS: Final = _vocabulary(Text("収録の経緯", "origin"), CaseOrigin, lambda c: c.label)
ROLES: Final = _vocabulary(Text("数値の役割", "role of the figure"), FigureRole, lambda c: c.label)
KINDS: Final = _vocabulary(Text("数値の種類", "kind of figure"), FigureKind, lambda c: c.label)
BASES: Final = _vocabulary(Text("何あたり", "basis"), Basis, lambda c: c.label)
READ_LEVELS: Final = _vocabulary(Text("読んだ範囲", "how far it was read"), ReadLevel, lambda c: c.label)
UNIT_CODES: Final = Vocabulary(Text("単位", "unit"), UNITS)
YES: Final = Text("はい", "yes")
YES_WORDS: Final = frozenset(map(word_key, ("はい", "yes", "y", "true", "1", "○", "◯", "〇", "有", "あり")))
NO_WORDS: Final = frozenset(map(word_key, ("いいえ", "no", "n", "false", "0", "×", "無", "なし")))


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `field` is its Latin code and the field of the domain's value that it fills; `label.ja` its name in GIF."""

    field: str
    label: Text
    hint: Text
    kind: ItemKind = ItemKind.WORDS
    need: Need = Need.FREE
    codes: Vocabulary | None = None
    quantity: Quantity | None = None
    aliases: tuple[str, ...] = ()
    width: float = 16

    @property
    def english(self) -> Item:
        """The twin for the English text."""
        return Item(f"{self.field}_en", self.label + Text("（英語）", " (English)"), self.hint, width=self.width)


def with_english(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items, each TEXT with its twin behind it."""
    return tuple(i for item in items for i in ((item, item.english) if item.kind is ItemKind.TEXT else (item,)))


_TEXT, _MANY, _CODE = ItemKind.TEXT, ItemKind.MANY, ItemKind.CODE
CASE_ITEMS: Final[tuple[Item, ...]] = (
    Item("title", Text("タイトル", "Title"), Text("何をした事例かが分かる題名です。", "What was done, in one line."), _TEXT, Need.REQUIRED),
    Item("subtitle", Text("サブタイトル", "Subtitle"), Text("補いたいことがあれば書きます。", "If something is to be added."), _TEXT),
    Item("body_name", Text("対象組織", "Body"), Text("取り組んだ団体の名前です。", "The body that did it."), need=Need.REQUIRED, aliases=("組織名", "団体名", "対象組織名")),
    Item("body", Text("全国地方公共団体コード", "Municipality code"), Text("検査数字までの6桁です。コードのない団体は空欄にします。", "Six digits with the check digit; empty for a body without one."), ItemKind.BODY, aliases=("団体コード", "地方公共団体コード", "都道府県コード又は市区町村コード")),
    Item("prefecture", Text("事例の場所", "Prefecture"), Text("都道府県の名前です。", "Name of the prefecture."), need=Need.GIF, aliases=("場所", "都道府県", "都道府県名")),
    Item("start", Text("開始時期", "Start"), Text("2018、2018-07、2018-07-02、年度なら2018年度のように、分かるところまで書きます。和暦でもかまいません。", "As exact as you know: 2018, 2018-07, 2018-07-02, or FY2018 for a fiscal year."), ItemKind.DATE, aliases=("事例実施年", "実施年")),
    Item("period", Text("期間", "Period"), Text("試行の期間などです。", "Such as the months of a trial."), _TEXT),
    Item("status", Text("状況", "Status"), Text("今どうなっているか。やめたことも、見送ったこともそのまま選びます。", "What became of it; stopped or abandoned work is chosen as plainly."), _CODE, Need.REQUIRED, STATUSES),
    Item("field", Text("業務分野", "Field of work"), Text("主な分野を1つ選びます。", "Choose the main one."), _CODE, Need.REQUIRED, FIELDS, aliases=("行政サービス分類",)),
    Item("technologies", Text("技術", "Technology"), Text("使った技術です。いくつもあるときは、行を分けて選びます。", "What was put to work, one a row."), ItemKind.MANY_CODES, Need.REQUIRED, TECHNOLOGIES),
    Item("works", Text("対象の業務", "Work"), Text("児童手当、住民税など。1行に1つ書きます。", "Such as child allowance; one a row."), _MANY),
    Item("users", Text("使う人", "Users"), Text("住民、職員など。", "Residents, staff …"), _TEXT),
    Item("theme", Text("テーマ", "Theme"), Text("事例集の中の分類があれば書きます。", "If the collection has one."), _TEXT),
    Item("keywords", Text("キーワード", "Keywords"), Text("探すときの言葉です。1行に1つ書きます。", "Words to find it by, one a row."), _MANY),
    Item("summary", Text("取り組みの概要", "Summary"), Text("300字くらいまでで書きます。", "Up to about 300 characters."), _TEXT, Need.REQUIRED, aliases=("概要",)),
    Item("reason", Text("取り組み理由", "Reason"), Text("始めたきっかけです。", "Why it was begun."), _TEXT, Need.GIF),
    Item("purpose", Text("目的", "Purpose"), Text("めざしたことです。", "What was aimed at."), _TEXT, Need.GIF),
    Item("challenge", Text("挑戦したこと", "Challenge"), Text("とくに挑戦したことや解決のしかたです。", "What was hard, and how it was solved."), _TEXT),
    Item("content", Text("取り組み内容", "Content"), Text("したことを詳しく書きます。", "What was done, in detail."), _TEXT, Need.GIF),
    Item("learnt", Text("学んだこと", "What was learnt"), Text("伝えたいこと、うまくいかなかったことです。", "What to tell others, failures too."), _TEXT),
    Item("result", Text("成果", "Result"), Text("言葉で書きます。数は「数値」のシートに書きます。", "In words; figures go into their own sheet."), _TEXT),
    Item("introduction", Text("導入での工夫", "Devices for introduction"), Text("入れるときに工夫したことです。", "What helped when it was brought in."), _TEXT),
    Item("constraints", Text("制約条件", "Constraints"), Text("条件や限界です。", "Conditions and limits."), _TEXT),
    Item("spread", Text("普及", "Spread"), Text("ほかへ広げるためにしていることです。", "What is done to spread it."), _TEXT),
    Item("sustaining", Text("持続させる仕組み", "Sustaining mechanism"), Text("続けるための仕組みです。", "What keeps it going."), _TEXT),
    Item("evaluation", Text("評価の方法", "Evaluation method"), Text("どう測ったかです。", "How it was measured."), _TEXT),
    Item("schemes", Text("利用した制度", "Schemes used"), Text("補助金などです。", "Grants and the like."), _TEXT),
    Item("partners", Text("協力者", "Partners"), Text("共同で行った団体や事業者です。", "Bodies and firms that took part."), _TEXT),
    Item("cost_yen", Text("費用（円）", "Cost (yen)"), Text("円で書きます。分からなければ空欄にします。", "In yen; empty if not known."), ItemKind.NUMBER, quantity=Quantity.YEN),
    Item("cost_note", Text("費用の説明", "Note on cost"), Text("何の費用か、税込みかどうか。", "Cost of what, with or without tax."), _TEXT),
    Item("population", Text("人口（人）", "Population (people)"), Text("資料に書かれている人口です。", "As the source printed it."), ItemKind.NUMBER, quantity=Quantity.RESIDENTS),
    Item("population_year", Text("人口の年（西暦）", "Year of the population"), Text("その人口の年です。", "Year of that population."), ItemKind.NUMBER, quantity=Quantity.YEAR),
    Item("related", Text("関連事例", "Related cases"), Text("関係する事例のID。1行に1つ書きます。", "Ids of related cases, one a row."), _MANY),
    Item("contact", Text("連絡先情報", "Contact"), Text("担当の係、電話、メール。職員個人の名前は書きません。", "Section, telephone, e-mail; no names of persons."), need=Need.GIF, aliases=("連絡先",)),
    Item("id", Text("ID", "ID"), Text("事務局が付けます。", "Given by the office."), need=Need.OFFICE, aliases=("事例ID",)),
    Item("published", Text("公開日", "Published"), Text("はじめて公開した日です。", "Day of first publication."), ItemKind.DATE, Need.OFFICE),
    Item("updated", Text("最終更新日", "Updated"), Text("最後に直した日です。", "Day of the last change."), ItemKind.DATE, Need.OFFICE, aliases=("更新日",)),
    Item("origin", Text("収録の経緯", "Origin"), Text("空欄なら団体からの投稿です。", "Empty: submitted by a body."), _CODE, Need.OFFICE, ORIGINS),
    Item("verified", Text("別の資料で確認", "Verified"), Text("もとの一覧のほかの資料で、働きを確かめたか。", "Whether its function was read in another source."), ItemKind.YES, Need.OFFICE),
    Item("verified_scope", Text("確認の範囲", "Verified how far"), Text("どこまで確かめたか。", "How far that goes."), _TEXT, Need.OFFICE),
    Item("starred", Text("2019年2月28日に全首長へ送付", "Sent to all mayors"), Text("2019年2月28日の総務大臣メールにあったか。", "Whether it was in the letter of 2019-02-28."), ItemKind.YES, Need.OFFICE),
    Item("synthetic", Text("架空", "Invented"), Text("架空の事例か。団体コードが99で始まれば架空です。", "Whether it is invented; codes that begin with 99 are."), ItemKind.YES, Need.OFFICE),
    Item("withdrawn", Text("取り下げの理由", "Reason of withdrawal"), Text("取り下げるときだけ書きます。", "Only when the case is taken back."), _TEXT, Need.OFFICE),
)  # fmt: skip

VALUE_FIELDS: Final = ("before", "after", "saved", "target", "rate_percent", "low", "high")
"""The numbers of a figure, by field."""
DERIVED: Final = {f"derived_{a.value}": a for a in (Aspect.BEFORE, Aspect.AFTER, Aspect.SAVED)}
_NUMBER = ItemKind.NUMBER
FIGURE_ITEMS: Final[tuple[Item, ...]] = (
    Item("id", Text("数値の番号", "Figure"), Text("F1、F2 のように付けます。空欄なら上から順に付けます。", "F1, F2 …; numbered from the top if empty."), width=9),
    Item("name", Text("指標", "Measure"), Text("何の数かが分かる名前です。", "What the figure is about."), _TEXT, Need.REQUIRED, width=30),
    Item("unit", Text("値の単位", "Unit"), Text("一覧から選びます。", "Choose from the list."), _CODE, Need.REQUIRED, UNIT_CODES, width=12, aliases=("単位",)),
    Item("role", Text("数値の役割", "Role"), Text("効果は変わったこと、規模は行った量、背景は状況です。規模と背景は効果に数えません。", "Effect: what changed. Scale: how much was done. Context: the situation. Only the first counts as effect."), _CODE, Need.REQUIRED, ROLES, width=10),
    Item("kind", Text("数値の種類", "Kind"), Text("効果のときだけ選びます。", "Only for effects."), _CODE, codes=KINDS, width=14),
    Item("basis", Text("何あたり", "Basis"), Text("1年あたり、1件あたりなど。空欄なら記載なしです。", "A year, a case …; empty: not stated."), _CODE, codes=BASES, width=12),
    Item("before", Text("導入前（単位の列）", "Before (in the unit)"), Text("入れる前の量です。", "Level before."), _NUMBER, quantity=Quantity.FIGURE),
    Item("after", Text("導入後（単位の列）", "After (in the unit)"), Text("入れた後の量です。", "Level after."), _NUMBER, quantity=Quantity.FIGURE),
    Item("saved", Text("減った量（単位の列）", "Saved (in the unit)"), Text("前と後の差です。増えたときはマイナスで書きます。", "The difference; negative if it grew."), _NUMBER, quantity=Quantity.FIGURE),
    Item("target", Text("目標（単位の列）", "Target (in the unit)"), Text("めざした量です。", "What was aimed at."), _NUMBER, quantity=Quantity.FIGURE),
    Item("rate_percent", Text("減った割合（％）", "Share saved (%)"), Text("79.2％なら79.2と書きます。", "79.2 for 79.2 percent."), _NUMBER, quantity=Quantity.FIGURE),
    Item("low", Text("幅の下の端（単位の列）", "Lower end (in the unit)"), Text("資料に幅が書かれているときだけ書きます。", "Only if the source printed a range."), _NUMBER, quantity=Quantity.FIGURE),
    Item("high", Text("幅の上の端（単位の列）", "Upper end (in the unit)"), Text("資料に幅が書かれているときだけ書きます。", "Only if the source printed a range."), _NUMBER, quantity=Quantity.FIGURE),
    Item("more_is_better", Text("増えるとよい値", "More is better"), Text("受診率や見つけた数のように、増えるほうがよい値なら、はい。", "Yes where a rise is the aim, such as a rate of attendance."), ItemKind.YES, width=9),
    Item("approximate", Text("およその値", "Approximate"), Text("資料に「約」とあれば、はい。", "Yes if the source says “about”."), ItemKind.YES, width=9),
    Item("derived_before", Text("導入前は計算", "Before is derived"), Text("書かれた値から計算したときは、はい。", "Yes if it was calculated from what was printed."), ItemKind.YES, width=9),
    Item("derived_after", Text("導入後は計算", "After is derived"), Text("書かれた値から計算したときは、はい。", "Yes if it was calculated from what was printed."), ItemKind.YES, width=9),
    Item("derived_saved", Text("減った量は計算", "Saved is derived"), Text("書かれた値から計算したときは、はい。", "Yes if it was calculated from what was printed."), ItemKind.YES, width=9),
    Item("period", Text("測った期間", "Period"), Text("いつの値か。", "Of which time."), _TEXT, width=18),
    Item("note", Text("数値の注", "Note"), Text("数え方などです。", "How it was counted."), _TEXT, width=30),
    Item("source", Text("出典の番号", "Source"), Text("「出典」のシートの番号です。", "Id of a row of the sheet of sources."), width=9),
)  # fmt: skip
SOURCE_ITEMS: Final[tuple[Item, ...]] = (
    Item("id", Text("出典の番号", "Source"), Text("D1、D2 のように付けます。空欄なら上から順に付けます。", "D1, D2 …; numbered from the top if empty."), width=9),
    Item("title", Text("資料の題名", "Title of the source"), Text("資料にある題名です。", "As the source has it."), need=Need.REQUIRED, width=44),
    Item("url", Text("資料のURL", "Address"), Text("http か https で始まるアドレスです。紙の資料なら空欄にします。", "Begins with http or https; empty for paper."), width=44),
    Item("read", Text("読んだ範囲", "How far it was read"), Text("空欄なら「一部を読んだ」です。", "Empty: in part."), _CODE, codes=READ_LEVELS, width=22),
)  # fmt: skip
MEDIA_ITEMS: Final[tuple[Item, ...]] = (
    Item("title", Text("イメージタイトル", "Title of the picture"), Text("写真、図、動画の題名です。", "Of a picture or film."), need=Need.REQUIRED, width=30, aliases=("ビデオタイトル",)),
    Item("url", Text("イメージのURL", "Address of the picture"), Text("http か https で始まるアドレスです。", "Begins with http or https."), need=Need.REQUIRED, width=44, aliases=("イメージファイル", "ビデオURL")),
    Item("licence", Text("イメージのライセンス", "Licence of the picture"), Text("使ってよい条件です。", "Under which it may be used."), width=24, aliases=("ビデオのライセンス",)),
)  # fmt: skip
CASE_FIELDS: Final[Mapping[str, Item]] = {item.field: item for item in CASE_ITEMS}


def known_names(items: Sequence[Item]) -> dict[str, str]:
    """Every way of naming an item (code, name in both languages, other names), as a key for looking up, with its code."""
    return {
        word_key(name): item.field
        for item in with_english(items)
        for name in (*reversed(item.aliases), item.label.en, item.label.ja, item.field)
    }
