"""Arrays of balls that behave like arrays of doubles.

A `Traced` array holds balls, whole numbers or truth values, and never floats: whatever of NumPy would make
floats of it makes balls.  So ``(Z > 0).astype(float)`` can be changed in place like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any, NoReturn

import numpy as np
from flint import arb, arb_mat

from grader.sandbox.balls import FUNCTIONS, RUN, Ball, UntraceableError, entered
from grader.sandbox.values import kind

ZERO, ONE = Ball(arb(0)), Ball(arb(1))


class Traced(np.ndarray[Any, Any]):
    """An array in a certified run."""

    __array_priority__ = 100.0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return applied(ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if func in LIKE:
            return LIKE[func](*args, **kwargs)
        return finished(super().__array_function__(func, types, args, without_dtype(kwargs)))

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, to_balls(value) if self.dtype == object else value)

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        """A copy: of balls where floats are asked for."""
        if is_real(dtype):
            return to_balls(self if kwargs.get("copy") is False else self.copy())
        if self.dtype == object and np.dtype(dtype).kind in "iu":
            return wrapped(with_axes(TO_WHOLE(plain(self))).astype(dtype))
        return super().astype(dtype, *args, **kwargs)

    def fill(self, value: Any) -> None:
        self[...] = value

    def dot(self, b: Any, out: Any = None) -> Any:
        return np.dot(self, b, out)

    def mean(self, *args: Any, **kwargs: Any) -> Any:
        # NumPy's own asks for doubles when it averages whole numbers.
        array = self if self.dtype == object else to_balls(self)
        return finished(np.ndarray.mean(array, *args, **without_dtype(kwargs)))

    def tobytes(self, order: Any = "C") -> NoReturn:
        raise UntraceableError("the bytes of traced numbers")

    def __deepcopy__(self, _: object) -> Any:
        return self.copy()


class TracedMatrix(Traced, np.matrix):
    """A matrix in a certified run, for those who still use ``np.matrix``."""

    def __new__(cls, data: Any, dtype: Any = None, copy: bool = True) -> Any:
        array = np.array(data) if isinstance(data, str) else data
        return wrapped(np.matrix(plain(to_balls(array)), copy=copy))


def is_real(dtype: Any) -> bool:
    """Whether a dtype asks for real numbers: these are balls here."""
    if dtype is None:
        return False
    if isinstance(dtype, type) and issubclass(dtype, float | np.floating):
        return True
    if np.dtype(dtype).kind == "c":
        raise UntraceableError("complex numbers")
    return np.dtype(dtype).kind in "fO"


def without_dtype(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kwargs.items() if key != "dtype" or not is_real(value)}


# Into and out of NumPy ------------------------------------------------------------------------


def ball(value: Any) -> Ball:
    """A number as a ball."""
    if type(value) is Ball:
        return value
    x = entered(value)
    if x is None:
        item = value.item() if isinstance(value, np.ndarray) and value.size == 1 else None
        if item is None:
            raise UntraceableError(f"{kind(value)} among the numbers")
        return ball(item)
    return Ball(x)


TO_BALLS = np.frompyfunc(ball, 1, 1)
TO_WHOLE = np.frompyfunc(int, 1, 1)


def plain(array: Any) -> Any:
    """The same array without our class, so that NumPy does its own work on it."""
    if isinstance(array, TracedMatrix):
        return array.view(np.matrix)
    return array.view(np.ndarray) if isinstance(array, Traced) else array


def wrapped(array: Any) -> Any:
    """An array of NumPy's with our class."""
    return array.view(TracedMatrix if isinstance(array, np.matrix) else Traced)


def to_balls(value: Any) -> Any:
    """A number, array or nested list with balls in place of its numbers.

    An array that holds other objects is left to them.
    """
    if type(value) is Ball:
        return value
    if isinstance(value, int | float | np.generic):
        return ball(value)
    array = plain(value) if isinstance(value, np.ndarray) else np.asarray(value)
    if array.dtype.kind not in "biufO":
        raise UntraceableError(f"an array of {array.dtype}")
    if array.dtype != object:
        return wrapped(with_axes(TO_BALLS(array)))
    others = [each for each in array.ravel().tolist() if type(each) is not Ball]
    if others and all(map(is_number, others)):
        # In place, as views of the same entries may be about.
        array = array if array.flags.writeable else array.copy()
        array[...] = TO_BALLS(array)
    return wrapped(array)


def is_number(value: Any) -> bool:
    return isinstance(value, Real | np.bool_) or (isinstance(value, np.ndarray) and value.size == 1)


def with_axes(result: Any) -> Any:
    """NumPy unwraps what has no axes; this wraps it again."""
    if isinstance(result, np.ndarray):
        return result
    array = np.empty((), dtype=object)
    array[()] = result
    return array


def boxed(value: Ball) -> Any:
    """An array without axes that holds a ball."""
    return wrapped(with_axes(value))


def finished(result: Any) -> Any:
    """What NumPy made, with balls in place of floats."""
    if isinstance(result, np.ndarray):
        return to_balls(result) if result.dtype.kind in "fO" else wrapped(result)
    if isinstance(result, float):
        return ball(result)
    if isinstance(result, tuple | list):
        return type(result)(finished(part) for part in result) if type(result) in (tuple, list) else result
    return result


# Operations -----------------------------------------------------------------------------------


def applied(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A universal function of arrays some of which hold balls."""
    out = kwargs.pop("out", None)
    operands = [plain(boxed(each)) if type(each) is Ball else plain(each) for each in inputs]
    if ufunc.nin == 1 and method == "__call__":
        operands = [clean(operands[0])]
    if out is not None:
        kwargs["out"] = tuple(map(plain, out))
    kwargs = without_dtype(kwargs)
    try:
        result = looped(ufunc, method, operands, kwargs)
        if is_float(result):
            result = looped(ufunc, method, [plain(to_balls(each)) for each in operands], kwargs)
    except (TypeError, AttributeError) as error:
        raise UntraceableError(f"np.{ufunc.__name__}: {error}") from error
    if out is not None:
        return out[0] if len(out) == 1 else out
    if ufunc in TRUTHS:
        return truths(result)
    return finished(result)


def looped(ufunc: Any, method: str, operands: list[Any], kwargs: dict[str, Any]) -> Any:
    """NumPy's own result; with our loops where objects are among the operands."""
    if not any(isinstance(each, np.ndarray) and each.dtype == object for each in operands):
        return getattr(ufunc, method)(*operands, **kwargs)
    if ufunc is np.matmul and not kwargs and fit(*operands):
        return product(*operands)
    return getattr(LOOPS.get(ufunc, ufunc), method)(*operands, **kwargs)


def fit(one: Any, other: Any) -> bool:
    """Whether these are two matrices whose product exists and has terms."""
    arrays = isinstance(one, np.ndarray) and isinstance(other, np.ndarray) and one.ndim == other.ndim == 2
    return bool(arrays and one.shape[1] == other.shape[0] and one.size and other.size)


def product(one: Any, other: Any) -> Any:
    """A product of matrices, computed by flint in one go: most of what a certified run does."""
    RUN.operations += one.shape[0] * other.size
    left, right = (
        arb_mat(each.shape[0], each.shape[1], [ball(item).x for item in np.asarray(each).ravel().tolist()])
        for each in (one, other)
    )
    entries = map(Ball, (left * right).entries())
    made = np.fromiter(entries, dtype=object, count=one.shape[0] * other.shape[1])
    kind = np.matrix if isinstance(one, np.matrix) or isinstance(other, np.matrix) else np.ndarray
    return made.reshape(one.shape[0], other.shape[1]).view(kind)


def clean(operand: Any) -> Any:
    """An operand without plain numbers among its balls, which have no methods to call."""
    has_numbers = isinstance(operand, np.ndarray) and operand.dtype == object
    return plain(to_balls(operand)) if has_numbers else operand


def is_float(result: Any) -> bool:
    return getattr(result, "dtype", None) is not None and result.dtype.kind == "f"


def truths(result: Any) -> Any:
    """Truth values, which NumPy keeps as objects."""
    return wrapped(np.asarray(result).astype(bool)) if isinstance(result, np.ndarray) else bool(result)


def unary(evaluate: Callable[[Any], Any]) -> Callable[[Any], Ball]:
    def of(value: Any) -> Ball:
        RUN.operations += 1
        return Ball(evaluate(ball(value).x))

    return of


def binary(evaluate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Ball]:
    def of(one: Any, other: Any) -> Ball:
        RUN.operations += 1
        return Ball(evaluate(ball(one).x, ball(other).x))

    return of


def sign(value: Any) -> Ball:
    number = ball(value)
    return ONE if number > 0 else ZERO if number == 0 else -ONE


def heaviside(value: Any, at_zero: Any) -> Ball:
    number = ball(value)
    return ONE if number > 0 else ball(at_zero) if number == 0 else ZERO


def logaddexp(x: Any, y: Any) -> Any:
    return (x.exp() + y.exp()).log()


def hypot(x: Any, y: Any) -> Any:
    return (x * x + y * y).sqrt()


REORDERED: Any = {"identity": None}
"""So that a maximum over all axes may be taken in any order."""

TRUTHS: dict[Any, Callable[..., Any]] = {
    np.isnan: lambda value: bool(ball(value).x.is_nan()),
    np.isfinite: lambda value: bool(ball(value).x.is_finite()),
    np.isinf: lambda value: not (ball(value).x.is_finite() or ball(value).x.is_nan()),
    np.signbit: lambda value: ball(value) < 0,
    np.logical_not: lambda value: not value,
    np.logical_and: lambda one, other: bool(one) and bool(other),
    np.logical_or: lambda one, other: bool(one) or bool(other),
    np.logical_xor: lambda one, other: bool(one) != bool(other),
}
"""Questions; NumPy answers those about objects with objects."""

ELEMENTWISE: dict[Any, Callable[..., Any]] = {
    np.maximum: binary(arb.max),
    np.fmax: binary(arb.max),
    np.minimum: binary(arb.min),
    np.fmin: binary(arb.min),
    np.logaddexp: binary(logaddexp),
    np.hypot: binary(hypot),
    np.arctan2: binary(arb.atan2),
    np.float_power: lambda one, other: ball(one) ** ball(other),
    np.heaviside: heaviside,
    np.sign: sign,
    np.fabs: lambda value: abs(ball(value)),
    np.rint: lambda value: ball(value).rint(),
    np.floor: lambda value: Ball(arb(ball(value).__floor__())),
    np.ceil: lambda value: Ball(arb(ball(value).__ceil__())),
    np.trunc: lambda value: Ball(arb(ball(value).__trunc__())),
    np.deg2rad: unary(lambda x: x * arb.pi() / 180),
    **{getattr(np, name): unary(FUNCTIONS[name]) for name in ("exp2", "cbrt")},
}
"""What NumPy cannot do with objects, or does with comparisons that need not be decided."""

LOOPS = {
    ufunc: np.frompyfunc(function, ufunc.nin, 1, **(REORDERED if ufunc.nin == 2 else {}))
    for ufunc, function in {**TRUTHS, **ELEMENTWISE}.items()
}


# Functions ------------------------------------------------------------------------------------


def full(shape: Any, value: Any) -> Any:
    """An array with the same ball everywhere."""
    array = np.empty(shape, dtype=object)
    array.fill(ball(value))
    return wrapped(array)


def like(value: Any, native: Any) -> Callable[..., Any]:
    """``zeros_like`` and its relatives: an array of balls, or of what is asked for."""

    def make(array: Any, dtype: Any = None, *_: Any, shape: Any = None, **__: Any) -> Any:
        pattern = np.asanyarray(array)
        shape, dtype = pattern.shape if shape is None else shape, pattern.dtype if dtype is None else dtype
        made = full(shape, value) if is_real(dtype) else wrapped(native(shape, dtype=dtype))
        return TracedMatrix(made) if isinstance(array, np.matrix) else made

    return make


def full_like(array: Any, fill_value: Any, dtype: Any = None, **kwargs: Any) -> Any:
    made = LIKE[np.zeros_like](array, dtype=dtype, **kwargs)
    made[...] = fill_value
    return made


def dot(a: Any, b: Any, out: Any = None) -> Any:
    """``np.dot``, which of matrices is their product."""
    if out is None and np.ndim(a) == np.ndim(b) == 2:
        return np.matmul(a, b)
    return finished(np.dot(plain(a), plain(b), plain(out)))


LIKE: dict[Any, Callable[..., Any]] = {
    np.dot: dot,
    np.zeros_like: like(0, np.zeros),
    np.empty_like: like(0, np.zeros),
    np.ones_like: like(1, np.ones),
    np.full_like: full_like,
}
