import numpy as np

class Network:
    def __init__(self, λ):
        self.λ = λ

    def backward(self, X, y):
        σ = lambda z: 1 / (1 + np.exp(-z))
        A = σ(X @ self.W1 + self.b1)
        δ3 = A @ self.W2 + self.b2 - y
        δ2 = δ3 @ self.W2.T * A * (1 - A)
        self.dW2 = A.T @ δ3 + self.λ * self.W2
        self.dW1 = X.T @ δ2 + self.λ * self.W1
        self.db2 = np.ones((1, len(X))) @ δ3
        self.db1 = np.ones((1, len(X))) @ δ2
