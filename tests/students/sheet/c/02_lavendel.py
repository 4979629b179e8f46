import numpy as np


def relu(x):
    return np.maximum(0, x)


def softmax(x):
    ex = np.exp(x - x.max(axis=1, keepdims=True))
    return ex / ex.sum(axis=1, keepdims=True)


def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    N = len(y)
    Z1 = X @ W1 + b1
    A1 = relu(Z1)
    A2 = softmax(A1 @ W2 + b2)

    loss = -sum(np.log(A2[i, y[i]]) for i in range(N)) / N
    loss = loss + reg * (np.sum(W1 ** 2) + np.sum(W2 ** 2))

    A2[np.arange(N), y] -= 1
    dZ2 = A2 / N
    dZ1 = (dZ2 @ W2.T) * (Z1 > 0)

    grads = {
        "W1": X.T @ dZ1 + 2 * reg * W1,
        "b1": np.sum(dZ1, axis=0, keepdims=True),
        "W2": A1.T @ dZ2 + 2 * reg * W2,
        "b2": np.sum(dZ2, axis=0, keepdims=True),
    }
    return loss, grads
