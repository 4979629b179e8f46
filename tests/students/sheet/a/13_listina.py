"""Backprop ohne NumPy im Rechenteil - nur Listen, damit ich die Indizes verstehe."""
from math import exp


def matmul(A, B):
    return [[sum(a * b for a, b in zip(row, col)) for col in zip(*B)] for row in A]


def transpose(A):
    return [list(r) for r in zip(*A)]


def apply(fn, *Ms):
    return [[fn(*vals) for vals in zip(*rows)] for rows in zip(*Ms)]


def sigma(z):
    # numerisch stabil
    if z >= 0:
        return 1 / (1 + exp(-z))
    e = exp(z)
    return e / (1 + e)


def to_list(M):
    return [[float(v) for v in row] for row in M]


def gradients(X, t, W1, W2, lam):
    X, t, W1, W2 = to_list(X), to_list(t), to_list(W1), to_list(W2)
    N = len(X)
    a2 = apply(sigma, matmul(X, W1))
    f = apply(sigma, matmul(a2, W2))
    d3 = apply(lambda fi, ti: (fi - ti) * fi * (1 - fi), f, t)
    d2 = apply(lambda e, a: e * a * (1 - a), matmul(d3, transpose(W2)), a2)
    dW1 = apply(lambda g, w: g / N + lam * w / N, matmul(transpose(X), d2), W1)
    dW2 = apply(lambda g, w: g / N + lam * w / N, matmul(transpose(a2), d3), W2)
    return dW1, dW2
