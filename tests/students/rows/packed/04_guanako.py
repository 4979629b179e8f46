import numpy as np

class Trainer:
    rate = 0.37

    def __init__(self, params):
        self.params = params
        self.W1 = params[0:6].reshape(2, 3)
        self.W2 = params[6:9].reshape(3, 1)

    def act(self, z):
        return 1 / (1 + np.exp(-z))

    def grad(self, X, y, lam):
        n = X.shape[0]
        a = self.act(X @ self.W1)
        f = self.act(a @ self.W2)
        d = (f - y) * f * (1 - f)
        return np.r_[(X.T @ (d @ self.W2.T * a * (1 - a)) / n + lam * self.W1).ravel(),
                     (a.T @ d / n + lam * self.W2).ravel()]

    def step(self, X, y, lam):
        return self.params - self.rate * self.grad(X, y, lam)

def compute_gradients(params, X, y, Lambda):
    return Trainer(params).step(X, y, Lambda)
