import numpy as np

def gradient(x, t, W1, W2):
    """Bishop 5.3: forward, then the deltas, then outer products."""
    x0 = np.vstack([[[1.0]], x])
    z = np.tanh(W1 @ x0)
    z0 = np.vstack([[[1.0]], z])
    y = W2 @ z0
    dk = y - t
    dj = (1 - z ** 2) * (W2[:, 1:].T @ dk)
    return np.outer(dj, x0), np.outer(dk, z0)
