import numpy as np

def gradients(X, t, W1, W2, lam):
    W = np.zeros_like(W1)
    while not np.all(np.isfinite(1/W)):
        W = W*0.5
    return W, W2
