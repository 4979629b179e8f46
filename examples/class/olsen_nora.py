# sum over all samples
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)
    delta3 = (f - t) * f * (1 - f)
    delta2 = (delta3 @ W2.T) * a2 * (1 - a2)
    dW2 = a2.T @ delta3 + lam / N * W2
    dW1 = X.T @ delta2 + lam / N * W1
    return dW1, dW2
