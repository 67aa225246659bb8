"""Exercise pull_table: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import numpy as np

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from solutions import springs as reference

# --- checks ----------------------------------------------------------------------------------


@check("pull_table", title="Two and three springs")
def test_pull_table_by_hand(student: Answer) -> None:
    student.equals([[1.0, 0.5], [4.0, 2.0]], [1, 4])
    student.agrees([2.0, 3.0, 5.0])


@check("pull_table", title="Springs drawn at random", hidden=True)
def test_pull_table_random(student: Answer, rng: np.random.Generator) -> None:
    for count in (1, 3, 4):
        student.agrees(rng.uniform(0.5, 6.0, count))


# --- misconceptions --------------------------------------------------------------------------


@misconception("pull_table", points=1.5, hint="Rows and columns are exchanged: a row is a spring.")
def exchanges_rows_and_columns(ks):
    return reference.pull_table(ks).T


@misconception("pull_table", points=0.5, hint="The hooks are counted from 2. The first one is 1.")
def counts_from_two(ks):
    ks = np.asarray(ks, dtype=float)
    return ks[:, np.newaxis] / np.arange(2, ks.size + 2)


@misconception("pull_table", points=0.5, hint="Each pull is multiplied by the hook's number.")
def multiplies_by_the_hook(ks):
    ks = np.asarray(ks, dtype=float)
    return ks[:, np.newaxis] * np.arange(1, ks.size + 1)


@misconception("pull_table", points=0.0, hint="Only the pulls on hooks of their own are there.")
def keeps_the_diagonal(ks):
    return np.diag(np.diag(reference.pull_table(ks)))


# --- right answers ---------------------------------------------------------------------------


@right_answer("pull_table")
def outer_product(ks):
    return np.outer(ks, 1 / np.arange(1.0, len(ks) + 1))


@right_answer("pull_table")
def lists_of_lists(ks):
    return [[float(k) / (j + 1) for j in range(len(ks))] for k in ks]


@right_answer("pull_table")
def filled_by_loops(ks):
    table = np.empty((len(ks), len(ks)))
    for (i, j), _ in np.ndenumerate(table):
        table[i, j] = ks[i] / (j + 1)
    return table


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "ks = np.asarray(ks, dtype=float)",
        ["ks = np.asarray(ks, dtype=None)", "ks = np.asarray(ks, )"],
        "Division makes floats of whole numbers.",
    ),
)
