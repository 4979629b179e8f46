import numpy as np


def step(X, t, W1, W2, lam, alpha):
    def g(z):
        return 1 / (1 + np.exp(-z))

    m = X.shape[0]
    H = g(X.dot(W1))
    F = g(H.dot(W2))
    d2 = F - t
    d1 = d2.dot(W2.T) * H * (1 - H)
    grad2 = (H.T.dot(d2) + lam * W2) / m
    grad1 = (X.T.dot(d1) + lam * W1) / m
    return W1 + alpha * grad1, W2 + alpha * grad2
