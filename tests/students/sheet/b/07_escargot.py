import numpy as np

def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))

def derivee(a):
    """dérivée de l'activation, en fonction de la sortie a"""
    return a * (1 - a)

def compute_gradients(parameters, X, Y, lambd):
    m = X.shape[1]
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    # propagation avant
    Z1 = W1.dot(X) + b1
    A1 = np.tanh(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = sigmoid(Z2)
    # rétropropagation
    dA2 = -Y / A2 + (1 - Y) / (1 - A2)
    dZ2 = dA2 * derivee(A2)
    dA1 = W2.T.dot(dZ2)
    dZ1 = dA1 * derivee(A1)
    grads = {}
    grads['dW2'] = dZ2.dot(A1.T) / m + lambd * W2 / m
    grads['db2'] = dZ2.mean(axis=1, keepdims=True)
    grads['dW1'] = dZ1.dot(X.T) / m + lambd * W1 / m
    grads['db1'] = dZ1.mean(axis=1, keepdims=True)
    return grads
