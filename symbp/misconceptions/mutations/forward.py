"""Mistakes on the way forward: an activation skipped, a softmax or labels that are off."""

from __future__ import annotations

from collections.abc import Iterator

from sympy.matrices.expressions import MatrixExpr

from symbp.activations import is_identity
from symbp.forward import sample_axis
from symbp.misconceptions.mutations.slopes import slopes_by_value
from symbp.misconceptions.nodes import LooseOneHot, Unchecked
from symbp.misconceptions.parts import Change, Parts, everywhere_and_each, in_places
from symbp.nodes import Elementwise, EntrySum, ScalarFunction, Softmax, hadamard, minus, ones, product


def activated(parts: Parts, form: str, values: dict[int, MatrixExpr]) -> Iterator[Change]:
    """Other activations; σ' is computed from Z, or from the activation as it came out."""
    names = parts.names
    yield from everywhere_and_each(form, {names.a(n).name: value for n, value in values.items()})
    slopes = slopes_by_value(parts, names.a)
    both = {
        names.a(n).name: {names.a(n).name: value, f"delta{n}": parts.with_slope(n, slopes[n])}
        for n, value in values.items()
        if n in slopes
    }
    yield from in_places(f"{form} and in its derivative", both)


def activation_skipped(parts: Parts) -> Iterator[Change]:
    """M19: a = Z in one layer or in all; no sigmoid or softmax at the end."""
    plain = {n: parts.names.Z(n) for n in parts.layers if not is_identity(parts.function(n))}
    yield from activated(parts, "no activation", plain)
    if parts.net.link:
        yield f"no {parts.net.link}", {"P": parts.names.f}


def softmax_wrong(parts: Parts) -> Iterator[Change]:
    """M26: the wrong axis, everything at once, not normalised, its derivative where it cancels."""
    if parts.net.link != "softmax":
        return
    P, f, target = parts.names.P, parts.names.f, f"delta{parts.last}"
    exponentials = Elementwise(ScalarFunction("exp"), f)
    yield "wrong axis", {"P": Softmax(f, 1 - sample_axis(parts.net))}
    yield "over everything", {"P": product(1 / EntrySum(exponentials), exponentials)}
    yield "not normalised", {"P": exponentials}
    yield "a sigmoid of each score", {"P": Elementwise(ScalarFunction("sigmoid"), f)}
    slope = (P, minus(ones(*P.shape), P))
    yield "P(1 − P) once more", {target: hadamard(parts.delta(parts.last), *slope)}


def labels_wrong(parts: Parts) -> Iterator[Change]:
    """M27: labels as numbers, or counted from the wrong first class."""
    if not parts.net.integer_targets:
        return
    T, t = parts.names.T, parts.names.t
    first = int(parts.net.target_coding[-1])
    number = Unchecked(t, *T.shape)
    yield "labels as numbers", {"T": number}
    shifted = Unchecked(minus(t, ones(*t.shape)), *T.shape)
    yield "labels as numbers, less 1", {"T": shifted}
    for wrap, form in ((False, "out of range is no class"), (True, "out of range wraps around")):
        yield f"counted from {1 - first}, {form}", {"T": one_hot(parts, 1 - first, wrap)}


def one_hot(parts: Parts, first: int, wrap: bool) -> MatrixExpr:
    net = parts.net
    return LooseOneHot(net.names.t, net.names.dims[-1], first, sample_axis(net), wrap)
