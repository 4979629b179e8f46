from dataclasses import dataclass
import numpy as np
from scipy.special import expit


@dataclass
class Dense:
    """Fully connected layer, columns are samples."""
    W: np.ndarray
    b: np.ndarray

    def forward(self, A):
        self.A = A
        return self.W @ A + self.b

    def backward(self, dZ):
        self.dW = dZ @ self.A.T
        self.db = dZ.sum(1)[:, None]
        return self.W.T @ dZ


class Tanh:
    def forward(self, Z):
        self.Z = Z
        return np.tanh(Z)

    def backward(self, dA):
        return dA / np.cosh(self.Z) ** 2


class SigmoidBCE:
    def forward(self, Z, Y):
        self.P, self.Y = expit(Z), Y
        return -np.mean(Y * np.log(self.P) + (1 - Y) * np.log(1 - self.P))

    def backward(self):
        m = self.Y.shape[1]
        dA = (-self.Y / self.P + (1 - self.Y) / (1 - self.P)) / m
        return dA * self.P * (1 - self.P)


def compute_gradients(parameters, X, Y, lambd):
    l1 = Dense(parameters["W1"], parameters["b1"])
    l2 = Dense(parameters["W2"], parameters["b2"])
    act, out = Tanh(), SigmoidBCE()
    out.forward(l2.forward(act.forward(l1.forward(X))), Y)
    l1.backward(act.backward(l2.backward(out.backward())))
    m = X.shape[1]
    return {
        "dW1": l1.dW + lambd * l1.W / m,
        "db1": l1.db,
        "dW2": l2.dW + lambd * l2.W / m,
        "db2": l2.db,
    }
