import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_grad(z):
    return sigmoid(z) * (1 - sigmoid(z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    Z2 = X @ W1
    a2 = sigmoid(Z2)
    Z3 = a2 @ W2
    f = sigmoid(Z3)
    delta3 = (f - t) * sigmoid_grad(Z3) / N
    delta2 = (detla3 @ W2.T) * sigmoid_grad(Z2)
    dW2 = a2.T @ delta3 + lam / N * W2
    dW1 = X.T @ delta2 + lam / N * W1
    return dW1, dW2
