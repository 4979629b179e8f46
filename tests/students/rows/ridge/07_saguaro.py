import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def dsigmoid(z):
    return sigmoid(z) * (1 - sigmoid(z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]

    # forward
    Z2 = X @ W1
    a2 = sigmoid(Z2)
    Z3 = a2 @ W2
    f = Z3                # regression -> no squashing at the end

    # backward
    d3 = (f - t) * dsigmoid(Z3)
    d2 = d3 @ W2.T * dsigmoid(Z2)

    dW2 = (a2.T @ d3 + lam * W2) / N
    dW1 = (X.T @ d2 + lam * W1) / N
    return dW1, dW2
