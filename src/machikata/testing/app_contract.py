# SPDX-License-Identifier: Apache-2.0
"""The kit with which anybody proves an app: subclass `AppContract`, name the app and its inputs, and let pytest collect it.

    class TestHello(AppContract):
        app = hello_app.app

        def good_inputs(self) -> Given:
            return Given({"addresses": csv_content("a.csv", ("番号", "住所"), ("1", "1-2-3"))})

        def bad_inputs(self) -> list[Given]:
            return [Given({"addresses": csv_content("a.csv", ("番号",), ("1",))})]

Every test name is the sentence that holds of an app that passes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from machikata.automation.app.app import App
from machikata.automation.app.inputs import Inputs
from machikata.automation.app.manifest import Authority, Network
from machikata.automation.app.manifest_checks import manifest_problems
from machikata.automation.app.names import KEBAB
from machikata.automation.app.outcome import Outcome
from machikata.automation.app.outcome_checks import outcome_problems
from machikata.domain.errors import Cancelled, Problem, Severity
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.testing.app_contexts import NOW, ONE, OTHER, Clock, FakeContext
from machikata.testing.app_elsewhere import outcome_text, place_of, run_elsewhere
from machikata.testing.app_given import Given, hostile, in_other_order
from machikata.testing.app_imports import forbidden_imports
from machikata.testing.app_network import no_network
from machikata.testing.app_pages_contract import AppPagesContract

_MOST_STOPS = 24


class AppContract(AppPagesContract):
    """What every app must hold. `rows_in_any_order`: whether the order of rows must not change an answer."""

    app: ClassVar[App]
    rows_in_any_order: ClassVar[bool] = False

    def good_inputs(self) -> Given:
        """Inputs that the app takes, small: they are run some dozens of times."""
        raise AssertionError("good_inputs() is missing: give inputs that the app takes")

    def bad_inputs(self) -> Sequence[Given]:
        """Inputs that the app refuses, each with at least one ERROR."""
        raise AssertionError("bad_inputs() is missing: give inputs that the app refuses")

    def hostile_inputs(self) -> Sequence[Given]:
        """More inputs that mean harm, beside the kit's own."""
        return ()

    # what it says of itself

    def test_the_manifest_says_everything_in_both_languages(self) -> None:
        assert sentences(manifest_problems(self.app.manifest)) == []

    def test_the_app_imports_nothing_of_machikata_but_the_domain_and_the_contract(self) -> None:
        assert list(forbidden_imports(self.app)) == []

    def test_the_example_is_taken_and_run_and_the_same_for_the_same_seed(self) -> None:
        example = self.app.manifest.example
        if example is None:
            return
        first, again = ({n: c.sha256 for n, c in example(1).files.items()} for _ in range(2))
        assert first == again
        given = Given(example(1).files, example(1).options)
        found = self.app.check(self._inputs(given))
        assert sentences(p for p in found if p.severity is Severity.ERROR) == []
        assert sentences(outcome_problems(self._ran(given)[0])) == []

    # check

    def test_good_inputs_are_taken(self) -> None:
        found = self.app.check(self._inputs(self.good_inputs()))
        assert sentences(p for p in found if p.severity is Severity.ERROR) == []
        assert badly_said(found) == []

    def test_the_example_is_taken_and_the_same_for_the_same_seed(self) -> None:
        example = self.app.manifest.example
        if example is None:
            return
        first, second = example(1), example(1)
        assert first == second, "an example must be the same for the same seed"
        found = self.app.check(self._inputs(Given(first.files, first.options)))
        assert sentences(p for p in found if p.severity is Severity.ERROR) == []

    def test_bad_inputs_are_refused_with_place_and_remedy_in_both_languages(self) -> None:
        bad = self.bad_inputs()
        assert bad, "bad_inputs() gives none"
        for number, given in enumerate(bad, 1):
            found = self.app.check(self._inputs(given))
            errors = [p for p in found if p.severity is Severity.ERROR]
            assert errors, f"bad input {number} is taken as if it were good"
            assert badly_said(found) == []
            nowhere = [p.code for p in errors if not p.place.text().en]
            assert nowhere == [], f"bad input {number}: errors without a place"

    def test_a_missing_optional_file_is_no_reason_to_stop(self) -> None:
        given = self.good_inputs()
        needed = {f.name for f in self.app.manifest.inputs if f.required}
        fewer = Given({n: c for n, c in given.files.items() if n in needed}, given.options)
        found = self.app.check(self._inputs(fewer))
        if not any(p.severity is Severity.ERROR for p in found):
            self.app.run(self._inputs(fewer), self._context())

    def test_hostile_bytes_give_problems_and_never_a_defect(self) -> None:
        good = self.good_inputs()
        cases = [*hostile(good, self.app.manifest)]
        cases += [(f"hostile input {n}", g) for n, g in enumerate(self.hostile_inputs(), 1)]
        for what, given in cases:
            self._survives(what, given)

    def _survives(self, what: str, given: Given) -> None:
        try:
            found = self.app.check(self._inputs(given))
        except Exception as error:
            raise AssertionError(f"{what}: check raised {type(error).__name__}: {error}") from error
        assert badly_said(found) == [], what
        if any(p.severity is Severity.ERROR for p in found):
            return
        try:
            outcome = self.app.run(self._inputs(given), self._context())
        except Exception as error:
            raise AssertionError(
                f"{what}: check found no error, and run raised {type(error).__name__}: {error}"
            ) from error
        assert sentences(outcome_problems(outcome)) == [], what

    # run

    def test_the_outcome_is_a_document_with_reasons_and_measures_in_the_vocabulary(self) -> None:
        outcome, _ = self._ran()
        assert sentences(outcome_problems(outcome)) == []

    def test_the_same_inputs_give_the_same_bytes(self) -> None:
        first, _ = self._ran()
        second, _ = self._ran(clock=Clock(NOW.replace(year=NOW.year + 1)))
        assert outcome_text(first) == outcome_text(second)

    def test_another_process_with_another_hash_seed_gives_the_same_bytes(self) -> None:
        place = place_of(self.app)
        assert place, "the app must be a name in its module or an entry point, so that another process finds it"
        first, second = (run_elsewhere(place, self.good_inputs(), hash_seed=seed) for seed in (1, 4242))
        assert first == second
        assert first == outcome_text(self._ran()[0])

    def test_the_order_of_rows_changes_no_answer(self) -> None:
        if not self.rows_in_any_order:
            return
        first, _ = self._ran()
        assert first.answers, "an app whose rows stand in any order gives answers to compare"
        for seed in range(3):
            other = in_other_order(self.good_inputs(), self.app.manifest, seed=seed)
            assert dict(self._ran(other)[0].answers) == dict(first.answers)

    def test_each_choice_of_an_option_can_be_run(self) -> None:
        good = self.good_inputs()
        for option in self.app.manifest.options:
            for choice in option.choices:
                given = Given(good.files, {**good.options, option.name: choice.value})
                found = self.app.check(self._inputs(given))
                if any(p.severity is Severity.ERROR for p in found):
                    continue
                outcome, _ = self._ran(given)
                assert sentences(outcome_problems(outcome)) == [], f"{option.name}={choice.value}"

    def test_a_run_tells_its_progress(self) -> None:
        told = self._progress_of_a_run()
        assert told, "run never calls context.progress: nobody can see how far it is, nor stop it"
        assert all(0.0 <= share <= 1.0 for share, _ in told)
        assert [s for s, _ in told] == sorted(s for s, _ in told), "the progress goes backwards"
        assert all(what.ja.strip() and what.en.strip() for _, what in told)

    def test_a_run_that_is_stopped_leaves_nothing(self) -> None:
        steps = len(self._progress_of_a_run())
        for stop in sorted({round(i * (steps - 1) / _MOST_STOPS) for i in range(_MOST_STOPS + 1)} if steps else ()):
            context = self._context(progress=_stopping_at(stop))
            before = context.store.content()
            try:
                self.app.run(self._inputs(self.good_inputs()), context)
            except Cancelled:
                pass
            else:
                raise AssertionError(f"the wish to stop at step {stop} was passed over")
            assert context.store.content() == before, f"stopped at step {stop}, the run left something in its store"
            assert context.decisions.all == [], f"stopped at step {stop}, the run left a proposal"

    def test_a_run_that_begins_again_ends_as_if_it_ran_once(self) -> None:
        context, inputs = self._context(), self._inputs(self.good_inputs())
        first = self.app.run(inputs, context)
        once, proposals = context.store.content(), len(context.decisions.all)
        second = self.app.run(self._inputs(self.good_inputs()), context)
        assert outcome_text(first) == outcome_text(second)
        assert context.store.content() == once, "a second beginning changed the store again"
        assert len(context.decisions.all) == proposals, "a second beginning proposed again"

    def test_a_run_goes_nowhere_when_the_manifest_says_so(self) -> None:
        if self.app.manifest.network is not Network.NONE:
            return
        with no_network() as tried:
            self.app.check(self._inputs(self.good_inputs()))
            self._ran()
        assert tried == []

    def test_no_version_is_written_over_unseen(self) -> None:
        _, context = self._ran()
        self.use_everything(context)
        assert context.store.blind == [], "put() on keys that were there, without `found`"

    def test_documents_say_when_they_are_invented(self) -> None:
        for synthetic in (True, False):
            _, context = self._ran(synthetic=synthetic)
            self.use_everything(context)
            said = {d.synthetic for d in context.documents.made}
            assert said <= {synthetic}, "documents must carry `synthetic` as the context says it"

    def test_what_is_proposed_waits_for_other_persons(self) -> None:
        _, context = self._ran()
        self.use_everything(context)
        least = 1 if self.app.manifest.authority is Authority.SUGGESTS else max(2, self.app.manifest.signatures)
        # A newer proposal for a subject takes the place of the one before, which nobody can sign any more.
        for proposal in {p.subject: p for p in context.decisions.all}.values():
            assert proposal.needed >= least, f"{proposal.subject}: {proposal.needed} signatures, {least} are needed"
            assert context.binds(proposal), (
                f"{proposal.subject}: nothing that is kept has the fingerprint of the proposal"
            )
            assert proposal.summary.ja.strip()
            assert proposal.summary.en.strip()
            twice = [context.decisions.sign(proposal.id, ONE).state.value for _ in range(proposal.needed)]
            assert proposal.needed == 1 or "decided" not in twice
            assert context.decisions.sign(proposal.id, OTHER).signatures

    # parts

    def _inputs(self, given: Given) -> Inputs:
        return given.inputs(self.app.manifest)

    def _context(
        self, *, progress: Progress = no_progress, clock: Clock | None = None, synthetic: bool = True
    ) -> FakeContext:
        return FakeContext(self.app.manifest.id, progress=progress, clock=clock or Clock(), synthetic=synthetic)

    def _ran(
        self, given: Given | None = None, *, clock: Clock | None = None, synthetic: bool = True
    ) -> tuple[Outcome, FakeContext]:
        context = self._context(clock=clock, synthetic=synthetic)
        inputs = self._inputs(given or self.good_inputs())
        outcome = self.app.run(inputs, context)
        context.keep(inputs, outcome)
        return outcome, context

    def _progress_of_a_run(self) -> list[tuple[float, Text]]:
        told: list[tuple[float, Text]] = []
        self.app.run(
            self._inputs(self.good_inputs()), self._context(progress=lambda share, what: told.append((share, what)))
        )
        return told


def _stopping_at(step: int) -> Callable[[float, Text], None]:
    calls = iter(range(step + 1))

    def progress(share: float, what: Text) -> None:  # noqa: ARG001 - the signature is `Progress`
        if next(calls, step) == step:
            raise Cancelled(Text("中止しました", "stopped"))

    return progress


def sentences(problems: Any) -> list[str]:
    """Problems as lines of English."""
    return [p.sentence("en") for p in problems]


def badly_said(problems: Sequence[Problem] | Any) -> list[str]:
    """Problems without code, words or remedy in one of the languages."""
    if not isinstance(problems, tuple):
        return [f"check gives {type(problems).__name__}, not a tuple of problems"]
    return [
        repr(p)
        for p in problems
        if not isinstance(p, Problem) or not KEBAB.fullmatch(p.code) or not all(t.strip() for t in (p.what.ja, p.what.en, p.remedy.ja, p.remedy.en))
    ]  # fmt: skip
