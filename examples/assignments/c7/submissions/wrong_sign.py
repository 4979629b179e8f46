import numpy as np


def backprop(x, t, W1, W2):
    inputs = np.hstack((1.0, x))
    hidden = np.tanh(np.dot(W1, inputs))
    hidden1 = np.hstack((1.0, hidden))
    output = np.dot(W2, hidden1)
    error = t - output
    d_hidden = np.dot(W2[:, 1:].T, error) * (1 - hidden * hidden)
    return np.outer(d_hidden, inputs), np.outer(error, hidden1)
