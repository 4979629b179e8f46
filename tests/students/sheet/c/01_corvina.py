# práctica 4: red con softmax, versión con bucles
from math import exp, log
import numpy as np

def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    N, D = X.shape
    H = b1.size
    C = b2.size
    gW1 = np.zeros((D, H)); gb1 = np.zeros(H)
    gW2 = np.zeros((H, C)); gb2 = np.zeros(C)
    perdida = 0.0
    for n in range(N):
        # hacia adelante
        h = []
        for j in range(H):
            z = float(b1[j]) + sum(float(X[n, i]) * float(W1[i, j]) for i in range(D))
            h.append(z if z > 0 else 0.0)
        s = [float(b2[c]) + sum(h[j] * float(W2[j, c]) for j in range(H)) for c in range(C)]
        M = max(s)
        e = [exp(v - M) for v in s]
        total = sum(e)
        p = [v / total for v in e]
        perdida -= log(p[y[n]])
        # hacia atrás
        ds = list(p)
        ds[y[n]] -= 1.0
        for c in range(C):
            gb2[c] += ds[c]
            for j in range(H):
                gW2[j, c] += h[j] * ds[c]
        for j in range(H):
            if h[j] == 0.0:
                continue          # relu apagada
            dh = sum(ds[c] * W2[j, c] for c in range(C))
            gb1[j] += dh
            for i in range(D):
                gW1[i, j] += dh * X[n, i]
    perdida /= N
    for g in (gW1, gb1, gW2, gb2):
        g /= N
    perdida += reg * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
    gW1 += 2 * reg * W1
    gW2 += 2 * reg * W2
    return perdida, {"W1": gW1, "b1": gb1, "W2": gW2, "b2": gb2}
