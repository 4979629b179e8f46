import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def step(X, t, W1, W2, lam, alpha):
    N = X.shape[0]
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)
    delta3 = (f - t) / N
    delta2 = delta3 @ W2.T * a2 * (1 - a2)
    W2_new = W2 - alpha * (a2.T @ delta3 + lam / N * W2)
    W1_new = W1 - alpha * (X.T @ delta2 + lam / N * W1)
    return W1_new, W2_new
