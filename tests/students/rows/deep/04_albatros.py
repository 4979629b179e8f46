import numpy as np

def logistic(x):
    return 1/(1 + np.exp(-x))

def mse(F, T):
    return 0.5*np.mean((F - T)**2)

def mse_grad(F, T):
    return (F - T)/F.size

def backprop(X, T, Ws, bs):
    h1 = np.tanh(X.dot(Ws[0]) + bs[0])
    h2 = logistic(h1.dot(Ws[1]) + bs[1])
    h3 = np.tanh(h2.dot(Ws[2]) + bs[2])
    out = h3.dot(Ws[3]) + bs[3]
    g4 = mse_grad(out, T)
    g3 = g4.dot(Ws[3].T)*(1 - h3**2)
    g2 = g3.dot(Ws[2].T)*h2*(1 - h2)
    g1 = g2.dot(Ws[1].T)*(1 - h1**2)
    gs = [g1, g2, g3, g4]
    hs = [X, h1, h2, h3]
    return [h.T.dot(g) for h, g in zip(hs, gs)], [g.sum(axis=0)[None] for g in gs]
