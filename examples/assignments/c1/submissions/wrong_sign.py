import numpy as np


def s(z):
    return 1 / (1 + np.exp(-z))


def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = s(X @ W1)
    f = s(a2 @ W2)
    error = t - f
    d3 = error * f * (1 - f)
    d2 = d3 @ W2.T * a2 * (1 - a2)
    dW2 = (a2.T @ d3 + lam * W2) / N
    dW1 = (X.T @ d2 + lam * W1) / N
    return dW1, dW2
