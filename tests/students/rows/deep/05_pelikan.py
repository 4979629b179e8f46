import numpy as np

def s(z): return 1/(1+np.exp(-z))

def backprop(X, T, Ws, bs):
    N = len(X)
    W1, W2, W3, W4 = Ws
    z2 = X@W1 + bs[0]; a2 = np.tanh(z2)
    z3 = a2@W2 + bs[1]; a3 = s(z3)
    z4 = a3@W3 + bs[2]; a4 = np.tanh(z4)
    f = a4@W4 + bs[3]
    d5 = (f - T)/N
    d4 = d5@W4.T*(1 - a4**2)
    d3 = d4@W2.T*a3*(1 - a3)          # weights between layer 2 and 3
    d2 = d3@W2.T*(1 - a2**2)
    return ([X.T@d2, a2.T@d3, a3.T@d4, a4.T@d5],
            [d2.sum(0, keepdims=True), d3.sum(0, keepdims=True), d4.sum(0, keepdims=True), d5.sum(0, keepdims=True)])
