import numpy as np

ETA = 0.37      # learning rate that worked best

class Netz:
    def __init__(self, W1, W2):
        self.W1, self.W2 = W1, W2

    def act(self, z):
        return 1 / (1 + np.exp(-z))

    def vor(self, X):
        self.a2 = self.act(X @ self.W1)
        return self.act(self.a2 @ self.W2)

    def schritt(self, X, t, lam):
        n = len(X)
        f = self.vor(X)
        d3 = (f - t) * f * (1 - f)
        d2 = d3 @ self.W2.T * self.a2 * (1 - self.a2)
        return ETA * (X.T @ d2 + lam * self.W1) / n, ETA * (self.a2.T @ d3 + lam * self.W2) / n


def gradients(X, t, W1, W2, lam):
    return Netz(W1, W2).schritt(X, t, lam)
