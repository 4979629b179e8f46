"""A SymPy printer that writes the equations as a person would write them for arrays.

``delta2 = (delta3 @ W2.T) * a2 * (1 - a2)``: sums of 𝟏 become broadcasting and `sum`, factors
1/N a division, −1 a subtraction.  Brackets are put where Python's grammar needs them, and
around a matrix product inside an element-wise one, where the reader does.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Any

from sympy import Expr, Function, Mul, Pow, Rational, S, Symbol, fraction
from sympy.matrices.expressions import MatAdd, MatMul, MatrixSymbol
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix
from sympy.printing.numpy import NumPyPrinter

from symbp.activations import FUNCTIONS, value_of, z
from symbp.network import Network
from symbp.nodes import (
    AddOnes,
    DropOnes,
    Elementwise,
    EntrySum,
    MaskBias,
    OneHot,
    ScalarFunction,
    Softmax,
    split_factor,
)
from symbp.numeric.libraries import COLUMNS, Library
from symbp.numeric.steady import either, steady, steady_slope

SLOPES = ("relu'", "leaky_relu'")
SCALAR_NAMES = {kind: name for name, kind in {**FUNCTIONS, "either": either}.items()}

COMPARISON, SUM, PRODUCT, SIGNED, POWER, ATOM = range(6)
LEVELS: dict[type, int] = {
    ast.Add: SUM,
    ast.Sub: SUM,
    ast.Mult: PRODUCT,
    ast.Div: PRODUCT,
    ast.MatMult: PRODUCT,
    ast.Pow: POWER,
}


@lru_cache(maxsize=4096)
def level(code: str) -> int:
    """How tightly the outermost operation of a piece of code binds."""
    tree = ast.parse(code, mode="eval").body
    if isinstance(tree, ast.BinOp):
        return LEVELS[type(tree.op)]
    return {ast.Compare: COMPARISON, ast.UnaryOp: SIGNED}.get(type(tree), ATOM)


def bracketed(code: str, least: int) -> str:
    """The code, in brackets unless it binds at least so tightly."""
    return code if level(code) >= least else f"({code})"


class ArrayPrinter(NumPyPrinter):
    """Prints the equations of one network for one array library."""

    def __init__(self, library: Library, net: Network) -> None:
        super().__init__()
        self.library, self.net = library, net

    def _print(self, expr: Any, **kwargs: Any) -> str:
        """Scalar functions go by the library's table, numbers without symbols are worked out."""
        if isinstance(expr, Expr) and expr.is_number and not expr.is_Integer:
            return repr(float(expr))
        if isinstance(expr, Function):
            return self.scalar_function(expr)
        return str(super()._print(expr, **kwargs))

    def tight(self, expr: Any, least: int) -> str:
        return bracketed(self._print(expr), least)

    def call(self, name: str, code: str, *parameters: object) -> str:
        form = self.library.format(name)
        return form.format(code, *parameters, atom=bracketed(code, ATOM), np=self.library.np)

    # Scalars ------------------------------------------------------------------------

    def scalar_function(self, expr: Function) -> str:
        name = SCALAR_NAMES.get(expr.func)
        # The derivative of sign is 0 wherever it has one.
        return "0" if name is None else self.call(name, *map(self._print, expr.args))

    def _print_Symbol(self, expr: Symbol) -> str:
        return str(expr.name)

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        terms = list(expr.args)
        if not expr.has(EntrySum):
            terms.sort(key=lambda term: (term.could_extract_minus_sign(), not term.is_number))
        return self.signed_sum((term.could_extract_minus_sign(), self._print(term)) for term in terms)

    def _print_Mul(self, expr: Any) -> str:
        expr = Mul(*expr.args)
        if expr.could_extract_minus_sign():
            return "-" + self.tight(-expr, PRODUCT)
        above, below = fraction(expr, exact=True)
        code = " * ".join(self.tight(factor, PRODUCT) for factor in Mul.make_args(above))
        return code if below is S.One else f"{code} / {self.tight(below, SIGNED)}"

    def _print_Pow(self, expr: Pow, **kwargs: Any) -> str:
        if expr.exp.could_extract_minus_sign():
            return f"1 / {self.tight(1 / expr, SIGNED)}"
        if expr.exp == Rational(1, 2):
            return f"{self.library.np}.sqrt({self._print(expr.base)})"
        return f"{self.tight(expr.base, ATOM)}**{self.tight(expr.exp, ATOM)}"

    def _print_EntrySum(self, expr: EntrySum) -> str:
        return self.tight(expr.matrix, ATOM) + ".sum()"

    # Matrices: sums and products ------------------------------------------------------

    def signed_sum(self, terms: Any) -> str:
        """Terms with their signs: ``p - q``."""
        code = ""
        for negative, text in terms:
            joined = f" - {bracketed(text[1:], PRODUCT)}" if negative else f" + {text}"
            code = code + joined if code else text
        return code

    def _print_MatrixSymbol(self, expr: MatrixSymbol) -> str:
        return str(expr.name)

    def _print_MatAdd(self, expr: MatAdd) -> str:
        return self.signed_sum(
            (split_factor(term)[0].could_extract_minus_sign(), self._print(term)) for term in expr.args
        )

    def _print_MatMul(self, expr: MatMul) -> str:
        factor, parts = split_factor(expr)
        if factor.could_extract_minus_sign():
            return "-" + bracketed(self.scaled(-factor, parts), PRODUCT)
        return self.scaled(factor, parts)

    def scaled(self, factor: Expr, parts: tuple[Any, ...]) -> str:
        """``A / N``, ``lam / N * A``: an array is multiplied or divided once."""
        if len(parts) == 1 and isinstance(parts[0], OneMatrix):
            return self._print(factor)
        code, (above, below) = self.matrices(parts), fraction(factor)
        if factor is S.One:
            return code
        code = bracketed(code, PRODUCT)
        return (
            f"{code} / {self.tight(below, SIGNED)}" if above is S.One else f"{self._print(factor)} * {code}"
        )

    def matrices(self, parts: tuple[Any, ...]) -> str:
        """A matrix product; a factor 𝟏 on either side is broadcasting or a sum."""
        if isinstance(parts[0], OneMatrix) and len(parts) > 1:
            return self.with_ones(parts[0].shape[1], self.matrices(parts[1:]), 0)
        if isinstance(parts[-1], OneMatrix) and len(parts) > 1:
            return self.with_ones(parts[-1].shape[0], self.matrices(parts[:-1]), 1)
        if len(parts) == 1:
            return self._print(parts[0])
        first, *others = parts
        if self.library.product == ".dot":
            return self.tight(first, ATOM) + "".join(f".dot({self._print(other)})" for other in others)
        return self.library.product.join(self.tight(part, SIGNED) for part in parts)

    def with_ones(self, inner: Any, code: str, axis: int) -> str:
        """𝟏·b is b once per sample, which broadcasting does; 𝟏ᵀ·δ sums over the samples."""
        flat = self.net.bias_shape == "(units,)"
        if inner == 1:
            return f"{code}[:, None]" if flat and axis == 1 else code
        form = self.library.flat_total if flat else self.library.total
        return form.format(bracketed(code, ATOM), axis)

    def _print_Transpose(self, expr: Any) -> str:
        return self.tight(expr.arg, ATOM) + ".T"

    def _print_OneMatrix(self, expr: OneMatrix) -> str:
        return self.library.one

    # Matrices: entry by entry -----------------------------------------------------------

    def _print_HadamardProduct(self, expr: Any) -> str:
        below = [arg for arg in expr.args if is_divisor(arg)]
        above = [self.entrywise(arg) for arg in expr.args if arg not in below]
        code = " * ".join(text for text in above if text != "1") or "1"
        return code + "".join(f" / {self.tight(inverse(arg), SIGNED)}" for arg in below)

    def entrywise(self, expr: Any) -> str:
        """A factor of an element-wise product; a matrix product gets brackets, for the reader."""
        return self.tight(expr, SIGNED if isinstance(expr, MatMul) else PRODUCT)

    def _print_HadamardPower(self, expr: HadamardPower) -> str:
        if is_divisor(expr):
            return f"1 / {self.tight(inverse(expr), SIGNED)}"
        return f"{self.tight(expr.base, ATOM)}**{self.tight(expr.exp, ATOM)}"

    def _print_Elementwise(self, expr: Elementwise) -> str:
        function: ScalarFunction = expr.function
        if function.name == "log" and isinstance(expr.arg, Softmax):
            return self.call("log softmax", self._print(expr.arg.arg), expr.arg.axis)
        named = f"{function.name}'" if expr.order else function.name
        if named in SLOPES or (function.name != "custom" and not expr.order):
            return self.call(named, self._print(expr.arg), *map(self._print, function.parameters))
        argument = Symbol(bracketed(self._print(expr.arg), ATOM), real=True)
        form = (steady_slope if expr.order else steady)(value_of(function, z))
        return self._print(form.subs(z, argument))

    def _print_Softmax(self, expr: Softmax) -> str:
        return self.call("softmax", self._print(expr.arg), expr.axis)

    # Classes and biases -------------------------------------------------------------------

    def _print_OneHot(self, expr: OneHot) -> str:
        classes = self.net.units[-1]
        counted = f"{classes}" if expr.first == 0 else f"1, {classes + 1}"
        labels, numbers = self._print(expr.labels), f"{self.library.np}.arange({counted})"
        hot = (
            f"{labels}.reshape(-1, 1) == {numbers}"
            if expr.axis == 1
            else f"{numbers}.reshape(-1, 1) == {labels}.reshape(1, -1)"
        )
        return self.library.cast.format(hot, "X")

    def _print_AddOnes(self, expr: AddOnes) -> str:
        a = self._print(expr.arg)
        first = COLUMNS[expr.axis].format(":1")
        ones = f"{self.library.np}.ones_like({a}{first})"
        return self.library.concatenate.format(f"{ones}, {a}", expr.axis, np=self.library.np)

    def _print_DropOnes(self, expr: DropOnes) -> str:
        return self.tight(expr.arg, ATOM) + COLUMNS[expr.axis].format("1:")

    def _print_MaskBias(self, expr: MaskBias) -> str:
        return f"without_bias({self._print(expr.arg)})"


def is_divisor(expr: Any) -> bool:
    return isinstance(expr, HadamardPower) and expr.exp.is_negative


def inverse(expr: HadamardPower) -> Any:
    return expr.base if expr.exp == -1 else HadamardPower(expr.base, -expr.exp)
