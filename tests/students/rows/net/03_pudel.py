import numpy as np

class Network:
    """Two layers; sigmoid, then linear."""

    def __init__(self, lam):
        self.lam = lam

    def sigmoid(self, z):
        return 1.0 / (1.0 + np.exp(-z))

    def loss(self, X, y):
        out = self.sigmoid(X @ self.W1 + self.b1) @ self.W2 + self.b2
        return 0.5 * np.sum((out - y) ** 2) / len(X) + self.lam * (np.sum(self.W1 ** 2) + np.sum(self.W2 ** 2))

    def backward(self, X, y):
        m = X.shape[0]
        self.a1 = self.sigmoid(X @ self.W1 + self.b1)
        self.out = self.a1 @ self.W2 + self.b2
        dout = (self.out - y) / m
        self.dW2 = self.a1.T @ dout
        self.db2 = dout.sum(0).reshape(1, -1)
        dz = dout @ self.W2.T * self.a1 * (1 - self.a1)
        self.dW1 = X.T @ dz
        self.db1 = dz.sum(0).reshape(1, -1)
        # penalty
        self.dW1 += 2 * self.lam * self.W1
        self.dW2 += 2 * self.lam * self.W2
