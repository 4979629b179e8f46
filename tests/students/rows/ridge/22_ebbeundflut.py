import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def forward(X, W1, W2):
    a2 = sigmoid(X @ W1)
    return a2, sigmoid(a2 @ W2)

def mse_grad(f, t):
    return (f - t) / len(t)

def gradients(X, t, W1, W2, lam):
    N = len(X)
    a2, f = forward(X, W1, W2)
    g = mse_grad(f, t) * f * (1 - f)
    dW2 = a2.T @ g / N + lam / N * W2
    g = (g @ W2.T) * a2 * (1 - a2)
    dW1 = X.T @ g / N + lam / N * W1
    return dW1, dW2
