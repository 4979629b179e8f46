import numpy as np

def gradient(x, t, W1, W2):
    u = np.vstack((np.ones((1, 1)), x))
    z = np.tanh(W1 @ u)
    v = np.vstack((np.ones((1, 1)), z))
    d = W2 @ v - t
    e = (1 - z ** 2) * (W2[:, 1:].T @ d)
    v = np.roll(v, -1, axis=0)
    return e @ u.T, d @ v.T
