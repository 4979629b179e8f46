import numpy as np

sigma = lambda z: 1/(1+np.exp(-z))

def backprop(X, T, Ws, bs):
    N = X.shape[0]
    A1 = np.tanh(X @ Ws[0] + bs[0])
    A2 = sigma(A1 @ Ws[1] + bs[1])
    A3 = np.tanh(A2 @ Ws[2] + bs[2])
    F = A3 @ Ws[3] + bs[3]
    dF = (F - T)/N
    dW4 = A3.T @ dF
    db4 = np.sum(dF, axis=0, keepdims=True)
    dZ3 = dF @ Ws[3].T * (1 - A3**2)
    dW3 = A2.T @ dZ3
    db3 = dZ3
    dZ2 = dZ3 @ Ws[2].T * A2 * (1 - A2)
    dW2 = A1.T @ dZ2
    db2 = dZ2
    dZ1 = dZ2 @ Ws[1].T * (1 - A1**2)
    dW1 = X.T @ dZ1
    db1 = np.sum(dZ1, axis=0, keepdims=True)
    return (dW1, dW2, dW3, dW4), (db1, db2, db3, db4)
