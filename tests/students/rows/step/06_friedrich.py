import numpy as np

learning_rate = 0.3

def learn(X, y, W1, W2, rate):
    N = X.shape[0]
    hidden = np.tanh(X @ W1)
    out = 1 / (1 + np.exp(-(hidden @ W2)))
    d_out = (out - y) / N
    d_hidden = d_out @ W2.T * (1 - hidden ** 2)
    W2 -= learning_rate * hidden.T @ d_out
    W1 -= learning_rate * X.T @ d_hidden
