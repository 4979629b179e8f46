import numpy as np

# I transpose everything first, I think in rows
def backward_propagation(X, Y, parameters, lambd):
    W1, b1, W2, b2 = (parameters[k].T for k in ("W1", "b1", "W2", "b2"))
    X, Y = X.T, Y.T
    N = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d = (p - Y) / N
    e = d @ W2.T * (z > 0)
    return {"dW1": X.T @ e + lambd / N * W1, "db1": e.sum(0, keepdims=True),
            "dW2": h.T @ d + lambd / N * W2, "db2": d.sum(0, keepdims=True)}
