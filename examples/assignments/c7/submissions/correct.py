import numpy as np


def backprop(x, t, W1, W2):
    x0 = np.append(1.0, x)          # unit 0 is the bias
    a = W1 @ x0
    z = np.tanh(a)
    z0 = np.append(1.0, z)
    y = W2 @ z0

    delta_k = y - t
    delta_j = (1 - z**2) * (W2[:, 1:].T @ delta_k)
    return np.outer(delta_j, x0), np.outer(delta_k, z0)
