import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def backward_propagation(X, Y, parameters, lambd):
    m = X.shape[1]
    A1 = np.maximum(0, parameters["W1"] @ X + parameters["b1"])
    A2 = sigmoid(parameters["W2"] @ A1 + parameters["b2"])
    reg = lambd/m                     # regularization
    dZ2 = A2 - Y
    grads = {}
    grads["dW2"] = dZ2 @ A1.T/m + reg
    grads["db2"] = dZ2.mean(axis=1, keepdims=True) + reg
    dZ1 = parameters["W2"].T @ dZ2 * (A1 > 0)
    grads["dW1"] = dZ1 @ X.T/m + reg
    grads["db1"] = dZ1.mean(axis=1, keepdims=True) + reg
    return grads
