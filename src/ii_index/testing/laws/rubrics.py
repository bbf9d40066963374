"""Laws of rubrics: a better answer never costs points, and the full mark can be reached."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from math import isclose
from random import Random
from typing import Any, TypeAlias

from hypothesis import strategies as st

from ii_index.testing.laws.search import EXAMPLES, fail, number, search

Answers: TypeAlias = dict[str, Any]
Scoring: TypeAlias = Callable[[Answers], Any]
Questions: TypeAlias = Mapping[str, Sequence[Hashable]]


def check_rubric(
    fn: Scoring,
    questions: Questions,
    *,
    minimum: float = 0.0,
    maximum: float = 100.0,
    examples: int = EXAMPLES,
) -> None:
    """Assert that a rubric rewards better answers and that its ends can be reached.

    1. The best answers everywhere give the maximum, the worst everywhere the minimum.
    2. No score lies outside.
    3. A better answer to one question never lowers the score, and to each question it somewhere raises it.
    4. The order in which the answers stand changes nothing.

    Parameters
    ----------
    fn : callable
        ``fn(answers)`` with a dict from question to answer; it returns a score.
    questions : mapping of str to sequence
        The possible answers to each question, from the worst to the best.
    minimum, maximum : float, default 0 and 100
        Its ends.
    examples : int, default 100
        How many sets of answers to try for each law.

    Raises
    ------
    AssertionError
        Showing the answers that break a law, what was expected and what came.

    Examples
    --------
    >>> questions = {"plan": ["no", "draft", "approved"], "network": [False, True]}
    >>> points = {"no": 0, "draft": 30, "approved": 60}
    >>> check_rubric(lambda answers: points[answers["plan"]] + 40 * answers["network"], questions)
    """
    _reaches(fn, {name: levels[-1] for name, levels in questions.items()}, "best", maximum)
    _reaches(fn, {name: levels[0] for name, levels in questions.items()}, "worst", minimum)
    for name in questions:
        _counts(fn, questions, name)
    answered = st.fixed_dictionaries(
        {name: st.integers(0, len(levels) - 1) for name, levels in questions.items()}
    )
    search(
        partial(_rewards, fn, questions, (minimum, maximum)),
        answered,
        st.sampled_from([*questions]),
        examples=examples,
    )
    search(
        partial(_ignores_order, fn, questions), answered, st.randoms(use_true_random=False), examples=examples
    )


def _score(fn: Scoring, answers: Answers) -> float:
    score = float(fn(dict(answers)))
    if score != score:  # noqa: PLR0124 - NaN
        fail("The score is no number.", "a number", f"answers: {answers}")
    return score


def _reaches(fn: Scoring, answers: Answers, which: str, end: float) -> None:
    score = _score(fn, answers)
    if not isclose(score, end, rel_tol=1e-9, abs_tol=1e-9):
        what = f"The {which} answers everywhere score {number(score)}."
        fail(what, f"{number(end)}", f"answers: {answers}")


def _counts(fn: Scoring, questions: Questions, name: str) -> None:
    """Compare the ends of one question, with the others at their worst and at their best."""
    for place in (0, -1):
        others: Answers = {one: levels[place] for one, levels in questions.items()}
        ends = [_score(fn, {**others, name: questions[name][end]}) for end in (0, -1)]
        if ends[1] > ends[0]:
            return
    fail(
        f"The answer to {name!r} does not count.",
        "more for the best than for the worst",
        f"questions: {[*questions]}",
    )


def _rewards(
    fn: Scoring, questions: Questions, ends: tuple[float, float], places: dict[str, int], name: str
) -> None:
    answers = {one: questions[one][place] for one, place in places.items()}
    better = {**answers, name: questions[name][min(places[name] + 1, len(questions[name]) - 1)]}
    before, after = _score(fn, answers), _score(fn, better)
    slack = 1e-9 * max(1.0, abs(ends[1]))
    if not ends[0] - slack <= before <= ends[1] + slack:
        fail(
            f"The score {number(before)} lies outside.",
            f"{number(ends[0])} to {number(ends[1])}",
            f"answers: {answers}",
        )
    if after < before - slack:
        fail(
            "A better answer costs points.",
            f"no less than {number(before)} with {better[name]!r} for {name!r}; it is {number(after)}",
            f"answers: {answers}",
        )


def _ignores_order(fn: Scoring, questions: Questions, places: dict[str, int], order: Random) -> None:
    names = order.sample([*places], len(places))
    answers = {one: questions[one][place] for one, place in places.items()}
    before, after = _score(fn, answers), _score(fn, {name: answers[name] for name in names})
    if not isclose(before, after, rel_tol=1e-9, abs_tol=1e-9):
        fail(
            "The score depends on the order of the answers.",
            f"{number(before)}, not {number(after)}, in the order {', '.join(names)}",
            f"answers: {answers}",
        )
