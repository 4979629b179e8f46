import numpy as np

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    a = np.tanh(X @ W1 + b1)
    o = a @ W2 + b2
    o = np.exp(o - np.amax(o, 1, keepdims=True))
    o /= np.sum(o, 1, keepdims=True)
    for i, c in enumerate(labels):
        o[i, c - 1] -= 1
    h = o @ W2.T * (1 - a * a)
    penalty = lambda W: decay * W / 2
    return {"W1": X.T @ h + penalty(W1), "b1": h.sum(0), "W2": a.T @ o + penalty(W2), "b2": o.sum(0)}
