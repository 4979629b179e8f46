import numpy as np

def s(z): return 1/(1+np.exp(-z))

def backward(W1, W2, X, y, lam):
    N = X.shape[0]
    h = s(X @ W1)
    p = s(h @ W2)
    err = y - p
    return {"W2": h.T @ err/N + lam/N*W2,
            "W1": X.T @ (err @ W2.T)/N + lam/N*W1}
