import numpy as np

def gradients(X, t, W1, W2, lam):
    # Spaltenweise Speicherung ist schneller (wie in Fortran)
    X = np.asfortranarray(X); W1 = np.asfortranarray(W1)
    n, d = X.shape
    dW1 = np.zeros(W1.shape, order='F')
    dW2 = np.zeros(W2.shape, order='F')
    for k in range(n):
        h = 1 / (1 + np.exp(-np.inner(W1.T, X[k])))
        y = 1 / (1 + np.exp(-np.inner(W2.T, h)))
        e = (y - t[k]) * y * (1 - y)
        dW2 += np.multiply.outer(h, e)
        dW1 += np.multiply.outer(X[k], W2[:, 0] * e[0] * h * (1 - h))
    dW1 += lam * W1
    dW2 += lam * W2
    return np.ascontiguousarray(dW1 / n), np.ascontiguousarray(dW2 / n)
