import numpy as np

def sigma(z):
    return 1.0/(1.0 + np.exp(-z))

def step(X, t, W1, W2, lam, alpha):
    N = float(X.shape[0])
    a = sigma(X @ W1)
    f = sigma(a @ W2)
    d3 = (f - t)*f*(1 - f)/N
    d2 = (d3 @ W2.T)*(a*(1 - a))
    dW1 = X.T @ d2 + lam*W1/N
    dW2 = a.T @ d3 + lam*W2/N
    return W1 - alpha*dW1, W2 - alpha*dW2
