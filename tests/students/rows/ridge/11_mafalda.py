import numpy as np

def sigmoide(x):
    return 1/(1 + np.exp(-x))

def gradients(X, t, W1, W2, lam):
    n = len(X)
    dW1 = np.zeros(W1.shape)
    dW2 = np.zeros(W2.shape)
    for x, obj in zip(X, t):
        a = sigmoide(x @ W1)
        y = sigmoide(a @ W2)
        d3 = (y - obj)*y*(1 - y)
        d2 = (W2 @ d3)*a*(1 - a)
        dW1 = dW1 + np.outer(x, d2)/n + lam/n*W1/n
        dW2 = dW2 + np.outer(a, d3)/n + lam/n*W2/n
    res = np.zeros(W2.shape, int)
    res[:] = dW2
    return dW1, res
