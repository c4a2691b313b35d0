# SPDX-License-Identifier: Apache-2.0
"""What an officer chooses before a run."""

from __future__ import annotations

from machikata.apps.daycare_matching.allocation import Choice, Stability
from machikata.apps.daycare_matching.rules import known_rulesets, ruleset
from machikata.automation.app.manifest import InputOption, OptionChoice
from machikata.domain.text import Language, Text

CHILMAI = "chilmai"
"""The rules behind files of ChilmAI: the points they carry."""
_USUAL = "shiomihara-2027"
AS_RULES = "as_rules"
_AS_RULES = OptionChoice(AS_RULES, Text("規則のとおり", "as the rules say"))


def run_options() -> tuple[InputOption, ...]:
    """Rules, round, and how what the rules leave open is settled."""
    return (_rules(), _round(), _stability(), _choice())


def ruleset_choices() -> tuple[OptionChoice, ...]:
    """The rules that come along, to choose from; those of no municipality are last."""
    known = tuple(ruleset(i) for i in sorted(known_rulesets(), key=lambda i: (i == CHILMAI, i)))
    return tuple(
        OptionChoice(r.id, Text(f"{r.municipality.ja} {r.title.ja}", f"{r.municipality.en}: {r.title.en}"))
        for r in known
    )


def _rules() -> InputOption:
    choices = ruleset_choices()
    return InputOption(
        "ruleset",
        Text("規則", "Rules"),
        Text(
            "規則のファイルを選ばなかったときに使います。付いているのは架空の市の例です。",
            "Used when no rules file is given. Those that come along are of invented cities.",
        ),
        _USUAL,
        choices,
    )


def _round() -> InputOption:
    choices = _rounds()
    return InputOption(
        "round",
        Text("回", "Round"),
        Text(
            f"規則にある回の名前です。付いている規則では、{_said(choices, 'ja')}です。",
            f"A round of the rules. Those that come along have {_said(choices, 'en')}.",
        ),
        "first",
        choices,
        more=True,
    )


def _rounds() -> tuple[OptionChoice, ...]:
    """The rounds of the rules that come along; other rules may have others."""
    titles = {r.id: r.title for i in (*known_rulesets(), _USUAL) for r in ruleset(i).rounds}
    return tuple(OptionChoice(name, titles[name]) for name in sorted(titles, key=_in_the_year))


def _in_the_year(name: str) -> tuple[int, str]:
    known = ("early", "first", "second", "monthly")
    return (known.index(name) if name in known else len(known), name)


def _said(choices: tuple[OptionChoice, ...], language: Language) -> str:
    if language == "ja":
        return "、".join(f"{c.value}（{c.title.ja}）" for c in choices)
    return ", ".join(f"{c.value} ({c.title.en})" for c in choices)


def _stability() -> InputOption:
    return InputOption(
        "stability",
        Text("世帯の中の比べ方", "Siblings of one household"),
        Text(
            "席を失うきょうだいも比べるか（勧め）、世帯の中では自由に席をゆずれるか。",
            "Whether a sibling who would lose a seat counts (recommended), or may hand it over freely.",
        ),
        AS_RULES,
        (
            _AS_RULES,
            OptionChoice(Stability.HOUSEHOLD, Text("失うきょうだいも比べる", "a sibling who loses counts")),
            OptionChoice(Stability.STRICT, Text("自由にゆずれる", "seats may be handed over")),
        ),
    )


def _choice() -> InputOption:
    return InputOption(
        "choice",
        Text("結果がいくつもあるとき", "When several results are possible"),
        Text(
            "優先順位の高い世帯から良い結果にするか、入る子がいちばん多い結果にするか。",
            "Best for households in the order of priority, or the one with most children admitted.",
        ),
        AS_RULES,
        (
            _AS_RULES,
            OptionChoice(Choice.PRIORITY, Text("優先順位の高い世帯から", "by priority")),
            OptionChoice(Choice.MOST_CHILDREN, Text("入る子が多いもの", "most children")),
        ),
    )
