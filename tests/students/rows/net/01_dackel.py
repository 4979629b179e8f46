import numpy as np

class Network:
    def __init__(self, lam):
        self.lam = lam

    def forward(self, X):
        self.h = 1 / (1 + np.exp(-(X @ self.W1 + self.b1)))
        return self.h @ self.W2 + self.b2

    def backward(self, X, y):
        delta = self.forward(X) - y
        self.dW2 = self.h.T @ delta + 2 * self.lam * self.W2
        self.db2 = delta.sum(axis=0, keepdims=True)
        delta = delta @ self.W2.T
        self.dW1 = X.T @ delta + 2 * self.lam * self.W1
        self.db1 = delta.sum(axis=0, keepdims=True)
