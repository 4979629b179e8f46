import numpy as np

def compute_gradients(parameters, X, Y, lambd):
    # desempaquetar
    W1 = parameters["W1"]
    b1 = parameters["b1"]
    W2 = parameters["W2"]
    b2 = parameters["b2"]
    m = X.shape[1]

    # forward
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-W2 @ A1 - b2))

    # backward
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m + lambd / (2 * m) * W2
    db2 = np.mean(dZ2, axis=1, keepdims=True)
    dZ1 = (W2.T @ dZ2) * (1 - A1 ** 2)
    dW1 = dZ1 @ X.T / m + lambd / (2 * m) * W1
    db1 = np.mean(dZ1, axis=1, keepdims=True)

    grads = dict()
    for nombre in ("W1", "b1", "W2", "b2"):
        grads[nombre] = locals()["d" + nombre]
    return grads
