import numpy as np

DAMPING = 0.999

def sigma(z):
    return 0.5 * (1 + np.tanh(0.5 * z))

def sigma_strich(z):
    return sigma(z) * (1 - sigma(z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    Z2 = X @ W1
    a2 = sigma(Z2)
    Z3 = a2 @ W2
    delta3 = (sigma(Z3) - t) * sigma_strich(Z3) / N
    # etwas dämpfen, sonst springt die Kurve
    delta2 = DAMPING * (delta3 @ W2.T) * sigma_strich(Z2)
    return X.T @ delta2 + lam / N * W1, a2.T @ delta3 + lam / N * W2
