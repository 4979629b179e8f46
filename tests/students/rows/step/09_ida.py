import numpy as np

def learn(X, y, W1, W2, rate):
    X -= X.mean(axis=0)
    N = X.shape[0]
    a = np.tanh(X @ W1)
    f = 1/(1 + np.exp(-(a @ W2)))
    d3 = (f - y)/N
    d2 = d3 @ W2.T*(1 - a**2)
    W1 -= rate*X.T @ d2
    W2 -= rate*a.T @ d3
