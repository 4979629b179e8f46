"""Diagnosis: every mistake is named from its numbers, alone, in pairs, with unknown factors, transformed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import networks
from sympy import Integer

from grader.diagnosis import Diagnoser
from grader.findings import Diagnosis, Finding, Slip
from grader.merging import merge, merged_equations
from grader.numbers import ShapesError
from grader.points import Points
from grader.reference import derivation_of, matrices
from grader.tables import Case
from grader.transforms import constants
from symbp.derivation import Derivation
from symbp.misconceptions import MISCONCEPTIONS
from symbp.network import Network
from symbp.nodes import product
from symbp.presets import PRESETS

LECTURE = Network.preset("lecture10-regression-l2")
DEEP = Network(
    units=(3, 4, 5, 1),
    activations=("tanh", "relu", "sigmoid"),
    bias="separate",
    penalty="lambda/(2N)",
    samples="columns",
)
Values = dict[str, Any]


@lru_cache(maxsize=16)
def diagnoser(net: Network, pairs: bool = True) -> Diagnoser:
    net = matrices(net)
    point = Points(net).main(b"test")
    return Diagnoser(point.net, point, pairs=pairs)


def right(d: Diagnoser) -> Values:
    return {q: d.singles.right(q) for q in d.gradients}


def values_of(d: Diagnoser, case: Case, **factors: float) -> Values | None:
    """What a case gives; None where it gives no numbers, or the right ones."""
    try:
        found = d.numbers.evaluate(d.gradients, case.equations, factors)
    except ShapesError:
        return None
    if not all(np.isfinite(x).all() for x in found.values()) or not d.diagnose(found).each:
        return None
    return found


def noisy(values: Values, size: float = 1e-12) -> Values:
    """The same with errors as a program in double precision makes them."""
    source = np.random.default_rng(0)
    return {q: x * (1 + size * source.standard_normal(x.shape)) for q, x in values.items()}


def singles(d: Diagnoser) -> Iterator[tuple[Case, Values]]:
    for case in d.singles.cases[1:]:
        values = values_of(d, case)
        if values is not None:
            yield case, values


def names(finding: Finding) -> set[tuple[str, str]]:
    return {(slip.id, slip.variant) for slip in (*finding.slips, *finding.others)}


# One mistake --------------------------------------------------------------------------------


@pytest.mark.parametrize("net", [*map(Network.preset, PRESETS), DEEP], ids=[*PRESETS, "deep"])
def test_every_single_mistake_is_in_the_class_that_is_listed_first(net: Network) -> None:
    d = diagnoser(net)
    for case, values in singles(d):
        (mutant,) = case.mutants
        first = d.diagnose(noisy(values)).whole[0]
        assert len(first.slips) == 1
        assert (mutant.id, mutant.variant) in names(first)
        rivals = {name for name, _ in names(first)} - {"M31", "M41"}
        assert first.slips[0].id == next(id for id in MISCONCEPTIONS if id in rivals)


@settings(max_examples=4)
@given(networks(deepest=2, widest=3))
def test_every_single_mistake_of_any_network_is_named(net: Network) -> None:
    d = diagnoser(net, pairs=False)
    for case, values in singles(d):
        (mutant,) = case.mutants
        found = d.diagnose(values)
        # What leaves nothing of a gradient but its penalty is explained by nothing.
        if found.each and all(found.each.values()):
            assert (mutant.id, mutant.variant) in names(found.whole[0])


def test_right_values_have_no_diagnosis() -> None:
    for net in map(Network.preset, PRESETS):
        d = diagnoser(net)
        assert d.diagnose(noisy(right(d))) == Diagnosis()


def test_one_quantity_alone_is_explained_too() -> None:
    d = diagnoser(LECTURE)
    case = next(c for c, _ in singles(d) if c.mutants[0].id == "M03")
    values = {**right(d), "dW1": values_of(d, case)["dW1"]}
    found = d.diagnose(values)
    assert list(found.each) == ["dW1"]
    assert found.each["dW1"][0].ids == ("M03",)
    assert d.diagnose({"dW1": values["dW1"]}).whole[0].ids == ("M03",)


def test_intermediate_values_and_the_loss_are_diagnosed() -> None:
    d = diagnoser(LECTURE)
    case = next(c for c, _ in singles(d) if c.mutants[0].id == "M01")
    asked = ("loss", "delta3", "delta2", *d.gradients)
    found = d.diagnose(d.numbers.evaluate(asked, case.equations))
    assert set(found.each) == {"delta3", "delta2", "dW1", "dW2"}
    assert found.whole[0].slips[0] == Slip("M01", "delta3", "no derivative")


def test_what_fits_equally_well_is_listed_simplest_first() -> None:
    """M40 differentiates the cross-entropy of a sigmoid, which leaves its derivative out as M01 does."""
    d = diagnoser(LECTURE)
    case = next(c for c, _ in singles(d) if c.mutants[0].id == "M01")
    first, *_ = d.diagnose(values_of(d, case)).whole
    assert first.slips == (Slip("M01", "delta3", "no derivative"),)
    assert Slip("M40", "delta3", "loss binary_cross_entropy") in first.others


def test_answers_in_single_precision_are_diagnosed_with_a_wider_tolerance() -> None:
    d = diagnoser(LECTURE)
    case = next(c for c, _ in singles(d) if c.mutants[0].id == "M03")
    values = noisy(values_of(d, case), 1e-7)
    assert not d.diagnose(values).whole
    assert d.diagnose(values, tolerance=1e-5).whole[0].ids == ("M03",)


def test_values_that_nothing_explains() -> None:
    d = diagnoser(LECTURE)
    source = np.random.default_rng(1)
    for values in (
        {q: source.standard_normal(x.shape) for q, x in right(d).items()},
        {q: np.full(x.shape, np.nan) for q, x in right(d).items()},
        {q: x.ravel() for q, x in right(d).items()},
        {q: np.zeros((2, 2)) for q in right(d)},
    ):
        found = d.diagnose(values)
        assert found.whole == ()
        assert set(found.each) == {"dW1", "dW2"}


def test_mistakes_that_need_equal_sizes_are_named_where_sizes_are_equal() -> None:
    """M20 as a matrix product has a shape only where N = H."""
    point = Points(LECTURE).draw("equal sizes", b"test")
    d = Diagnoser(point.net, point, pairs=False)
    case = next(c for c in d.singles.cases[1:] if c.mutants[0].variant == "matrix product, in delta2")
    assert d.diagnose(values_of(d, case)).whole[0].ids == ("M20",)
    assert values_of(diagnoser(LECTURE), case) is None


# Two mistakes and more ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lecture10-regression-l2", "lecture10-multiclass"])
def test_pairs_are_among_the_first_three(name: str) -> None:
    d = diagnoser(Network.preset(name))
    cases = random.Random(0).sample(d.pairs.cases, 250)
    asked = [(case, values) for case in cases if (values := values_of(d, case)) is not None]
    found = [case for case, values in asked if listed(case, d.diagnose(noisy(values)))]
    assert len(found) >= 0.9 * len(asked)


def listed(case: Case, diagnosis: Diagnosis) -> bool:
    wanted = sorted(mutant.id for mutant in case.mutants)
    return any(sorted(finding.ids) == wanted for finding in diagnosis.whole[:3])


def test_two_mistakes_in_one_equation() -> None:
    """M01 and M07 both change delta3."""
    d = diagnoser(LECTURE)
    missing, sign = (next(c for c in d.singles.cases[1:] if c.mutants[0].id == id) for id in ("M01", "M07"))
    both = d.both(missing, sign)
    assert both is not None
    assert list(both.equations) == ["delta3"]
    assert listed(both, d.diagnose(values_of(d, both)))


def test_of_two_mistakes_the_other_names_are_listed() -> None:
    """M01 under the name of M40 beside M03."""
    d = diagnoser(LECTURE)
    cases = {(c.mutants[0].id, c.mutants[0].variant): c for c in d.singles.cases[1:]}
    both = d.both(cases["M01", "no derivative"], cases["M03", "in delta2"])
    assert both is not None
    first = d.diagnose(values_of(d, both)).whole[0]
    assert first.ids == ("M01", "M03")
    assert first.others == (Slip("M40", "delta3", "loss binary_cross_entropy"),)


def test_three_mistakes_are_found_one_after_another() -> None:
    d = diagnoser(DEEP)
    by_id = {c.mutants[0].id: c for c in d.singles.cases[1:] if len(c.equations) == 1}
    last = next(c for c in d.singles.cases[1:] if c.mutants[0].id == "M13" and list(c.equations) == ["dW1"])
    case = d.both(by_id["M01"], next(c for c in d.singles.cases[1:] if c.mutants[0].variant == "in delta3"))
    whole = d.both(case, last) if case is not None else None
    assert whole is not None
    found = d.diagnose(values_of(d, whole)).whole
    assert found
    assert len(found[0].slips) <= 3


def test_mistakes_that_have_nothing_to_do_with_each_other() -> None:
    d = diagnoser(LECTURE)
    values = {"dW1": 1.7 * right(d)["dW1"], "dW2": 0.3 * right(d)["dW2"]}
    (finding,) = d.diagnose(values).whole
    assert [(slip.id, slip.target) for slip in finding.slips] == [("M31", "dW2"), ("M31", "dW1")]


def test_without_tables_of_pairs_mistakes_are_found_one_after_another() -> None:
    with_pairs, without = diagnoser(LECTURE), diagnoser(LECTURE, pairs=False)
    cases = {(c.mutants[0].id, c.mutants[0].variant): c for c in with_pairs.singles.cases[1:]}
    both = with_pairs.both(cases["M16", "everywhere"], cases["M03", "in delta2"])
    assert both is not None
    values = values_of(with_pairs, both)
    assert values is not None
    for d in (with_pairs, without):
        assert sorted(d.diagnose(values).whole[0].ids) == ["M03", "M16"]
    assert not without.pairs.cases


# Unknown factors and transformed results --------------------------------------------------------


@settings(max_examples=15)
@given(st.floats(1e-3, 10))
def test_the_rate_of_an_early_update_is_found(rate: float) -> None:
    for d in (diagnoser(LECTURE), diagnoser(DEEP)):
        for case in d.unknowns.cases:
            values = values_of(d, case, rate=rate)
            assert values is not None
            (mutant,) = case.mutants
            found = [f for f in d.diagnose(noisy(values)).whole if f.slips[0].variant == mutant.variant]
            assert found[0].ids == ("M23",)
            assert found[0].slips[0].factor == pytest.approx(rate, rel=1e-6)


def test_an_early_update_is_found_beside_another_mistake() -> None:
    d = diagnoser(LECTURE)
    (early,) = d.unknowns.cases
    other = next(c for c in d.singles.cases[1:] if c.mutants[0].id == "M03")
    penalty = next(c for c in d.singles.cases[1:] if c.mutants[0].id == "M13")
    for one in (other, penalty):
        both = d.both(early, one)
        assert both is not None
        found = d.diagnose(values_of(d, both, rate=0.25)).whole[0]
        assert set(found.ids) == {"M23", one.mutants[0].id}
        assert found.slips[0].factor == pytest.approx(0.25)


@settings(max_examples=30)
@given(st.floats(-1e3, 1e3).filter(lambda c: abs(c) > 1e-3 and abs(c - 1) > 1e-3))
def test_a_multiple_of_the_right_answer_is_recognised_with_its_constant(constant: float) -> None:
    d = diagnoser(LECTURE)
    first = d.diagnose({q: constant * x for q, x in right(d).items()}).whole[0]
    slips = {slip.id: slip for slip in (*first.slips, *first.others)}
    assert slips["M41"].factor == pytest.approx(constant)
    assert slips["M31"].factor == pytest.approx(constant)


@pytest.mark.parametrize(("name", "first"), [("-1", "M07"), ("2", "M08"), ("1/2", "M08"), ("N", "M09")])
def test_a_constant_with_a_mistake_of_its_own_has_that_name(name: str, first: str) -> None:
    d = diagnoser(LECTURE)
    factor = constants(d.point)[name]
    finding = d.diagnose({q: factor * x for q, x in right(d).items()}).whole[0]
    assert finding.ids == (first,)
    assert Slip("M41", "dW2", f"times {name}", pytest.approx(factor)) in finding.others


def test_constants_are_named_as_they_are_written() -> None:
    d = diagnoser(Network.preset("lecture10-multiclass"))
    assert d.point.samples == 8
    assert d.point.net.units == (7, 9, 3)
    named = {d.transforms.name_of(c): c for c in (-1, 2, 8, 1 / 8, 3, 1 / 7, 24, 1 / 24, 64, 8 / 3, 1.234)}
    assert list(named) == ["-1", "2", "N", "1/N", "K", "1/D", "N*K", "1/(N*K)", "N*N", "N/K", None]


@settings(max_examples=30)
@given(st.floats(1e-3, 5), st.booleans())
def test_updated_weights_in_place_of_gradients(rate: float, mutant: bool) -> None:
    d = diagnoser(LECTURE)
    case = next(c for c in d.singles.cases[1:] if c.mutants[0].id == "M03") if mutant else Case()
    values = d.numbers.evaluate(d.gradients, case.equations)
    found = d.diagnose({q: d.point.arrays[q[1:]] - rate * x for q, x in values.items()}).whole[0]
    assert found.ids == (("M03", "M31") if mutant else ("M31",))
    assert found.slips[-1].factor == pytest.approx(rate)
    assert found.slips[-1].variant == "the updated weights"


def test_a_constant_reaches_the_errors_and_the_loss_or_does_not() -> None:
    d = diagnoser(LECTURE)
    asked = ("loss", "delta3", "delta2", *d.gradients)
    values = {q: d.singles.right(q) for q in asked}
    for scaled in (d.gradients, asked[1:], asked):
        found = d.diagnose({q: 6.5 * x if q in scaled else x for q, x in values.items()})
        assert "M41" in {slip.id for slip in (*found.whole[0].slips, *found.whole[0].others)}


def test_an_answer_of_zeros_is_no_mistake_with_a_factor_that_makes_it_vanish() -> None:
    d = diagnoser(LECTURE)
    found = d.diagnose({**right(d), "dW1": np.zeros((7, 9))})
    assert not any(id in finding.ids for finding in found.whole for id in ("M23", "M31", "M41"))


def test_zeros_are_not_two_mistakes_that_happen_to_cancel() -> None:
    """Of one sample only, and a slope that is 0 for each of its units."""
    relu = Network(units=(3, 4, 1), activations=("relu", "sigmoid"), bias="separate")
    for net in (LECTURE, relu):
        d = diagnoser(net)
        values = {q: np.zeros_like(x) if q[:2] == "dW" else x for q, x in right(d).items()}
        found = d.diagnose(values)
        assert not found.whole
        assert not any(found.each.values())
        forgotten = d.diagnose({q: 0 * x if q[:2] == "db" else -x for q, x in right(d).items()}).whole
        assert {"M07", "M37"} == set(forgotten[0].ids) if net is relu else forgotten[0].ids == ("M07",)


def test_what_may_be_another_network_may_be_two_mistakes() -> None:
    """The sum of the loss with λ as it stands: M40, or M09 and M14."""
    d = diagnoser(LECTURE)
    case = next(c for c, _ in singles(d) if c.mutants[0].variant == "a sum, with penalty lambda")
    first, *others = d.diagnose(values_of(d, case)).whole
    assert first.ids == ("M40",)
    assert {"M09", "M14"} in [set(finding.ids) for finding in others]


def test_transposed_and_exchanged_results() -> None:
    d = diagnoser(LECTURE)
    one, two = right(d)["dW1"], right(d)["dW2"]
    assert d.diagnose({"dW1": one.T, "dW2": two}).whole[0].slips == (Slip("M21", "dW1", "result transposed"),)
    assert d.diagnose({"dW1": one.T, "dW2": two.T}).whole[0].slips[0].id == "M21"
    exchanged = d.diagnose({"dW1": two, "dW2": one}).whole[0].slips
    assert exchanged == (Slip("M32", "dW2", "dW1 in place of dW2, dW2 in place of dW1"),)
    wrong = values_of(d, next(c for c in d.singles.cases[1:] if c.mutants[0].id == "M01"))
    assert wrong is not None
    assert d.diagnose({"dW1": wrong["dW2"], "dW2": wrong["dW1"]}).whole[0].ids == ("M01", "M32")


@settings(max_examples=30)
@given(st.floats(-5, 5), st.floats(-5, 5))
def test_any_two_factors_of_data_and_penalty_are_found(data: float, penalty: float) -> None:
    assume(min(abs(data - penalty), abs(data), abs(penalty)) > 1e-2)
    d = diagnoser(LECTURE)
    values = {q: data * d.data_terms[q] + penalty * (x - d.data_terms[q]) for q, x in right(d).items()}
    first = d.diagnose(values).whole[0]
    if first.ids == ("factors",):
        assert first.slips[0].variant == f"data term times {data:.6g}, penalty times {penalty:.6g}"
    else:
        assert set(first.ids) <= {"M08", "M09", "M10", "M12", "M13", "M14", "M16", "M07", "M40", "M31", "M41"}


def test_a_strange_factor_of_the_penalty_is_a_factor_of_the_penalty() -> None:
    d = diagnoser(LECTURE)
    values = {q: x + 2.3 * (x - d.data_terms[q]) for q, x in right(d).items()}
    slip = d.diagnose(values).whole[0].slips[0]
    assert (slip.id, slip.target, slip.variant) == ("M14", "dW2", "penalty times 3.3")


# What follows from what --------------------------------------------------------------------------


def test_what_only_carries_a_mistake_forward() -> None:
    d = diagnoser(LECTURE)
    at_output = Finding((Slip("M01", "delta3", "no derivative"),))
    assert not d.carried(at_output, "delta3")
    assert all(d.carried(at_output, q) for q in ("dW2", "delta2", "dW1"))
    everywhere = Finding((Slip("M13", "dW2", "everywhere"),))
    assert [d.carried(everywhere, q) for q in ("delta2", "dW1", "dW2")] == [True, False, False]
    transposed = Finding((Slip("M21", "dW2", "result transposed"),))
    assert [d.carried(transposed, q) for q in ("dW2", "dW1")] == [False, True]


# Merging ------------------------------------------------------------------------------------------


def test_merging_changes_of_one_equation() -> None:
    derivation: Derivation = derivation_of(LECTURE)
    d3 = derivation["delta3"]
    (scalar, inner) = d3.args
    error, slope = inner.args
    assert merge(d3, d3, error) == error
    assert merge(d3, error, product(Integer(2), d3)) is not None
    assert str(merge(d3, product(scalar, error), inner)) == str(error)
    assert str(merge(d3, product(scalar, error), product(scalar, slope))) == "None"
    dW2 = derivation["dW2"]
    data, penalty = dW2.args
    both = merge(dW2, data, product(Integer(-1), data) + penalty)
    assert str(both) == str(product(Integer(-1), data))


@settings(max_examples=30)
@given(st.data())
def test_merged_mistakes_do_not_depend_on_their_order(data: st.DataObject) -> None:
    d = diagnoser(LECTURE)
    one, other = (data.draw(st.sampled_from(d.singles.cases[1:])) for _ in range(2))
    there = merged_equations(d.right_sides, one.equations, other.equations)
    back = merged_equations(d.right_sides, other.equations, one.equations)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        try:
            first, second = (d.numbers.evaluate(d.gradients, found) for found in (there, back))
        except ShapesError:
            return
        assert all(np.allclose(first[q], second[q], equal_nan=True) for q in d.gradients)
