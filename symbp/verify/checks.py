"""The two questions: does every line of this derivation hold, and are these two expressions equal?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Basic, S
from sympy.matrices import MatrixBase

from symbp.derivation import Derivation, Equation
from symbp.entrywise import is_written_out
from symbp.errors import ConfigError
from symbp.forward import forward_equations, loss_equation, sample_loss
from symbp.network import Network
from symbp.verify.compare import FAILURES, Checker, Side, explained
from symbp.verify.environment import Definitions
from symbp.verify.indices import fixed_sizes
from symbp.verify.lines import Claim, claims, direction_claims, entry_claims
from symbp.verify.numbers import Clock
from symbp.verify.report import Line, Report
from symbp.verify.verdict import Verdict


def verify(
    derivation: Derivation,
    *,
    digits: int = 100,
    points: int = 3,
    seed: int = 0,
    entry_level: bool = True,
    samples: int = 3,
    limit: float = 60.0,
) -> Report:
    """Check every line of a derivation: forward, both levels of the backward pass, and the gradients.

    Each line is tried at `points` random points to `digits` digits, at small sizes whatever the
    network's own are, since its equations hold for every size; then a proof is attempted.  The
    gradients are also checked against the directional derivative of the loss, and, at `entry_level`,
    entry by entry against SymPy's own `diff` over that many `samples` where the network is small.
    What is not decided within `limit` seconds is undecided.

    >>> import symbp
    >>> symbp.derive(symbp.Network.preset("lecture10-regression")).verify().ok
    True
    """
    net, clock = derivation.net, Clock(limit)
    forward = (*derivation.forward, derivation.loss)
    forward_only = definitions(net, forward, derivation, clock)
    whole = definitions(net, (*forward, *derivation.backward), derivation, clock)
    settings = (digits, points, seed)
    lines = [
        *checked(claims(derivation), Checker(forward_only, *settings)),
        *checked(direction_claims(derivation), Checker(whole, *settings)),
    ]
    if entry_level and is_written_out(net):
        sizes = {"N": samples, **{symbol.name: units for symbol, units in net.names.sizes.items()}}
        lines += checked(entry_claims(net, samples), Checker(forward_only, *settings, sizes))
    return Report(tuple(lines), clock.seconds)


def definitions(
    net: Network, equations: Iterable[Equation], derivation: Derivation, clock: Clock
) -> Definitions:
    """The meaning that these equations give to names."""
    return Definitions(net, {e.name: e.rhs for e in equations}, derivation.sample_loss, clock)


def checked(claims: Iterable[Claim], checker: Checker) -> Iterator[Line]:
    """Every claim with its verdict."""
    for c in claims:
        verdict = checker.compare(c.left, c.right)
        yield Line(c.target, c.level, c.rule, c.left.node, c.right.node, verdict)


def equal(
    lhs: Basic | str,
    rhs: Basic | str,
    net: Network,
    *,
    digits: int = 100,
    points: int = 3,
    limit: float = 5.0,
    seed: int = 0,
) -> Verdict:
    """Whether two expressions in the named quantities of a network are equal: SymPy objects or NumPy text.

    Matrices keep the names of `symbp.names`; ``delta3`` and ``dW2`` mean what they are defined to
    be, not what a derivation found.  Other scalars are free variables, and indices of `Entry`
    run through all their values.  The verdict is *undecided*, with its reason, after `limit` seconds or
    where an expression cannot be evaluated.  Raises `ConfigError` for a name the network does not have,
    `NotationError` for text that cannot be read.

    >>> import symbp
    >>> net = symbp.Network.preset("lecture10-regression")
    >>> names = net.names
    >>> str(equal(names.a(2).T * names.delta(3), names.W(2, "dW"), net))
    'proved'
    """
    clock = Clock(limit)
    left, right = (expression(side, net) for side in (lhs, rhs))
    if max(tree_size(left), tree_size(right)) > LARGEST:
        return Verdict("undecided", reason=f"an expression of more than {LARGEST} nodes")
    try:
        equations = {e.name: e.rhs for e in (*forward_equations(net), loss_equation(net))}
        meaning = Definitions(net, equations, sample_loss(net), clock)
        fixed = fixed_sizes(net, left, right)
        checker = Checker(meaning, digits, points, seed, fixed, adversarial=True)
        verdict = checker.compare(Side(left), Side(right))
    except ConfigError:
        raise
    except FAILURES as error:
        verdict = Verdict("undecided", reason=explained(error), seconds=clock.seconds)
    if verdict.status == "undecided" and left == right and not left.has(S.NaN):
        return Verdict("equal", "proved", reason="the two sides are the same expression")
    return verdict


LARGEST = 100_000
"""How many nodes an expression may have, shared parts counted wherever they stand."""


def tree_size(node: Basic) -> int:
    """How many nodes an expression has if what is shared is counted everywhere; found without going there."""
    sizes: dict[int, int] = {}
    waiting = [node]
    while waiting:
        top = waiting[-1]
        missing = [arg for arg in top.args if id(arg) not in sizes]
        waiting += missing
        if not missing:
            sizes[id(waiting.pop())] = 1 + sum(sizes[id(arg)] for arg in top.args)
    return sizes[id(node)]


def expression(side: Basic | str, net: Network) -> Basic:
    """One side of a question, read.  Raises `ConfigError` for what is no expression."""
    if not isinstance(net, Network) or not isinstance(side, Basic | MatrixBase | str | int):
        raise ConfigError(
            f"equal takes two SymPy expressions or texts and a Network, not {side!r} and {net!r}; "
            "Network.load(...) makes one"
        )
    if isinstance(side, str):
        from symbp.notation.numpy_text import parse_matrix

        return parse_matrix(side, net)
    return side.as_immutable() if isinstance(side, MatrixBase) else S(side)
