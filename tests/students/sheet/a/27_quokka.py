import numpy as np

def sigma(x):
    return 1.0/(1.0+np.exp(-x))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    dW1 = np.zeros(W1.shape)
    dW2 = np.zeros(W2.shape)
    for n in range(N):
        x = X[n]
        # forward pass for one sample
        a2 = sigma(x @ W1)
        f = sigma(a2 @ W2)
        # backward pass
        d3 = (f - t[n]) * f * (1 - f)
        d2 = d3 * W2[:, 0] * a2 * (1 - a2)
        dW2 += np.outer(a2, d3)
        dW1 = np.outer(x, d2)
    dW1 /= N
    dW2 /= N
    dW1 += lam / N * W1
    dW2 += lam / N * W2
    return dW1, dW2
