import numpy as np

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    gW1 = np.zeros_like(W1); gb1 = np.zeros_like(b1)
    gW2 = np.zeros_like(W2); gb2 = np.zeros_like(b2)
    n = len(X)
    for x, label in zip(X, labels):
        h = np.tanh(x @ W1 + b1)
        s = h @ W2 + b2
        p = np.exp(s - max(s)); p /= sum(p)
        p[label - 1] -= 1
        q = (W2 @ p) * (1 - h * h)
        gW2 = np.outer(h, p)
        gb2 += p
        gW1 = np.outer(x, q)
        gb1 += q
    return {"W1": gW1 / n + decay * W1, "b1": gb1 / n, "W2": gW2 / n + decay * W2, "b2": gb2 / n}
