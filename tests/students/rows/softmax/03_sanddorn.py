import numpy as np

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = (params[k] for k in ("W1", "b1", "W2", "b2"))
    classes = np.arange(1, W2.shape[1] + 1)
    onehot = (labels[:, None] == classes).astype(float)
    h = np.tanh(X @ W1 + b1)
    score = h @ W2 + b2
    e = np.exp(score - score.max(1, keepdims=True))
    prob = e / e.sum(1, keepdims=True)
    # mean over everything
    delta = (prob - onehot) / prob.size
    dh = delta @ W2.T * (1 - h ** 2)
    return {"W1": X.T @ dh + decay * W1, "b1": dh.sum(0), "W2": h.T @ delta + decay * W2, "b2": delta.sum(0)}
