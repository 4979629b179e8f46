import numpy as np

alpha = 0.01

def sigmoid(z):
    return 1/(1+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N = len(X)
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)
    d3 = (f - t)*f*(1 - f)/N
    dW2 = a2.T @ d3 + lam/N*W2
    W2 = W2 - alpha*dW2            # update the output layer first
    d2 = d3 @ W2.T*a2*(1 - a2)
    dW1 = X.T @ d2 + lam/N*W1
    return dW1, dW2
