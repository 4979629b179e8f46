import numpy as np

class Network:
    def __init__(self, lam):
        self.lam = lam

    def backward(self, X, y):
        a1 = X
        a2 = 1/(1 + np.exp(-np.matmul(a1, self.W1) - self.b1))
        a3 = np.matmul(a2, self.W2) + self.b2
        d3 = 2*(a3 - y)
        d2 = np.matmul(d3, self.W2.T)*a2*(1 - a2)
        self.dW2 = np.matmul(a2.T, d3) - 2*self.lam*self.W2
        self.dW1 = np.matmul(a1.T, d2) - 2*self.lam*self.W1
        self.db2 = np.sum(d3, 0, keepdims=True)
        self.db1 = np.sum(d2, 0, keepdims=True)
