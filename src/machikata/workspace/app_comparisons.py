# SPDX-License-Identifier: Apache-2.0
"""Two apps for the same task, compared on the same inputs: agreement, accuracy, time and price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scipy.stats import binomtest

from machikata.analysis.proportion import wilson
from machikata.automation.app.manifest import Price, PricePer
from machikata.automation.run import Run, StoredOutcome
from machikata.domain.errors import ComparisonRefused
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text
from machikata.workspace.app_outcomes import find_run, stored_outcome
from machikata.workspace.apps import manifest_of
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ComparedApp:
    """One side. `answered` counts the subjects it answered; `right` those with a known truth that it met, of `judged` (a missing answer
    is not right), `accuracy` their share (0–1) with Wilson's interval; all three None without truth.

    `wall_seconds` from beginning to end and `compute_seconds` of the processor are measured by the platform, for both alike. `price` is
    the list price of the manifest, None when it names none or the app is gone; `yen_here` is what these subjects cost, where it is paid
    by run or case. A price by year stays a price by year.
    """

    run: Run
    answered: int
    right: int | None
    judged: int | None
    accuracy: Estimate | None
    wall_seconds: float | None
    compute_seconds: float | None
    price: Price | None
    yen_here: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A subject that the two answer differently; None where one of them gives no answer, or nobody knows the truth."""

    subject: str
    first: str | None
    second: str | None
    truth: str | None = None


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Which of the two is right more often on the same subjects: McNemar's test in its exact form (two-sided sign test of the subjects
    on which just one is right).
    """

    only_first_right: int
    only_second_right: int
    p_value: float


@dataclass(frozen=True, slots=True)
class AppComparison:
    """`agreement` is the share (0–1, Wilson's interval) of the subjects answered by either on which both say the same. `same_options`:
    whether both ran with the same options and seed.
    """

    task: str
    first: ComparedApp
    second: ComparedApp
    subjects: int
    agreed: int
    agreement: Estimate
    differences: tuple[Difference, ...]
    paired: PairedTest | None
    same_options: bool


def compare_apps(ws: Workspace, run_a: str, run_b: str, *, truth: Mapping[str, str] | None = None) -> AppComparison:
    """Compare two runs, of two apps or of two versions of one. `truth` gives the right answer by subject, where it is known.

    Raises:
        NotFound: no such run, or it has no outcome.
        NotAllowed: a run belongs to another body.
        ComparisonRefused: other tasks or inputs, no answers, or a truth about other subjects.
    """
    a, b = find_run(ws, run_a), find_run(ws, run_b)
    _require_same(a, b)
    told_a, told_b = stored_outcome(ws.library, a), stored_outcome(ws.library, b)
    subjects = sorted(told_a.answers.keys() | told_b.answers.keys())
    if not subjects:
        raise ComparisonRefused(
            Text("どちらの実行にも、比べられる答えがありません", "neither run gives answers that can be compared"),
            remedy=Text("答えを出すアプリの実行を選んでください", "choose runs of apps that give answers"),
        )
    if truth is not None and not truth.keys() & set(subjects):
        raise ComparisonRefused(
            Text("正解の対象が、どちらの答えにもありません", "the truth is about subjects that neither run answers"),
            remedy=Text("対象の番号の書き方をそろえてください", "write the subjects as the inputs do"),
        )
    answers = told_a.answers, told_b.answers
    agreed = sum(answers[0].get(s) == answers[1].get(s) for s in subjects)
    agreement = wilson(agreed, len(subjects))
    assert agreement is not None
    return AppComparison(
        task=a.task,
        first=_side(ws, a, told_a, truth),
        second=_side(ws, b, told_b, truth),
        subjects=len(subjects),
        agreed=agreed,
        agreement=agreement,
        differences=_differences(subjects, *answers, truth or {}),
        paired=None if truth is None else _paired(*answers, truth),
        same_options=(a.options, a.seed) == (b.options, b.seed),
    )


def _require_same(a: Run, b: Run) -> None:
    if a.id == b.id:
        raise ComparisonRefused(
            Text("同じ実行どうしは比べられません", "a run cannot be compared with itself"),
            remedy=Text("別の実行を選んでください", "choose another run"),
        )
    if a.task != b.task:
        raise ComparisonRefused(
            Text(f"仕事が違います（{a.task}、{b.task}）", f"the tasks differ ({a.task}, {b.task})"),
            remedy=Text("同じ仕事のアプリを選んでください", "choose apps for the same task"),
        )
    if _content(a) != _content(b):
        raise ComparisonRefused(
            Text("入力が違うため、比べられません", "the inputs differ, so nothing follows from a comparison"),
            remedy=Text("同じファイルで実行し直してください", "run both on the same files"),
        )


def _content(run: Run) -> list[str]:
    """The inputs by their fingerprints; two apps may call them by other names."""
    return sorted(ref.sha256 for ref in run.inputs.values())


def _side(ws: Workspace, run: Run, told: StoredOutcome, truth: Mapping[str, str] | None) -> ComparedApp:
    judged = None if truth is None else len(truth)
    right = None if truth is None else sum(told.answers.get(s) == t for s, t in truth.items())
    price = _price(ws, run.app)
    return ComparedApp(
        run=run,
        answered=len(told.answers),
        right=right,
        judged=judged,
        accuracy=None if right is None or judged is None else wilson(right, judged),
        wall_seconds=_wall_seconds(run),
        compute_seconds=run.compute_s,
        price=price,
        yen_here=_yen_here(price, len(told.answers)),
    )


def _wall_seconds(run: Run) -> float | None:
    if run.started_at is None or run.finished_at is None:
        return None
    return (run.finished_at - run.started_at).total_seconds()


def _price(ws: Workspace, app_id: str) -> Price | None:
    manifest = manifest_of(ws, app_id)
    return None if manifest is None else manifest.price


def _yen_here(price: Price | None, cases: int) -> float | None:
    if price is None or price.per is PricePer.YEAR:
        return None
    return price.yen if price.per is PricePer.RUN else price.yen * cases


def _differences(
    subjects: list[str], first: Mapping[str, str], second: Mapping[str, str], truth: Mapping[str, str]
) -> tuple[Difference, ...]:
    return tuple(
        Difference(s, first.get(s), second.get(s), truth.get(s)) for s in subjects if first.get(s) != second.get(s)
    )


def _paired(first: Mapping[str, str], second: Mapping[str, str], truth: Mapping[str, str]) -> PairedTest:
    rights = [(first.get(s) == t, second.get(s) == t) for s, t in truth.items()]
    only_first, only_second = rights.count((True, False)), rights.count((False, True))
    discordant = only_first + only_second
    p_value = float(binomtest(only_first, discordant, 0.5).pvalue) if discordant else 1.0
    return PairedTest(only_first, only_second, p_value)
