# SPDX-License-Identifier: Apache-2.0
"""A case study (事例): what a body did with AI or robots, what was read about it and where, in the fields of the GIF 事例 model (451-3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.effect import Aspect
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text

NOT_STATED = Text("記載なし", "not stated")
"""What stands in place of a field that nobody has filled in."""

NOTHING = Text("", "")


class Technology(StrEnum):
    """What is put to work."""

    CHATBOT = "chatbot"
    RPA = "rpa"
    OCR = "ocr"
    SPEECH = "speech_recognition"
    TRANSLATION = "machine_translation"
    IMAGE = "image_recognition"
    PREDICTION = "prediction"
    OPTIMISATION = "optimisation"
    MATCHING = "matching"
    KNOWLEDGE = "knowledge_search"
    GENERATIVE = "generative_ai"
    LOG_ANALYSIS = "log_analysis"
    CLAIMS = "claims_analysis"
    SENSORS = "sensors"
    DRONE = "drone"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """In office words."""
        return _TECHNOLOGIES[self]

    @property
    def is_rpa(self) -> bool:
        """Whether the ministry counts it as RPA; every other one, OTHER and DRONE apart, counts as AI."""
        return self is Technology.RPA


_TECHNOLOGIES = {
    Technology.CHATBOT: Text("自動応答（チャットボット）", "chatbot"),
    Technology.RPA: Text("自動入力（RPA）", "RPA"),
    Technology.OCR: Text("AI読み取り（AI-OCR）", "AI-OCR"),
    Technology.SPEECH: Text("音声の文字起こし", "speech recognition"),
    Technology.TRANSLATION: Text("機械翻訳", "machine translation"),
    Technology.IMAGE: Text("画像認識", "image recognition"),
    Technology.PREDICTION: Text("予測・推薦", "prediction and recommendation"),
    Technology.OPTIMISATION: Text("最適化", "optimisation"),
    Technology.MATCHING: Text("マッチング", "matching"),
    Technology.KNOWLEDGE: Text("知識の検索", "knowledge search"),
    Technology.GENERATIVE: Text("生成AI", "generative AI"),
    Technology.LOG_ANALYSIS: Text("操作記録の分析", "log analysis"),
    Technology.CLAIMS: Text("レセプトの分析", "claims analysis"),
    Technology.SENSORS: Text("センサー・測位", "sensors and positioning"),
    Technology.DRONE: Text("ドローン", "drone"),
    Technology.OTHER: Text("その他", "other"),
}


class ServiceField(StrEnum):
    """The field of work (業務分野). The first seven are the fields of the ministry's call of 2019; the others part its「その他」."""

    RESIDENTS = "residents"
    TAX = "tax"
    INTERNAL = "internal"
    WELFARE = "welfare"
    HEALTH_INSURANCE = "health_insurance"
    PENSION = "pension"
    OTHER = "other"
    CHILDREN = "children"
    CARE = "care"
    PUBLIC_RELATIONS = "public_relations"
    INFRASTRUCTURE = "infrastructure"
    AGRICULTURE = "agriculture"
    TOURISM = "tourism"

    @property
    def label(self) -> Text:
        """In office words."""
        return _FIELDS[self]


_FIELDS = {
    ServiceField.RESIDENTS: Text("住民情報・窓口", "residents and counters"),
    ServiceField.TAX: Text("税務", "tax"),
    ServiceField.INTERNAL: Text("内部管理", "internal administration"),
    ServiceField.WELFARE: Text("福祉", "welfare"),
    ServiceField.HEALTH_INSURANCE: Text("国民健康保険・健康", "health insurance and health"),
    ServiceField.PENSION: Text("国民年金", "national pension"),
    ServiceField.OTHER: Text("その他", "other"),
    ServiceField.CHILDREN: Text("子ども・子育て", "children"),
    ServiceField.CARE: Text("介護", "long-term care"),
    ServiceField.PUBLIC_RELATIONS: Text("問い合わせ・広報", "enquiries and public relations"),
    ServiceField.INFRASTRUCTURE: Text("道路・インフラ", "roads and infrastructure"),
    ServiceField.AGRICULTURE: Text("農業", "agriculture"),
    ServiceField.TOURISM: Text("観光・移住", "tourism and moving in"),
}


class CaseStatus(StrEnum):
    """What became of it, as far as was read. STOPPED and ABANDONED are shown as plainly as successes."""

    IN_SERVICE = "in_service"
    TRIAL = "trial"
    TRIAL_ENDED = "trial_ended"
    STOPPED = "stopped"
    ABANDONED = "abandoned"
    PLANNED = "planned"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Text:
        """In office words."""
        return _STATUSES[self]


_STATUSES = {
    CaseStatus.IN_SERVICE: Text("運用中（記事の時点）", "in service when reported"),
    CaseStatus.TRIAL: Text("試行中（記事の時点）", "on trial when reported"),
    CaseStatus.TRIAL_ENDED: Text("試行が終わった", "trial ended"),
    CaseStatus.STOPPED: Text("運用をやめた", "taken out of service"),
    CaseStatus.ABANDONED: Text("試行だけで見送った", "abandoned after a trial"),
    CaseStatus.PLANNED: Text("計画中（記事の時点）", "planned when reported"),
    CaseStatus.UNKNOWN: Text("その後は不明", "not known"),
}


class FigureRole(StrEnum):
    """Whether a figure tells of an effect. SCALE is the size of what was done, CONTEXT the situation: neither is ever an effect."""

    EFFECT = "effect"
    SCALE = "scale"
    CONTEXT = "context"

    @property
    def label(self) -> Text:
        """In office words."""
        return _ROLES[self]


_ROLES = {
    FigureRole.EFFECT: Text("効果", "effect"),
    FigureRole.SCALE: Text("規模", "scale"),
    FigureRole.CONTEXT: Text("背景", "context"),
}


class Basis(StrEnum):
    """Over what a figure was taken. Figures of different bases are never put on one scale."""

    YEAR = "year"
    PERSON_YEAR = "person_year"
    MONTH = "month"
    BATCH = "batch"
    CASE = "case"
    POINT = "point"
    NOT_STATED = "not_stated"

    @property
    def label(self) -> Text:
        """In office words."""
        return _BASES[self]


_BASES = {
    Basis.YEAR: Text("1年あたり", "a year"),
    Basis.PERSON_YEAR: Text("職員1人・1年あたり", "a person and year"),
    Basis.MONTH: Text("1か月あたり", "a month"),
    Basis.BATCH: Text("1回分", "one batch"),
    Basis.CASE: Text("1件あたり", "a case"),
    Basis.POINT: Text("ある時点", "at one time"),
    Basis.NOT_STATED: NOT_STATED,
}

UNITS: dict[str, Text] = {
    "hours": Text("時間", "hours"),
    "minutes": Text("分", "minutes"),
    "days": Text("日", "days"),
    "weeks": Text("週", "weeks"),
    "yen": Text("円", "yen"),
    "people": Text("人", "people"),
    "cases": Text("件", "cases"),
    "accesses": Text("件（アクセス）", "accesses"),
    "percent": Text("％", "%"),
    "points": Text("ポイント", "percentage points"),
    "languages": Text("言語", "languages"),
    "counters": Text("か所（窓口）", "counters"),
    "vehicles": Text("台", "vehicles"),
    "households": Text("戸", "households"),
    "hectares": Text("ヘクタール", "hectares"),
    "parcels": Text("筆", "parcels"),
    "wards": Text("区", "wards"),
    "tasks": Text("業務", "tasks"),
    "items": Text("項目", "items"),
    "facilities": Text("施設", "facilities"),
    "none": Text("（数値なし）", "(no number)"),
}
"""Units of figures by their code. "none" is for a finding that was reported without any number."""


@dataclass(frozen=True, slots=True)
class CaseFigure:
    """One figure that was read, in `unit` (a key of `UNITS`).

    `before` and `after` are levels, `saved` is a difference, `target` an aim; `rate_percent` is the share saved as it was printed.
    `low` and `high` are a range that the source printed, never one of ours. `kind` says what kind of figure an effect is; scale and
    context have none. `derived` names the values among before, after, saved that were got by arithmetic from what was printed.
    `more_is_better` says that the higher level is the wanted one (an attendance rate, potholes found): nothing is saved then.
    """

    id: str
    name: Text
    unit: str
    role: FigureRole
    kind: FigureKind | None = None
    basis: Basis = Basis.NOT_STATED
    before: float | None = None
    after: float | None = None
    saved: float | None = None
    target: float | None = None
    rate_percent: float | None = None
    low: float | None = None
    high: float | None = None
    approximate: bool = False
    derived: tuple[Aspect, ...] = ()
    period: Text = NOTHING
    note: Text = NOTHING
    source: str = ""
    """Id of the source within the case; "" where it was not noted which of them."""
    more_is_better: bool = False

    @property
    def unit_label(self) -> Text:
        """The unit in words."""
        return UNITS[self.unit]

    @property
    def difference(self) -> float | None:
        """What was saved, as printed, or before − after where both levels are of one effect; None where nothing is saved or known."""
        if self.saved is not None:
            return self.saved
        if self.more_is_better or self.role is not FigureRole.EFFECT or self.before is None or self.after is None:
            return None
        return self.before - self.after


class ReadLevel(StrEnum):
    """How far a source was read."""

    FULL = "full"
    EXCERPT = "excerpt"
    FIRST_PAGES = "first_pages"
    TITLE = "title"

    @property
    def label(self) -> Text:
        """In office words."""
        return _READ[self]


_READ = {
    ReadLevel.FULL: Text("全文を読んだ", "read in full"),
    ReadLevel.EXCERPT: Text("一部を読んだ", "read in part"),
    ReadLevel.FIRST_PAGES: Text("はじめの数ページを読んだ", "first pages read"),
    ReadLevel.TITLE: Text("題名だけを読んだ", "title only"),
}


@dataclass(frozen=True, slots=True)
class CaseSource:
    """Where it was read. `title` as the source has it; `url` may be "" for a document without an address."""

    id: str
    title: str
    url: str
    read: ReadLevel = ReadLevel.EXCERPT


@dataclass(frozen=True, slots=True)
class CaseMedia:
    """A picture or film elsewhere, with the licence under which it may be used."""

    title: str
    url: str
    licence: str


class CaseOrigin(StrEnum):
    """How the case came into the catalogue."""

    MISSION = "mission"
    EVIDENCE = "evidence"
    SUBMITTED = "submitted"
    SAMPLE = "sample"

    @property
    def label(self) -> Text:
        """In office words."""
        return _ORIGINS[self]


_ORIGINS = {
    CaseOrigin.MISSION: Text("総務省の26事例（2019年）", "the ministry's 26 cases of 2019"),
    CaseOrigin.EVIDENCE: Text("公表資料から収録", "taken from published sources"),
    CaseOrigin.SUBMITTED: Text("団体からの投稿", "submitted by a body"),
    CaseOrigin.SAMPLE: Text("架空の見本", "invented sample"),
}


@dataclass(frozen=True, slots=True)
class CaseStudy:
    """One case study. Empty texts mean that nothing was read or entered and are shown as `NOT_STATED`.

    `body` is the municipality code, "" where the body has none or is not known; `body_name` as the source writes it. `works` are the
    pieces of work concerned (児童手当, 住民税 …), `keywords` further words to find it by. `start` is as exact as it was read: 2018,
    2018-07 or 2018-07-02, FY2018 for a fiscal year, "" unknown. `verified`: whether at least the function was read in a source other
    than the ministry's list; `verified_scope` how far that goes. `starred`: sent to all mayors on 2019-02-28. `population` and its
    `population_year` only as a source printed it; the class comes from the master by `body`. `withdrawn` says why a case was taken
    back, and then nothing else of it is shown.
    """

    id: str
    title: Text
    body: str
    body_name: str
    field: ServiceField
    technologies: tuple[Technology, ...]
    status: CaseStatus
    origin: CaseOrigin
    summary: Text
    subtitle: Text = NOTHING
    start: str = ""
    period: Text = NOTHING
    prefecture: str = ""
    population: int | None = None
    population_year: int | None = None
    users: Text = NOTHING
    works: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    theme: Text = NOTHING
    reason: Text = NOTHING
    purpose: Text = NOTHING
    challenge: Text = NOTHING
    content: Text = NOTHING
    learnt: Text = NOTHING
    result: Text = NOTHING
    introduction: Text = NOTHING
    constraints: Text = NOTHING
    spread: Text = NOTHING
    sustaining: Text = NOTHING
    evaluation: Text = NOTHING
    schemes: Text = NOTHING
    partners: Text = NOTHING
    cost_yen: int | None = None
    cost_note: Text = NOTHING
    figures: tuple[CaseFigure, ...] = ()
    sources: tuple[CaseSource, ...] = ()
    media: tuple[CaseMedia, ...] = ()
    related: tuple[str, ...] = ()
    contact: str = ""
    published: str = ""
    updated: str = ""
    verified: bool = False
    verified_scope: Text = NOTHING
    starred: bool = False
    synthetic: bool = False
    withdrawn: Text = NOTHING

    @property
    def effects(self) -> tuple[CaseFigure, ...]:
        """The figures that tell of an effect: never scale, never context."""
        return tuple(f for f in self.figures if f.role is FigureRole.EFFECT)

    @property
    def kinds(self) -> tuple[FigureKind, ...]:
        """Kinds of evidence, each once, in the order of `FigureKind`."""
        held = {f.kind for f in self.effects}
        return tuple(k for k in FigureKind if k in held)

    @property
    def unsuccessful(self) -> bool:
        """Whether it was stopped or abandoned, or a figure tells that the effect was missed."""
        return self.status in {CaseStatus.STOPPED, CaseStatus.ABANDONED} or FigureKind.NEGATIVE in self.kinds
