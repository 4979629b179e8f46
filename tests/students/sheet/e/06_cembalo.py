import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def train_step(X, t, W1, W2, rate):
    N = len(X)
    Z2 = X @ W1
    a2 = sigmoid(Z2)
    Z3 = a2 @ W2
    f = sigmoid(Z3)

    # Ausgabeschicht
    d3 = (f - t) * f * (1 - f)
    W2 = W2 - rate * a2.T @ d3 / N

    # versteckte Schicht
    d2 = d3 @ W2.T * a2 * (1 - a2)
    W1 = W1 - rate * X.T @ d2 / N
    return W1, W2
