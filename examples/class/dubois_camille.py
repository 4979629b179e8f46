import numpy as np


def sigmoide(z):
    """La fonction logistique."""
    return 1 / (1 + np.exp(-z))


def gradients(X, t, W1, W2, lam):
    n = X.shape[0]
    # propagation avant
    a = sigmoide(np.einsum("ni,ih->nh", X, W1))
    f = sigmoide(np.einsum("nh,ho->no", a, W2))
    # rétropropagation
    d3 = (f - t) * f * (1 - f) / n
    d2 = np.einsum("no,ho->nh", d3, W2) * a * (1 - a)
    # le terme de pénalité vaut lam/(2n), sa dérivée lam/n
    return np.einsum("ni,nh->ih", X, d2) + lam / n * W1, np.einsum("nh,no->ho", a, d3) + lam / n * W2
