"""Numbers in prose: how they are read, when they hold, which of them nobody computes."""

from __future__ import annotations

import pytest

from autograder.verify.prose import Claim, read_number, unproved_numbers

READ: dict[str, tuple[float, float]] = {
    "18.0": (18.0, 0.1),
    "-0.9": (-0.9, 0.1),
    "970": (970.0, 1.0),
    "1,600": (1600.0, 1.0),
    "9.7e-3": (9.7e-3, 1e-4),
    r"$9.7\cdot10^{-3}$": (9.7e-3, 1e-4),
    r"$\pm2\times 10^4$": (2e4, 1e4),
    "about 12 %": (12.0, 1.0),
    r"$10^{-4}$": (1e-4, 1e-4),
    r"10^5": (1e5, 1e5),
}


@pytest.mark.parametrize("text", READ)
def test_a_number_is_read_with_its_last_digit(text: str) -> None:
    assert read_number(text) == pytest.approx(READ[text], rel=1e-12)


@pytest.mark.parametrize(
    ("said", "value", "within", "holds"),
    [
        ("18.0", 17.96, None, True),
        ("18.0", 17.94, None, False),
        ("18.0", 18.05, None, True),
        ("0.25", 0.25, None, True),
        ("40", 38.0, None, False),
        ("40", 38.0, 0.1, True),
        ("40", 35.0, 0.1, False),
        ("9.7e-3", 9.74e-3, None, True),
        ("9.7e-3", 9.8e-3, None, False),
        ("1", float("nan"), None, False),
    ],
)
def test_a_claim_holds_to_its_last_digit(
    said: str, value: float, within: float | None, holds: bool
) -> None:
    assert Claim(f"It is «{said}» here.", lambda: value, within).holds() is holds


@pytest.mark.parametrize("sentence", ["It is 18.", "«18» of «20»", "It is «many»."])
def test_a_claim_without_one_number_is_refused(sentence: str) -> None:
    with pytest.raises(ValueError, match=r"Mark one number|no number"):
        Claim(sentence, lambda: 18.0).holds()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The cost is 0.25 there.", 0),
        ("The cost is 0.25 there, and 0.5 here.", 1),
        (r"The cost is 0.25 there. Before, $3\cdot10^{4}$.", 1),
        ("The cost is 0.25 there. Then 1e-9.", 1),
        ("The cost is 0.25 there. Run `f(0.5)`, or\n```\n0.5\n```\n", 0),
        ("The cost is 0.25 there. Seven rates, 7 of them.", 0),
        ("The cost was 0.25 there.", 1),
    ],
)
def test_what_no_claim_marks_is_named(text: str, left: int) -> None:
    claims = [Claim("The cost is «0.25» there", lambda: 0.25)]
    assert len(list(unproved_numbers(text, claims))) == left
