import numpy as np

def sigma(z):
    return 1.0/(1.0+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    n = len(X)
    h = sigma(X.dot(W1))
    out = sigma(h.dot(W2))
    err = out - t                       # delta of the output layer
    dW2 = h.T.dot(err)/n + lam*W2/n
    hidden_err = err.dot(W2.T) * h*(1-h)
    dW1 = X.T.dot(hidden_err)/n + lam*W1/n
    return dW1, dW2
