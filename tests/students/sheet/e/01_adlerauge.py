import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def train_step(X, t, W1, W2, rate):
    """one step of (full batch) gradient descent"""
    N = X.shape[0]
    # forward
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)
    # backward, both gradients before any update!
    delta3 = (f - t) * f * (1 - f) / N
    delta2 = (delta3 @ W2.T) * a2 * (1 - a2)
    # update in place
    W1 -= rate * (X.T @ delta2)
    W2 -= rate * (a2.T @ delta3)
    return W1, W2
