import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(a):
    """From the activation, not from Z."""
    return a * (1 - a)


def forward(X, W1, W2):
    a2 = sigmoid(X.dot(W1))
    return a2, sigmoid(a2.dot(W2))
