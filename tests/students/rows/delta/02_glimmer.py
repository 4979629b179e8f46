import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def backprop(X, t, W1, W2):
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)
    d3 = f - t
    d2 = d3 @ W2.T * a2 * (1 - a2)
    return dict(delta3=d3, delta2=d2, dW2=a2.T @ d3, dW1=X.T @ d2)
