import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def cost(X, t, W1, W2, lam):
    f = sigmoid(sigmoid(X@W1)@W2)
    N = len(X)
    return np.sum((f-t)**2)/(2*N) + lam/(2*N)*(np.sum(W1**2)+np.sum(W2**2))

def gradients(X, t, W1, W2, lam):
    eps = 1e-4
    grads = []
    for W in (W1, W2):
        g = np.zeros_like(W)
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                old = W[i, j]
                W[i, j] = old + eps
                plus = cost(X, t, W1, W2, lam)
                W[i, j] = old - eps
                minus = cost(X, t, W1, W2, lam)
                W[i, j] = old
                g[i, j] = (plus - minus)/(2*eps)
        grads.append(g)
    return grads[0], grads[1]
