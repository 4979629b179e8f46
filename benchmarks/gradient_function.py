"""The gradient function against hand-written NumPy, bare products, autograd, JAX, PyTorch and scalars.

One thread each, float64, the lecture's squared error on sigmoid layers.  JAX is given arrays of its own
and waited for; PyTorch and autograd differentiate the loss by their own reverse mode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import _one_thread  # noqa: F401  isort:skip  (NumPy starts its threads when it is imported)
import numpy as np
from measure import NOISE, in_words, interleaved, ratios, table, write_json

import symbp

SIZES = {(2, 3, 1): 3, (20, 50, 10): 64, (784, 256, 10): 128}
"""The networks of the table and the number of their samples."""

OURS, HAND, BARE = "symbp", "hand-written NumPy", "bare matrix products"
AUTOGRAD, JAX, TORCH, SCALARS = "HIPS autograd", "JAX jit", "PyTorch eager", "SymPy lambdify of scalars"
NEEDS = {AUTOGRAD: "autograd", JAX: "jax", TORCH: "torch"}
Way = Callable[[], Any]


def data(units: tuple[int, int, int], N: int) -> tuple[np.ndarray, ...]:
    """X, t, W1, W2 at random."""
    D, H, K = units
    rng = np.random.default_rng(0)
    return (
        rng.standard_normal((N, D)),
        rng.random((N, K)),
        rng.standard_normal((D, H)) / np.sqrt(D),
        rng.standard_normal((H, K)) / np.sqrt(H),
    )


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def by_hand(X: np.ndarray, t: np.ndarray, W1: np.ndarray, W2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What a good student writes."""
    Z2 = X @ W1
    a2 = sigmoid(Z2)
    Z3 = a2 @ W2
    f = sigmoid(Z3)
    delta3 = (f - t) * f * (1 - f)
    dW2 = a2.T @ delta3
    delta2 = (delta3 @ W2.T) * a2 * (1 - a2)
    dW1 = X.T @ delta2
    return dW1, dW2


def bare_products(arrays: tuple[np.ndarray, ...]) -> Way:
    """Only the five matrix products, on matrices of the right shapes."""
    X, t, W1, W2 = arrays
    a2, delta3 = sigmoid(X @ W1), t.copy()
    delta2 = delta3 @ W2.T
    return lambda: (X @ W1, a2 @ W2, a2.T @ delta3, delta3 @ W2.T, X.T @ delta2)


def with_autograd(arrays: tuple[np.ndarray, ...]) -> Way:
    import autograd.numpy as anp
    from autograd import grad

    def loss(W: tuple[Any, Any], X: Any, t: Any) -> Any:
        f = 1 / (1 + anp.exp(-((1 / (1 + anp.exp(-(X @ W[0])))) @ W[1])))
        return 0.5 * anp.sum((f - t) ** 2)

    X, t, W1, W2 = arrays
    gradients = grad(loss)
    return lambda: gradients((W1, W2), X, t)


def with_jax(arrays: tuple[np.ndarray, ...]) -> Way:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def loss(W1: Any, W2: Any, X: Any, t: Any) -> Any:
        f = jax.nn.sigmoid(jax.nn.sigmoid(X @ W1) @ W2)
        return 0.5 * jnp.sum((f - t) ** 2)

    X, t, W1, W2 = map(jnp.asarray, arrays)
    gradients = jax.jit(jax.grad(loss, argnums=(0, 1)))
    return lambda: jax.block_until_ready(gradients(W1, W2, X, t))


def with_torch(arrays: tuple[np.ndarray, ...]) -> Way:
    import torch

    torch.set_num_threads(1)
    X, t, W1, W2 = map(torch.from_numpy, arrays)
    W1.requires_grad_(True)
    W2.requires_grad_(True)

    def gradients() -> Any:
        f = torch.sigmoid(torch.sigmoid(X @ W1) @ W2)
        return torch.autograd.grad(0.5 * ((f - t) ** 2).sum(), (W1, W2))

    return gradients


def with_scalars(arrays: tuple[np.ndarray, ...]) -> Way:
    """SymPy alone: differentiate the loss entry by entry and lambdify the list."""
    from sympy import Matrix, Rational, exp, lambdify, symbols

    flat = [number for array in arrays for number in array.ravel().tolist()]
    names = iter(symbols(f"v:{len(flat)}"))
    X, t, W1, W2 = (Matrix(*array.shape, [next(names) for _ in range(array.size)]) for array in arrays)

    def scalar_sigmoid(z: Any) -> Any:
        return 1 / (1 + exp(-z))

    f = ((X * W1).applyfunc(scalar_sigmoid) * W2).applyfunc(scalar_sigmoid)
    loss = Rational(1, 2) * sum((a - b) ** 2 for a, b in zip(f, t, strict=True))
    slopes = [loss.diff(w) for W in (W1, W2) for w in W]
    gradients = lambdify([*X, *t, *W1, *W2], slopes)
    return lambda: gradients(*flat)


MAKERS = {AUTOGRAD: with_autograd, JAX: with_jax, TORCH: with_torch}


def ways(units: tuple[int, int, int], N: int) -> Iterator[tuple[str, Way]]:
    """Every way that is installed, by name."""
    arrays = data(units, N)
    net = symbp.Network.preset("lecture10-regression", units=units)
    ours = symbp.derive(net).function()
    yield OURS, lambda: ours(*arrays)
    yield HAND, lambda: by_hand(*arrays)
    yield BARE, bare_products(arrays)
    for name, make in MAKERS.items():
        if find_spec(NEEDS[name]):
            yield name, make(arrays)
    if units == (2, 3, 1):
        yield SCALARS, with_scalars(arrays)


def check(found: dict[str, Way]) -> None:
    """All ways give the same gradients, so that the times compare the same work."""
    expected = np.concatenate([np.ravel(g) for g in found[OURS]()])
    for name in found.keys() - {BARE}:
        result = found[name]()
        values = np.ravel(result) if name == SCALARS else np.concatenate([np.ravel(g) for g in result])
        np.testing.assert_allclose(values, expected, rtol=1e-9, atol=1e-12, err_msg=name)


def main() -> None:
    results = {}
    for units, N in SIZES.items():
        found = dict(ways(units, N))
        check(found)
        timings = interleaved(found)
        against = ratios(timings, OURS)
        label = f"{'-'.join(map(str, units))}, N = {N}"
        rows = [
            (name, in_words(timing.median), in_words(timing.best), f"{against[name]:.2f}")
            for name, timing in timings.items()
        ]
        missing = sorted(MAKERS.keys() - found.keys())
        rows += [(name, "not installed; make bench installs it", "", "") for name in missing]
        print(table(label, ("", "median", "best", "÷ symbp's"), rows), end="\n\n")
        results[label] = {
            "median seconds": {name: timing.median for name, timing in timings.items()},
            "best seconds": {name: timing.best for name, timing in timings.items()},
            "symbp ÷": {name: 1 / ratio for name, ratio in against.items() if name != OURS},
            "not installed": missing,
        }
    print(NOISE)
    print(f"written: {write_json('gradient_function', results)}")


if __name__ == "__main__":
    main()
