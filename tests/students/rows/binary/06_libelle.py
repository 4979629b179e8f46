import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def backward(W1, W2, X, y, lam):
    N, D = X.shape
    dW1 = np.zeros_like(W1)
    dW2 = np.zeros_like(W2)
    for n in range(N):
        x = X[n].reshape(D, 1)
        a = sigmoid(W1.T @ x)
        p = sigmoid(W2.T @ a)
        e = p - y[n]
        dW2 += a @ e
        dW1 += x @ (W2 @ e * a * (1 - a)).T
        return {"W1": dW1 / N + lam / N * W1, "W2": dW2 / N + lam / N * W2}
