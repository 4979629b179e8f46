"""Modules and functions that stand in for NumPy's, SciPy's and Python's own in a certified run.

What makes floats out of nothing (``np.zeros``, ``float``, ``math.exp``) makes balls instead; everything else
is NumPy's own, which `arrays` teaches about balls.
"""

from __future__ import annotations

import ast
import builtins
import math
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
from flint import arb

from grader.sandbox import arrays
from grader.sandbox.arrays import (
    TracedMatrix,
    ball,
    finished,
    full,
    is_real,
    plain,
    to_balls,
    without_dtype,
    wrapped,
)
from grader.sandbox.balls import FUNCTIONS, RUN, Ball, UntraceableError, tracing
from grader.sandbox.kinds import OLD_NAMES, Kind, copy_of, quiet
from grader.sandbox.records import Absent, BallArray, Reply, Slot, Value
from grader.sandbox.values import DEEPEST, PLAIN, NoNumbersError, kind, kind_name, nested, sendable

# Built-in ------------------------------------------------------------------------------------


class RealType(type):
    """The class of `Real`: balls are floats to ``isinstance``, and stay balls when made into floats."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, float | Ball)

    def __eq__(cls, other: object) -> bool:
        return other in (float, np.float64, Ball) or isinstance(other, RealType)

    # Not the hash of float, under which NumPy would find the dtype of doubles.
    __hash__ = type.__hash__

    def __call__(cls, value: Any = 0.0) -> Any:
        value = unpacked(value)
        return value if isinstance(value, Ball) else float(value)


class Real(float, metaclass=RealType):
    """``float`` in a certified run; as a dtype it means objects, which are balls."""


class RealsType(RealType):
    """The class of `Reals`, which takes arrays too."""

    def __call__(cls, value: Any = 0.0) -> Any:
        return array(value, float) if isinstance(value, np.ndarray | list) else super().__call__(value)


class Reals(Real, metaclass=RealsType):
    """``np.float64`` in a certified run."""


# NumPy ---------------------------------------------------------------------------------------


def creation(name: str, at: int) -> Callable[..., Any]:
    """A function that makes an array out of nothing; its dtype is argument number `at`."""
    native = getattr(np, name)

    def create(*args: Any, dtype: Any = float, **kwargs: Any) -> Any:
        dtype = args[at] if len(args) > at else dtype
        made = native(*args[:at], dtype=float if is_real(dtype) else dtype, **kwargs)
        return finished(made)

    return create


def zeros(shape: Any, dtype: Any = float, order: str = "C") -> Any:
    return full(shape, 0) if is_real(dtype) else wrapped(np.zeros(shape, dtype))


def ones(shape: Any, dtype: Any = float, order: str = "C") -> Any:
    return full(shape, 1) if is_real(dtype) else wrapped(np.ones(shape, dtype))


def arange(*args: Any, dtype: Any = None, **kwargs: Any) -> Any:
    return finished(np.arange(*args, dtype=float if is_real(dtype) else dtype, **kwargs))


def filled(shape: Any, fill_value: Any, dtype: Any = None, order: str = "C") -> Any:
    made = np.empty(shape, dtype=object)
    if (dtype is not None and not is_real(dtype)) or (dtype is None and isinstance(fill_value, int)):
        return wrapped(np.full(shape, fill_value, dtype))
    made[...] = plain(to_balls(fill_value))
    return wrapped(made)


def array(
    value: Any, dtype: Any = None, *, copy: Any = True, order: str = "K", subok: bool = False, ndmin: int = 0
) -> Any:
    """Numbers as an array of balls, unless they are whole or others are asked for."""
    if isinstance(value, Ball):
        value = arrays.boxed(value)
    made = plain(value) if isinstance(value, np.ndarray) else np.array(value)
    if isinstance(value, np.ndarray) and copy:
        made = made.copy()
    made = np.array(made, copy=None, ndmin=ndmin, subok=subok)
    if dtype is not None:
        return wrapped(made).astype(dtype)
    return finished(made)


def asarray(value: Any, dtype: Any = None, order: Any = None, **_: Any) -> Any:
    """The same array where it need not be changed."""
    same = dtype is None or (is_real(dtype) and isinstance(value, np.ndarray) and value.dtype == object)
    if same and isinstance(value, arrays.Traced) and not isinstance(value, np.matrix):
        return value
    return array(value, dtype, copy=False)


def asanyarray(value: Any, dtype: Any = None, **_: Any) -> Any:
    return value if isinstance(value, np.matrix) and dtype is None else asarray(value, dtype)


class Vectorized(np.vectorize):
    """``np.vectorize`` whose results are balls where they would be floats."""

    def __init__(self, pyfunc: Any = None, otypes: Any = None, **kwargs: Any) -> None:
        if otypes is not None:
            otypes = "".join("O" if is_real(each) else np.dtype(each).char for each in otypes)
        super().__init__(lambda *args, **kw: real(pyfunc(*args, **kw)), otypes, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return finished(super().__call__(*args, **kwargs))


def real(value: Any) -> Any:
    """A float as a ball; anything else as it is."""
    return ball(value) if isinstance(value, float | np.floating) else value


def nditer(op: Any, flags: Any = (), *args: Any, **kwargs: Any) -> Any:
    """NumPy's iterator, which wants to be told that objects are welcome."""
    return np.nditer(op, [*(flags or ()), "refs_ok"], *args, **kwargs)


def finfo(dtype: Any = float) -> Any:
    return np.finfo(float if is_real(dtype) else dtype)


def issubdtype(one: Any, other: Any) -> bool:
    return bool(np.issubdtype(float if is_real(one) else one, other))


REALS = (
    "float64", "float32", "float16", "float128", "float_", "float", "double", "half", "single", "longdouble",
)  # fmt: skip

NUMPY: Mapping[str, Any] = {
    **dict.fromkeys(REALS, Reals),
    **{name: creation(name, at) for name, at in (("identity", 1), ("tri", 3), ("eye", 3))},
    **{function.__name__: made for function, made in arrays.LIKE.items()},
    "zeros": zeros,
    "empty": zeros,
    "arange": arange,
    "linspace": lambda *args, **kwargs: finished(np.linspace(*args, **without_dtype(kwargs))),
    "ones": ones,
    "full": filled,
    "fromiter": lambda values, dtype, count=-1: array(list(values), dtype),
    "array": array,
    "asarray": asarray,
    "asanyarray": asanyarray,
    "ascontiguousarray": asarray,
    "asfortranarray": asarray,
    "asfarray": asarray,
    "matrix": TracedMatrix,
    "mat": TracedMatrix,
    "asmatrix": TracedMatrix,
    "vectorize": Vectorized,
    "nditer": nditer,
    "finfo": finfo,
    "issubdtype": issubdtype,
}


# math and SciPy ------------------------------------------------------------------------------


def scalar(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the module math, of a ball or of a number."""
    native = getattr(math, name)

    def of(*args: Any) -> Any:
        args = tuple(map(unpacked, args))
        return method(*map(ball, args)) if any(isinstance(each, Ball) for each in args) else native(*args)

    return of


def unpacked(value: Any) -> Any:
    """The number in an array of one."""
    return value.item() if isinstance(value, np.ndarray) and value.size == 1 else value


def logarithm(x: Ball, base: Ball | None = None) -> Any:
    return x.log() if base is None else x.log() / base.log()


MATHS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(Ball, name) for name in FUNCTIONS if hasattr(math, name)},
    **{f"a{name}": getattr(Ball, f"arc{name}") for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "log": logarithm,
    "pow": lambda one, other: one**other,
    "fabs": abs,
    "atan2": lambda y, x: np.arctan2(y, x),
    "hypot": lambda *parts: sum(part * part for part in parts).sqrt(),
    "floor": Ball.__floor__,
    "ceil": Ball.__ceil__,
    "trunc": Ball.__trunc__,
    "isnan": lambda x: bool(np.isnan(x)),
    "isinf": lambda x: bool(np.isinf(x)),
    "isfinite": lambda x: bool(np.isfinite(x)),
}

SUMS: Mapping[str, Callable[..., Any]] = {
    "fsum": lambda values: sum(values),
    "prod": lambda values, start=1: np.prod([start, *values]),
}


def special(name: str) -> Any:
    """A function of one number of SciPy's, for balls in any arrangement."""
    return elementwise(np.frompyfunc(lambda value: getattr(ball(value), name)(), 1, 1))


def elementwise(ufunc: Any) -> Callable[..., Any]:
    def of(*args: Any) -> Any:
        return finished(ufunc(*(plain(to_balls(each)) for each in args)))

    return of


def logsumexp(a: Any, axis: Any = None, b: Any = None, keepdims: bool = False) -> Any:
    weights = 1 if b is None else b
    return np.log(np.sum(weights * np.exp(to_balls(a)), axis=axis, keepdims=keepdims))


def softmax(x: Any, axis: Any = None) -> Any:
    powers = np.exp(to_balls(x))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def xlogy(x: Any, y: Any) -> Ball:
    return arrays.ZERO if ball(x).x.is_zero() else ball(x) * ball(y).log()


SPECIAL: Mapping[str, Callable[..., Any]] = {
    **{name: special(name) for name in ("expit", "erf", "exp2", "expm1", "log1p", "cbrt")},
    "logit": elementwise(np.frompyfunc(lambda p: (ball(p) / (1 - ball(p))).log(), 1, 1)),
    "log_expit": elementwise(np.frompyfunc(lambda z: ball(z).expit().log(), 1, 1)),
    "xlogy": elementwise(np.frompyfunc(xlogy, 2, 1)),
    "xlog1py": elementwise(np.frompyfunc(lambda x, y: xlogy(x, 1 + ball(y)), 2, 1)),
    "softmax": softmax,
    "log_softmax": lambda x, axis=None: np.log(softmax(x, axis)),
    "logsumexp": logsumexp,
}


def modules() -> dict[str, ModuleType]:
    """The modules that a certified run sees."""
    old = {name: value for name, value in OLD_NAMES.items() if name not in vars(np)}
    functions = {name: scalar(name, method) for name, method in MATHS.items()}
    replaced = {"numpy": copy_of("numpy", **{**old, **NUMPY}), "math": copy_of("math", **functions, **SUMS)}
    if "scipy.special" in sys.modules:
        replaced["scipy.special"] = copy_of("scipy.special", **SPECIAL)
        replaced["scipy"] = copy_of("scipy", special=replaced["scipy.special"])
    return replaced


# The kind of run ------------------------------------------------------------------------------


def fresh(slot: Slot) -> Any:
    """A slot's value in exact balls; whole numbers stay what they are."""
    values = np.array(slot)
    if values.dtype.kind == "f":
        exact = [Ball(arb(each)) for each in values.ravel().tolist()]
        # Assigned to an array, every ball would be asked whether it is an array itself.
        entries = np.fromiter(exact, dtype=object, count=values.size)
        return wrapped(entries.reshape(values.shape)) if values.ndim else exact[0]
    return wrapped(values) if values.ndim else values.item()


def balls_in(value: Any) -> Value:
    """The balls of a value, or why there are none."""
    try:
        numbers = value if isinstance(value, np.ndarray) else np.array(nested(value, DEEPEST, (*PLAIN, Ball)))
        sendable(numbers)
        found = np.asarray(plain(to_balls(numbers)))
        return BallArray(found.shape, tuple(map(enclosed, found.ravel().tolist())))
    except (NoNumbersError, UntraceableError) as reason:
        return Absent(str(reason))
    except BaseException as error:
        return Absent(f"{kind(value)} that raises {kind_name(error)} when it is read")


def enclosed(value: Any) -> Any:
    """The `arb` of a ball."""
    if type(value) is not Ball:
        raise NoNumbersError(kind(value))
    return value.x


@contextmanager
def running() -> Any:
    with quiet(), tracing() as run:
        yield run


def judged(reply: Reply) -> Reply:
    """A reply with what the run has gone through; one that lost its trace is none."""
    if RUN.lost:
        return Reply("untraceable", error=RUN.lost)
    values = tuple(
        replace(value, rounded=RUN.rounded) if isinstance(value, BallArray) else value
        for value in reply.values
    )
    return replace(reply, values=values, operations=RUN.operations)


class Printing(ast.NodeTransformer):
    """``"%.3f" % loss`` asks for a float: it goes to `printed` instead."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.BinOp(ast.Constant(str()), ast.Mod()):
                call = ast.Call(ast.Name(PRINTED, ast.Load()), [node.left, node.right], [])
                return ast.fix_missing_locations(ast.copy_location(call, node))
        return node


def with_printing(text: str, filename: str) -> str | ast.Module:
    """The text where nothing is printed with ``%``."""
    return Printing().visit(ast.parse(text, filename)) if "%" in text else text


PRINTED = "%"
"""The name of `printed` among the built-in functions: one that no program can use."""


def printed(text: str, values: Any) -> str:
    """``text % values``, and the text as it stands where a traced number is among the values."""
    parts = values if isinstance(values, tuple) else (values,)
    traced = any(isinstance(each, Ball | arrays.Traced) for each in parts)
    return text if traced else text % values


BALLS = Kind(
    fresh=fresh,
    convert=balls_in,
    same=lambda *_: True,
    modules=modules,
    running=running,
    judged=judged,
    syntax=with_printing,
    builtins=lambda: {**vars(builtins), "float": Real, PRINTED: printed},
    failed="untraceable",
)
