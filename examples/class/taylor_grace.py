import numpy as np

# Grace Taylor, with the names of my own derivation

def logi(u):
    return 1 / (1 + np.exp(-u))

def gradients(X, t, W1, W2, lam):
    count = X.shape[0]
    H = logi(X @ W1)
    Y = logi(H @ W2)
    E3 = (Y - t) * Y * (1 - Y) / count
    E2 = E3 @ W2.T
    G2 = H.T @ E3 + lam / count * W2
    G1 = X.T @ E2 + lam / count * W1
    return G1, G2
