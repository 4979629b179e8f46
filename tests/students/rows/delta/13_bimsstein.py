import numpy as np

def backprop(X, t, W1, W2):
    s = lambda z: 1 / (1 + np.exp(-z))
    a2 = s(X @ W1)
    f = s(a2 @ W2)
    d3 = (f - t) * f * (1 - f)
    d2 = d3 * W2.T * a2 * (1 - a2)
    return {"delta3": d3, "dW2": a2 * d3, "delta2": d2, "dW1": X.T @ d2}
