import numpy as np

def sigma(z):
    return 1 / (1 + np.exp(-z))

def backward_propagation(X, Y, parameters, lambd):
    W1, b1, W2, b2 = map(parameters.get, ["W1", "b1", "W2", "b2"])
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = np.maximum(Z1, 0)
    Z2 = W2 @ A1 + b2
    A2 = sigma(Z2)
    dZ2 = (A2 - Y) * sigma(Z2) * (1 - sigma(Z2))
    dW2 = (dZ2 @ A1.T + lambd * W2) / m
    db2 = dZ2.sum(axis=1, keepdims=True)
    dZ1 = W2.T @ dZ2 * (Z1 > 0)
    dW1 = (dZ1 @ X.T + lambd * W1) / m
    db1 = dZ1.sum(axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
