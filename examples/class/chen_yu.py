# I prefer loops: one sample after the other
import math
import numpy as np

def s(z):
    return 1/(1+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    m = len(X)
    g1 = np.zeros(W1.shape)
    g2 = np.zeros(W2.shape)
    for i in range(m):
        x = X[i]
        h = s(x.dot(W1))
        y = s(h.dot(W2))
        d_out = (y - t[i])*y*(1-y)
        for j in range(len(h)):
            for k in range(len(d_out)):
                g2[j, k] += h[j]*d_out[k]
        d_hid = W2.dot(d_out)*h*(1-h)
        g1 += np.outer(x, d_hid)
    return g1/m + lam/m*W1, g2/m + lam/m*W2
