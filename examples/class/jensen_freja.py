import numpy as np


def gradients(X, t, W1, W2, lam):
    N = len(t)
    a2 = 1 / (1 + np.exp(-np.matmul(X, W1)))
    f = 1 / (1 + np.exp(-np.matmul(a2, W2)))
    e = f - t
    d3 = np.multiply(e, np.multiply(f, np.subtract(1, f)))
    d2 = np.matmul(d3, W2.transpose()) * (a2 - a2 ** 2)
    dW1 = (np.matmul(X.transpose(), d2) + lam * W1) / N
    dW2 = (np.matmul(a2.transpose(), d3) + lam * W2) / N
    return dW1.tolist(), dW2.tolist()
