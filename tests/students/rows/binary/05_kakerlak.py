import numpy as np

sigmoid = lambda z: 1/(1+np.exp(-z))
sigmoid_grad = lambda z: sigmoid(z)*(1-sigmoid(z))

def backward(W1, W2, X, y, lam):
    N = len(X)
    z1 = X @ W1
    z2 = z1 @ W2
    p = sigmoid(z2)
    dz2 = (p - y)/N
    dz1 = dz2 @ W2.T * sigmoid_grad(z1)
    return {"W1": X.T @ dz1 + lam*W1/N, "W2": z1.T @ dz2 + lam*W2/N}
