import numpy as np

def sigmoid(x):
    return 1/(1+np.exp(-x))

def compute_gradients(parameters, X, Y, lambd):
    m = X.shape[1]
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    # forward
    A1 = np.tanh(np.dot(W1, X) + parameters["b1"])
    A2 = sigmoid(np.dot(W2, A1) + parameters["b2"])
    # backward
    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T)/m + lambd/m*W2
    db2 = np.sum(dZ2, axis=1, keepdims=True)/m
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = np.dot(dZ1, X.T)/m + lambd/m*W1
    db1 = np.sum(dZ1, axis=1)/m
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
