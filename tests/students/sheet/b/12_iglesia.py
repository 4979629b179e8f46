import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def compute_gradients(parameters, X, Y, lambd):
    m = X.shape[1]
    w1 = parameters["w1"]
    b1 = parameters["b1"]
    w2 = parameters["w2"]
    b2 = parameters["b2"]
    a1 = np.tanh(w1 @ X + b1)
    a2 = sigmoid(w2 @ a1 + b2)
    dz2 = a2 - Y
    dz1 = (w2.T @ dz2)*(1 - a1**2)
    grads = {
        "dW1": dz1 @ X.T/m + lambd/m*w1,
        "db1": np.sum(dz1, axis=1, keepdims=True)/m,
        "dW2": dz2 @ a1.T/m + lambd/m*w2,
        "db2": np.sum(dz2, axis=1, keepdims=True)/m,
    }
    return grads
