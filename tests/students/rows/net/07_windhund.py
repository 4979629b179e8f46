import numpy as np

class Network:
    LAMBDA = 1e-3

    def __init__(self, lam=LAMBDA, hidden=4):
        self.hidden = hidden

    def backward(self, X, y):
        H = 1/(1 + np.exp(-(X.dot(self.W1) + self.b1)))
        F = H.dot(self.W2) + self.b2
        G = F - y
        self.dW2 = H.T.dot(G) + 2*self.LAMBDA*self.W2
        self.db2 = G.sum(axis=0, keepdims=True)
        G = G.dot(self.W2.T)*H*(1 - H)
        self.dW1 = X.T.dot(G) + 2*self.LAMBDA*self.W1
        self.db1 = G.sum(axis=0, keepdims=True)
