import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


class Network(object):
    def __init__(self, sizes):
        self.sizes = sizes
        self.biases = [np.random.randn(n, 1) for n in sizes[1:]]
        self.weights = [np.random.randn(n, k) for k, n in zip(sizes[:-1], sizes[1:])]

    def backprop(self, x, y):
        layers = len(self.weights)
        activations, zs = [x], []
        for b, w in zip(self.biases, self.weights):
            zs.append(np.dot(w, activations[-1]) + b)
            activations.append(sigmoid(zs[-1]))
        nabla_b = [None] * layers
        nabla_w = [None] * layers
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
        for l in range(layers - 1, -1, -1):
            nabla_b[l] = delta
            nabla_w[l] = np.dot(delta, activations[l].T)
            if l > 0:
                delta = np.dot(self.weights[l].T, delta) * sigmoid_prime(zs[l - 1])
        return nabla_b, nabla_w
