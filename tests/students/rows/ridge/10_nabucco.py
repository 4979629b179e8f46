import numpy as np

def L(X, t, W1, W2, lam):
    sig = lambda z: 1/(1+np.exp(-z))
    N = X.shape[0]
    f = sig(sig(X@W1)@W2)
    return np.sum((f-t)**2)/(2*N) + lam*(np.sum(W1**2)+np.sum(W2**2))/(2*N)

def gradients(X, t, W1, W2, lam):
    h = 1e-6
    base = L(X, t, W1, W2, lam)
    dW1 = np.zeros_like(W1)
    for i in range(W1.shape[0]):
        for j in range(W1.shape[1]):
            W = W1.copy()
            W[i, j] += h
            dW1[i, j] = (L(X, t, W, W2, lam) - base)/h
    dW2 = np.zeros_like(W2)
    for j in range(W2.shape[0]):
        W = W2.copy()
        W[j, 0] += h
        dW2[j, 0] = (L(X, t, W1, W, lam) - base)/h
    return dW1, dW2
