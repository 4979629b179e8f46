import numpy as np

def learn(X, y, W1, W2, rate):
    sig = lambda z: 1/(1+np.exp(-z))
    N = X.shape[0]
    a = np.tanh(X @ W1)
    f = sig(a @ W2)
    d3 = (f - y)*f*(1 - f)
    d2 = d3 @ W2.T*(1 - a**2)
    W1 += -rate*X.T @ d2/N
    W2 += -rate*a.T @ d3/N
