import numpy as np

def loss(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = 1/(1+np.exp(-X@W1))
    f = 1/(1+np.exp(-a2@W2))
    return ((f-t)**2).sum()/(2*N) + lam/(2*N)*((W1**2).sum()+(W2**2).sum())

def gradients(X, t, W1, W2, lam):
    # I could not get the chain rule to work in time so I wiggle each weight.
    # sheet only says no *automatic* differentiation :)
    eps = 1e-5
    grads = []
    for which in (0, 1):
        W = [W1, W2][which]
        g = np.zeros(W.shape)
        for idx in np.ndindex(*W.shape):
            up = [W1.copy(), W2.copy()]
            dn = [W1.copy(), W2.copy()]
            up[which][idx] += eps
            dn[which][idx] -= eps
            g[idx] = (loss(X, t, *up, lam) - loss(X, t, *dn, lam)) / (2*eps)
        grads.append(g)
    return grads[0], grads[1]
