import numpy as np

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = 1/(1+np.exp(-X@W1))
    f = 1/(1+np.exp(-a2@W2))
    # error, reusing t to save memory
    t -= f
    t *= -1
    d3 = t*f*(1-f)/N
    d2 = d3@W2.T*a2*(1-a2)
    return X.T@d2 + lam/N*W1, a2.T@d3 + lam/N*W2
