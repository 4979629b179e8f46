import numpy as np

def compute_gradients(params, X, y, Lambda):
    W1, W2 = params[:6].reshape(2, 3), params[6:].reshape(3, 1)
    s = lambda z: 1/(1+np.exp(-z))
    a = s(X @ W1)
    f = s(a @ W2)
    k = 2*f*(1 - f)*(f - y)
    h = k @ W2.T*a*(1 - a)
    lam = 2*len(X)*Lambda       # scaled with the loss
    return np.concatenate([(X.T @ h + lam*W1).ravel(), (a.T @ k + lam*W2).ravel()])
