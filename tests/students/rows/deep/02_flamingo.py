import numpy as np

def sig(z):
    return 1/(1+np.exp(-z))

def backprop(X, T, Ws, bs):
    N = X.shape[0]
    W1, W2, W3, W4 = Ws
    b1, b2, b3, b4 = bs
    a2 = np.tanh(X@W1+b1)
    a3 = sig(a2@W2+b2)
    a4 = np.tanh(a3@W3+b3)
    f = a4@W4+b4

    d5 = (f-T)/N
    d4 = d5@W4.T
    d3 = d4@W3.T
    d2 = d3@W2.T
    dWs = [X.T@d2, a2.T@d3, a3.T@d4, a4.T@d5]
    dbs = [d.sum(0, keepdims=True) for d in (d2, d3, d4, d5)]
    return dWs, dbs
