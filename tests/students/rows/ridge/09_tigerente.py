import numpy as np

alpha = 0.37


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)

    # Ausgabeschicht
    delta3 = (f - t) * f * (1 - f)
    dW2 = a2.T @ delta3 / N + lam / N * W2
    W2 = W2 - alpha * dW2          # Schritt

    # versteckte Schicht
    delta2 = delta3 @ W2.T * a2 * (1 - a2)
    dW1 = X.T @ delta2 / N + lam / N * W1
    W1 = W1 - alpha * dW1          # Schritt
    return dW1, dW2
