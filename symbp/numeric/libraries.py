"""How NumPy, PyTorch and JAX write what the equations contain: one table entry per library.

In a format ``{0}`` is the code of the argument, ``{atom}`` the same in brackets where an operator
stands beside it, and ``{1}`` the function's parameter: an axis, or a slope.
Helpers are functions that the library lacks, as a listing prints them where it uses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FUNCTIONS = {
    "asinh": "{np}.arcsinh({0})",
    "atan": "{np}.arctan({0})",
    "either": "{np}.where({0} > 0, {1}, {2})",
    "leaky_relu": "{np}.where({0} > 0, {0}, {1} * {atom})",
    "leaky_relu'": "{np}.where({0} > 0, {np}.ones_like({0}), {1})",
    "relu'": "{0} > 0",
}
"""Functions that all libraries write in one way; what is in no table keeps its own name."""

COLUMNS = {1: "[:, {0}]", 0: "[{0}]"}
"""Some columns (axis 1) or rows (axis 0) of a matrix."""

NUMPY_FUNCTIONS = {
    "sigmoid": "sigmoid({0})",
    "softplus": "np.logaddexp(0, {0})",
    "relu": "np.maximum({0}, 0)",
    "step": "np.heaviside({0}, 0)",
    "erf": "erf({0})",
    "softmax": "softmax({0})",
    "log softmax": "log_softmax({0})",
}

TORCH_FUNCTIONS = {
    "sigmoid": "torch.sigmoid({0})",
    "softplus": "softplus({0})",
    "relu": "torch.relu({0})",
    "step": "({0} > 0).to({atom}.dtype)",
    "softmax": "torch.softmax({0}, dim={1})",
    "log softmax": "torch.log_softmax({0}, dim={1})",
}

JAX_FUNCTIONS = {
    "sigmoid": "jax.nn.sigmoid({0})",
    "softplus": "jnp.logaddexp(0, {0})",
    "relu": "jax.nn.relu({0})",
    "step": "jnp.heaviside({0}, 0)",
    "erf": "jax.scipy.special.erf({0})",
    "softmax": "jax.nn.softmax({0}, axis={1})",
    "log softmax": "jax.nn.log_softmax({0}, axis={1})",
}

SIGMOID = '''
def sigmoid(z):
    """1 / (1 + e^-z), written so that exp cannot overflow; from z = 40 on it is 1."""
    e = np.exp(np.minimum(z, 40))
    return e / (1 + e)
'''

SOFTMAX = '''
def softmax(z):
    """e^z over its sum for each sample; as the largest z is subtracted, exp cannot overflow."""
    e = np.exp(z - z.max(axis={axis}, keepdims=True))
    return e / e.sum(axis={axis}, keepdims=True)
'''

LOG_SOFTMAX = '''
def log_softmax(z):
    """The logarithm of the softmax; log(softmax(z)) would be -inf where a softmax rounds to 0."""
    z = z - z.max(axis={axis}, keepdims=True)
    return z - np.log(np.exp(z).sum(axis={axis}, keepdims=True))
'''

ERF = '''
def erf(z):
    """The error function of every entry."""
    return np.vectorize(math.erf)(z).astype(z.dtype)
'''

WITHOUT_BIAS = '''
def without_bias(W):
    """A copy of W with its biases set to 0: they are not penalised."""
    W = W.{copy}()
    W{biases} = 0
    return W
'''

JAX_WITHOUT_BIAS = '''
def without_bias(W):
    """W with its biases set to 0: they are not penalised."""
    return W.at{biases}.set(0)
'''


TORCH_SOFTPLUS = '''
def softplus(z):
    """log(1 + e^z); torch's own is z from 20 on, which is wrong in the ninth digit."""
    return torch.logaddexp(torch.zeros_like(z), z)
'''


@dataclass(frozen=True)
class Library:
    """One array library: how it is imported, its spellings, and helpers by name."""

    name: str
    np: str
    imports: str
    functions: Mapping[str, str]
    helpers: Mapping[str, str]
    concatenate: str = "{np}.concatenate([{0}], axis={1})"
    total: str = "{0}.sum(axis={1}, keepdims=True)"
    flat_total: str = "{0}.sum(axis={1})"
    cast: str = "({0}).astype({1}.dtype)"
    product: str = " @ "
    one: str = "1"

    def format(self, name: str) -> str:
        """How a function of one matrix is called."""
        return self.functions.get(name) or FUNCTIONS.get(name) or f"{self.np}.{name}({{0}})"


NUMPY = Library(
    "numpy",
    "np",
    "import numpy as np",
    NUMPY_FUNCTIONS,
    {
        "sigmoid": SIGMOID,
        "softmax": SOFTMAX,
        "log_softmax": LOG_SOFTMAX,
        "erf": ERF,
        "without_bias": WITHOUT_BIAS.replace("{copy}", "copy"),
    },
)
LIBRARIES = {
    "numpy": NUMPY,
    "torch": Library(
        "torch",
        "torch",
        "import torch",
        TORCH_FUNCTIONS,
        {"softplus": TORCH_SOFTPLUS, "without_bias": WITHOUT_BIAS.replace("{copy}", "clone")},
        concatenate="torch.cat([{0}], dim={1})",
        total="{0}.sum(dim={1}, keepdim=True)",
        flat_total="{0}.sum(dim={1})",
        cast="({0}).to({1}.dtype)",
    ),
    "jax": Library(
        "jax",
        "jnp",
        "import jax\nimport jax.numpy as jnp",
        JAX_FUNCTIONS,
        {"without_bias": JAX_WITHOUT_BIAS},
    ),
}
