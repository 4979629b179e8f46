import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)
    # we want to go downhill, therefore t - f
    err = (t - f) * f * (1 - f) / N
    hid = err @ W2.T * a2 * (1 - a2)
    return X.T @ hid - lam / N * W1, a2.T @ err - lam / N * W2
