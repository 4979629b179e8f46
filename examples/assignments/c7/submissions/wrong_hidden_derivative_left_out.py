import numpy as np

def backprop(x, t, W1, W2):
    M = W1.shape[0]
    K = W2.shape[0]
    xx = np.r_[1.0, x]
    z = np.r_[1.0, np.tanh(W1 @ xx)]
    y = W2 @ z
    dW2 = np.zeros(W2.shape)
    dW1 = np.zeros(W1.shape)
    d = y - t
    for k in range(K):
        for j in range(M + 1):
            dW2[k, j] = d[k]*z[j]
    for j in range(M):
        s = sum(W2[k, j + 1]*d[k] for k in range(K))
        for i in range(len(xx)):
            dW1[j, i] = s*xx[i]
    return dW1, dW2
