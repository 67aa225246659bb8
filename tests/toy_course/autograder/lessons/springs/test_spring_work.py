"""Exercise spring_work: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import numpy as np
from scipy.integrate import quad

from autograder.checks import Answer, check, misconception, right_answer
from solutions import springs as reference

# --- checks ----------------------------------------------------------------------------------


@check("spring_work", title="From rest, and back")
def test_spring_work_by_hand(student: Answer) -> None:
    student.equals(9.0, 2, 0, 3)
    student.equals(-8.0, 2, 3, 1)


@check("spring_work", title="Stretches drawn at random", hidden=True)
def test_spring_work_random(student: Answer, rng: np.random.Generator) -> None:
    for _ in range(3):
        student.agrees(rng.uniform(0.5, 3.0), rng.uniform(-2.0, 0.0), rng.uniform(1.0, 4.0))


# --- misconceptions --------------------------------------------------------------------------


@misconception("spring_work", points=1.0, hint="The sign is wrong: the end comes first.")
def takes_the_end_from_the_start(k, start, end):
    return reference.spring_work(k, end, start)


@misconception("spring_work", points=0.5, hint="Energies have been added. Work is a difference.")
def adds_the_energies(k, start, end):
    return reference.spring_energy(k, start) + reference.spring_energy(k, end)


@misconception("spring_work", points=0.5, hint="It is the energy of the difference of stretches.")
def squares_the_difference(k, start, end):
    return reference.spring_energy(k, end - start)


@misconception("spring_work", points=0.0, hint="It is the energy at the end alone.")
def forgets_the_start(k, start, end):
    return reference.spring_energy(k, end)


# --- right answers ---------------------------------------------------------------------------


@right_answer("spring_work")
def product_of_sum_and_difference(k, start, end):
    return k * (end - start) * (end + start) / 2


@right_answer("spring_work")
def area_under_the_force(k, start, end):
    return quad(lambda x: k * x, start, end)[0]


@right_answer("spring_work")
def both_energies_at_once(k, start, end):
    return np.diff(reference.spring_energy(k, [start, end]))[0]
