import numpy as np

def J(X, t, W1, W2, lam):
    f = 1/(1+np.exp(-(1/(1+np.exp(-(X@W1))))@W2))
    return ((f-t)**2).sum()/(2*len(X)) + lam/(2*len(X))*((W1**2).sum()+(W2**2).sum())

def gradients(X, t, W1, W2, lam):
    # complex step, exact to the last digit
    h = 1e-30
    out = []
    for which, W in enumerate((W1, W2)):
        g = np.zeros(W.shape)
        for index in np.ndindex(*W.shape):
            P = [W1.astype(complex), W2.astype(complex)]
            P[which][index] += 1j*h
            g[index] = J(X, t, P[0], P[1], lam).imag/h
        out.append(g)
    return tuple(out)
