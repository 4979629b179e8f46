import numpy as np

def sigmoid(v):
    return 1/(1+np.exp(-v))

def sigmoid_derivee(v):
    return sigmoid(v)*(1-sigmoid(v))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    # couche cachée
    h = X @ W1
    # sortie
    o = sigmoid(h) @ W2
    y = sigmoid(o)

    d_o = (y - t) * sigmoid_derivee(o)
    d_h = (d_o @ W2.T) * sigmoid_derivee(h)

    grad2 = h.T @ d_o / N + (lam/N) * W2
    grad1 = X.T @ d_h / N + (lam/N) * W1
    return grad1, grad2
