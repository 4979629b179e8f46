import numpy as np

def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    N = X.shape[0]
    # Vorwärts
    h = np.maximum(0, X.dot(W1) + b1)
    scores = h.dot(W2) + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean() + reg * (np.sum(W1**2) + np.sum(W2**2))
    # Rückwärts
    p[np.arange(N), y] -= 1
    p /= N
    dh = p.dot(W2.T)
    dh[h <= 0] = 0
    grads = {
        "W1": X.T.dot(dh) + reg * W1,      # regularization gradient
        "b1": dh.sum(axis=0),
        "W2": h.T.dot(p) + reg * W2,
        "b2": p.sum(axis=0),
    }
    return loss, grads
