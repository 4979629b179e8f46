import numpy as np

def gradient(x, t, W1, W2):
    x1 = np.r_[np.ones((1, 1)), x]
    a = W1 @ x1
    z = np.maximum(a, 0)            # ReLU is standard today
    z1 = np.r_[np.ones((1, 1)), z]
    y = W2 @ z1
    d2 = y - t
    d1 = (a > 0)*(W2[:, 1:].T @ d2)
    return d1 @ x1.T, d2 @ z1.T
