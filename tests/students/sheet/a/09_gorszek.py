# zadanie 3 - propagacja wsteczna
# (w Matlabie to by bylo prostsze, wiec uzywam np.matrix)
import numpy as np

def sigm(Z):
    return 1.0 / (1.0 + np.exp(-Z))

def gradients(X, t, W1, W2, lam):
    X = np.matrix(X)
    T = np.matrix(t)
    V = np.matrix(W1)
    W = np.matrix(W2)
    m = X.shape[0]

    Z2 = X * V
    A2 = sigm(Z2)
    Z3 = A2 * W
    F = sigm(Z3)

    # tutaj * to mnozenie macierzy, dlatego np.multiply
    D3 = np.multiply(F - T, np.multiply(F, 1 - F))
    D2 = np.multiply(D3 * W.T, np.multiply(A2, 1 - A2))

    dV = (X.T * D2 + lam * V) / m
    dW = (A2.T * D3 + lam * W) / m
    return np.asarray(dV), np.asarray(dW)
