"""``einsum`` as matrix products where it is one, else in entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.tracing import formula as form
from grader.tracing.formula import Formula, Index


def einsum(spec: str, parts: Sequence[Formula], sizes: Mapping[str, Formula]) -> Formula:
    """The formula of a contraction with an explicit result, such as ``"nd,dh->nh"``."""
    inputs, _, result = spec.partition("->")
    letters = inputs.split(",")
    if len(parts) == 1:
        return single(letters[0], result, parts[0])
    if len(parts) == 2 and (found := product(letters, result, parts)) is not None:
        return found
    if set(letters) == {result}:
        found = parts[0]
        for part in parts[1:]:
            found = form.elementwise(found, part)
        return found
    return in_entries(letters, result, parts, sizes)


def single(letters: str, result: str, part: Formula) -> Formula:
    if result == letters:
        return part
    if result == letters[::-1]:
        return form.transposed(part)
    axis = None if not result else 0 if result == letters[1:] else 1
    return form.reduced("sum", part, axis)


def product(letters: Sequence[str], result: str, parts: Sequence[Formula]) -> Formula | None:
    """Two matrices that share one index, which is summed."""
    one, other = letters
    shared = set(one) & set(other)
    if len(one) != 2 or len(other) != 2 or len(shared) != 1 or len(result) != 2 or shared & set(result):
        return None
    (inner,) = shared
    left, right = (one, parts[0]), (other, parts[1])
    if result[0] not in one:
        left, right = right, left
    first = left[1] if left[0] == result[0] + inner else form.transposed(left[1])
    second = right[1] if right[0] == inner + result[1] else form.transposed(right[1])
    return form.matmul(first, second)


def in_entries(
    letters: Sequence[str], result: str, parts: Sequence[Formula], sizes: Mapping[str, Formula]
) -> Formula:
    """The entries of the result: sums of products of entries."""
    found: Formula | None = None
    for word, part in zip(letters, parts, strict=True):
        factor = form.entry(part, [form.letter(Index(each)) for each in word])
        found = factor if found is None else form.scaled(found, factor)
    assert found is not None
    summed = sorted(set("".join(letters)) - set(result))
    found = form.total(found, [Index(each, sizes.get(each)) for each in summed]) if summed else found
    for each in reversed(result):
        found = form.family(found, Index(each, sizes.get(each)))
    return found
