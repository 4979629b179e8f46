import numpy as np

def sig(z):
    return 1.0/(1.0+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    m = X.shape[1]   # number of examples
    A = sig(np.dot(X, W1))
    F = sig(np.dot(A, W2))
    D3 = (F - t)*F*(1.0 - F)
    D2 = np.dot(D3, W2.T)*A*(1.0 - A)
    dW1 = (np.dot(X.T, D2) + lam*W1)/m
    dW2 = (np.dot(A.T, D3) + lam*W2)/m
    return dW1, dW2
