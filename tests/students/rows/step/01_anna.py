import numpy as np

def learn(X, y, W1, W2, rate):
    N = len(X)
    h = np.tanh(X @ W1)
    p = 1/(1 + np.exp(-h @ W2))
    g2 = h.T @ (p - y)/N
    g1 = X.T @ ((p - y) @ W2.T*(1 - h**2))/N
    W1 -= rate*g1
    W2 -= rate*g2
