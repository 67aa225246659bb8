"""What the exercises of sloppy_exponentials share: rates, times, and reference Hessians."""

from __future__ import annotations

import math

import numpy as np

TIMES = np.arange(0.0, 10.0, 0.05)


SEVEN = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


def hessian_of(rates: list[float]) -> np.ndarray:
    theta = np.array(rates)
    return 2 / len(rates) ** 2 / (theta[:, None] + theta[None, :]) ** 3


def rotated(stiff: float, sloppy: float, angle: float) -> np.ndarray:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag([stiff, sloppy]) @ turn.T
    return (matrix + matrix.T) / 2


def rotated_until_diagonal(H):
    """Return the eigenvalues, ascending, by Jacobi's rotations in pure Python."""
    A = [[float(x) for x in row] for row in H]
    n = len(A)
    for _ in range(20):
        for p in range(n):
            for q in range(p + 1, n):
                if A[p][q] == 0:
                    continue
                angle = 0.5 * math.atan2(2 * A[p][q], A[q][q] - A[p][p])
                c, s = math.cos(angle), math.sin(angle)
                for row in A:
                    row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
                first, second = A[p], A[q]
                A[p] = [c * x - s * y for x, y in zip(first, second, strict=True)]
                A[q] = [s * x + c * y for x, y in zip(first, second, strict=True)]
                A[p][q] = A[q][p] = 0.0
    return sorted(A[k][k] for k in range(n))
