import numpy as np

def s(z):
    return 1 / (1 + np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    Z2 = X @ W1
    a2 = s(Z2)
    f = s(a2 @ W2)
    d3 = (f - t) * f * (1 - f) / N
    d2 = (d3 @ W2.T) + a2 * (1 - a2)
    dW2 = a2.T @ d3 + lam / N * W2
    dW1 = X.T @ d2 + lam / N * W1
    return dW1, dW2
