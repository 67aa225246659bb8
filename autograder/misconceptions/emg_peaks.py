"""Mistakes that students make in lesson emg_peaks."""

import numpy as np
import sympy as sp
from matplotlib.figure import Figure
from scipy.integrate import quad
from scipy.optimize import curve_fit
from scipy.special import erfc, erfcx, expit

from autograder.checks.reference_answers import misconception
from solutions import emg_peaks as reference

# --- emg_expression --------------------------------------------------------------------------


def _symbols():
    return sp.symbols("x mu sigma tau")


@misconception(
    "emg_expression",
    points=1.0,
    hint="It is the mirrored peak, with its tail on the right. In this lesson the exponential "
    "step goes to the left: x - μ occurs with a plus sign in both places.",
)
def turns_the_tail_to_the_right():
    x, mu, sigma, tau = _symbols()
    z = ((mu - x) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((mu - x) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The sign of x - μ has been changed in the exponential and not in erfc. Such a product "
    "is the density of neither tail: it grows without bound on one side.",
)
def changes_the_sign_in_the_exponential_only():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((mu - x) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="It is the density for a rate: `tau` multiplies where it should divide. τ is the mean "
    "length of the exponential step, and a rate is one over it.",
)
def takes_a_rate_for_the_time_constant():
    tau = sp.Symbol("tau")
    return reference.emg_expression().subs(tau, 1 / tau)


@misconception(
    "emg_expression",
    points=0.5,
    hint="It equals the formula with erf in the place of erfc. The two add up to 1: erf is the "
    "integral from zero, erfc the end piece that completing the square leaves.",
)
def writes_erf_for_erfc():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * sp.erf(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The root of 2 divides only one of the two terms in the argument of erfc. "
    "It divides their sum; with the bracket moved the area under the peak is not 1.",
)
def moves_the_bracket_of_the_root():
    x, mu, sigma, tau = _symbols()
    z = (x - mu) / sigma + sigma / (sp.sqrt(2) * tau)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="It is twice the density. A Gaussian's end piece is half of erfc, hence the 2 in the "
    "denominator of the prefactor.",
)
def forgets_the_half_of_the_prefactor():
    return 2 * reference.emg_expression()


@misconception(
    "emg_expression",
    points=1.0,
    hint="The exponent holds σ²/τ² without its ½, which is left over from completing the square.",
)
def forgets_the_half_in_the_exponent():
    sigma, tau = sp.symbols("sigma tau")
    return reference.emg_expression() * sp.exp(sigma**2 / (2 * tau**2))


@misconception(
    "emg_expression",
    points=1.0,
    hint="The constant term of the exponent is σ²/2τ, which is not even a pure number. Its "
    "denominator is squared like its numerator: an exponent has no unit.",
)
def squares_only_the_numerator():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The constant term of the exponent is σ/2τ², which is not even a pure number. Its "
    "numerator is squared like its denominator: an exponent has no unit.",
)
def squares_only_the_denominator():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=0.0,
    hint="The symbols have Greek letters for names. SymPy prints a symbol named `mu` as μ, but "
    "two symbols are the same only if their names are.",
)
def names_the_symbols_in_greek():
    greek = dict(zip(_symbols()[1:], sp.symbols("μ σ τ"), strict=True))
    return reference.emg_expression().subs(greek)


# --- misprint_area ---------------------------------------------------------------------------


def _misprint(x, sigma, tau):
    """Return the density with the misprint, its position being 0."""
    z = x / sigma + sigma / (np.sqrt(2) * tau)
    return np.exp(x / tau + sigma**2 / (2 * tau**2)) * erfc(z) / (2 * tau)


@misconception(
    "misprint_area",
    points=0.0,
    hint="It is the area under the right formula, or an area taken for granted. "
    "The misprint has moved a bracket, and with it the area is no longer 1.",
)
def takes_the_misprint_for_normalised(sigma, tau):
    return 1.0


@misconception(
    "misprint_area",
    points=1.0,
    hint="The integral runs over a fixed stretch of x. For other widths that cuts off the tail, "
    "or lets an exponential overflow: the limits must grow with σ and τ.",
)
def integrates_between_fixed_limits(sigma, tau):
    with np.errstate(all="ignore"):
        return quad(_misprint, -50, 50, args=(sigma, tau), points=[0], limit=200)[0]


@misconception(
    "misprint_area",
    points=0.0,
    hint="The integral runs to plus infinity, where the exponential overflows while erfc is zero: "
    "infinity times zero is not a number. A finite limit some σ to the right holds everything.",
)
def integrates_to_infinity(sigma, tau):
    with np.errstate(all="ignore"):
        return quad(_misprint, -np.inf, np.inf, args=(sigma, tau))[0]


@misconception(
    "misprint_area",
    points=1.0,
    hint="It equals the result with a plus sign for the mixed term. In the Gaussian integral the "
    "exponent r²/4 comes with minus r times the shift.",
)
def adds_the_mixed_term(sigma, tau):
    return np.exp((sigma / tau) ** 2 * (3 / 4 + 1 / np.sqrt(2)))


@misconception(
    "misprint_area",
    points=1.0,
    hint="The factor in front of the integral, the exponential of σ²/2τ², has been lost on the "
    "way. Three exponents are to be collected, not two.",
)
def loses_the_exponential_in_front(sigma, tau):
    return np.exp((sigma / tau) ** 2 * (1 / 4 - 1 / np.sqrt(2)))


@misconception(
    "misprint_area",
    points=1.0,
    hint="It is the result for the ratio τ/σ. The exponent contains σ/τ: for a very long tail the "
    "area approaches 1.",
)
def turns_the_ratio_upside_down(sigma, tau):
    return reference.misprint_area(tau, sigma)


@misconception(
    "misprint_area",
    points=1.0,
    hint="The exponent contains σ/τ where its square belongs: all exponents to be collected are "
    "quadratic. For equal widths there is no difference.",
)
def forgets_to_square_the_ratio(sigma, tau):
    return np.exp((sigma / tau) * (3 / 4 - 1 / np.sqrt(2)))


@misconception(
    "misprint_area",
    points=1.0,
    hint="It is half the area. In the Gaussian integral a factor 2 appears that cancels the ½ in "
    "front.",
)
def halves_the_area(sigma, tau):
    return reference.misprint_area(sigma, tau) / 2


@misconception(
    "misprint_area",
    points=1.0,
    hint="After the substitution of x by u the factor σ of dx = σ du is missing. The area of a "
    "density is a pure number and does not change with the unit of x.",
)
def forgets_the_factor_of_the_substitution(sigma, tau):
    return reference.misprint_area(sigma, tau) / sigma


# --- mixture ---------------------------------------------------------------------------------


def _logits_and_densities(logits, T):
    """Return both as arrays of floats; different lengths are refused as they should be."""
    logits, T = np.asarray(logits, dtype=float), np.asarray(T, dtype=float)
    if logits.shape != T.shape:
        raise ValueError(f"T must hold as many numbers as logits, got {T.tolist()}")
    return logits, T


def _softmax(logits):
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()


@misconception(
    "mixture",
    points=2.0,
    hint="The exponentials of large logits overflow, or those of very negative ones are all zero, "
    "and a quotient of such numbers is not a number. The same number may be subtracted from all "
    "logits first.",
)
def overflows_in_the_naive_softmax(logits, T):
    logits, T = _logits_and_densities(logits, T)
    with np.errstate(all="ignore"):
        weights = np.exp(logits) / np.exp(logits).sum()
    return weights @ T, weights * (T - weights @ T)


@misconception(
    "mixture",
    points=2.0,
    hint="The logits have been cut off before the exponential. Nothing overflows, but logits "
    "beyond the cut are taken for equal, although their differences decide the weights.",
)
def clips_the_logits(logits, T):
    logits, T = _logits_and_densities(logits, T)
    return reference.mixture(np.clip(logits, -500, 500), T)


@misconception(
    "mixture",
    points=1.5,
    hint="The gradient is w T, as if the sum in the denominator of softmax were a constant. "
    "It depends on every logit, and differentiating it subtracts the mixture.",
)
def holds_the_denominator_constant(logits, T):
    logits, T = _logits_and_densities(logits, T)
    weights = _softmax(logits)
    return weights @ T, weights * T


@misconception(
    "mixture",
    points=1.0,
    hint="The gradient is that by the weights, which is just T. The derivatives by the logits are "
    "asked for: the chain rule goes on through softmax.",
)
def differentiates_by_the_weights(logits, T):
    logits, T = _logits_and_densities(logits, T)
    return _softmax(logits) @ T, T


@misconception(
    "mixture",
    points=0.5,
    hint="The logits themselves have been taken for the weights. They may be negative and have "
    "any sum; softmax makes shares of them.",
)
def takes_logits_for_weights(logits, T):
    logits, T = _logits_and_densities(logits, T)
    return logits @ T, T


@misconception(
    "mixture",
    points=2.0,
    hint="The gradient has the wrong sign. More weight helps where a component's density exceeds "
    "the mixture's.",
)
def subtracts_the_component_from_the_mixture(logits, T):
    logits, T = _logits_and_densities(logits, T)
    value, gradient = reference.mixture(logits, T)
    return value, -gradient


@misconception(
    "mixture",
    points=1.5,
    hint="The second part is the table of derivatives of the weights by the logits. It still has "
    "to be multiplied by the densities and summed over the components.",
)
def returns_the_table_of_weight_derivatives(logits, T):
    logits, T = _logits_and_densities(logits, T)
    weights = _softmax(logits)
    return weights @ T, np.diag(weights) - np.outer(weights, weights)


@misconception(
    "mixture",
    points=2.0,
    hint="The weights do not quite sum to one: a small number in the denominator, against a "
    "division by zero, is seen in the ninth digit. With the largest exponent zero the sum is "
    "never less than 1.",
)
def adds_a_small_number_to_the_denominator(logits, T):
    logits, T = _logits_and_densities(logits, T)
    weights = np.exp(logits - logits.max())
    weights = weights / (weights.sum() + 1e-8)
    return weights @ T, weights * (T - weights @ T)


@misconception(
    "mixture",
    points=2.5,
    hint="Lists of different lengths are accepted: `zip` stops at the end of the shorter one and "
    "says nothing. The lengths must be compared.",
)
def stops_at_the_shorter_list(logits, T):
    weights = _softmax(np.asarray(logits, dtype=float))
    value = sum(w * t for w, t in zip(weights, T, strict=False))
    return value, [w * (t - value) for w, t in zip(weights, T, strict=False)]


# --- emg_derivatives -------------------------------------------------------------------------


def _expressions(**others):
    """Return the right derivatives, some replaced; values are functions of the six symbols."""
    symbols = sp.symbols("x mu sigma tau T J")
    return {
        **reference.emg_derivatives(),
        **{name: write(*symbols) for name, write in others.items()},
    }


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="The derivative by τ lacks a term: the prefactor 1/2τ depends on τ too, and "
    "differentiating it gives another multiple of T.",
)
def forgets_to_differentiate_the_prefactor():
    return _expressions(
        tau=lambda x, mu, sigma, tau, T, J: (
            J * sigma / tau**2 - T * ((x - mu) / tau**2 + sigma**2 / tau**3)
        )
    )


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="The first derivative is that by x. The density depends on x - μ only, so that the "
    "derivative by μ is the same with the other sign.",
)
def differentiates_by_x():
    return _expressions(mu=lambda x, mu, sigma, tau, T, J: T / tau - J / sigma)


@misconception(
    "emg_derivatives",
    points=1.5,
    hint="All terms with J have the wrong sign. The derivative of erfc is minus a Gaussian: erfc "
    "falls.",
)
def forgets_that_erfc_falls():
    J = sp.Symbol("J")
    return {name: one.subs(J, -J) for name, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=1.5,
    hint="All terms with J are too large by the root of 2. The root in the derivative of erfc and "
    "the one that divides the bracket of z cancel.",
)
def keeps_the_root_of_two():
    J = sp.Symbol("J")
    return {name: one.subs(J, sp.sqrt(2) * J) for name, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=1.0,
    hint="Only erfc has been differentiated. The exponential depends on all three parameters as "
    "well, which gives terms with the whole of T.",
)
def differentiates_erfc_alone():
    T = sp.Symbol("T")
    return {name: one.subs(T, 0) for name, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=0.5,
    hint="Only the exponential and the prefactor have been differentiated. The argument of erfc "
    "depends on all three parameters as well, which gives the terms with J.",
)
def holds_erfc_constant():
    J = sp.Symbol("J")
    return {name: one.subs(J, 0) for name, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=1.0,
    hint="The derivatives are right, but written out: T and J do not occur in them. They are to "
    "stand for the density and the Gaussian that come back in every term.",
)
def leaves_the_derivatives_written_out():
    peak = reference.emg_expression()
    return {name: sp.diff(peak, name) for name in ("mu", "sigma", "tau")}


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="In the derivative by σ the multiple of T is half of what it should be: differentiating "
    "σ² brings down a 2 that cancels the ½ in the exponent.",
)
def forgets_the_two_of_the_square():
    return _expressions(
        sigma=lambda x, mu, sigma, tau, T, J: (
            T * sigma / (2 * tau**2) - J * (1 / tau - (x - mu) / sigma**2)
        )
    )


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="In the derivative by τ the sign of a term with T is wrong. One over τ falls as τ grows, "
    "and so does one over its square.",
)
def forgets_that_inverse_powers_fall():
    return _expressions(
        tau=lambda x, mu, sigma, tau, T, J: (
            J * sigma / tau**2 + T * ((x - mu) / tau**2 + sigma**2 / tau**3) - T / tau
        )
    )


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="The derivatives by σ and by τ have changed places. Each belongs under the name of the "
    "parameter by which it is taken.",
)
def exchanges_sigma_and_tau():
    right = reference.emg_derivatives()
    return {"mu": right["mu"], "sigma": right["tau"], "tau": right["sigma"]}


# --- mixture_hessian -------------------------------------------------------------------------


def _terms(w, dw, d2w, T, dT, d2T):
    """Return the four terms as arrays; shapes that do not fit are refused as they should be."""
    reference.mixture_hessian(w, dw, d2w, T, dT, d2T)
    w, dw, d2w, T, dT, d2T = (np.asarray(part, dtype=float) for part in (w, dw, d2w, T, dT, d2T))
    mixed = np.einsum("ik,il->kl", dw, dT)
    return np.einsum("i,ikl->kl", w, d2T), np.einsum("i,ikl->kl", T, d2w), mixed, mixed.T


@misconception(
    "mixture_hessian",
    points=0.5,
    hint="The mixed terms are missing. The second derivative of a product has four terms, and in "
    "two of them both factors are differentiated once.",
)
def forgets_the_mixed_terms(w, dw, d2w, T, dT, d2T):
    first, second, _, _ = _terms(w, dw, d2w, T, dT, d2T)
    return first + second


@misconception(
    "mixture_hessian",
    points=1.0,
    hint="Only one of the two mixed terms is there, or their mean. "
    "Both are needed; with one alone the result is not even symmetric.",
)
def keeps_one_mixed_term(w, dw, d2w, T, dT, d2T):
    first, second, mixed, _ = _terms(w, dw, d2w, T, dT, d2T)
    return first + second + mixed


@misconception(
    "mixture_hessian",
    points=1.0,
    hint="One mixed term has been taken twice. The other one is its transpose, which is the same "
    "only for a single parameter.",
)
def doubles_one_mixed_term(w, dw, d2w, T, dT, d2T):
    first, second, mixed, _ = _terms(w, dw, d2w, T, dT, d2T)
    return first + second + 2 * mixed


@misconception(
    "mixture_hessian",
    points=0.5,
    hint="In the mixed terms the sum runs over the parameters and leaves a table of components by "
    "components. It must run over the components and leave one of parameters by parameters.",
)
def sums_over_the_parameters(w, dw, d2w, T, dT, d2T):
    first, second, _, _ = _terms(w, dw, d2w, T, dT, d2T)
    mixed = np.asarray(dw, dtype=float) @ np.asarray(dT, dtype=float).T
    return first + second + mixed + mixed.T


@misconception(
    "mixture_hessian",
    points=1.0,
    hint="The weights have been multiplied by their own second derivatives, and the components by "
    "theirs. In a product, a factor that is differentiated twice leaves the other one as it is.",
)
def pairs_each_factor_with_its_own_curvature(w, dw, d2w, T, dT, d2T):
    return reference.mixture_hessian(w, dw, d2T, T, dT, d2w)


@misconception(
    "mixture_hessian",
    points=0.0,
    hint="These are the first derivatives, one number for each parameter. "
    "The Hessian has a row and a column for each.",
)
def returns_the_gradient_of_the_mixture(w, dw, d2w, T, dT, d2T):
    w, dw, T, dT = (np.asarray(part, dtype=float) for part in (w, dw, T, dT))
    return w @ dT + T @ dw


@misconception(
    "mixture_hessian",
    points=0.5,
    hint="The sum over the components is missing: the result is a stack of matrices, one for each "
    "component.",
)
def leaves_the_stack_unsummed(w, dw, d2w, T, dT, d2T):
    parts = (np.asarray(part, dtype=float) for part in (w, dw, d2w, T, dT, d2T))
    pieces = zip(*parts, strict=True)
    return [reference.mixture_hessian(*([part] for part in piece)) for piece in pieces]


@misconception(
    "mixture_hessian",
    points=1.5,
    hint="Arrays whose shapes do not fit are accepted: an array with a single row is stretched to "
    "as many rows as are needed. Each shape must be compared with the one that it should be.",
)
def stretches_a_single_row(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = (np.asarray(part, dtype=float) for part in (w, dw, d2w, T, dT, d2T))
    mixed = np.einsum("ik,il->kl", dw, dT)
    return np.einsum("i,ikl->kl", w, d2T) + np.einsum("i,ikl->kl", T, d2w) + mixed + mixed.T


@misconception(
    "mixture_hessian",
    points=1.5,
    hint="Arrays of different lengths are accepted: a loop over the components stops at the end "
    "of the shortest, or goes no further than the weights. Their shapes must be compared.",
)
def stops_at_the_shortest_array(w, dw, d2w, T, dT, d2T):
    parts = [[np.asarray(one, dtype=float) for one in part] for part in (w, dw, d2w, T, dT, d2T)]
    total = 0
    for a, da, d2a, b, db, d2b in zip(*parts, strict=False):
        total = total + a * d2b + b * d2a + np.outer(da, db) + np.outer(db, da)
    return total


# --- emg -------------------------------------------------------------------------------------


def _literal(x, mu, sigma, tau):
    """Return the density as the formula is written, whatever comes out."""
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        return np.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * erfc(z) / (2 * tau)


def _stable(x, mu, sigma, tau):
    """Return the density by the two formulas, of arguments that nobody has looked at."""
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        right = np.exp(-(((x - mu) / sigma) ** 2) / 2) * erfcx(z) / (2 * tau)
        return np.where(z >= 0, right, _literal(x, mu, sigma, tau))


def _gaussian(x, mu, sigma):
    return np.exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))


@misconception(
    "emg",
    points=1.5,
    hint="For short tails the result is not a number: an exponential that overflows has been "
    "multiplied by an erfc that is zero. To the right, take the formula in which the two have been "
    "merged.",
)
def types_the_formula_as_it_stands(x, mu, sigma, tau):
    return _literal(*reference.checked(x, mu, sigma, tau))


@misconception(
    "emg",
    points=1.5,
    hint="What is not a number has been replaced by zero. That hides the overflow of the "
    "exponential and does not mend it: where the tail is short, the peak is nearly a Gaussian.",
)
def hides_the_overflow_behind_zeros(x, mu, sigma, tau):
    return np.nan_to_num(_literal(*reference.checked(x, mu, sigma, tau)), nan=0.0, posinf=0.0)


@misconception(
    "emg",
    points=3.0,
    hint="The formula with erfcx has been used everywhere. Far down the tail erfcx overflows in "
    "its turn, and infinity times zero is not a number: there, take the formula as it is written.",
)
def takes_erfcx_everywhere(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        return np.exp(-(((x - mu) / sigma) ** 2) / 2) * erfcx(z) / (2 * tau)


@misconception(
    "emg",
    points=2.0,
    hint="Beyond some ratio of the widths the plain Gaussian has been taken for the peak. It is "
    "only the limit: the tail still shifts the mean, and seven digits are asked for.",
)
def takes_a_gaussian_for_short_tails(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    short = sigma / tau > 37
    return np.where(short, _gaussian(x, mu, sigma), _literal(x, mu, sigma, tau))


@misconception(
    "emg",
    points=2.0,
    hint="It is the mirrored peak, with its tail on the right. The step goes to the left here.",
)
def mirrors_the_density(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return reference.emg(-x, -mu, sigma, tau)


@misconception(
    "emg",
    points=1.0,
    hint="It is the density of the misprint, in which the root of 2 divides only one of the two "
    "terms. The area under it is not 1.",
)
def copies_the_misprint(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        return _misprint(x - mu, sigma, tau)


@misconception(
    "emg",
    points=2.0,
    hint="It is the density for a rate: τ multiplies where it should divide. τ is a length, the "
    "mean of the exponential step.",
)
def multiplies_by_the_time_constant(x, mu, sigma, tau):
    return reference.emg(x, mu, sigma, 1 / reference.checked(x, mu, sigma, tau)[3])


@misconception(
    "emg",
    points=2.0,
    hint="σ and τ have changed places. σ is the width of the Gaussian step and comes before τ, the "
    "mean length of the exponential one.",
)
def exchanges_width_and_tail(x, mu, sigma, tau):
    return reference.emg(x, mu, tau, sigma)


@misconception(
    "emg",
    points=1.5,
    hint="The choice between the formulas has been made by an `if`, which cannot decide for an "
    "array of several places: each of them needs a choice of its own.",
)
def decides_once_for_all_places(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        if z < 0:
            return _literal(x, mu, sigma, tau)
        return np.exp(-(((x - mu) / sigma) ** 2) / 2) * erfcx(z) / (2 * tau)


@misconception(
    "emg",
    points=3.0,
    hint="The values have been cut to whole numbers: the array that holds the result was made in "
    "the likeness of `x`, and whole-number places make it an array of integers.",
)
def stores_the_density_as_integers(x, mu, sigma, tau):
    right = reference.emg(x, mu, sigma, tau)
    values = np.zeros_like(x)
    values[...] = right
    return values if values.ndim else right


@misconception(
    "emg",
    points=3.5,
    hint="A width or tail that is not positive is accepted, and gives something that is no "
    "density. Look at the arguments first and refuse those with a `ValueError`.",
)
def accepts_negative_widths(x, mu, sigma, tau):
    parts = (np.asarray(part, dtype=float) for part in (x, mu, sigma, tau))
    return _stable(*parts)[()]


@misconception(
    "emg",
    points=3.5,
    hint="Widths have been compared with zero by an `if`, which cannot decide for an array of "
    "several widths. All of them must be positive.",
)
def expects_single_widths(x, mu, sigma, tau):
    x, mu, sigma, tau = (np.asarray(part, dtype=float) for part in (x, mu, sigma, tau))
    if sigma <= 0 or tau <= 0:
        raise ValueError(f"sigma and tau must be positive, got {sigma} and {tau}")
    return _stable(x, mu, sigma, tau)[()]


# --- emg_logpdf ------------------------------------------------------------------------------


def _log_branches(x, mu, sigma, tau):
    """Return z and the logarithms of the two formulas; bad arguments are refused."""
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        u = (x - mu) / sigma
        z = (u + sigma / tau) / np.sqrt(2)
        right = np.log(erfcx(z) / (2 * tau)) - u**2 / 2
        left = np.log(erfc(z) / (2 * tau)) + (x - mu) / tau + (sigma / tau) ** 2 / 2
    return z, right, left


@misconception(
    "emg_logpdf",
    points=1.0,
    hint="Far out the result is minus infinity: it is the logarithm of a density that has become "
    "zero. The logarithm must be taken of the formula, on paper, before any exponential.",
)
def takes_the_logarithm_of_the_density(x, mu, sigma, tau):
    with np.errstate(all="ignore"):
        return np.log(reference.emg(x, mu, sigma, tau))


@misconception(
    "emg_logpdf",
    points=0.5,
    hint="The density has been kept above a smallest value, so that its logarithm is finite. "
    "Far out it is then a constant, and a fit that starts there feels no slope.",
)
def keeps_the_density_above_a_floor(x, mu, sigma, tau):
    return np.log(np.maximum(reference.emg(x, mu, sigma, tau), 1e-300))


@misconception(
    "emg_logpdf",
    points=1.5,
    hint="It is too large by ln 2τ: the prefactor is missing. It is a constant along x, "
    "but not when τ is fitted.",
)
def drops_the_logarithm_of_the_prefactor(x, mu, sigma, tau):
    tail = reference.checked(x, mu, sigma, tau)[3]
    return reference.emg_logpdf(x, mu, sigma, tau) + np.log(2 * tail)


@misconception(
    "emg_logpdf",
    points=1.0,
    hint="It is the logarithm to the base 10. Likelihoods are made of natural ones.",
)
def takes_the_decimal_logarithm(x, mu, sigma, tau):
    return reference.emg_logpdf(x, mu, sigma, tau) / np.log(10)


@misconception(
    "emg_logpdf",
    points=2.0,
    hint="It is minus the logarithm. A fit minimises that, but here the logarithm itself is asked "
    "for.",
)
def returns_the_negative_logarithm(x, mu, sigma, tau):
    return -reference.emg_logpdf(x, mu, sigma, tau)


@misconception(
    "emg_logpdf",
    points=2.0,
    hint="The formula with erfc has been used on both sides. Far to the right erfc is zero, and "
    "its logarithm minus infinity: there, erfcx is the one to take.",
)
def takes_the_logarithm_of_erfc_everywhere(x, mu, sigma, tau):
    return _log_branches(x, mu, sigma, tau)[2]


@misconception(
    "emg_logpdf",
    points=2.0,
    hint="The formula with erfcx has been used on both sides. Far down the tail erfcx overflows, "
    "and its logarithm is infinite: there, erfc is the one to take.",
)
def takes_the_logarithm_of_erfcx_everywhere(x, mu, sigma, tau):
    return _log_branches(x, mu, sigma, tau)[1]


@misconception(
    "emg_logpdf",
    points=1.5,
    hint="To the right the parabola is u² instead of u²/2: the ½ of the Gaussian's exponent is "
    "missing.",
)
def forgets_the_half_of_the_parabola(x, mu, sigma, tau):
    z, right, left = _log_branches(x, mu, sigma, tau)
    x, mu, sigma, _ = reference.checked(x, mu, sigma, tau)
    return np.where(z >= 0, right - ((x - mu) / sigma) ** 2 / 2, left)


@misconception(
    "emg_logpdf",
    points=1.5,
    hint="σ and τ have changed places. σ is the width of the Gaussian step and comes before τ, the "
    "mean length of the exponential one.",
)
def exchanges_width_and_tail_in_the_logarithm(x, mu, sigma, tau):
    return reference.emg_logpdf(x, mu, tau, sigma)


@misconception(
    "emg_logpdf",
    points=1.0,
    hint="The logarithms have been added up to one log-likelihood. "
    "Asked for is one number for each place, in the shape of `x`.",
)
def sums_to_a_likelihood(x, mu, sigma, tau):
    return np.sum(reference.emg_logpdf(x, mu, sigma, tau))


@misconception(
    "emg_logpdf",
    points=2.5,
    hint="A width or tail that is not positive is accepted. The logarithm of a negative number is "
    "not a number, and NumPy says so with a warning only: refuse such arguments first.",
)
def takes_logarithms_of_negative_widths(x, mu, sigma, tau):
    x, mu, sigma, tau = (np.asarray(part, dtype=float) for part in (x, mu, sigma, tau))
    with np.errstate(all="ignore"):
        u = (x - mu) / sigma
        z = (u + sigma / tau) / np.sqrt(2)
        right = np.log(erfcx(z) / (2 * tau)) - u**2 / 2
        left = np.log(erfc(z) / (2 * tau)) + (x - mu) / tau + (sigma / tau) ** 2 / 2
        return np.where(z >= 0, right, left)


# --- emg_grad --------------------------------------------------------------------------------


def _short(x, mu, sigma, tau):
    """Return place, parameters, T and J, as arrays; bad arguments are refused."""
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    J = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (np.sqrt(2 * np.pi) * tau)
    return x, mu, sigma, tau, reference.emg(x, mu, sigma, tau), J


def _short_rows(x, mu, sigma, tau, T, J):
    """Return the three derivatives as the formulas in T and J give them."""
    return np.array(
        [
            J / sigma - T / tau,
            T * sigma / tau**2 - J * (1 / tau + (mu - x) / sigma**2),
            J * sigma / tau**2 + T * ((mu - x) / tau**2 - sigma**2 / tau**3) - T / tau,
        ]
    )


@misconception(
    "emg_grad",
    points=3.0,
    hint="The formulas in T and J have been used for all ratios. With short tails their terms "
    "agree in most digits, and the difference is rounding error: there, take the forms with D and "
    "F.",
)
def cancels_for_short_tails(x, mu, sigma, tau):
    return _short_rows(*_short(x, mu, sigma, tau))


@misconception(
    "emg_grad",
    points=2.5,
    hint="The first row is the derivative by x. A shift of the peak to the right has the opposite "
    "effect: the derivative by μ has the other sign.",
)
def differentiates_by_the_place(x, mu, sigma, tau):
    return reference.emg_grad(x, mu, sigma, tau) * np.reshape([-1, 1, 1], (3,) + (1,) * np.ndim(x))


@misconception(
    "emg_grad",
    points=2.5,
    hint="The row of τ lacks a term: the prefactor 1/2τ depends on τ too.",
)
def holds_the_prefactor_constant(x, mu, sigma, tau):
    rows = reference.emg_grad(x, mu, sigma, tau)
    rows[2] += reference.emg(x, mu, sigma, tau) / reference.checked(x, mu, sigma, tau)[3]
    return rows


@misconception(
    "emg_grad",
    points=2.5,
    hint="The rows of σ and τ have changed places. The order is that of the arguments.",
)
def puts_tau_before_sigma(x, mu, sigma, tau):
    return reference.emg_grad(x, mu, sigma, tau)[[0, 2, 1]]


@misconception(
    "emg_grad",
    points=2.5,
    hint="The three derivatives lie along the last axis of the result. "
    "They belong along a new first one, in front of the shape of `x`.",
)
def stacks_along_the_last_axis(x, mu, sigma, tau):
    return np.moveaxis(reference.emg_grad(x, mu, sigma, tau), 0, -1)


@misconception(
    "emg_grad",
    points=1.5,
    hint="These are the derivatives of the logarithm of the density. Multiplied by T they are "
    "those of the density.",
)
def differentiates_the_logarithm(x, mu, sigma, tau):
    return reference.emg_grad(x, mu, sigma, tau) / reference.emg(x, mu, sigma, tau)


@misconception(
    "emg_grad",
    points=2.0,
    hint="J lacks one over the root of 2π. It is the exponential of a Gaussian with all the "
    "factors that the derivative of erfc brings along.",
)
def forgets_the_root_of_two_pi(x, mu, sigma, tau):
    *shape, T, J = _short(x, mu, sigma, tau)
    return _short_rows(*shape, T, J * np.sqrt(2 * np.pi))


@misconception(
    "emg_grad",
    points=2.0,
    hint="J has the prefactor of a normal density, with σ in the denominator. The lesson's J "
    "has τ there: it is that density times σ/τ.",
)
def takes_a_normal_density_for_the_auxiliary(x, mu, sigma, tau):
    *shape, T, J = _short(x, mu, sigma, tau)
    return _short_rows(*shape, T, J * shape[3] / shape[2])


@misconception(
    "emg_grad",
    points=2.5,
    hint="The derivatives have been added up over all places, as for a likelihood. Here each "
    "place keeps its own three numbers.",
)
def sums_over_the_places(x, mu, sigma, tau):
    rows = reference.emg_grad(x, mu, sigma, tau)
    return rows.reshape(3, -1).sum(axis=1)


@misconception(
    "emg_grad",
    points=3.5,
    hint="Widths have been compared with zero by an `if`, which cannot decide for an array of "
    "several widths. The given function that looks at the arguments can.",
)
def compares_arrays_of_widths_by_if(x, mu, sigma, tau):
    sigma, tau = np.asarray(sigma, dtype=float), np.asarray(tau, dtype=float)
    if sigma <= 0 or tau <= 0:
        raise ValueError(f"sigma and tau must be positive, got {sigma} and {tau}")
    return reference.emg_grad(x, mu, sigma, tau)


# --- peak_figure -----------------------------------------------------------------------------


def _mode(mu, sigma, tau):
    """Return the place of the top, found on a grid that is fine enough."""
    places = np.linspace(mu - tau, mu, 20001)
    return places[np.argmax(reference.emg(places, mu, sigma, tau))]


def _portrait(mu, sigma, tau, *, span=None, parent=None, heights=None, mode=None):
    """Return a figure and its axes, in which all is right but what the arguments say."""
    low, high = span or (mu - 4 * sigma - 6 * tau, mu + 4 * sigma)
    places = np.linspace(low, high, 601)
    marks = np.array([mu - tau, _mode(mu, sigma, tau) if mode is None else mode])
    figure = Figure()
    axes = figure.subplots()
    axes.plot(places, reference.emg(places, mu, sigma, tau), label="peak")
    axes.plot(places, (parent or _gaussian)(places, mu, sigma), "--", label="parent")
    tops = reference.emg(marks, mu, sigma, tau) if heights is None else heights
    axes.plot(marks, tops, "o", linestyle="none")
    axes.set(xlabel="x", ylabel="density")
    axes.legend()
    return figure, axes


@misconception(
    "peak_figure",
    points=2.5,
    hint="The axes say nothing of what is along them. Each needs a label.",
)
def leaves_the_axes_unlabelled(mu, sigma, tau):
    figure, axes = _portrait(mu, sigma, tau)
    axes.set(xlabel="", ylabel="")
    return figure


@misconception(
    "peak_figure",
    points=2.5,
    hint="No legend shows: a `label` appears only after `legend()` has been called on the axes.",
)
def forgets_to_call_legend(mu, sigma, tau):
    figure, axes = _portrait(mu, sigma, tau)
    axes.get_legend().remove()
    return figure


@misconception(
    "peak_figure",
    points=2.5,
    hint="The legend names one line only. A line without a `label` of its own is left out.",
)
def names_one_line_only(mu, sigma, tau):
    figure, axes = _portrait(mu, sigma, tau)
    axes.legend(axes.lines[:1], ["peak"])
    return figure


@misconception(
    "peak_figure",
    points=0.0,
    hint="What is returned is the axes, not the figure that holds them. "
    "Return the object that was made first.",
)
def returns_the_axes(mu, sigma, tau):
    return _portrait(mu, sigma, tau)[1]


@misconception(
    "peak_figure",
    points=0.5,
    hint="Neither the line nor the marks are those of the peak: its tail may be on the wrong "
    "side. The exponential step goes to the left.",
)
def draws_the_mirrored_peak(mu, sigma, tau):
    places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma + 6 * tau, 601)
    figure, axes = _portrait(mu, sigma, tau)
    axes.clear()
    axes.plot(places, reference.emg(2 * mu - places, mu, sigma, tau), label="peak")
    axes.plot(places, _gaussian(places, mu, sigma), label="parent")
    marks = np.array([mu - tau, _mode(mu, sigma, tau)])
    axes.plot(2 * mu - marks, reference.emg(marks, mu, sigma, tau), "o", linestyle="none")
    axes.set(xlabel="x", ylabel="density")
    axes.legend()
    return figure


@misconception(
    "peak_figure",
    points=1.5,
    hint="The line of the peak does not cover the whole range: the tail reaches several τ to the "
    "left, much further than the Gaussian parent.",
)
def cuts_off_the_tail(mu, sigma, tau):
    return _portrait(mu, sigma, tau, span=(mu - 4 * sigma, mu + 4 * sigma))[0]


@misconception(
    "peak_figure",
    points=1.5,
    hint="No line is the Gaussian parent. It is the normal density with position μ and width σ: "
    "neither its bare exponential, nor a Gaussian with the mean or the variance of the peak.",
)
def draws_the_parent_without_its_norm(mu, sigma, tau):
    return _portrait(
        mu, sigma, tau, parent=lambda x, mu, sigma: np.exp(-(((x - mu) / sigma) ** 2) / 2)
    )[0]


@misconception(
    "peak_figure",
    points=1.0,
    hint="No marker stands on the peak at its mean. The mean lies one τ to the left of μ, and "
    "the marker's height is the density there, not zero and not the parent's.",
)
def marks_places_on_the_axis(mu, sigma, tau):
    return _portrait(mu, sigma, tau, heights=np.zeros(2))[0]


@misconception(
    "peak_figure",
    points=1.0,
    hint="No marker stands at the top of the peak. The position μ is the top of the Gaussian "
    "parent only, and the highest point of a coarse grid is not near enough.",
)
def takes_the_position_for_the_mode(mu, sigma, tau):
    return _portrait(mu, sigma, tau, mode=mu)[0]


@misconception(
    "peak_figure",
    points=2.0,
    hint="The lines run over a range that was written down for one peak. For other peaks it must "
    "be computed from μ, σ and τ.",
)
def fixes_the_range(mu, sigma, tau):
    return _portrait(mu, sigma, tau, span=(-16, 4))[0]


# --- softplus --------------------------------------------------------------------------------


def _rows(value, first, second):
    return np.array([value, first, second])


@misconception(
    "softplus",
    points=1.5,
    hint="Far to the left the value is zero: next to 1 a very small exponential is lost. "
    "There is a function that computes ln(1 + t) without that loss.",
)
def loses_small_values_next_to_one(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        return _rows(np.log(1 + np.exp(z)), expit(z), expit(z) * expit(-z))


@misconception(
    "softplus",
    points=1.5,
    hint="The formulas have been typed as they stand, and both lose digits next to 1: the value "
    "far to the left, where a very small exponential is added to 1, and the second derivative far "
    "to the right, where s is subtracted from it.",
)
def types_the_formulas_as_they_stand(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-z))
        return _rows(np.log(1 + np.exp(z)), s, s * (1 - s))


@misconception(
    "softplus",
    points=2.0,
    hint="Far to the right the value is infinite: the exponential overflows. Take the large part "
    "out of the logarithm first.",
)
def overflows_to_the_right(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        return _rows(np.log1p(np.exp(z)), expit(z), expit(z) * expit(-z))


@misconception(
    "softplus",
    points=2.0,
    hint="Far to the right the derivatives are not numbers: two infinite exponentials have been "
    "divided. The logistic function can be had without them.",
)
def divides_two_infinities(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        s = np.exp(z) / (1 + np.exp(z))
        return _rows(np.logaddexp(0, z), s, s * (1 - s))


@misconception(
    "softplus",
    points=2.0,
    hint="Far to the right the second derivative is zero or has lost its digits: 1 - s has been "
    "computed as a difference of nearly equal numbers. By symmetry it is the logistic function at "
    "the opposite place.",
)
def subtracts_the_logistic_from_one(z):
    z = np.asarray(z, dtype=float)
    return _rows(np.logaddexp(0, z), expit(z), expit(z) * (1 - expit(z)))


@misconception(
    "softplus",
    points=1.0,
    hint="Only the values are returned. The first two derivatives are to follow, along a new "
    "first axis.",
)
def returns_the_values_only(z):
    return reference.softplus(z)[0]


@misconception(
    "softplus",
    points=2.0,
    hint="The three results lie along the last axis. They belong along a new first one.",
)
def puts_the_results_in_columns(z):
    return np.moveaxis(reference.softplus(z), 0, -1)


@misconception(
    "softplus",
    points=1.5,
    hint="The first derivative falls from 1 to 0: a sign in the exponent of the logistic function "
    "is wrong. Softplus grows, and its slope approaches 1 on the right.",
)
def flips_the_logistic(z):
    z = np.asarray(z, dtype=float)
    value, _, second = reference.softplus(z)
    return _rows(value, expit(-z), second)


@misconception(
    "softplus",
    points=1.5,
    hint="The last row is the square of the logistic function. Its derivative is s times 1 - s.",
)
def squares_the_slope(z):
    value, first, _ = reference.softplus(z)
    return _rows(value, first, first**2)


@misconception(
    "softplus",
    points=2.0,
    hint="The second derivative has the wrong sign. The slope of softplus grows everywhere: it is "
    "convex.",
)
def takes_softplus_for_concave(z):
    value, first, second = reference.softplus(z)
    return _rows(value, first, -second)


# --- inverse_softplus ------------------------------------------------------------------------


def _positive(y):
    """Return an array of floats; values that are not positive are refused as they should be."""
    reference.inverse_softplus(y)
    return np.asarray(y, dtype=float)


@misconception(
    "inverse_softplus",
    points=1.0,
    hint="For large values the result is infinite: the exponential overflows before its logarithm "
    "is taken. Take the large part out of the logarithm.",
)
def overflows_before_the_logarithm(y):
    with np.errstate(all="ignore"):
        return np.log(np.expm1(_positive(y)))


@misconception(
    "inverse_softplus",
    points=1.5,
    hint="For small values digits are lost, or all of them: the exponential is close to 1, and "
    "the difference of the two is rounding error. There is a function that computes it without.",
)
def subtracts_nearly_equal_numbers(y):
    y = _positive(y)
    with np.errstate(all="ignore"):
        return y + np.log(1 - np.exp(-y))


@misconception(
    "inverse_softplus",
    points=0.5,
    hint="It is softplus itself, not its inverse. Applied to a natural parameter it does not lead "
    "back to the raw one.",
)
def applies_softplus_once_more(y):
    return reference.softplus(_positive(y))[0]


@misconception(
    "inverse_softplus",
    points=0.5,
    hint="It is the reciprocal of softplus. The inverse function undoes a function; one over it "
    "does not.",
)
def takes_the_reciprocal(y):
    return 1 / reference.softplus(_positive(y))[0]


@misconception(
    "inverse_softplus",
    points=0.5,
    hint="It is the logarithm, the inverse of the exponential. For small values softplus is nearly "
    "an exponential, for others it is not.",
)
def inverts_the_exponential(y):
    return np.log(_positive(y))


@misconception(
    "inverse_softplus",
    points=1.0,
    hint="The sign of the logarithm is wrong. The raw parameter is always less than the natural "
    "one.",
)
def subtracts_the_logarithm(y):
    y = _positive(y)
    return y - np.log(-np.expm1(-y))


@misconception(
    "inverse_softplus",
    points=0.5,
    hint="An `if` has been asked about an array of several values, which is neither true nor "
    "false. All values must be positive.",
)
def asks_an_array_a_yes_or_no_question(y):
    y = np.asarray(y, dtype=float)
    if y <= 0:
        raise ValueError(f"y must be positive, got {y}")
    return reference.inverse_softplus(y)


@misconception(
    "inverse_softplus",
    points=1.5,
    hint="Values that are not positive are accepted, and give something that is not a number. "
    "No raw parameter leads to them: refuse them with a `ValueError`.",
)
def accepts_negative_values(y):
    y = np.asarray(y, dtype=float)
    with np.errstate(all="ignore"):
        return y + np.log(-np.expm1(-y))


@misconception(
    "inverse_softplus",
    points=1.5,
    hint="Zero is accepted and gives minus infinity. Softplus comes close to zero but never "
    "reaches it: zero must be refused like the negative values.",
)
def accepts_zero(y):
    y = np.asarray(y, dtype=float)
    if np.any(y < 0):
        raise ValueError(f"y must be positive, got {y.tolist()}")
    with np.errstate(all="ignore"):
        return y + np.log(-np.expm1(-y))


# --- raw_gradient ----------------------------------------------------------------------------


def _gradient_and_raw(g, raw):
    """Return both as arrays of floats; different lengths are refused as they should be."""
    reference.raw_gradient(g, raw)
    return np.asarray(g, dtype=float), np.asarray(raw, dtype=float)


@misconception(
    "raw_gradient",
    points=0.0,
    hint="It is the gradient in natural parameters, unchanged. The chain rule gives each "
    "component a factor.",
)
def forgets_the_chain_rule(g, raw):
    return _gradient_and_raw(g, raw)[0]


@misconception(
    "raw_gradient",
    points=1.0,
    hint="The gradient has been divided by the slope of softplus. A raw parameter acts through the "
    "natural one, so the slope multiplies.",
)
def divides_by_the_slope(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    with np.errstate(all="ignore"):
        return g / expit(raw)


@misconception(
    "raw_gradient",
    points=1.0,
    hint="The slope has been taken at the natural parameters. It belongs to the raw ones: softplus "
    "has been applied once too often.",
)
def takes_the_slope_at_the_natural_parameters(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    return g * expit(np.logaddexp(0, raw))


@misconception(
    "raw_gradient",
    points=0.5,
    hint="The gradient has been multiplied by the natural parameters themselves. The factor is "
    "the derivative of softplus, not its value.",
)
def multiplies_by_the_natural_parameters(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    return g * np.logaddexp(0, raw)


@misconception(
    "raw_gradient",
    points=0.5,
    hint="The factor is the second derivative of softplus. A gradient needs the first one only.",
)
def takes_the_second_derivative(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    return g * reference.softplus(raw)[2]


@misconception(
    "raw_gradient",
    points=1.5,
    hint="For large raw parameters the result is not a number: two infinite exponentials have "
    "been divided in the logistic function.",
)
def overflows_in_the_logistic(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    with np.errstate(all="ignore"):
        return g * np.exp(raw) / (1 + np.exp(raw))


@misconception(
    "raw_gradient",
    points=1.0,
    hint="It is a matrix: the Jacobian of the change of variables, or that times the gradient. "
    "Being diagonal it acts on each component alone, and the gradient keeps its shape.",
)
def returns_a_diagonal_matrix(g, raw):
    return np.diag(reference.raw_gradient(g, raw))


@misconception(
    "raw_gradient",
    points=0.5,
    hint="The products have been added up to one number. Each raw parameter has a derivative of "
    "its own.",
)
def adds_up_the_components(g, raw):
    return np.sum(reference.raw_gradient(g, raw))


@misconception(
    "raw_gradient",
    points=1.5,
    hint="Lists of different lengths are accepted: a loop over pairs stops at the end of the "
    "shorter one. Their shapes must be compared.",
)
def pairs_what_there_is(g, raw):
    return [one * expit(q) for one, q in zip(g, raw, strict=False)]


@misconception(
    "raw_gradient",
    points=1.5,
    hint="A single number is accepted as the gradient of several parameters: NumPy stretches it to "
    "as many as are needed. The shapes must be compared.",
)
def stretches_a_single_number(g, raw):
    return np.asarray(g, dtype=float) * reference.softplus(raw)[1]


# --- raw_hessian -----------------------------------------------------------------------------


def _raw_parts(g, H, raw):
    """Return g, H and two derivatives of softplus; shapes that do not fit are refused."""
    reference.raw_hessian(g, H, raw)
    g, H, raw = (np.asarray(part, dtype=float) for part in (g, H, raw))
    _, first, second = reference.softplus(raw)
    return g, H, first, second


@misconception(
    "raw_hessian",
    points=1.5,
    hint="It is DHD alone. The slopes themselves depend on the raw parameters, and differentiating "
    "them gives a second term, on the diagonal.",
)
def forgets_the_curved_ruler(g, H, raw):
    _, H, first, _ = _raw_parts(g, H, raw)
    return np.outer(first, first) * H


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term has been added to all entries of a column. It belongs on the diagonal "
    "only, since each natural parameter depends on its own raw one.",
)
def adds_the_second_term_everywhere(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return np.outer(first, first) * H + g * second


@misconception(
    "raw_hessian",
    points=1.5,
    hint="The Hessian has been multiplied by the slopes on one side only. Both derivatives go "
    "through the change of variables: rows and columns each get their factor.",
)
def multiplies_on_one_side_only(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return H * first + np.diag(g * second)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="Each column has been multiplied by the square of one slope. An entry off the diagonal "
    "gets the slopes of both its parameters.",
)
def squares_one_slope(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return H * first**2 + np.diag(g * second)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term contains the gradient in raw parameters, and so one slope too many. It "
    "needs the natural one.",
)
def takes_the_raw_gradient(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return np.outer(first, first) * H + np.diag(g * first * second)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term contains the slopes, the first derivatives of softplus. It arises when "
    "the slopes are differentiated, and needs the second ones.",
)
def multiplies_the_gradient_by_the_slopes(g, H, raw):
    g, H, first, _ = _raw_parts(g, H, raw)
    return np.outer(first, first) * H + np.diag(g * first)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term has the wrong sign: softplus is convex, its second derivative positive.",
)
def subtracts_the_second_term(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return np.outer(first, first) * H - np.diag(g * second)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term contains the square of the slope. The derivative of the logistic "
    "function is s times 1 - s, which is the same at zero only.",
)
def squares_the_logistic(g, H, raw):
    g, H, first, _ = _raw_parts(g, H, raw)
    return np.outer(first, first) * H + np.diag(g * first**2)


@misconception(
    "raw_hessian",
    points=2.5,
    hint="For large raw parameters the result is not a number: two infinite exponentials have "
    "been divided in the logistic function.",
)
def overflows_in_the_slopes(g, H, raw):
    g, H, _, _ = _raw_parts(g, H, raw)
    raw = np.asarray(raw, dtype=float)
    with np.errstate(all="ignore"):
        s = np.exp(raw) / (1 + np.exp(raw))
    return np.outer(s, s) * H + np.diag(g * s * (1 - s))


@misconception(
    "raw_hessian",
    points=2.0,
    hint="A Hessian whose shape does not fit is accepted: a single entry is stretched to a whole "
    "matrix. Its shape must be compared with the number of parameters.",
)
def stretches_a_single_entry(g, H, raw):
    g, H, raw = (np.asarray(part, dtype=float) for part in (g, H, raw))
    _, first, second = reference.softplus(raw)
    return np.outer(first, first) * H + np.diag(g * second)


# --- fit_peaks -------------------------------------------------------------------------------


def _natural_model(x, *params):
    """Return the sum of two peaks, wherever the widths are; for fits without any softplus."""
    rows = np.reshape(params, (2, 4))
    return sum(area * _stable(x, *shape) for area, *shape in rows)


def _derivatives(x, params):
    """Return the derivatives of the model by the natural parameters, a column for each."""
    columns = []
    for area, *shape in params:
        columns += [reference.emg(x, *shape), *(area * reference.emg_grad(x, *shape))]
    return np.transpose(columns)


def _slopes(params, start):
    """Return the derivatives by raw parameters that are measured in units of the start."""
    start = np.asarray(start, dtype=float)
    slopes = np.ones((2, 4))
    for column in (0, 2, 3):
        relative = params[:, column] / start[:, column]
        slopes[:, column] = start[:, column] * -np.expm1(-relative)
    return slopes.ravel()


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The covariance is that of the raw parameters. An error of a raw parameter becomes one of "
    "the natural one through the slope of softplus, on both sides of the matrix.",
)
def returns_the_covariance_of_the_raw(x, counts, start):
    params, covariance = reference.fit_peaks(x, counts, start)
    slopes = _slopes(params, start)
    return params, covariance / np.outer(slopes, slopes)


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The covariance has been multiplied by the slopes on one side only, and is not "
    "symmetric. A variance is a square: the slope enters twice.",
)
def applies_the_slopes_on_one_side(x, counts, start):
    params, covariance = reference.fit_peaks(x, counts, start)
    return params, covariance / _slopes(params, start)


@misconception(
    "fit_peaks",
    points=2.0,
    hint="These are the squares of the derivatives, weighted and summed, not yet inverted. Such a "
    "matrix is large where much is known; the covariance is its inverse.",
)
def forgets_to_invert(x, counts, start):
    params, covariance = reference.fit_peaks(x, counts, start)
    return params, np.linalg.inv(covariance)


@misconception(
    "fit_peaks",
    points=2.0,
    hint="These are standard errors, one for each parameter. The covariance is a matrix: it also "
    "says how the errors of two parameters go together.",
)
def returns_standard_errors(x, counts, start):
    params, covariance = reference.fit_peaks(x, counts, start)
    return params, np.sqrt(np.diag(covariance))


@misconception(
    "fit_peaks",
    points=2.5,
    hint="Everything off the diagonal of the covariance is zero. The two peaks overlap: what one "
    "gains the other one loses, and their errors are strongly correlated.",
)
def drops_the_correlations(x, counts, start):
    params, covariance = reference.fit_peaks(x, counts, start)
    return params, np.diag(np.diag(covariance))


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The covariance does not know of the noise: the derivatives have not been divided by the "
    "standard deviations of the counts.",
)
def forgets_the_weights_in_the_covariance(x, counts, start):
    params, _ = reference.fit_peaks(x, counts, start)
    derivatives = _derivatives(np.asarray(x, dtype=float), params)
    return params, np.linalg.inv(derivatives.T @ derivatives)


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The derivatives have been divided by the variances. In the matrix of their products each "
    "variance occurs once, so that each factor gets its square root.",
)
def divides_by_variances(x, counts, start):
    params, _ = reference.fit_peaks(x, counts, start)
    x = np.asarray(x, dtype=float)
    model = sum(area * reference.emg(x, *shape) for area, *shape in params)
    weighted = _derivatives(x, params) / np.maximum(model, 1)[:, np.newaxis]
    return params, np.linalg.inv(weighted.T @ weighted)


@misconception(
    "fit_peaks",
    points=0.0,
    hint="The parameters are those of the start. Nothing has been fitted, or the result of the "
    "fit has been thrown away.",
)
def returns_the_start(x, counts, start):
    _, covariance = reference.fit_peaks(x, counts, start)
    return np.array(start, dtype=float), covariance


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The parameters are raw ones, measured in units of the start. They have to go through "
    "softplus once more before they are returned.",
)
def returns_raw_parameters(x, counts, start):
    params, covariance = reference.fit_peaks(x, counts, start)
    start = np.asarray(start, dtype=float)
    raw = params.copy()
    for column in (0, 2, 3):
        raw[:, column] = reference.inverse_softplus(params[:, column] / start[:, column])
    return raw, covariance


@misconception(
    "fit_peaks",
    points=2.0,
    hint="All counts have been given the same weight, in the fit and in the covariance. A count "
    "varies by its square root, so that the errors of high and low bins differ.",
)
def treats_all_counts_alike(x, counts, start):
    params, _ = reference.fit_peaks(x, counts, start)
    x, counts = np.asarray(x, dtype=float), np.asarray(counts, dtype=float)
    scale = params.ravel()
    fitted, covariance = curve_fit(
        lambda x, *factors: _natural_model(x, *(scale * factors)), x, counts, np.ones(8)
    )
    return (scale * fitted).reshape(2, 4), covariance * np.outer(scale, scale)


@misconception(
    "fit_peaks",
    points=3.0,
    hint="The rows have been sorted by their areas. They must keep the order of the start: the "
    "peak that starts further left is the one that ends further left.",
)
def sorts_by_area(x, counts, start):
    params, covariance = reference.fit_peaks(x, counts, start)
    if params[0, 0] < params[1, 0]:
        params, covariance = params[::-1], np.roll(covariance, (4, 4), axis=(0, 1))
    return params, covariance


@misconception(
    "fit_peaks",
    points=3.5,
    hint="The rows have been sorted by position. They must keep the order of the start, in which "
    "the peak on the right may come first.",
)
def sorts_by_position(x, counts, start):
    params, covariance = reference.fit_peaks(x, counts, start)
    if params[0, 1] > params[1, 1]:
        params, covariance = params[::-1], np.roll(covariance, (4, 4), axis=(0, 1))
    return params, covariance


@misconception(
    "fit_peaks",
    points=3.5,
    hint="The positions have been kept positive like the widths, by softplus or by bounds. "
    "A position is measured from an arbitrary origin and may have either sign.",
)
def keeps_positions_positive(x, counts, start):
    params, covariance = reference.fit_peaks(x, counts, start)
    if np.all(params > 0):
        return params, covariance
    noise = np.sqrt(np.maximum(counts, 1))
    near = np.maximum(params.ravel(), 1e-3)
    fitted, covariance = curve_fit(
        _natural_model, x, counts, near, noise, absolute_sigma=True, bounds=(0, np.inf)
    )
    return fitted.reshape(2, 4), covariance


@misconception(
    "fit_peaks",
    points=3.5,
    hint="A start that is not positive is accepted. No raw parameter leads to it: refuse it with a "
    "`ValueError` instead of dropping its sign.",
)
def drops_the_sign_of_the_start(x, counts, start):
    start = np.array(start, dtype=float)
    return reference.fit_peaks(x, counts, np.abs(start))
