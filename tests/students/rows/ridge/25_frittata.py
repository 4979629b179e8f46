import numpy as np

"""
Compito 3: tutto con einsum, e con out= per non allocare
"""

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    buf = np.empty((N, W1.shape[1]))
    np.einsum('ij,jk->ik', X, W1, out=buf)
    a2 = np.empty_like(buf)
    np.negative(buf, out=a2)
    np.exp(a2, out=a2)
    np.add(a2, 1.0, out=a2)
    np.divide(1.0, a2, out=a2)
    f = 1.0 / (1.0 + np.exp(-np.einsum('ij,jk->ik', a2, W2)))
    d3 = np.einsum('nk,nk,nk->nk', f - t, f, 1 - f)
    d2 = np.einsum('nk,hk,nh,nh->nh', d3, W2, a2, 1 - a2)
    dW1 = np.einsum('ni,nh->ih', X, d2)
    np.add(dW1, lam * W1, out=dW1)
    np.divide(dW1, N, out=dW1)
    dW2 = np.einsum('nh,nk->hk', a2, d3)
    np.add(dW2, lam * W2, out=dW2)
    np.divide(dW2, N, out=dW2)
    return dW1, dW2
