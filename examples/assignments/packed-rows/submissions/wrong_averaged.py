import numpy as np


def compute_gradients(params, X, y, hidden):
    def sigma(v):
        return 1 / (1 + np.exp(-v))

    m, d = X.shape
    W1, W2 = params[:d * hidden].reshape((d, hidden)), params[d * hidden:].reshape((hidden, 1))
    A = sigma(X @ W1)
    F = sigma(A @ W2)
    D3 = (F - y) * F * (1 - F) / m
    D2 = (D3 @ W2.T) * A * (1 - A)
    return np.append(X.T @ D2, A.T @ D3)
