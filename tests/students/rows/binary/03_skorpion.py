import numpy as np
import math

def sigmoid(x):
    return 1 / (1 + math.exp(-x))

vsig = np.vectorize(sigmoid)

def backward(W1, W2, X, y, lam):
    m = len(y)
    a = vsig(np.matmul(X, W1))
    h = vsig(np.matmul(a, W2))
    d2 = h - y
    d1 = np.matmul(d2, W2.T) * a * (1 - a)
    J = -(y * np.log(h) + (1 - y) * np.log(1 - h)).sum() / m + lam / (2 * m) * (np.sum(W1**2) + np.sum(W2**2))
    return {"W1": np.matmul(X.T, d1) / m, "W2": np.matmul(a.T, d2) / m, "J": J}
