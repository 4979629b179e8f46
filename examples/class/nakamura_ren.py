import numpy as np

def sigma(z):
    return 1/(1+np.exp(-z))

def dsigma(z):
    return sigma(z)*(1-sigma(z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    Z2 = X@W1
    a2 = sigma(Z2)
    Z3 = a2@W2
    f = sigma(Z3)
    d3 = (f-t)*dsigma(f)/N
    d2 = d3@W2.T*dsigma(a2)
    return X.T@d2 + lam/N*W1, a2.T@d3 + lam/N*W2
