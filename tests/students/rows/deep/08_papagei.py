import numpy as np

def backprop(X, T, Ws, bs):
    sig = lambda z: 1/(1+np.exp(-z))
    a1 = X
    a2 = np.tanh(a1 @ Ws[0] + bs[0])
    a3 = sig(a2 @ Ws[1] + bs[1])
    a4 = np.tanh(a3 @ Ws[2] + bs[2])
    y = a4 @ Ws[3] + bs[3]
    nabla_w, nabla_b = [], []
    d = (y - T)/X.shape[0]
    for a, W, slope in ((a4, Ws[3], 1 - a4**2), (a3, Ws[2], a3*(1 - a3)), (a2, Ws[1], 1 - a2**2), (a1, Ws[0], 0)):
        nabla_w.append(a.T @ d)
        nabla_b.append(d.sum(axis=0, keepdims=True))
        d = (d @ W.T)*slope
    return nabla_w, nabla_b
