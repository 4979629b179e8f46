import numpy as np

def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    N = X.shape[0]
    z1 = X @ W1 + b1
    h = np.maximum(z1, 0)
    scores = h @ W2 + b2
    scores = scores - np.max(scores, axis=1)
    e = np.exp(scores)
    p = e / np.sum(e, axis=1)
    loss = -np.mean(np.log(p[np.arange(N), y])) + reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
    ds = p.copy()
    ds[np.arange(N), y] -= 1
    ds /= N
    dz1 = (ds @ W2.T) * (z1 > 0)
    return loss, {
        "W1": X.T @ dz1 + 2 * reg * W1,
        "b1": dz1.sum(0),
        "W2": h.T @ ds + 2 * reg * W2,
        "b2": ds.sum(0),
    }
