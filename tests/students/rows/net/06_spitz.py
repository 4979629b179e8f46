import numpy as np

def sig(x):
    return 1/(1+np.exp(-x))

class Network:
    def __init__(self, lambda_):
        self.lambda_ = lambda_

    def backward(self, X, y):
        # forward
        Z2 = X @ self.W1 + self.b1
        A2 = sig(Z2)
        Z3 = A2 @ self.W2 + self.b2
        A3 = sig(Z3)
        # backward
        D3 = (A3 - y)*A3*(1-A3)
        D2 = (D3 @ self.W2.T)*A2*(1-A2)
        self.dW2 = A2.T @ D3 + 2*self.lambda_*self.W2
        self.dW1 = X.T @ D2 + 2*self.lambda_*self.W1
        self.db2 = D3.sum(axis=0, keepdims=True)
        self.db1 = D2.sum(axis=0, keepdims=True)
