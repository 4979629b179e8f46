import numpy as np
from math import exp

# sin matrices: una muestra cada vez
def gradients(X, t, W1, W2, lam):
    N, D = X.shape
    H = W2.shape[0]
    for n in range(N):
        g1 = np.zeros((D, H))
        g2 = np.zeros((H, 1))
        a = [1/(1+exp(-sum(X[n, i]*W1[i, j] for i in range(D)))) for j in range(H)]
        y = 1/(1+exp(-sum(a[j]*W2[j, 0] for j in range(H))))
        e = (y - t[n, 0])*y*(1-y)
        for j in range(H):
            g2[j, 0] += e*a[j]
            for i in range(D):
                g1[i, j] += e*W2[j, 0]*a[j]*(1-a[j])*X[n, i]
    return g1/N + lam/N*W1, g2/N + lam/N*W2
