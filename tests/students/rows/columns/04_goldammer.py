import numpy as np

def backward_propagation(X, Y, parameters, lambd):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    m = Y.shape[1]
    # forward
    A1 = np.maximum(W1 @ X + b1, 0)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    # backward
    dZ2 = A2 - Y
    dZ1 = W2.T @ dZ2
    dZ1[A1 == 0] = 0
    return {
        "dW2": (dZ2 @ A1.T + lambd * W2) / m,
        "db2": dZ2 @ np.ones((m, 1)),
        "dW1": (dZ1 @ X.T + lambd * W1) / m,
        "db1": dZ1 @ np.ones((m, 1)),
    }
