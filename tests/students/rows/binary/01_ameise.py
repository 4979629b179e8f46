import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def backward(W1, W2, X, y, lam):
    N = X.shape[0]
    grads = {}
    A1 = sigmoid(X @ W1)
    p = sigmoid(A1 @ W2)
    # delta rule
    delta = (p - y) * p * (1 - p)
    grads["W2"] = A1.T @ delta / N + lam / N * W2
    delta = delta @ W2.T * A1 * (1 - A1)
    grads["W1"] = X.T @ delta / N + lam / N * W1
    return grads
