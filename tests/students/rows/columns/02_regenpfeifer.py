import numpy as np

def relu(z): return z*(z > 0)

def backward_propagation(X, Y, parameters, lambd):
    W1 = parameters['W1']; b1 = parameters['b1']; W2 = parameters['W2']; b2 = parameters['b2']
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = relu(Z1)
    A2 = 1/(1 + np.exp(-W2 @ A1 - b2))
    fehler = Y - A2
    dZ2 = -fehler
    dW2 = dZ2 @ A1.T/m + lambd/m*W2
    db2 = dZ2.sum(1, keepdims=True)/m
    dZ1 = (W2.T @ fehler)*(Z1 > 0)
    dW1 = dZ1 @ X.T/m + lambd/m*W1
    db1 = dZ1.sum(1, keepdims=True)/m
    return {'dW1': dW1, 'db1': db1, 'dW2': dW2, 'db2': db2}
