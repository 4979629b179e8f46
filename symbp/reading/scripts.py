"""A letter's scripts taken apart: layer, indices, transpose, power, and what else may hang there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symbp.reading import surface as s
from symbp.reading.problem import ReadingError

TRANSPOSES = frozenset({"T", "t", "top", "intercal"})


@dataclass(frozen=True)
class Scripts:
    """What the scripts of one letter say.

    `layer` stands in brackets above, or alone below; `number` is a bare number above, which may be
    a layer or a power.  `indices` are those below, one by one, `sample` that of the sample where it
    stands above, as in x^{(i)}.  `after` are a transpose and powers,
    in written order, as ("T", None), ("^", exponent) and ("⊙", exponent).
    """

    layer: s.Surface | None = None
    number: s.Number | None = None
    indices: tuple[s.Surface, ...] = ()
    sample: s.Surface | None = None
    words: str = ""
    primes: int = 0
    after: tuple[tuple[str, s.Surface | None], ...] = ()


def scripts_of(node: s.Script) -> Scripts:
    """The scripts of a letter.  Raises `ReadingError` for what has no meaning there."""
    found = Scripts(primes=node.primes)
    if node.sup is not None:
        found = above(found, node.sup)
    if node.sub is not None:
        found = below(found, node.sub)
    return found


def above(found: Scripts, sup: s.Surface) -> Scripts:
    """A superscript: (2), [l], 2, T, (2)T, ⊙2, −1, or an exponent."""
    parts = [node for _, node in sup.items] if isinstance(sup, s.Product) else [sup]
    if len(parts) > 1 and not (is_layer(parts[0]) or is_transpose(parts[-1]) or is_prime(parts[-1])):
        return replace(found, after=(*found.after, ("^", sup)))
    for part in parts:
        found = one_above(found, part)
    return found


def one_above(found: Scripts, part: s.Surface) -> Scripts:
    if is_layer(part):
        assert isinstance(part, s.Bracket)
        if found.layer is None:
            return replace(found, layer=part.inner)
        return replace(found, indices=(*found.indices, part.inner))
    if is_transpose(part):
        return replace(found, after=(*found.after, ("T", None)))
    if is_prime(part):
        return replace(found, primes=found.primes + 1)
    if isinstance(part, s.Script) and part.sub is None and part.primes == 0 and marks(part.sup):
        assert part.sup is not None
        return one_above(one_above(found, part.base), part.sup)
    if isinstance(part, s.Script) and part.sup is None and part.sub is None:
        return replace(one_above(found, part.base), primes=found.primes + part.primes)
    if isinstance(part, s.Signed) and part.sign in ("⊙", "*"):
        return replace(found, after=(*found.after, ("⊙", part.inner)))
    if isinstance(part, s.Number) and part.text.isdigit() and found.layer is None and found.number is None:
        return replace(found, number=part)
    if is_any_layer(part) and found.layer is None:
        return replace(found, layer=part)
    if isinstance(part, s.Listed):
        for item in part.items:
            found = one_above(found, item)
        return found
    if isinstance(part, s.Letter) and part.name in ("*", "star"):
        raise ReadingError("a star above a letter has no meaning here", part.at + 1)
    return replace(found, after=(*found.after, ("^", part)))


def marks(sup: s.Surface | None) -> bool:
    """Whether a superscript of a superscript is a transpose or a prime, as in W^{(2)^T}."""
    return sup is not None and (is_transpose(sup) or is_prime(sup))


def below(found: Scripts, sub: s.Surface) -> Scripts:
    """A subscript: a layer alone, indices, or both with a comma; words."""
    if isinstance(sub, s.Words):
        return replace(found, words=sub.text)
    if isinstance(sub, s.Bracket) and sub.kind in "([{" and found.layer is None:
        return replace(found, layer=sub.inner)
    return replace(found, indices=(*indices_of(sub), *found.indices))


def indices_of(sub: s.Surface) -> tuple[s.Surface, ...]:
    """Indices one by one: ij, i j, i,j and 12 are two each; j+1 is one."""
    if isinstance(sub, s.Listed):
        return tuple(index for item in sub.items for index in (indices_of(item) if simple(item) else (item,)))
    if isinstance(sub, s.Product) and all(not sign for sign, _ in sub.items):
        return tuple(index for _, item in sub.items for index in indices_of(item))
    if isinstance(sub, s.Script) and sub.sup is None and isinstance(sub.sub, s.Number):
        return (sub.base, sub.sub)
    return (sub,)


def simple(item: s.Surface) -> bool:
    return not isinstance(item, s.Product) or all(not sign for sign, _ in item.items)


def is_layer(node: s.Surface) -> bool:
    """Whether something is a layer in brackets: (2), [l+1], {2}."""
    return (
        isinstance(node, s.Bracket)
        and node.kind in "([{<"
        and not isinstance(node.inner, s.Listed | s.Signed)
    )


def is_any_layer(node: s.Surface) -> bool:
    """Whether something names a layer without brackets: l, L, l+1."""
    if isinstance(node, s.Sum):
        letters = [item for _, item in node.items if isinstance(item, s.Letter)]
        return (
            bool(letters)
            and all(map(is_any_layer, letters))
            and all(isinstance(item, s.Letter | s.Number) for _, item in node.items)
        )
    return isinstance(node, s.Letter) and node.name in ("l", "ell", "L") and not node.accent


def is_transpose(node: s.Surface) -> bool:
    return isinstance(node, s.Letter) and node.name in TRANSPOSES and not node.accent


def is_prime(node: s.Surface) -> bool:
    return isinstance(node, s.Letter) and node.name == "prime"


def after_of(scripts: Scripts) -> tuple[tuple[str, s.Surface | None], ...]:
    """The powers of a number, a bare one included."""
    if scripts.number is None:
        return scripts.after
    return (("^", scripts.number), *scripts.after)


def letter_of(node: s.Surface) -> s.Letter | None:
    """The letter under scripts, if it is one."""
    while isinstance(node, s.Script):
        node = node.base
    return node if isinstance(node, s.Letter) else None


def merged(node: s.Surface) -> tuple[s.Letter, Scripts] | None:
    """A letter with all its scripts, those of nested ones together: W^{(2)}{}^T."""
    if isinstance(node, s.Letter):
        return node, Scripts()
    if not isinstance(node, s.Script):
        return None
    if isinstance(node.base, s.Letter):
        return node.base, scripts_of(node)
    inner = merged(node.base) if isinstance(node.base, s.Script) else None
    if inner is None:
        return None
    letter, found = inner
    outer = scripts_of(replace(node, base=letter))
    if outer.number is not None and (found.layer is not None or found.number is not None):
        outer = replace(outer, number=None, after=(("^", outer.number), *outer.after))
    return letter, Scripts(
        layer=found.layer if found.layer is not None else outer.layer,
        number=found.number or outer.number,
        indices=(*found.indices, *outer.indices),
        words=found.words or outer.words,
        primes=found.primes + outer.primes,
        after=(*found.after, *outer.after),
    )


def key(letter: s.Letter, scripts: Scripts = Scripts()) -> str:
    """One spelling for a symbol with its layer and indices: δ^{(2)}, δ^2 and δ_2 are the same symbol."""
    name = f"{letter.accent} {letter.name}".strip()
    parts = [scripts.layer, scripts.number, *scripts.indices]
    written = [spelled(part) for part in parts if part is not None]
    return "_".join([name, *written, *[scripts.words] * bool(scripts.words)])


def spelled(node: s.Surface) -> str:
    """A layer or an index as text."""
    if isinstance(node, s.Number):
        return node.text
    if isinstance(node, s.Letter):
        return node.name
    return "".join(spelled(child) for child in s.children(node)) or type(node).__name__


def symbol_key(node: s.Surface) -> str | None:
    """The key of a symbol without powers and transposes; of dW2 too."""
    if isinstance(node, s.Product) and len(node.items) == 2 and node.items[0][1] == s.Letter("d"):
        inner = symbol_key(node.items[1][1])
        return None if inner is None else f"d {inner}"
    found = merged(node)
    if found is None or found[1].after or found[1].primes:
        return None
    return key(*found)
