"""The assignment: one TOML file, frozen and validated before any submission is read."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from keyword import iskeyword
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from grader.complaint import complaint
from grader.costs import KINDS
from grader.errors import AssignmentError
from grader.layout import Layout, Leaf, Vocabulary, Words, check_exchanges, leaves
from grader.sandbox.records import Limits
from symbp.errors import ConfigError, choices
from symbp.network import Network
from symbp.presets import PRESETS

Fraction = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(min_length=1)]


class Table(BaseModel):
    """A table of the file: no key that is not known, no value of another type."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=True, ignored_types=(cached_property,)
    )

    @classmethod
    def file_keys(cls) -> list[str]:
        """The keys of the table, as they stand in the file."""
        return [field.alias or name for name, field in cls.model_fields.items()]


class SubmissionLimits(Table):
    """What one submission may use, all its calls together."""

    seconds: float = Field(default=5.0, gt=0, le=600, allow_inf_nan=False)
    memory_mb: int = Field(default=512, ge=64, le=65536)
    output_kb: int = Field(default=64, ge=1, le=65536)

    @property
    def record(self) -> Limits:
        """The same for the sandbox."""
        return Limits(self.seconds, self.memory_mb, self.output_kb << 10)


class SubmissionSpec(Table):
    """What students hand in: which file, what to call in it, with what, and what comes back."""

    file: Name = "*.py"
    function: Name | None = None
    class_name: Name | None = Field(default=None, alias="class")
    construction: tuple[Words, ...] = Field(default=(), alias="construct")
    attributes: dict[str, Words] = {}
    method: Name | None = None
    arguments: tuple[Words, ...] | None = None
    returns: Words | None = None
    names: dict[str, Words] = {}
    rate: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    imports: tuple[Name, ...] = ()
    execute: Literal["definitions", "everything"] = "definitions"
    analytic: bool = False
    sizes: Literal["free", "fixed"] = "free"
    batch: bool = True
    limits: SubmissionLimits = SubmissionLimits()

    @field_validator("attributes", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        """A list of names: attributes of just those names."""
        words = isinstance(value, tuple) and all(isinstance(name, str) for name in value)
        return {name: name for name in value} if words else value

    @property
    def called(self) -> str | None:
        """The function to call, where it is no method."""
        return None if self.class_name else self.function or "gradients"

    @model_validator(mode="after")
    def _names(self) -> Self:
        for key, value in (("function", self.function), ("class", self.class_name), ("method", self.method)):
            if value is not None and (not value.isidentifier() or iskeyword(value)):
                raise AssignmentError(
                    f'submission.{key} = "{value}": expected a name that Python allows, such as "gradients"'
                )
        return self

    @model_validator(mode="after")
    def _callable(self) -> Self:
        if self.class_name and self.function:
            raise AssignmentError(
                f'submission.function = "{self.function}": expected none beside class = "{self.class_name}"; '
                "method = … names what is called"
            )
        if self.class_name and not self.method:
            raise AssignmentError(
                f'submission.method: missing; class = "{self.class_name}" needs the method to call'
            )
        for key, value in (
            ("construct", self.construction),
            ("attributes", self.attributes),
            ("method", self.method),
        ):
            if value and not self.class_name:
                raise AssignmentError(f"submission.{key}: expected none without class = …")
        return self


class Part(Table):
    """One part of the marks: a quantity that comes back, and its points.

    A part of the kind ``derivation`` is a written derivation of the quantity, in a `file` of its own.  Its
    true lines earn the fraction `steps` of the points, a true line that states the quantity the rest.
    """

    quantity: Name
    id: Name = ""
    points: float = Field(default=1.0, ge=0, le=10_000, allow_inf_nan=False)
    kind: Literal["value", "derivation"] = "value"
    file: Name = "*.tex"
    steps: Fraction = 0.5


class Credit(Table):
    """What mistakes cost, as fractions of a part's points: by a misconception's id or by its kind."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Fraction] = Field(init=False)

    carried_forward: bool = True

    @property
    def costs(self) -> Mapping[str, float]:
        """What the assignment sets itself."""
        return self.__pydantic_extra__

    def cost(self, id: str) -> float:
        """The fraction of a part's points that one mistake costs: set for it, for its kind, or by default."""
        from grader.words import entry

        for key in (id, KINDS.get(id, "unknown")):
            if key in self.costs:
                return self.costs[key]
        return entry(id).cost

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = [*self.file_keys(), *sorted(set(KINDS.values())), *KINDS]
        for key in self.costs:
            if key not in known:
                raise AssignmentError(f"credit.{key}: unknown key; {choices(known, key)}")
        return self


class Feedback(Table):
    """How much a student is told; each level adds to the one before."""

    level: Literal["verdict", "name", "hint", "step", "full"] = "hint"


class Assignment(Table):
    """An assignment: a network, what students hand in, and what it is worth.

    >>> Assignment.from_toml('[network]\\npreset = "lecture10-regression"').parts[0].quantity
    'dW2'

    Raises `AssignmentError` with the key, the value and what was expected.
    """

    title: str = "Gradients"
    network: Network
    submission: SubmissionSpec = SubmissionSpec()
    parts: tuple[Part, ...] = Field(default=(), alias="part")
    credit: Credit = Credit()
    feedback: Feedback = Feedback()
    seed: str | int | None = None

    def __init__(self, **fields: Any) -> None:
        try:
            super().__init__(**{**tupled(fields), "network": network(fields.get("network"))})
        except ValidationError as error:
            raise AssignmentError(complaint(error, Assignment)) from None

    # Where assignments come from ------------------------------------------------------

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """An assignment from the path of its file."""
        try:
            return cls.from_toml(Path(path).read_text(encoding="utf-8"), str(path), Path(path).parent)
        except OSError as error:
            raise AssignmentError(f"cannot read {path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise AssignmentError(f"cannot read {path}: not UTF-8 text") from None

    @classmethod
    def from_toml(cls, text: str, where: str = "the TOML text", folder: Path | None = None) -> Self:
        """An assignment from a TOML document; `folder` is where ``network = "file.toml"`` is looked for."""
        try:
            document = tomllib.loads(text)
            spec = document.get("network")
            if isinstance(spec, str) and spec not in PRESETS and folder:
                document["network"] = str(folder / spec)
            return cls(**document)
        except tomllib.TOMLDecodeError as error:
            raise AssignmentError(f"{where}: not valid TOML: {error}") from None
        except RecursionError:
            raise AssignmentError(f"{where}: not valid TOML: nested too deeply") from None
        except AssignmentError as error:
            raise AssignmentError(f"{where}: {error}") from None

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what the assignment says, however it is written."""
        content = self.model_dump(mode="json", by_alias=True)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of the file, for editors."""
        from grader.schema import schema

        return schema()

    # What it comes to -----------------------------------------------------------------

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.network, self.submission.names)

    @cached_property
    def construction(self) -> tuple[Layout, ...]:
        """The arguments with which an object is made."""
        return self._layouts(self.submission.construction, "construct")

    @cached_property
    def attributes(self) -> dict[str, Layout]:
        """What is set on an object before its method is called."""
        return {
            name: self.vocabulary.layout(words, f"submission.attributes.{name}")
            for name, words in self.submission.attributes.items()
        }

    @cached_property
    def arguments(self) -> tuple[Layout, ...]:
        """What is called with; by default the arguments of the network's own function."""
        words = self.submission.arguments
        if words is None:
            return tuple(Leaf(a.name, (a.name,)) for a in self.network.names.arguments)
        return self._layouts(words, "arguments")

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The assignment's words for the arguments, where each has one."""
        said = self.submission.arguments or ("",) * len(self.arguments)
        words = tuple(
            layout.word if isinstance(layout, Leaf) else word if isinstance(word, str) else ""
            for layout, word in zip(self.arguments, said, strict=True)
        )
        return words if all(words) else ()

    @cached_property
    def returns(self) -> Layout:
        """What comes back; by default every gradient, in the order of the parameters."""
        words = self.submission.returns
        if words is None:
            gradients = tuple(Leaf(f"d{p.name}", (f"d{p.name}",)) for p in self.network.names.parameters)
            return gradients if len(gradients) > 1 else gradients[0]
        return self.vocabulary.layout(words, "submission.returns")

    @cached_property
    def updated(self) -> frozenset[str]:
        """The gradients that are read from updated weights."""
        return frozenset(f"d{name}" for name in self._coming_back if self._is_parameter(name))

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that come back, in the order of the leaves; for updated weights their gradients."""
        return tuple(f"d{name}" if self._is_parameter(name) else name for name in self._coming_back)

    @property
    def _coming_back(self) -> tuple[str, ...]:
        return tuple(name for leaf in leaves(self.returns) for name in leaf.quantities)

    def _is_parameter(self, name: str) -> bool:
        quantity = self.network.names.table.get(name)
        return quantity is not None and quantity.kind == "parameter"

    def _layouts(self, words: tuple[Words, ...], key: str) -> tuple[Layout, ...]:
        layouts = (self.vocabulary.layout(part, f"submission.{key}[{n}]") for n, part in enumerate(words, 1))
        return tuple(layouts)

    # What cannot be -------------------------------------------------------------------

    @model_validator(mode="after")
    def _possible(self) -> Self:
        for word in self.submission.names:
            self.vocabulary.meaning(word)
        check_exchanges(self.submission.names)
        self._check_arguments()
        self._check_returns()
        self._check_solvable()
        self._complete_parts()
        return self

    def _check_arguments(self) -> None:
        given = [*self.construction, *self.attributes.values(), *self.arguments]
        for leaf in (leaf for layout in given for leaf in leaves(layout)):
            if leaf.place != "returned":
                raise AssignmentError(
                    f'submission.arguments: "{leaf.place}.{leaf.word}" stands only in returns; '
                    "attributes = … sets attributes"
                )
        if any(skips(layout) for layout in given):
            raise AssignmentError('submission.arguments: "_" stands only in returns')

    def _check_solvable(self) -> None:
        from grader.needs import check_solvable

        layouts = [*self.construction, *self.attributes.values(), *self.arguments]
        given = [name for layout in layouts for leaf in leaves(layout) for name in leaf.quantities]
        check_solvable(self.network, dict.fromkeys((*self.quantities, *self._coming_back)), given)

    def _check_returns(self) -> None:
        for name in self._coming_back:
            quantity = self.network.names.table.get(name)
            if quantity is None or quantity.kind in ("input", "strength"):
                raise AssignmentError(
                    f'submission.returns: "{name}" comes in; expected gradients, intermediates, the loss or '
                    'updated weights, or "_" for a value to skip'
                )
        for name, count in Counter(self.quantities).items():
            if count > 1:
                raise AssignmentError(
                    f'submission.returns: {name} comes back {count} times; expected once, "_" elsewhere'
                )
        if not self.quantities:
            raise AssignmentError("submission.returns: nothing comes back; expected at least one name")
        for leaf in leaves(self.returns):
            self._check_place(leaf)

    def _check_place(self, leaf: Leaf) -> None:
        """Refuse an object where there is none, and an argument that is none."""
        if leaf.place == "self" and self.submission.class_name is None:
            raise AssignmentError(f'submission.returns: "self.{leaf.word}" needs class = …')
        keys = [key for layout in self.arguments if isinstance(layout, dict) for key in layout]
        known = (*self.parameters, *keys)
        if leaf.place == "argument" and leaf.word.split(".")[0] not in known:
            raise AssignmentError(
                f'submission.returns: "argument.{leaf.word}" names no argument; {choices(known, leaf.word)}'
            )

    def _complete_parts(self) -> None:
        """Parts as they stand in the file with ids and canonical names, or one for each gradient."""
        canonical = self.vocabulary.ours
        chosen = self.parts or tuple(Part(quantity=name) for name in self._marked())
        for count, part in enumerate(chosen, 1):
            if part.kind == "derivation" and canonical.get(part.quantity) in self.network.names.table:
                continue
            if canonical.get(part.quantity) not in self.quantities:
                raise AssignmentError(
                    f'part[{count}].quantity = "{part.quantity}": expected one that comes back: '
                    + ", ".join(self.quantities)
                )
        parts = tuple(
            part.model_copy(update={"id": part.id or part.quantity, "quantity": canonical[part.quantity]})
            for part in chosen
        )
        for id, count in Counter(part.id for part in parts).items():
            if count > 1:
                raise AssignmentError(
                    f'part.id = "{id}": stands {count} times; expected an id of its own for each part'
                )
        # A frozen model is completed once, while it is made.
        self.__dict__["parts"] = parts

    def _marked(self) -> tuple[str, ...]:
        """What is marked by default: the gradients, last layer first, or else whatever comes back."""
        names = self.network.names
        layers = range(names.layers - 1, 0, -1)
        gradients = [d for layer in layers for d in (f"dW{layer}", f"db{layer}") if d in self.quantities]
        return tuple(gradients) or self.quantities


def skips(layout: Layout) -> bool:
    """Whether "_" stands anywhere in a layout."""
    if isinstance(layout, Leaf):
        return False
    if isinstance(layout, tuple | dict):
        return any(map(skips, layout.values() if isinstance(layout, dict) else layout))
    return True


def network(spec: Any) -> Network:
    """The network of a table, a preset's name or a file."""
    if isinstance(spec, Network):
        return spec
    if spec is None:
        raise AssignmentError("no [network] table; expected [network] with preset = … or units = [2, 3, 1] …")
    try:
        return Network.load(spec) if isinstance(spec, str) else Network.from_table(spec)
    except ConfigError as error:
        if str(error).startswith("[network]"):
            raise AssignmentError(str(error)) from None
        field = str(error).split(" ")[0].rstrip(":")
        raise AssignmentError(
            f"network.{error}" if field in Network.model_fields else f"network: {error}"
        ) from None


def tupled(value: Any) -> Any:
    """The same with tuples for the lists of TOML."""
    if isinstance(value, list | tuple):
        return tuple(map(tupled, value))
    return {key: tupled(item) for key, item in value.items()} if isinstance(value, dict) else value
