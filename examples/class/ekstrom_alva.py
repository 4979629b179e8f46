import numpy as np


class Network:
    def __init__(self, W1, W2, lam):
        self.W1, self.W2, self.lam = W1, W2, lam

    @staticmethod
    def sigma(z):
        return 1 / (1 + np.exp(-z))

    def forward(self, X):
        self.X = X
        self.a2 = self.sigma(X @ self.W1)
        self.f = self.sigma(self.a2 @ self.W2)
        return self.f

    def backward(self, t):
        N = self.X.shape[0]
        delta3 = (self.f - t) * self.f * (1 - self.f)
        delta2 = delta3 @ self.W2.T * self.a2 * (1 - self.a2)
        return (self.X.T @ delta2 + self.lam * self.W1) / N, (self.a2.T @ delta3 + self.lam * self.W2) / N


def gradients(X, t, W1, W2, lam):
    net = Network(W1, W2, lam)
    net.forward(X)
    return net.backward(t)
