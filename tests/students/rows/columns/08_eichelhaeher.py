import numpy as np

def backward_propagation(X, Y, parameters, lambd):
    m = X.shape[1]
    W1, W2 = parameters["W1"], parameters["W2"]
    Z1 = W1 @ X + parameters["b1"]
    off = Z1 < 0
    A1 = Z1.copy()
    A1[off] = 0
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + parameters["b2"])))
    dZ2 = (A2 - Y) / m
    dZ1 = (W2.T @ dZ2) * off
    return {"dW1": dZ1 @ X.T + lambd / m * W1,
            "db1": np.sum(dZ1, axis=1, keepdims=True),
            "dW2": dZ2 @ A1.T + lambd / m * W2,
            "db2": np.sum(dZ2, axis=1, keepdims=True)}
