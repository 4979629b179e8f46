import numpy as np

# oefening: terugpropagatie

def sigma(x):
    return np.reciprocal(1 + np.exp(-x))

def gradients(X, t, W1, W2, lam):
    N = len(t)
    # voorwaarts
    z2 = X.dot(W1); a2 = sigma(z2)
    z3 = a2.dot(W2); y = sigma(z3)
    # (y - t)^2 afleiden geeft 2 (y - t)
    dL_dy = 2 * (y - t) / N
    dL_dz3 = dL_dy * y * (1 - y)
    dL_dW2 = a2.T.dot(dL_dz3)
    dL_da2 = dL_dz3.dot(W2.T)
    dL_dz2 = dL_da2 * a2 * (1 - a2)
    dL_dW1 = X.T.dot(dL_dz2)
    # boete
    dL_dW2 = dL_dW2 + lam / N * W2
    dL_dW1 = dL_dW1 + lam / N * W1
    return dL_dW1, dL_dW2
