import numpy as np

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N, C = X.shape[0], W2.shape[1]
    T = np.zeros((N, C))
    for n, label in enumerate(labels):
        T[n, label - 1] = 1.0

    a = np.tanh(X @ W1 + b1)
    s = a @ W2 + b2
    s -= np.max(s, axis=1)[:, None]
    P = np.exp(s) / np.exp(s).sum(axis=1)[:, None]

    g = (P - T) / N
    out = {"W2": a.T @ g + decay * W2, "b2": np.sum(g, 0)}
    g = (g @ W2.T) * (1 - a)
    out["W1"] = X.T @ g + decay * W1
    out["b1"] = np.sum(g, 0)
    return out
