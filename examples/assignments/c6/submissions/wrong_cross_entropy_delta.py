import numpy as np


class Network:
    def __init__(self, sizes):
        self.sizes = list(sizes)

    def backprop(self, x, y):
        w1, w2 = self.weights
        b1, b2 = self.biases
        z1 = w1.dot(x) + b1
        h = 1 / (1 + np.exp(-z1))
        z2 = w2.dot(h) + b2
        out = 1 / (1 + np.exp(-z2))
        delta2 = out - y
        delta1 = w2.T.dot(delta2) * h * (1 - h)
        return [delta1, delta2], [delta1.dot(x.T), delta2.dot(h.T)]
