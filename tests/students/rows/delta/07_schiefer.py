import numpy as np

def backprop(X, t, W1, W2):
    N = X.shape[0]
    h = 1 / (1 + np.exp(-(X @ W1)))
    y = 1 / (1 + np.exp(-(h @ W2)))
    delta3 = (y - t) * y * (1 - y)
    delta2 = delta3 @ W2.T
    return {"delta3": delta3, "delta2": delta2, "dW2": h.T @ delta3, "dW1": X.T @ delta2 / N}
