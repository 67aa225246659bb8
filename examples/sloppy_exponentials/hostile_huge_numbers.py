"""Whole numbers of 400,000 digits, fractions and decimals beyond every float."""
# base: release
# expect: score=0 others=not_attempted hessian=failed axis_ratio=failed measurement_ratio=failed

# %% top
import decimal
import fractions


# %% hessian
def hessian(thetas):
    return [[10**400_000] * len(thetas)] * len(thetas)


# %% axis_ratio
def axis_ratio(H):
    return fractions.Fraction(3)


# %% measurement_ratio
def measurement_ratio(H):
    return decimal.Decimal("1e999999")
