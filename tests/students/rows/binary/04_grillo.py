import numpy as np

def sigmoid(z):
    return 1.0/(1.0+np.exp(-z))

def backward(W1, W2, X, y, lam):
    m = X.shape[0]
    a1 = sigmoid(X @ W1)
    a2 = sigmoid(a1 @ W2)
    # gradientes
    dz2 = a2 - y
    dW2 = a1.T @ dz2/m
    dz1 = dz2 @ W2.T*a1*(1-a1)
    dW1 = X.T @ dz1/m
    # regularización L2
    dW1 = dW1 + lam/(2*m)*np.sum(W1**2)
    dW2 = dW2 + lam/(2*m)*np.sum(W2**2)
    return {'W1': dW1, 'W2': dW2}
