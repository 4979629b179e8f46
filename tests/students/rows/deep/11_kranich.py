import numpy as np

def backprop(X, T, Ws, bs):
    N = X.shape[0]
    z1 = X @ Ws[0] + bs[0]
    h1 = np.tanh(z1)
    z2 = h1 @ Ws[1] + bs[1]
    h2 = 1/(1 + np.exp(-z2))
    z3 = h2 @ Ws[2] + bs[2]
    h3 = np.tanh(z3)
    y = h3 @ Ws[3] + bs[3]
    e4 = (y - T)/N
    dW4 = h3.T @ e4
    e3 = e4 @ dW4.T*(1 - h3**2)
    dW3 = h2.T @ e3
    e2 = e3 @ Ws[2].T*h2*(1 - h2)
    dW2 = h1.T @ e2
    e1 = e2 @ Ws[1].T*(1 - h1**2)
    dW1 = X.T @ e1
    summe = lambda e: e.sum(axis=0, keepdims=True)
    return [dW1, dW2, dW3, dW4], [summe(e1), summe(e2), summe(e3), summe(e4)]
