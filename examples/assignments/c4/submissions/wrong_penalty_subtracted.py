import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def compute_gradients(parameters, X, Y, lambd):
    W1 = parameters["W1"]
    b1 = parameters["b1"]
    W2 = parameters["W2"]
    b2 = parameters["b2"]
    m = Y.shape[1]
    A1 = np.tanh(np.matmul(W1, X) + b1)
    A2 = sigmoid(np.matmul(W2, A1) + b2)
    dZ2 = (A2 - Y) / m
    dZ1 = np.matmul(W2.T, dZ2) * (1 - A1**2)
    return dict(
        dW1=np.matmul(dZ1, X.T) - lambd / m * W1,
        db1=dZ1.sum(axis=1, keepdims=True),
        dW2=np.matmul(dZ2, A1.T) - lambd / m * W2,
        db2=dZ2.sum(axis=1, keepdims=True),
    )
