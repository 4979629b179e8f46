import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))

def gradients(X, t, W1, W2, lam):
    n = X.shape[0]
    hidden = sigmoid(X @ W1)
    out = sigmoid(hidden @ W2)
    err = out - t
    # we only kept the activations, so take the slope there
    d_out = err * sigmoid_prime(out)
    d_hid = d_out @ W2.T * sigmoid_prime(hidden)
    gW2 = hidden.T @ d_out / n + lam * W2 / n
    gW1 = X.T @ d_hid / n + lam * W1 / n
    return gW1, gW2
