"""The mutation score of a lesson: what was killed, what is equivalent, what is left to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.checks.equivalents import NAME, Mutation
from autograder.model.layout import Layout
from autograder.mutation.mutants import Mutant
from autograder.mutation.trial import Ending, Fate

KILLED = {Fate.KILLED, Fate.TIMED_OUT, Fate.CRASHED}


@dataclass(frozen=True)
class Score:
    """What became of a lesson's mutants: each with its ending, in the order of their lines.

    `equivalent` holds the reasons of those that are written down as changing no result.
    """

    lesson: str
    endings: tuple[tuple[Mutant, Ending], ...]
    equivalent: Mapping[Mutation, str]

    @property
    def killed(self) -> int:
        """How many mutants a check told from the reference, by a wrong result or by none."""
        return sum(
            ending.fate in KILLED and not self._excused(mutant, ending)
            for mutant, ending in self.endings
        )

    @property
    def without_effect(self) -> int:
        """How many are written down as changing no result, and rightly so."""
        return sum(self._excused(*one) for one in self.endings)

    @property
    def survivors(self) -> tuple[tuple[Mutant, Ending], ...]:
        """The mutants that no check killed and that are not written down."""
        return tuple(
            (mutant, ending)
            for mutant, ending in self.endings
            if ending.fate not in KILLED and not self._excused(mutant, ending)
        )

    @property
    def stale(self) -> tuple[tuple[Mutation, str], ...]:
        """The mutations that are written down but no survivors, each with a sentence."""
        excused = {one[0].mutation for one in self.endings if self._excused(*one)}
        made = {mutant.mutation: ending for mutant, ending in self.endings}
        return tuple(
            (
                mutation,
                f"{mutation}: this is written down as equivalent, but "
                f"{_what_instead(made.get(mutation))}: remove it.",
            )
            for mutation in self.equivalent
            if mutation not in excused
        )

    @property
    def share(self) -> float:
        """The killed share of the mutants that change a result; 1 if there are none."""
        changing = len(self.endings) - self.without_effect
        return self.killed / changing if changing else 1.0

    def _excused(self, mutant: Mutant, ending: Ending) -> bool:
        # A fit that takes longer to the same result is not another result.
        ends_so = ending.fate in (Fate.SURVIVED, Fate.TIMED_OUT)
        return ends_so and mutant.mutation in self.equivalent


def lines_of(score: Score, layout: Layout, floor: float) -> Iterator[str]:
    """Yield the score in a line, then what is to be done: survivors and stale entries."""
    source = layout.shown(layout.reference(score.lesson))
    late = sum(ending.fate is Fate.TIMED_OUT for _, ending in score.endings)
    yield (
        f"{score.lesson}: {len(score.endings)} mutants, {score.killed} killed ({late} did not "
        f"end in time), {score.without_effect} equivalent, {len(score.survivors)} survived. "
        f"Score {score.share:.1%}, at least {floor:.1%} is needed."
    )
    for mutant, ending in score.survivors:
        yield f"{source}:{mutant.line}: {mutant.mutation}"
        if ending.fate is Fate.CONFUSED:
            yield f"  {ending.check} failed by its own fault, not the mutant's: {ending.message}"
    if score.survivors:
        yield (
            f"Write checks in {layout.shown(layout.exercise(score.lesson, 'EXERCISE'))} that kill "
            f"the survivors, or, if they change no result, write them down in {NAME} there with "
            "the reason."
        )
    for mutation, sentence in score.stale:
        yield f"{layout.shown(layout.exercise(score.lesson, mutation.exercise))}: {sentence}"


def _what_instead(ending: Ending | None) -> str:
    if ending is None:
        return "no such mutant is made any more"
    return f"{ending.check or 'a check'} kills it ({ending.fate})"
