import numpy as np
from math import tanh

def gradient(x, t, W1, W2):
    D = len(x); M = len(W1); K = len(W2)
    xs = [1.0] + [float(v) for v in x[:, 0]]
    zs = [1.0] + [tanh(sum(W1[j, i]*xs[i] for i in range(D+1))) for j in range(M)]
    ys = [sum(W2[k, j]*zs[j] for j in range(M+1)) for k in range(K)]
    dk = [0.5*(ys[k] - t[k, 0]) for k in range(K)]
    dj = [(1 - zs[j]**2)*sum(W2[k, j]*dk[k] for k in range(K)) for j in range(1, M+1)]
    dW1 = [[dj[j]*xs[i] for i in range(D+1)] for j in range(M)]
    dW2 = [[dk[k]*zs[j] for j in range(M+1)] for k in range(K)]
    return np.array(dW1), np.array(dW2)
