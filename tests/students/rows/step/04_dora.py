import numpy as np

def learn(X, y, W1, W2, rate):
    step1, step2 = np.zeros_like(W1), np.zeros_like(W2)
    for xi, yi in zip(X, y):
        h = np.tanh(xi @ W1)
        p = 1/(1 + np.exp(-(h @ W2)))
        step2 += np.outer(h, p - yi)
        step1 += np.outer(xi, (W2 @ (p - yi))*(1 - h*h))
    np.subtract(W1, rate*step1, out=W1)
    np.subtract(W2, rate*step2, out=W2)
