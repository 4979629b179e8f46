import numpy as np

def backward_propagation(X, Y, parameters, lambd):
    m = X.shape[1]
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]

    Z1 = np.dot(W1, X) + b1
    A1 = np.maximum(0, Z1)
    A2 = 1/(1 + np.exp(-(np.dot(W2, A1) + b2)))

    dZ2 = A2 - Y
    dW2 = 1/m*np.dot(dZ2, A1.T) + lambd/m*W2
    db2 = 1/m*np.sum(dZ2, axis=1, keepdims=True)
    # copied from week 3
    dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))
    dW1 = 1/m*np.dot(dZ1, X.T) + lambd/m*W1
    db1 = 1/m*np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
