import numpy as np

sig = lambda z: 1/(1+np.exp(-z))
dsig = lambda z: sig(z)*(1-sig(z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    Z2 = np.dot(X, W1)
    a2 = sig(Z2)
    Z3 = np.dot(a2, W2)
    f = sig(Z3)
    d3 = (f-t)*dsig(Z3)
    d2 = np.dot(d3, W2.T)*dsig(Z2)
    return np.dot(X.T, d2) + lam/N*W1, np.dot(a2.T, d3) + lam/N*W2
