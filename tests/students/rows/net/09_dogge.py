import numpy as np
from typing import NamedTuple

class Layer(NamedTuple):
    W: np.ndarray
    b: np.ndarray

    def z(self, a):
        return a @ self.W + self.b

class Network:
    """Schichten als NamedTuple, Gradienten über __setattr__ in einer Schleife."""

    def __init__(self, lam):
        self.lam = lam

    @property
    def layers(self):
        return [Layer(self.W1, self.b1), Layer(self.W2, self.b2)]

    def backward(self, X, y):
        hidden, out = self.layers
        a = np.reciprocal(1 + np.exp(-hidden.z(X)))
        deltas = {2: out.z(a) - y}
        deltas[1] = deltas[2] @ out.W.T * (a - a ** 2)
        for k, below in ((1, X), (2, a)):
            W = getattr(self, f"W{k}")
            setattr(self, f"dW{k}", np.tensordot(below, deltas[k], axes=(0, 0)) + 2 * self.lam * W)
            setattr(self, f"db{k}", np.atleast_2d(deltas[k].sum(axis=0)))
