# SPDX-License-Identifier: Apache-2.0
"""The same names as other offices would write them: spelling, trimmings, order, synonyms. For tests of the dictionary.

The words here are kept apart from the word list of `records.dictionary` on purpose: `UNUSUAL` holds words that the list does not
know, so that a test can say how far it gets without help.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np


class Habit(StrEnum):
    """One way in which an office writes a name differently."""

    WIDTH = "width"
    SPACE = "space"
    OKURIGANA = "okurigana"
    OLD_KANJI = "old_kanji"
    SECTION = "section"
    NUMBER = "number"
    ENDING = "ending"
    PARTICLE = "particle"
    BRACKET = "bracket"
    ORDER = "order"
    SYNONYM = "synonym"
    UNUSUAL = "unusual"


SPELLING: Final = (Habit.WIDTH, Habit.SPACE, Habit.OKURIGANA, Habit.OLD_KANJI)
TRIMMINGS: Final = (Habit.SECTION, Habit.NUMBER, Habit.ENDING, Habit.PARTICLE, Habit.BRACKET)
MEANING: Final = (Habit.ORDER, Habit.SYNONYM, Habit.UNUSUAL)


@dataclass(frozen=True, slots=True)
class RenamedLabel:
    """A name as one office writes it, the common name, and the habits that lie between them (none: written alike)."""

    label: str
    original: str
    habits: tuple[Habit, ...]


_SECTIONS: Final = ("福祉課", "市民課", "税務課", "窓口係")
_ENDINGS: Final = ("処理", "業務", "事務", "を行う", "する")
_WRITTEN: Final[Mapping[str, tuple[str, ...]]] = {
    "受付": ("受け付け", "受付け", "うけつけ"),
    "取り込み": ("取込み", "取込"),
    "取り下げ": ("取下げ", "取下"),
    "引き継ぎ": ("引継ぎ", "引継"),
    "仕分け": ("仕分",),
    "名寄せ": ("名寄",),
    "届出": ("届け出",),
    "届書": ("届け書",),
    "一次": ("1次", "１次"),
    "データ": ("データー",),
}
_OLD_KANJI: Final[Mapping[str, str]] = {
    "付": "附",
    "会": "會",
    "届": "屆",
    "証": "證",
    "発": "發",
    "収": "收",
    "処": "處",
    "続": "續",
}
_SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "受付": ("受理", "収受"),
    "決裁": ("承認",),
    "通知": ("送付", "発送"),
    "審査": ("点検", "精査"),
    "入力": ("登録",),
    "照会": ("問い合わせ",),
    "交付": ("発行",),
    "受領": ("受理",),
    "作成": ("調製",),
    "照合": ("突き合わせ",),
}
_UNUSUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "受付": ("預かり", "受入れ登録"),
    "決裁": ("伺い", "判断"),
    "通知": ("ご連絡", "ご案内"),
    "審査": ("内容の検討", "書面審理"),
    "入力": ("打ち込み", "打鍵"),
    "照会": ("聞き合わせ",),
    "交付": ("お渡し",),
    "照合": ("読み合わせ",),
    "仕分け": ("分類",),
    "名寄せ": ("本人特定",),
    "印刷": ("紙出し",),
    "催促": ("督促",),
    "判定": ("区分け",),
    "調査": ("実地確認",),
    "依頼": ("お願い",),
    "確定": ("締め",),
    "取り込み": ("読み込み",),
    "引き継ぎ": ("回付",),
    "取り下げ": ("撤回",),
    "登録": ("台帳記載",),
}


def rename_labels(
    labels: Sequence[str],
    *,
    rng: np.random.Generator,
    habits: Sequence[Habit] = tuple(Habit),
    share: float = 0.6,
    most: int = 2,
) -> tuple[RenamedLabel, ...]:
    """`labels` as one office writes them, in their order: a `share` (0–1) is changed, each by one to `most` of `habits`.

    A habit that does not fit a label is passed over. No two labels of the office become the same: the later one stays as it was.
    """
    taken = set(labels)
    renamed = []
    for label in labels:
        found = _rename(label, rng, habits, most) if rng.random() < share else RenamedLabel(label, label, ())
        if found.label in taken - {label}:
            found = RenamedLabel(label, label, ())
        taken.add(found.label)
        renamed.append(found)
    return tuple(renamed)


def _rename(label: str, rng: np.random.Generator, habits: Sequence[Habit], most: int) -> RenamedLabel:
    """Up to `most` habits, meaning first, so that a section stands before the whole name."""
    wanted = int(rng.integers(1, most + 1))
    order = {habit: i for i, habit in enumerate((*MEANING, Habit.PARTICLE, Habit.BRACKET, *SPELLING, *TRIMMINGS))}
    drawn = sorted((habits[int(i)] for i in rng.permutation(len(habits))[:wanted]), key=order.__getitem__)
    text, used = label, []
    for habit in drawn:
        changed = _CHANGES[habit](text, rng)
        if changed != text:
            text = changed
            used.append(habit)
    return RenamedLabel(text, label, tuple(used))


def _of(table: Mapping[str, tuple[str, ...]]) -> Callable[[str, np.random.Generator], str]:
    """Replaces the first word of `table` that the name holds."""

    def change(text: str, rng: np.random.Generator) -> str:
        word = next((w for w in sorted(table, key=len, reverse=True) if w in text), "")
        return text.replace(word, str(rng.choice(table[word]))) if word else text

    return change


def _without_chance(change: Callable[[str], str]) -> Callable[[str, np.random.Generator], str]:
    """A change that has only one way to go."""
    return lambda text, _: change(text)


def _width(text: str) -> str:
    """Katakana to half width, figures and Latin letters to full width."""
    narrow = "".join(
        _HALF_WIDTH.get(c, c) for k in text for c in (unicodedata.normalize("NFD", k) if k in _KATAKANA else k)
    )
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in narrow)


def _space(text: str, rng: np.random.Generator) -> str:
    return text.replace("の", rng.choice([" の ", "　の"]), 1) if "の" in text else f" {text}　"


def _old_kanji(text: str) -> str:
    return text.translate({ord(new): old for new, old in _OLD_KANJI.items()})


def _section(text: str, rng: np.random.Generator) -> str:
    return f"【{rng.choice(_SECTIONS)}】{text}"


def _number(text: str, rng: np.random.Generator) -> str:
    n = int(rng.integers(1, 20))
    return str(rng.choice([f"{n}. ", f"{n:02d}_", f"({n}) ", chr(0x245F + n)])) + text


def _ending(text: str, rng: np.random.Generator) -> str:
    return text if text.endswith("）") else text + str(rng.choice(_ENDINGS))


def _particle(text: str) -> str:
    return text.replace("への", "", 1) if "への" in text else text.replace("の", "", 1)


def _bracket(text: str) -> str:
    thing, of, act = text.partition("の")
    return f"{thing}（{act}）" if of and act and "（" not in text else text


def _order(text: str) -> str:
    thing, of, act = text.partition("の")
    return f"{act}（{thing}）" if of and act and "（" not in text and not thing.endswith("へ") else text


_KATAKANA: Final = frozenset(chr(c) for c in range(0x30A1, 0x30FB)) | {"ー"}
_HALF_WIDTH: Final[Mapping[str, str]] = {
    unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)
} | {"\u3099": "ﾞ", "\u309a": "ﾟ"}

_CHANGES: Final[Mapping[Habit, Callable[[str, np.random.Generator], str]]] = {
    Habit.WIDTH: _without_chance(_width),
    Habit.SPACE: _space,
    Habit.OKURIGANA: _of(_WRITTEN),
    Habit.OLD_KANJI: _without_chance(_old_kanji),
    Habit.SECTION: _section,
    Habit.NUMBER: _number,
    Habit.ENDING: _ending,
    Habit.PARTICLE: _without_chance(_particle),
    Habit.BRACKET: _without_chance(_bracket),
    Habit.ORDER: _without_chance(_order),
    Habit.SYNONYM: _of(_SYNONYMS),
    Habit.UNUSUAL: _of(_UNUSUAL),
}
