import numpy as np


def attivazione(z):
    return 1 / (1 + np.exp(-z))


def gradients(X, t, W1, W2, lam):
    """calcola i gradienti con la regola della catena"""
    N = X.shape[0]
    a2 = attivazione(X @ W1)
    f = attivazione(a2 @ W2)

    # strato di uscita
    d3 = (f - t) * f * (1 - f)
    # strato nascosto
    d2 = d3 @ W2.T * (1 - a2 ** 2)

    dW1 = X.T @ d2 / N + lam / (2 * N) * W1
    dW2 = a2.T @ d3 / N + lam / (2 * N) * W2
    return dW1, dW2
