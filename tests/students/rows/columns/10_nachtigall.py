import numpy as np

def backward_propagation(X, Y, parameters, lambd):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    m = X.shape[1]
    A1 = np.maximum(0., W1 @ X + b1)
    A2 = 1. / (1. + np.exp(-(W2 @ A1 + b2)))

    dA1_dZ1 = 1.        # relu is linear
    dZ2 = (A2 - Y) / m
    dZ1 = W2.T @ dZ2 * dA1_dZ1
    return {
        "dW1": dZ1 @ X.T + 0.5 * lambd / m * W1,
        "db1": dZ1 @ np.ones((m, 1)),
        "dW2": dZ2 @ A1.T + 0.5 * lambd / m * W2,
        "db2": dZ2 @ np.ones((m, 1)),
    }
