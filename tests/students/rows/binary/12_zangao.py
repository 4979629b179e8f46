import numpy as np

def sig(x):
    return 1/(1+np.exp(-x))

def dsig(x):
    return x*(1-x)

def backward(W1, W2, X, y, lam):
    n = len(X)
    z1 = np.dot(X, W1)
    a1 = sig(z1)
    a2 = sig(np.dot(a1, W2))
    d2 = (a2 - y)/n
    d1 = np.dot(d2, W2.T)*dsig(z1)
    gW1 = np.dot(X.T, d1) + lam*W1
    gW2 = np.dot(a1.T, d2) + lam*W2
    return {"W1": gW1, "W2": gW2}
