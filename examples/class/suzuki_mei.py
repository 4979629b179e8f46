import numpy as np

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = 1/(1 + np.exp(-X@W1))
    f = 1/(1 + np.exp(-a2@W2))
    f -= t                          # saves memory
    d3 = f*(f + t)*(1 - f - t)/N
    d2 = (d3@W2.T)*a2*(1 - a2)
    W1 *= lam/N
    W2 *= lam/N
    W1 += X.T@d2
    W2 += a2.T@d3
    return W1, W2
