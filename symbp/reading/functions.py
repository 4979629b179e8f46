"""Functions: which letters are functions, what follows them as argument, what they make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Derivative, Integer, Rational, Sum, Symbol

from symbp.activations import FUNCTIONS, derivative_of, is_identity
from symbp.activations import value_of as number_of
from symbp.forward import sample_axis
from symbp.nodes import (
    Elementwise,
    Entry,
    EntrySum,
    OneHot,
    ScalarFunction,
    Softmax,
    hadamard,
    product,
    split_factor,
    transpose,
)
from symbp.reading import surface as s
from symbp.reading.context import Context, index_symbol, readings
from symbp.reading.diagonal import Diagonal
from symbp.reading.problem import ReadingError
from symbp.reading.scripts import Scripts, merged
from symbp.reading.values import Options, Reading, combined, gather, is_matrix, joined, raised, times

NAMED: dict[str, str] = {
    "log": "log",
    "ln": "log",
    "exp": "exp",
    "tanh": "tanh",
    "sinh": "sinh",
    "cosh": "cosh",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "sigmoid": "sigmoid",
    "logistic": "sigmoid",
    "relu": "relu",
    "ReLU": "relu",
    "softplus": "softplus",
    "LReLU": "leaky_relu",
    "sgn": "sign",
    "sign": "sign",
    "atan": "atan",
    "arctan": "atan",
    "erf": "erf",
    "asinh": "asinh",
    "abs": "abs",
    "step": "step",
    "id": "identity",
}
"""Functions with a name of their own, and what symbp calls them."""

ACTIVATIONS = frozenset({"sigma", "g", "phi", "psi", "f", "h", "s", "varphi", "act", "S"})
"""Letters for the activation of a layer."""


@dataclass(frozen=True)
class Head:
    """A function as it is written before its argument."""

    letter: s.Letter
    scripts: Scripts

    @property
    def at(self) -> int:
        return self.letter.at

    @property
    def certain(self) -> bool:
        """Whether the letter can be nothing but a function."""
        return (
            self.letter.name in NAMED
            or self.letter.name in SPECIAL
            or self.letter.name in ("sigma", "phi", "psi")
        )


def head_of(node: s.Surface, context: Context) -> Head | None:
    """The function that a node may be."""
    found = merged(node)
    if found is None:
        return None
    letter, scripts = found
    if letter.accent or letter.name in context.defined:
        return None
    if letter.name in NAMED or letter.name in SPECIAL or letter.name in ACTIVATIONS:
        return Head(letter, scripts)
    return None


def applications(head: Head, argument: s.Surface, context: Context) -> Options:
    """The function applied to its argument, in every way that makes sense."""
    return called(head, readings(argument, context), context)


def called(head: Head, argument: Options, context: Context) -> Options:
    """A function of an argument that is read already."""
    if head.letter.name in SPECIAL:
        special = SPECIAL[head.letter.name]
        return combined([argument], lambda value: powered(special(value, head, context), head))
    return gather(argument, lambda reading: applied(head, reading, context))


def applied(head: Head, argument: Reading, context: Context) -> list[Reading]:
    order = head.scripts.primes
    found = []
    for function, how, cost in functions(head, argument.value, context):
        value = powered(value_of(function, argument.value, order, head), head)
        found.append(joined([argument], value, how, cost))
    return found


def powered(value: Any, head: Head) -> Any:
    """tanh²(z): a power written at the name."""
    scripts = head.scripts
    powers = [exponent for sign, exponent in scripts.after if sign == "^"]
    if scripts.number is not None:
        powers.append(scripts.number)
    for exponent in powers:
        if not isinstance(exponent, s.Number) or not exponent.text.isdigit():
            raise ReadingError("this power of a function is not understood", head.at + 1)
        value = raised(value, Integer(exponent.text), head.at)
    return value


def functions(head: Head, argument: Any, context: Context) -> list[tuple[ScalarFunction, str, int]]:
    """The scalar functions that a head can be, by its name, or by the layer of its argument."""
    name, net = head.letter.name, context.net
    if name in NAMED:
        known = NAMED[name]
        if head.scripts.indices and known != "leaky_relu":
            raise ReadingError(f"{name} with an index below it is not read", head.at + 1)
        parameters = (Rational(repr(net.slope)),) if known == "leaky_relu" else ()
        return [(ScalarFunction(known, *parameters), "", 0)]
    found: dict[ScalarFunction, tuple[str, int]] = {}
    own = layer_function(argument, context)
    sigmoids = [f for f in net.functions if f.name == "sigmoid"] or net.link == "sigmoid"
    if name == "sigma" and sigmoids:
        found[ScalarFunction("sigmoid")] = ("", 0)
    customs = list(dict.fromkeys(f for f in net.functions if f.name == "custom"))
    if name == "phi" and head.scripts.indices and customs:
        written = head.scripts.indices[0]
        if isinstance(written, s.Number) and 2 <= int(written.text) <= len(net.units):
            function = net.functions[int(written.text) - 2]
            found[function] = ("", 0)
    if name == "phi" and len(customs) == 1 and not head.scripts.indices:
        found[customs[0]] = ("", 0)
    if own is not None and not is_identity(own):
        found.setdefault(own, ("" if own in found else f"{name} is the activation of that layer", 1))
    if name == "sigma":
        found.setdefault(ScalarFunction("sigmoid"), ("σ is the sigmoid", 1 if own is None else 2))
    if own is None and (name != "sigma" or not sigmoids):
        general = head.certain or head.scripts.primes or not is_matrix(argument)
        for function in dict.fromkeys(f for f in net.functions if not is_identity(f)):
            found.setdefault(function, (f"{name} is {function.name}", 1 if general else 5))
    if not found:
        raise ReadingError(f"{name!r} is no function of this network", head.at + 1)
    return [(function, *note) for function, note in found.items()]


def layer_function(argument: Any, context: Context) -> ScalarFunction | None:
    """The activation of the layer whose pre-activations stand in an argument."""
    names = context.net.names
    while hasattr(argument, "matrix") or (is_matrix(argument) and argument.is_Transpose):
        argument = (
            argument.matrix if isinstance(argument, Entry) else argument.arg if is_matrix(argument) else None
        )
    for layer in range(2, names.layers + 1):
        if argument == names.Z(layer) or (is_matrix(argument) and names.Z(layer) in argument.free_symbols):
            return context.net.functions[layer - 2]
    return None


def value_of(function: ScalarFunction, argument: Any, order: int, head: Head) -> Any:
    """σ or a derivative of it, of every entry or of a number."""
    if is_matrix(argument):
        return Elementwise(function, argument, order) if not is_identity(function) or order else argument
    if isinstance(argument, Entry):
        if is_identity(function) and not order:
            return argument
        if function.name not in FUNCTIONS or order:
            return Entry(Elementwise(function, argument.matrix, order), argument.row, argument.column)
    return scalar_value(function, argument, order, head)


def scalar_value(function: ScalarFunction, argument: Any, order: int, head: Head) -> Any:
    if order == 0:
        result = number_of(function, argument)
        if result.is_finite is False:
            raise ReadingError("this is not a finite number", head.at + 1)
        return result
    if isinstance(argument, Symbol):
        return Derivative(number_of(function, argument), (argument, order))
    if order == 1:
        return derivative_of(function, argument)
    raise ReadingError("a second derivative of a number", head.at + 1)


# Functions of matrices ----------------------------------------------------------------------


def softmax(value: Any, head: Head, context: Context) -> Any:
    if isinstance(value, Entry):
        return Entry(Softmax(value.matrix, sample_axis(context.net)), value.row, value.column)
    return Softmax(matrix(value, head), sample_axis(context.net))


def one_hot(value: Any, head: Head, context: Context) -> Any:
    net = context.net
    first = int(net.target_coding[-1]) if net.integer_targets else 0
    labels = net.names.t if value == net.names.T and net.integer_targets else matrix(value, head)
    return OneHot(labels, net.names.dims[-1], first, sample_axis(net))


def trace(value: Any, head: Head, context: Context) -> Any:
    value = matrix(value, head)
    if value.shape[0] != value.shape[1]:
        raise ReadingError("a trace needs a square matrix", head.at + 1)
    factor, parts = split_factor(value)
    if len(parts) > 1:
        return times(factor, EntrySum(hadamard(parts[0], transpose(product(*parts[1:])))))
    i = index_symbol("i")
    return Sum(Entry(value, i, i), (i, 1, value.shape[0]))


def entry_sum(value: Any, head: Head, context: Context) -> Any:
    return EntrySum(matrix(value, head))


def diagonal(value: Any, head: Head, context: Context) -> Any:
    return Diagonal(matrix(value, head))


def matrix(value: Any, head: Head) -> Any:
    if not is_matrix(value):
        raise ReadingError(f"{head.letter.name} of a number; expected a matrix", head.at + 1)
    return value


def rectified(values: Sequence[Any], at: int) -> Any:
    """max(0, z)."""
    others = [value for value in values if value != 0]
    if len(values) != 2 or len(others) != 1:
        raise ReadingError("max is read as ReLU only", at + 1, "expected max(0, z)")
    (value,) = others
    if is_matrix(value):
        return Elementwise(ScalarFunction("relu"), value)
    return FUNCTIONS["relu"](value)


SPECIAL: dict[str, Callable[[Any, Head, Context], Any]] = {
    "softmax": softmax,
    "onehot": one_hot,
    "tr": trace,
    "Tr": trace,
    "trace": trace,
    "sum": entry_sum,
    "diag": diagonal,
}
"""Functions that are no function of single entries."""
