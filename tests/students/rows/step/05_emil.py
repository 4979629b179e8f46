import numpy as np

def learn(X, y, W1, W2, rate):
    N = X.shape[0]
    a = np.tanh(X @ W1)
    p = 1 / (1 + np.exp(-(a @ W2)))
    d = (p - y) / N
    dW2 = a.T @ d
    dW1 = X.T @ (d @ W2.T * (1 - a ** 2))
    W1 = W1 - rate * dW1
    W2 = W2 - rate * dW2
    return W1, W2
