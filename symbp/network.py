"""The specification of a network: frozen, validated, read from and written to TOML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from sympy import Expr, Rational, S

from symbp.activations import ACTIVATIONS, activation, z
from symbp.errors import ConfigError, NotationError, choices
from symbp.losses import LOSSES, Loss
from symbp.names import Names
from symbp.nodes import ScalarFunction
from symbp.penalties import PENALTIES, N
from symbp.presets import PRESETS

LossName = Literal["squared_error", "binary_cross_entropy", "logistic", "softmax_cross_entropy"]
Targets = Literal["real", "0/1", "one-hot", "integers from 0", "integers from 1"]
Option = str | int | float | bool | tuple[int, ...] | tuple[str, ...]

DEEPEST, WIDEST = 64, 1_000_000

SOFTMAX_ELSEWHERE = (
    "another activation: the softmax belongs to loss = 'softmax_cross_entropy', "
    "whose output is usually 'identity'"
)


class Network(BaseModel):
    """A fully connected network with its loss and its conventions.

    `units` counts each layer without bias units, input first; `activations` names one per
    layer after the input.  The keys are those of a TOML ``[network]`` table.

    >>> Network(units=(2, 3, 1), activations=("sigmoid", "sigmoid")).loss
    'squared_error'

    Raises `ConfigError` with the field, the value and what was expected.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, ignored_types=(cached_property,))

    units: tuple[int, ...]
    activations: tuple[str, ...]
    loss: LossName = "squared_error"
    reduction: Literal["sum", "mean"] = "mean"
    half: bool = True
    penalty: Literal["none", "lambda/(2N)", "lambda/2", "lambda"] = "none"
    penalise_bias: bool = False
    bias: Literal["none", "separate", "folded"] = "none"
    bias_shape: Literal["(1, units)", "(units, 1)", "(units,)"] | None = None
    samples: Literal["rows", "columns"] = "rows"
    weights: Literal["in x out", "out x in"] | None = None
    targets: Targets | None = None
    delta: Literal["dL/dZ", "N*dL/dZ"] = "dL/dZ"
    slope: float = 0.01

    def __init__(self, **fields: Any) -> None:
        try:
            super().__init__(**_listed(fields))
        except ValidationError as error:
            raise ConfigError(_explain(error)) from None

    def __hash__(self) -> int:
        return self.key

    @cached_property
    def key(self) -> int:
        """The hash, found once: a network is the key of many tables."""
        return hash(tuple(getattr(self, name) for name in type(self).model_fields))

    # Where specifications come from and go to ---------------------------------------

    @classmethod
    def preset(cls, name: str, **changes: Any) -> Self:
        """A network of the lecture by name, with any fields changed."""
        if name not in PRESETS:
            raise ConfigError(f"unknown preset {name!r}; {choices(PRESETS, str(name))}")
        return cls(**{**PRESETS[name].fields, **changes})

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """A network from a ``[network]`` table; ``preset`` may stand in it, keys beside it win."""
        if not isinstance(table, Mapping):
            raise ConfigError(f"[network]: expected a table, got {type(table).__name__}")
        fields = dict(table)
        preset = fields.pop("preset", None)
        return cls(**fields) if preset is None else cls.preset(str(preset), **fields)

    @classmethod
    def from_toml(cls, text: str, where: str = "the TOML text") -> Self:
        """A network from a TOML document with a ``[network]`` table."""
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{where}: not valid TOML: {error}") from None
        except RecursionError:
            raise ConfigError(f"{where}: not valid TOML: nested too deeply") from None
        if "network" not in document:
            raise ConfigError(f"{where}: no [network] table; expected [network] with units = [2, 3, 1] …")
        return cls.from_table(document["network"])

    @classmethod
    def load(cls, spec: str | Path) -> Self:
        """A network from a preset's name or the path of a TOML file."""
        if str(spec) in PRESETS:
            return cls.preset(str(spec))
        path = Path(str(spec))
        if not path.suffix and not path.exists():
            raise ConfigError(f"unknown preset {str(spec)!r}; {choices(PRESETS, str(spec))}")
        try:
            return cls.from_toml(path.read_text(encoding="utf-8"), str(path))
        except OSError as error:
            raise ConfigError(f"cannot read {path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ConfigError(f"cannot read {path}: not UTF-8 text") from None

    def to_toml(self) -> str:
        """The ``[network]`` table that reads back to the same network."""
        lines = ["[network]"]
        for name, value in self.model_dump(exclude_none=True).items():
            lines.append(f"{name} = {_toml(value)}")
        return "\n".join(lines) + "\n"

    # What the conventions come to ------------------------------------------------------

    @property
    def in_by_out(self) -> bool:
        """Whether W is (in × out); it follows `samples` unless `weights` says otherwise."""
        return self.weights == "in x out" if self.weights else self.samples == "rows"

    @property
    def bias_is_row(self) -> bool:
        """Whether a bias is written (1, units)."""
        if self.bias_shape in (None, "(units,)"):
            return self.samples == "rows"
        return self.bias_shape == "(1, units)"

    @property
    def target_coding(self) -> Targets:
        """How targets are given; it follows the loss unless `targets` says otherwise."""
        if self.targets is not None:
            return self.targets
        first: Any = LOSSES[self.loss].targets[0]
        return first

    @property
    def integer_targets(self) -> bool:
        return self.target_coding.startswith("integers")

    @property
    def one_hot(self) -> bool:
        """Whether Σ_k t_nk = 1 may be assumed."""
        return self.integer_targets or self.target_coding == "one-hot"

    @property
    def loss_entry(self) -> Loss:
        return LOSSES[self.loss]

    @property
    def link(self) -> str | None:
        """What makes P from f: softmax, sigmoid, or nothing."""
        return self.loss_entry.link

    @cached_property
    def functions(self) -> tuple[ScalarFunction, ...]:
        """The activation of each layer after the input."""
        return tuple(activation(text, repr(self.slope)) for text in self.activations)

    @property
    def loss_factor(self) -> Expr:
        """What stands before Σ in the loss: its sign, the ½, and 1/N of a mean."""
        half = Rational(1, 2) if self.loss_entry.half and self.half else S.One
        return self.loss_entry.sign * half / (N if self.reduction == "mean" else S.One)

    @property
    def penalty_factor(self) -> Expr:
        return PENALTIES[self.penalty]

    @property
    def delta_scale(self) -> Expr:
        """What `delta` is in units of ∂L/∂Z: 1, or N by the other custom."""
        return N if self.delta == "N*dL/dZ" else S.One

    @cached_property
    def names(self) -> Names:
        """The symbols of this network."""
        return Names(self)

    # What cannot be ---------------------------------------------------------------------

    @model_validator(mode="after")
    def _possible(self) -> Self:
        self._sizes()
        self._functions()
        self._loss()
        self._biases()
        return self

    def _sizes(self) -> None:
        _require(2 <= len(self.units) <= DEEPEST, "units", list(self.units), f"2 to {DEEPEST} layers")
        for size in self.units:
            _require(1 <= size <= WIDEST, "units", list(self.units), f"every layer 1 to {WIDEST} units")
        expected = len(self.units) - 1
        _require(
            len(self.activations) == expected,
            "activations",
            list(self.activations),
            f"{expected}, one per layer after the input, for units = {list(self.units)}",
        )
        _require(0 < self.slope < 1, "slope", self.slope, "a number between 0 and 1")

    def _functions(self) -> None:
        for text in self.activations:
            _require(text != "softmax", "activations", text, SOFTMAX_ELSEWHERE)
            if text.isidentifier() and text not in (*ACTIVATIONS, "z"):
                hint = choices((*ACTIVATIONS, "an expression in z"), text.lower())
                raise ConfigError(f"activations: unknown activation {text!r}; {hint}")
            try:
                function = activation(text, repr(self.slope))
            except NotationError as error:
                raise ConfigError(f"activations = {text!r}: {error}") from None
            if function.name == "custom":
                _require(
                    z in function.parameters[0].expr.free_symbols, "activations", text, "an expression in z"
                )
                _require(_is_real(function), "activations", text, "a real number for every z")

    def _loss(self) -> None:
        outputs, last = self.units[-1], self.activations[-1]
        allowed = self.loss_entry.targets
        _require(
            self.target_coding in allowed,
            "targets",
            self.target_coding,
            f"for {self.loss}: " + ", ".join(allowed),
        )
        if self.loss == "softmax_cross_entropy":
            _require(
                outputs >= 2,
                "units",
                list(self.units),
                "at least 2 outputs for a softmax (K = 1 is always 1)",
            )
        if self.one_hot:
            _require(
                outputs >= 2,
                "targets",
                self.target_coding,
                f"at least 2 outputs, not {outputs}; or 0/1 targets",
            )
        if self.loss == "binary_cross_entropy":
            _require(
                _stays_in_unit_interval(self.functions[-1]),
                "activations",
                last,
                "an output strictly between 0 and 1 for binary_cross_entropy, such as sigmoid "
                "(loss = 'logistic' takes an output without activation)",
            )
        if not self.loss_entry.half:
            _require(self.half, "half", self.half, f"nothing: {self.loss} has no ½; only squared_error does")

    def _biases(self) -> None:
        if self.bias != "separate":
            _require(
                self.bias_shape is None, "bias_shape", self.bias_shape, "nothing unless bias = 'separate'"
            )
        if self.bias == "none":
            _require(not self.penalise_bias, "penalise_bias", True, "false where there is no bias")


def _require(holds: bool, field: str, value: object, expected: str) -> None:
    if not holds:
        raise ConfigError(f"{field} = {value!r}: expected {expected}")


@lru_cache
def _stays_in_unit_interval(function: ScalarFunction) -> bool:
    """Whether an output can feed log f and log(1 − f); a custom one is tried at a few points."""
    if function.name != "custom":
        low, high = ACTIVATIONS[function.name].range
        return bool(low >= 0 and high <= 1)
    near, far = _sampled(function, NEAR), _sampled(function, FAR)
    # Far out a sigmoid is 0 or 1 to any number of digits.
    return all(v.is_real and 0 < v < 1 for v in near) and all(v.is_real and 0 <= v <= 1 for v in far)


@lru_cache
def _is_real(function: ScalarFunction) -> bool:
    """Whether a custom activation is a real number at a few points on both sides of 0, and at 0."""
    return all(value.is_real is not False for value in _sampled(function, (-20, -2, 0, 1, 7)))


NEAR = tuple(Rational(point, 3) for point in range(-30, 31))
FAR = (-1000, -100, *range(-60, -10), *range(11, 61), 100, 1000)


def _sampled(function: ScalarFunction, points: Iterable[Any]) -> list[Expr]:
    """The values of a custom activation."""
    form = function.parameters[0]
    return [form(point).evalf(30) for point in points]


def _listed(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with tuples for the lists of TOML; unknown ones are refused with a suggestion."""
    for name in fields:
        if name not in Network.model_fields:
            raise ConfigError(f"unknown field {name!r}; {choices(Network.model_fields, name)}")
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


EXPECTED = {
    "tuple_type": "a list in brackets",
    "int_type": "whole numbers",
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "float_type": "a number",
}
"""What pydantic's types of error ask for, in the words of a TOML file."""


def _explain(error: ValidationError) -> str:
    """The first complaint as one line: field, value, expected."""
    first = error.errors()[0]
    field, found = str(first["loc"][0]), first["input"]
    if first["type"] == "missing":
        return f"{field}: missing; a network needs units and activations"
    if first["type"] == "literal_error":
        known = _literals(Network.model_fields[field].annotation)
        hint = choices(known, str(found))
        tail = hint if hint.startswith("expected") else f"{hint} expected one of: {', '.join(known)}"
        return f"{field} = {found!r}: {tail}"
    where = f"{field}: {found!r} in the list" if len(first["loc"]) > 1 else f"{field} = {found!r}"
    return f"{where}: expected {EXPECTED.get(first['type'], first['msg'].lower())}"


def _literals(annotation: Any) -> list[str]:
    """The words that a field allows."""
    if isinstance(annotation, str):
        return [annotation]
    return [word for part in get_args(annotation) for word in _literals(part)]


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return repr(value)
