import numpy as np

def gradients(X, t, W1, W2, lam)
    N = X.shape[0]
    a2 = 1/(1 + np.exp(-X@W1))
    f = 1/(1 + np.exp(-a2@W2))
    return X.T@a2, a2.T@f
