"""A worked solution: from a specification to files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbp.document import story
from symbp.document.context import story_context
from symbp.document.files import write_all
from symbp.document.notebook import notebook
from symbp.document.numerals import Values
from symbp.document.options import Options
from symbp.document.pdf import compile_latex, compile_typst, tex_command
from symbp.document.record import record
from symbp.network import Network
from symbp.shown import shown

if TYPE_CHECKING:
    from symbp.data import Dataset
    from symbp.derivation import Derivation
    from symbp.numeric.train import Training
    from symbp.verify import Report

NAME = "solution"


@dataclass(frozen=True)
class Solution:
    """A worked solution, made but not written; each property is the text of one file.

    `paths` are the files that `solve` wrote.
    """

    derivation: Derivation
    data: Dataset
    training: Training
    report: Report
    options: Options = field(default_factory=Options)
    paths: tuple[Path, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every line of the derivation holds."""
        return self.report.ok

    @cached_property
    def _context(self) -> tuple[dict[str, Any], Any]:
        derivation = shown(self.derivation, self.options.sigma_prime)
        return story_context(derivation, self.data, self.training, self.report, self.options)

    def render(self, format_name: str) -> str:
        """The document in ``typst``, ``latex``, ``html`` or ``markdown``."""
        context, style = self._context
        return story.render(format_name, context, style, templates=self.options.templates)

    @cached_property
    def typst(self) -> str:
        return self.render("typst")

    @cached_property
    def tex(self) -> str:
        return self.render("latex")

    @cached_property
    def html(self) -> str:
        return self.render("html")

    @cached_property
    def md(self) -> str:
        return self.render("markdown")

    @cached_property
    def pdf(self) -> bytes:
        return compile_latex(self.tex) if self.options.engine == "latex" else compile_typst(self.typst)

    @cached_property
    def py(self) -> str:
        return self.derivation.source("numpy", "loss", *self.derivation.gradients)

    @cached_property
    def json(self) -> str:
        values = Values.at(self.derivation, self.data, self.training)
        return record(self.derivation, self.data, self.training, self.report, values, self._context[1])

    @cached_property
    def ipynb(self) -> str:
        return notebook(self.md, self.drawings, self.derivation, self.data, self.training)

    @cached_property
    def drawings(self) -> dict[str, str]:
        """The figures as SVG documents of their own, for Markdown and the notebook."""
        context, style = self._context
        return story.drawings(context, style, templates=self.options.templates)

    def contents(self) -> dict[str, bytes]:
        """The files of the solution by name."""
        files = {f"{NAME}.{suffix}": encoded(getattr(self, suffix)) for suffix in self.options.formats}
        if "md" in self.options.formats:
            files |= {f"{NAME}-{name}.svg": encoded(svg) for name, svg in self.drawings.items()}
        return files


def encoded(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def solve(
    spec: str | Path | Network,
    out_dir: str | Path | None = None,
    *,
    data: str | Path | Dataset | None = None,
    rate: float | None = None,
    lam: float | None = None,
    iterations: int | None = None,
    seed: int | None = None,
    report: Report | None = None,
    progress: Callable[[str], None] | None = None,
    **options: Any,
) -> Solution:
    """Derive, verify, compute and train a network, and write the worked solution into a directory.

    `spec` is a preset's name, a TOML file or a `Network`.  `data` is a CSV file or a `Dataset`; the
    network of a preset has data of its own, and for another a small example is made up, and marked as such.
    `rate`, `lam`, `iterations` and `seed` are those of `train`.  `options` are the fields of `Options`.
    Without `out_dir` nothing is written.  `progress` hears what is being done.

    >>> import symbp.document
    >>> solution = symbp.document.solve("lecture10-regression", iterations=10, formats=("md",))
    >>> solution.md.splitlines()[0]
    '# Backpropagation, worked out'

    Raises `ConfigError` and `DataError` for what cannot be used, `OutputError` where a file cannot be
    written; then none is.
    """
    from symbp.backward import derive
    from symbp.numeric.train import train

    say = progress or (lambda what: None)
    wanted = Options(**known_fields(options))
    if wanted.engine == "latex":
        tex_command()
    net = spec if isinstance(spec, Network) else Network.load(spec)
    samples = dataset(net, data)
    say("derive")
    derivation = derive(net)
    say("train")
    training = train(
        derivation,
        samples,
        rate=rate,
        lam=lam,
        iterations=iterations,
        seed=seed,
        progress=lambda updates, loss: say(f"train, {updates} updates"),
    )
    say("verify")
    checked = report or derivation.verify()
    solution = Solution(
        derivation, replace(samples, seed=samples.seed if seed is None else seed), training, checked, wanted
    )
    if out_dir is None:
        return solution
    say("write")
    return replace(solution, paths=write_all(Path(out_dir), solution.contents()))


def known_fields(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Options by name, an unknown one refused with a suggestion."""
    from dataclasses import fields

    from symbp.errors import ConfigError, choices

    names = [field.name for field in fields(Options)]
    for name in options:
        if name not in names:
            raise ConfigError(f"unknown option {name!r}; {choices(names, name)}")
    return options


def dataset(net: Network, data: str | Path | Dataset | None) -> Dataset:
    """The data to work with: given, the preset's, or a small example."""
    from symbp.data import Dataset, check_data, data_for, load_csv

    if isinstance(data, Dataset):
        check_data(net, data.X, data.t)
        return data
    if data is not None:
        return load_csv(data, net)
    return data_for(net)
