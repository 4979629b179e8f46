import numpy as np

# Strafterm für alle Parameter im dictionary, geht schön in einer Schleife

def compute_gradients(parameters, X, Y, lambd):
    m = Y.shape[1]
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]

    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))

    dZ2 = (A2 - Y) / m
    dZ1 = W2.T @ dZ2 * (1 - A1 ** 2)

    grads = {
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
    }
    for name in parameters:
        grads["d" + name] = grads["d" + name] + lambd / m * parameters[name]
    return grads
