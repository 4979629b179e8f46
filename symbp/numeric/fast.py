"""What makes the function as fast as NumPy allows for small matrices, where a line costs more than its sums.

On a 2-3-1 network NumPy spends most of the time on finding out what it is asked to do: `A @ B` takes
0.7 µs to begin and `A.dot(B)` 0.3, `1 - A` takes 0.5 and the same with a prepared 1 takes 0.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Basic
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol

from symbp.derivation import Equation
from symbp.nodes import Elementwise, ScalarFunction, minus, ones, power, rebuild, total
from symbp.numeric.forms import SIGMOID, mentioned
from symbp.numeric.libraries import NUMPY

Array = NDArray[Any]

BOUNDED_EXP = ScalarFunction("bounded exp")
IN_PLACE = "divided in place"

FAST = replace(
    NUMPY,
    functions={
        **NUMPY.functions,
        BOUNDED_EXP.name: "exp(minimum({0}, limit))",
        # The quotient takes the place of the dividend, which nothing else needs.
        IN_PLACE: "divide({0}, {1}, {0})",
    },
    product=".dot",
    one="one",
)


class Constants(dict[np.dtype[Any], tuple[Any, Any]]):
    """By dtype: 1, and the largest number of which `exp` does not overflow, both ready for use.

    An array of the right dtype needs no conversion, and does not turn float32 into float64.
    """

    def __missing__(self, dtype: np.dtype[Any]) -> tuple[Any, Any]:
        if dtype.kind != "f":
            return 1, 709
        limit = np.floor(np.log(np.finfo(dtype).max))
        self[dtype] = np.array(1, dtype), np.array(limit, dtype)
        return self[dtype]


CONSTANTS = Constants()


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^−z) as e^z / (1 + e^z): the quotient is 1 long before the exponential is cut off."""
    one, limit = CONSTANTS[z.dtype]
    e = np.exp(np.minimum(z, limit))
    return e / (one + e)


def shared_exponentials(equations: Sequence[Equation], outputs: Container[str]) -> Iterator[Equation]:
    """a = σ(Z) as e^Z / (1 + e^Z), and 1 − a as 1 / (1 + e^Z): one operation less, and no digits lost.

    1 − a of a rounded a = 1 is 0; 1 / (1 + e^Z) keeps all its digits.  A Z that only its σ needs is
    not kept: one large matrix more in memory can make the system hand out all of them anew.
    """
    arguments = {e.rhs.arg for e in equations if is_sigmoid(e.rhs)}
    uses = Counter(name for e in equations for name in mentioned(e.rhs))
    inside: dict[Basic, Basic] = {}
    complements: dict[Basic, MatrixExpr] = {}
    for equation in equations:
        name, value = equation.name, equation.rhs
        once = uses[name] == 1 and name not in outputs
        if equation.lhs in arguments and once and not is_sigmoid(value):
            inside[equation.lhs] = value
        elif is_sigmoid(value):
            e, d = (MatrixSymbol(f"{letter}_{value.arg.name}", *value.shape) for letter in "ed")
            one = ones(*value.shape)
            yield Equation(e, Elementwise(BOUNDED_EXP, inside.get(value.arg, value.arg)))
            yield Equation(d, total(one, e))
            yield Equation(equation.lhs, Elementwise(ScalarFunction(IN_PLACE, d), e))
            complements[minus(one, equation.lhs)] = power(d, -1)
        else:
            yield Equation(equation.lhs, rebuild(value, complements.get))


def is_sigmoid(node: Basic) -> bool:
    return isinstance(node, Elementwise) and node.function == SIGMOID and not node.order


CALLED = {
    "np": np,
    "exp": np.exp,
    "minimum": np.minimum,
    "divide": np.divide,
    "ndarray": np.ndarray,
    "count_nonzero": np.count_nonzero,
    "CONSTANTS": CONSTANTS,
    "sigmoid": sigmoid,
}
"""What the lines of the function may call, beside the helpers of a listing."""
