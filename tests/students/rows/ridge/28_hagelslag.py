import numpy as np
from functools import cached_property


class Pass:
    """Everything about one batch; each thing is computed when it is asked for."""

    def __init__(self, X, t, W1, W2, lam):
        self.X, self.t, self.W1, self.W2, self.lam = X, t, W1, W2, lam

    @property
    def N(self):
        return self.t.shape[0]

    @staticmethod
    def σ(z):
        return 1 / (1 + np.exp(-z))

    @cached_property
    def hidden(self):
        return self.σ(self.X @ self.W1)

    @cached_property
    def output(self):
        return self.σ(self.hidden @ self.W2)

    @cached_property
    def delta_output(self):
        return (self.output - self.t) * self.output * (1 - self.output)

    @cached_property
    def delta_hidden(self):
        return self.delta_output @ self.W2.T * self.hidden * (1 - self.hidden)

    @property
    def gradients(self):
        return tuple(
            (below.T @ delta + self.lam * W) / self.N
            for below, delta, W in ((self.X, self.delta_hidden, self.W1), (self.hidden, self.delta_output, self.W2))
        )


def gradients(X, t, W1, W2, lam):
    return Pass(X, t, W1, W2, lam).gradients
