import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N, D = X.shape
    H = W1.shape[1]
    dW1 = np.zeros_like(W1)
    dW2 = np.zeros_like(W2)
    for n in range(N):
        x = X[n]
        a = sigmoid(x @ W1)
        f = sigmoid(a @ W2)
        d3 = (f - t[n]) * f * (1 - f)
        for j in range(H):
            dW2[j] += a[j] * d3 / N
        d2 = (W2 @ d3) * a * (1 - a)
        for i in range(D):
            for j in range(H):
                dW1[i, j] += x[i] * d2[j] / N
    dW1 += lam / N * W1
    return dW1, dW2
