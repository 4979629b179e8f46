import numpy as np

def backward_propagation(X, Y, parameters, lambd):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    m = X.shape[1]
    Z1 = W1.dot(X) + b1
    A1 = Z1.clip(min=0)
    A2 = 1/(1 + np.exp(-(W2.dot(A1) + b2)))
    dZ2 = (A2 - Y)/m
    dZ1 = W2.T.dot(dZ2)*np.sign(A1)
    lm = lambd/m
    return dict(
        dW1=dZ1.dot(X.T) + lm*W1, db1=dZ1.sum(axis=1).reshape(-1, 1) + lm,
        dW2=dZ2.dot(A1.T) + lm*W2, db2=dZ2.sum(axis=1).reshape(-1, 1) + lm)
