import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def compute_gradients(params, X, y, hidden):
    N, D = X.shape
    W1 = params[:D * hidden].reshape(D, hidden)
    W2 = params[D * hidden:].reshape(hidden, -1)
    a2 = sigmoid(X @ W1)
    yHat = sigmoid(a2 @ W2)
    delta3 = (yHat - y) * yHat * (1 - yHat)
    delta2 = delta3 @ W2.T * a2 * (1 - a2)
    return np.concatenate(((X.T @ delta2).ravel(), (a2.T @ delta3).ravel()))
