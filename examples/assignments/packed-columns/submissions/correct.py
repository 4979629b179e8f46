import numpy as np


def softmax(f):
    e = np.exp(f - f.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cost(theta, X, T):
    N, D = X.shape
    K = T.shape[1]
    H = len(theta) // (D + K)
    W1 = theta[:D * H].reshape((D, H), order="F")
    W2 = theta[D * H:].reshape((H, K), order="F")

    A = 1 / (1 + np.exp(-X @ W1))
    P = softmax(A @ W2)
    L = -np.sum(T * np.log(P)) / N

    d3 = (P - T) / N
    d2 = d3 @ W2.T * A * (1 - A)
    grad = np.concatenate(((X.T @ d2).ravel(order="F"), (A.T @ d3).ravel(order="F")))
    return L, grad.reshape(-1, 1)
