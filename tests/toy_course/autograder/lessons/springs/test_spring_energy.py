"""Exercise spring_energy: its checks, and the proof that they judge rightly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from solutions import springs as reference

# --- checks ----------------------------------------------------------------------------------


@check("spring_energy", title="Three stretches, worked by hand")
def test_spring_energy_by_hand(student: Answer) -> None:
    student.equals(6.0, 3, 2)
    student.equals([0.25, 1.0, 6.25], 2, [0.5, -1, 2.5])
    student.agrees(0.5, np.array([[0.5, 1.0], [2.5, 4.0]]))


@check("spring_energy", title="Stretches drawn at random", hidden=True)
def test_spring_energy_random(student: Answer, rng: np.random.Generator) -> None:
    for count in (1, 4):
        student.agrees(rng.uniform(0.5, 3.0), rng.uniform(-5.0, 5.0, count))


@check("spring_energy", title="A stiffness that is none", hidden=True, weight=0.5)
def test_spring_energy_refuses(student: Answer) -> None:
    student.agrees(1.5, [0.5])
    student.refuses(0, 1.0)
    student.refuses(-2.0, 1.0)


# --- misconceptions --------------------------------------------------------------------------


@misconception(
    "spring_energy",
    points=2.0,
    hint="It is twice the energy. The force grows from nothing: its average is half the last one.",
)
def forgets_the_half(k, x):
    return 2 * reference.spring_energy(k, x)


@misconception(
    "spring_energy",
    points=0.5,
    hint="It equals the force times one half, which grows with the stretch and not its square.",
)
def takes_the_stretch_itself(k, x):
    reference.spring_energy(k, x)
    return k * np.asarray(x, dtype=float) / 2


@misconception(
    "spring_energy",
    points=0.5,
    hint="The stiffness has been squared as well. Only the stretch is.",
)
def squares_the_stiffness(k, x):
    reference.spring_energy(k, x)
    return (k * np.asarray(x, dtype=float)) ** 2 / 2


@misconception(
    "spring_energy",
    points=3.2,
    hint="A stiffness that is not positive has been taken. Look at it first and raise a "
    "`ValueError`.",
)
def takes_any_stiffness(k, x):
    return k * np.asarray(x, dtype=float) ** 2 / 2


# --- right answers ---------------------------------------------------------------------------


@right_answer("spring_energy")
def triangle_under_the_force(k, x):
    if not k > 0:
        raise ValueError("no spring")
    x = np.array(x, dtype=float)
    return x * (k * x) / 2


@right_answer("spring_energy")
def one_after_another(k, x):
    if k <= 0:
        raise ValueError(k)
    if np.ndim(x) == 0:
        return k * float(x) ** 2 / 2
    return [one_after_another(k, part) for part in x]


@right_answer("spring_energy")
def fractions_at_first(k, x):
    print("stretch", x)
    if k <= 0:
        raise ValueError("k")
    half = float(Fraction(1, 2))
    return np.multiply(half * k, np.square(np.asarray(x, dtype=np.longdouble)))


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "return k * np.asarray(x, dtype=float) ** 2 / 2",
        [
            "return k * np.asarray(x, dtype=None) ** 2 / 2",
            "return k * np.asarray(x, ) ** 2 / 2",
        ],
        "The square of a whole number is exact as well.",
    ),
)
