import numpy as np

def sigmoid(x): return 1/(1+np.exp(-x))
def sigmoid_prime(x): return sigmoid(x)*(1-sigmoid(x))

class Network:
    def __init__(self, lam):
        self.lam = lam

    def backward(self, X, y):
        self.a2 = sigmoid(X @ self.W1 + self.b1)
        self.f = self.a2 @ self.W2 + self.b2
        d3 = self.f - y
        d2 = d3 @ self.W2.T * sigmoid_prime(self.a2)
        for n, (a, d) in enumerate([(X, d2), (self.a2, d3)], start=1):
            W, b = getattr(self, f'W{n}'), getattr(self, f'b{n}')
            setattr(self, f'dW{n}', a.T @ d + 2*self.lam*W)
            setattr(self, f'db{n}', d.sum(0, keepdims=True) + 2*self.lam*b)
