import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def compute_gradients(parameters, X, Y, lambd):
    m = X.shape[1]
    W1 = parameters['W1']; b1 = parameters['b1']
    W2 = parameters['W2']; b2 = parameters['b2']
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T)/m + lambd*W2/m
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2)*(1 - np.tanh(Z1)**2)
    dW1 = np.dot(dZ1, X.T)/m + lambd*W1/m
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {'dW1': dW1, 'db1': db1, 'dW2': dW2, 'db2': db2}
