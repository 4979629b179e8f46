import numpy as np

def gradients(X, t, W1, W2, lam):
    w = W2.ravel(); y = t.ravel()
    N = y.size
    A = 1/(1 + np.exp(-X @ W1))
    f = 1/(1 + np.exp(-A @ w))
    g = (f - y)*f*(1 - f)/N
    G = np.outer(g, w)*A*(1 - A)
    return X.T @ G + lam/N*W1, A.T @ g + lam/N*w
