import numpy as np

def compute_gradients(parameters, X, Y, lambd):
    m = X.shape[1]
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1/(1+np.exp(-(W2 @ A1 + b2)))
    dZ2 = A2 - Y
    grads = {}
    grads["dW2"] = (1/m)*dZ2 @ A1.T + (lambd/m)*W2
    grads["db2"] = (1/m)*np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = (W2.T @ dZ2)*(A1*(1-A1))
    grads["dW1"] = (1/m)*dZ1 @ X.T + (lambd/m)*W1
    grads["db1"] = (1/m)*np.sum(dZ1, axis=1, keepdims=True)
    return grads
