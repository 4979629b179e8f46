import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    w2 = W2[:, 0]
    a2 = sigmoid(X @ W1)
    f = sigmoid(np.squeeze(a2 @ W2))
    d3 = (f - np.squeeze(t)) * f * (1 - f) / N
    d2 = np.outer(d3, w2) * a2 * (1 - a2)
    dW2 = a2.T @ d3
    return X.T @ d2 + lam / N * W1, dW2.reshape(-1, 1) + lam / N * W2
