#!/usr/bin/env python3
"""
Homework: backpropagation by hand
---------------------------------
I wrote it for any number of layers (following the online book by Nielsen,
but rows are samples here), and then wrap it for the two layer case.

TODO: momentum?
"""
from __future__ import annotations

import sys
import time
import numpy as np
import pandas as pd
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from typing import Sequence


class QuadraticCost:
    @staticmethod
    def fn(a, y):
        return 0.5 * np.linalg.norm(a - y) ** 2 / len(a)

    @staticmethod
    def delta(z, a, y):
        """Error of the output layer."""
        return (a - y) * sigmoid_prime(z) / len(a)


class CrossEntropyCost:
    # not used in this homework, left from the book
    @staticmethod
    def fn(a, y):
        return np.sum(np.nan_to_num(-y * np.log(a) - (1 - y) * np.log(1 - a)))

    @staticmethod
    def delta(z, a, y):
        return a - y


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-np.clip(z, -500, 500)))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


class Network:
    def __init__(self, weights: Sequence[np.ndarray], cost=QuadraticCost):
        self.weights = list(weights)
        self.num_layers = len(self.weights) + 1
        self.cost = cost

    def feedforward(self, a):
        for w in self.weights:
            a = sigmoid(a @ w)
        return a

    def backprop(self, x, y):
        nabla_w = [None for _ in self.weights]
        activation = x
        activations = [x]
        zs = []
        for w in self.weights:
            z = activation @ w
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        delta = self.cost.delta(zs[-1], activations[-1], y)
        nabla_w[-1] = activations[-2].T @ delta
        for l in range(2, self.num_layers):
            delta = (delta @ self.weights[-l + 1].T) * sigmoid_prime(zs[-l])
            nabla_w[-l] = activations[-l - 1].T @ delta
        return nabla_w

    def total_gradient(self, x, y, lmbda):
        n = x.shape[0]
        return [g + lmbda * w / n for g, w in zip(self.backprop(x, y), self.weights)]


def gradients(X, t, W1, W2, lam):
    net = Network([W1, W2])
    dW1, dW2 = net.total_gradient(X, t, lam)
    return dW1, dW2


def numerical_check(X, t, W1, W2, lam, h=1e-4):
    def L(a, b):
        n = len(X)
        return QuadraticCost.fn(Network([a, b]).feedforward(X), t) + lam / (2 * n) * (np.sum(a ** 2) + np.sum(b ** 2))
    dW1, _ = gradients(X, t, W1, W2, lam)
    E = np.zeros_like(W1)
    E[0, 0] = h
    print("numeric", (L(W1 + E, W2) - L(W1 - E, W2)) / (2 * h), "mine", dW1[0, 0])


def main(argv):
    df = pd.read_csv(argv[1] if len(argv) > 1 else "concrete.csv")
    data = df.to_numpy(dtype=float)
    X, t = data[:, :-1], data[:, -1:]
    X = (X - X.mean(0)) / X.std(0)
    t = (t - t.min()) / (t.max() - t.min())
    rng = np.random.default_rng(0)
    W1, W2 = rng.normal(size=(X.shape[1], 12)), rng.normal(size=(12, 1))
    t0 = time.time()
    hist = []
    for it in range(500):
        g1, g2 = gradients(X, t, W1, W2, 0.01)
        W1, W2 = W1 - g1, W2 - g2
        hist.append(QuadraticCost.fn(Network([W1, W2]).feedforward(X), t))
    print("took", time.time() - t0)
    plt.semilogy(hist)
    plt.savefig("loss.png")


if __name__ == "__main__":
    main(sys.argv)
