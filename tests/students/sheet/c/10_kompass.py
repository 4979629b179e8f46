import numpy as np

def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    N, D = X.shape
    z = X @ W1 + b1[None, :]
    h = np.clip(z, 0, None)
    s = h @ W2 + b2[None, :]
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.sum(np.exp(s), axis=1, keepdims=True))
    loss = -logp[np.arange(N), y].mean() + reg * ((W1 ** 2).sum() + (W2 ** 2).sum())

    g = np.exp(logp)
    g[np.arange(N), y] -= 1
    g = g / N
    grads = {}
    grads['W2'] = h.T @ g + 2 * reg * W2
    grads['b2'] = g.mean(axis=0)
    g = g @ W2.T
    # derivative of relu
    g[g < 0] = 0
    grads['W1'] = X.T @ g + 2 * reg * W1
    grads['b1'] = g.mean(axis=0)
    return loss, grads
