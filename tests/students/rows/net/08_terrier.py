import numpy as np

class Network:
    def __init__(self, lam):
        self.lam = lam

    def s(self, z):
        return 1/(1+np.exp(-z))

    def backward(self, X, y):
        a = self.s(X @ self.W1 + self.b1)
        e = (a @ self.W2 + self.b2) - y
        self.dW2 = a.T @ e + 2*self.lam*self.W2
        self.db2 = e.sum(0, keepdims=True)
        e = (e @ self.W2.T)*(a + (1-a))
        self.dW1 = X.T @ e + 2*self.lam*self.W1
        self.db1 = e.sum(0, keepdims=True)
