import numpy as np

def sig(z): return 1/(1+np.exp(-z))

def compute_gradients(params, X, y, Lambda):
    W1 = params[:6].reshape(2, 3); W2 = params[6:].reshape(3, 1)
    m = len(y)
    a = sig(X @ W1); f = sig(a @ W2)
    out = []
    d = (f - y)*f*(1 - f)/m
    out.append((a.T @ d + Lambda*W2).ravel())
    d = d @ W2.T*a*(1 - a)
    out.append((X.T @ d + Lambda*W1).ravel())
    return np.concatenate(out)
