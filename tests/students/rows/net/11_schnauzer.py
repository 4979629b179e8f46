import numpy as np

class Network:
    def __init__(self, lam):
        self.lam = lam

    def backward(self, X, y):
        a2 = 1/(1 + np.exp(-(X @ self.W1 + self.b1)))
        f = a2 @ self.W2 + self.b2
        d3 = f - y
        d2 = d3 @ self.W2.T*a2*(1 - a2)
        self.dW2 = a2.T @ d3 + 2*self.lam*self.W2
        self.dW1 = X.T @ d2 + 2*self.lam*self.W1
        self.db2 = np.sum(d3)
        self.db1 = np.sum(d2)
