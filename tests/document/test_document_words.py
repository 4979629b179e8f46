"""What a document says: lines that hold, mistakes that are mistakes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import sympy
from sympy import Abs, Add, Derivative, Expr, Integer, Rational, Sum, Symbol

from symbp.activation_steps import activation_steps, logistic_steps
from symbp.activations import activation, z
from symbp.document import Solution
from symbp.document.entry_lines import lines_over_samples
from symbp.document.layers import ONE_CLASS
from symbp.document.mistakes import mistakes
from symbp.entrywise import entries, parameter_count
from symbp.forward import n
from symbp.network import Network
from symbp.nodes import Entry
from symbp.notation import Style
from symbp.penalties import N
from symbp.verify import equal, reference

POINTS = (Rational(-7, 3), Rational(-1, 5), Rational(3, 4), Rational(9, 4))
FUNCTIONS = (
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "softplus",
    "z*sigmoid(z)",
    "z/(1 + abs(z))",
    "exp(-z**2)",
)


def value(side: Expr, point: Expr) -> Expr:
    """A side of a line at a point, to 60 digits; a derivative is taken from its definition by SymPy."""
    if isinstance(side, Derivative):
        h = Rational(1, 10**40)
        inner = side.expr
        return ((inner.subs(z, point + h) - inner.subs(z, point - h)) / (2 * h)).evalf(120)
    return side.subs(z, point).evalf(120)


@pytest.mark.parametrize("text", FUNCTIONS)
def test_every_line_of_an_activation_holds(text: str) -> None:
    """L11: the two sides agree to 60 digits at four points, the derivative taken as a difference quotient."""
    steps = activation_steps(activation(text))
    assert steps
    for step in steps:
        for point in POINTS:
            assert Abs(value(step.before, point) - value(step.after, point)) < Rational(1, 10**60)


def test_each_line_begins_where_the_one_before_it_ended() -> None:
    for text in FUNCTIONS:
        steps = activation_steps(activation(text))
        assert all(above.after == below.before for above, below in pairwise(steps))


def test_the_last_line_of_the_sigmoid_is_that_of_the_lecture() -> None:
    """L11."""
    sigma = activation_steps(activation("sigmoid"))[0].before.expr
    assert sympy.simplify(activation_steps(activation("sigmoid"))[-1].after - sigma * (1 - sigma)) == 0


def test_a_layer_without_activation_needs_no_line() -> None:
    assert activation_steps(activation("identity")) == ()


@pytest.mark.parametrize("target", [0, 1])
def test_the_logistic_loss_by_cases_is_the_cross_entropy(target: int) -> None:
    """L05."""
    net = Network.preset("lecture10-logistic")
    f, t = (Entry(matrix, n, 1) for matrix in (net.names.f, net.names.t))
    (step,) = logistic_steps(net)
    sides = [
        side.subs(t, Integer(target)).subs(f, Rational(2, 7)).evalf(50) for side in (step.before, step.after)
    ]
    assert sides[0] == sides[1]


# Entries --------------------------------------------------------------------------------------


def unrolled(expression: Expr, samples: int) -> Expr:
    """A line over the samples with its sum written out."""
    numbers = expression.subs(N, samples)

    def term(inner: Expr, sample: int) -> Expr:
        return inner.xreplace({n: Integer(sample)})

    return numbers.replace(
        lambda node: isinstance(node, Sum),
        lambda node: Add(*(term(node.function, s + 1) for s in range(samples))),
    )


def test_lines_over_the_samples_are_worth_the_lines_that_diff_writes_out(solution: Solution) -> None:
    """L09: at the numbers of the document, to 25 digits."""
    d = solution.derivation
    if parameter_count(d.net) > 12:
        return
    from symbp.data import arguments

    names = [s.name for s in d.net.names.arguments]
    given = dict(
        zip(
            names,
            arguments(d.net, solution.data, solution.training.before, solution.training.lam),
            strict=True,
        )
    )
    exact = reference(d, given)
    samples = solution.data.N

    def number(expression: Expr) -> Expr:
        places = {e: at(exact, e) for e in expression.atoms(Entry)}
        lam = {Symbol("lam", positive=True): at_scalar(exact["lam"])} if "lam" in exact else {}
        return expression.xreplace({**places, **lam}).evalf(40)

    for ours, theirs in zip(lines_over_samples(d), entries(d.net, samples), strict=True):
        assert ours.before == theirs.before
        assert Abs(number(unrolled(ours.after, samples)) - number(theirs.after)) < Rational(1, 10**25)


def at(values: dict[str, Any], entry: Entry) -> Expr:
    return at_scalar(values[entry.matrix.name][int(entry.row) - 1][int(entry.column) - 1])


def at_scalar(ball: Any) -> Expr:
    ball = ball[0][0] if isinstance(ball, list) else ball
    return sympy.Float(ball.str(40, radius=False), 40)


# Mistakes -------------------------------------------------------------------------------------


def test_every_mistake_in_an_equation_is_one(solution: Solution) -> None:
    """The wrong side that a document shows differs from the right one, with a witness."""
    d = solution.derivation
    spoilt = [m for m in mistakes(d, Style.of(d.net)) if m.wrong is not None]
    assert spoilt
    for mistake in spoilt:
        symbol = d.net.names.table[mistake.target].symbol
        assert equal(symbol, mistake.wrong, d.net).status == "different", mistake.title


def test_a_list_of_mistakes_is_short_and_has_no_title_twice(solution: Solution) -> None:
    titles = [m.title for m in mistakes(solution.derivation, Style())]
    assert 3 <= len(titles) <= 12
    assert len(titles) == len(set(titles))


def test_the_assumption_of_one_hot_targets_is_written_as_mathematics(solution_of: Any) -> None:
    solution = solution_of("lecture10-multiclass")
    assert ONE_CLASS in {step.assumption for step in solution.derivation.steps}
    assert r"\sum_{k = 1}^{4} t_{n k} = 1" in solution.md


def test_mistakes_with_the_derivative_are_those_of_the_loss() -> None:
    from symbp.backward import derive

    titles = {
        loss: {m.title for m in mistakes(derive(Network.preset(f"lecture10-{loss}")), Style())}
        for loss in ("regression", "binary")
    }
    assert "The raw difference sent back." in titles["regression"] - titles["binary"]
    assert "A derivative where it has cancelled." in titles["binary"] - titles["regression"]
