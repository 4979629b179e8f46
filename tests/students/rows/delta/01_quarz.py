import numpy as np

def backprop(X, t, W1, W2):
    σ = lambda z: 1 / (1 + np.exp(-z))
    a2 = σ(X @ W1)
    f = σ(a2 @ W2)
    delta3 = (f - t) * f * (1 - f)
    delta2 = (delta3 @ W2.T) * a2 * (1 - a2)
    return {"delta3": delta3, "delta2": delta2, "dW2": a2.T @ delta3, "dW1": X.T @ delta2}
